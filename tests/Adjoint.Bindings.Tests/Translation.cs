using Adjoint.BindingsGenerator;

namespace Adjoint.Bindings.Tests;

/// <summary>Runs the generator on a header given as text.</summary>
internal static class Translation
{
    private const string FileName = "small.h";

    /// <summary>Returns the text of each file that is written, by its name.</summary>
    public static Dictionary<string, string> Of(string header, params ReadOnlySpan<string> options) => Of(header, new Dictionary<string, string>(), options);

    /// <summary>The same, with headers beside the first that it may include.</summary>
    public static Dictionary<string, string> Of(
        string header, IReadOnlyDictionary<string, string> included, params ReadOnlySpan<string> options)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.PathOf(FileName), header);
        foreach ((string name, string text) in included)
        {
            File.WriteAllText(folder.PathOf(name), text);
        }

        string[] arguments =
        [
            "--file", FileName, "--output", "out", "--test-output", "tests", "--namespace", "Small", "--methodClassName", "Methods",
            "--libraryPath", "small", .. options,
        ];
        Generator.Run(Options.Read(arguments, folder.Path));
        return Directory.EnumerateFiles(folder.PathOf("out")).Concat(Directory.EnumerateFiles(folder.PathOf("tests")))
            .ToDictionary(path => Path.GetFileName(path), File.ReadAllText, StringComparer.Ordinal);
    }

    /// <summary>Returns the class of constants and functions.</summary>
    public static string Methods(string header, params ReadOnlySpan<string> options) => Of(header, options)["Methods.cs"];

    /// <summary>Returns why the header is refused.</summary>
    public static string Refusal(string header, params string[] options) =>
        Xunit.Assert.Throws<BindingException>(() => Of(header, options)).Message;
}
