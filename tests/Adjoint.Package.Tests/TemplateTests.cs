using System.Text.RegularExpressions;

using Xunit;

namespace Adjoint.Package.Tests;

/// <summary>What <c>dotnet new adjoint-app</c> makes, from the package of templates to the result of a training.</summary>
public sealed partial class TemplateTests(PackageFixture package)
{
    [Fact]
    public void A_new_program_trains_and_goes_on_where_it_was_stopped()
    {
        string folder = Directory.CreateDirectory(package.PathOf("template")).FullName, hive = package.PathOf("hive"), program = Path.Combine(folder, "MyModel");
        package.ServeFrom(folder);
        New(folder, hive, "install", Assert.Single(Directory.GetFiles(Repository.PathOf("artifacts", "package", "templates"), "*.nupkg")));
        New(folder, hive, "adjoint-app", "-o", program, "--adjointVersion", package.FeedVersion);
        Assert.Equal(["MyModel.csproj", "Program.cs"], Directory.GetFiles(program).Select(Path.GetFileName).Order());

        string first = Command.Run(program, "dotnet", "run", "-c", "Release"), second = Command.Run(program, "dotnet", "run", "-c", "Release");
        Assert.DoesNotContain("warning", first, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(20, Epochs().Count(first));
        Assert.Equal(0, Epochs().Count(second)); // there was nothing left to do
        string[] results = [.. ((string[])[first, second]).Select(static output => output.TrimEnd().Split('\n')[^1])];
        Assert.Equal(results[0], results[1]);
        Assert.InRange(double.Parse(Percent().Match(results[0]).Value, System.Globalization.CultureInfo.InvariantCulture), 90, 100);
        Assert.True(File.Exists(Path.Combine(program, "model.safetensors")));
    }

    // A hive of its own: the templates of this machine's user stay what they are.
    private static void New(string folder, string hive, params string[] arguments) =>
        Command.Run(folder, "dotnet", ["new", .. arguments, "--debug:custom-hive", hive]);

    [GeneratedRegex("^epoch [0-9]+: loss 0\\.", RegexOptions.Multiline)]
    private static partial Regex Epochs();

    [GeneratedRegex("[0-9.]+(?= ?%)")]
    private static partial Regex Percent();
}
