using Adjoint.BindingsGenerator;

using Xunit;

namespace Adjoint.Bindings.Tests;

/// <summary>The generated files in the repository are what the generator makes of today's headers.</summary>
public static class CommittedOutputTests
{
    /// <summary>Makes everything anew and compares.</summary>
    /// <param name="arguments">The file of arguments.</param>
    /// <param name="output">Where the bindings lie.</param>
    /// <param name="testOutput">Where their tests lie.</param>
    [Theory]
    [InlineData("@bindings/adjoint.rsp", "bindings/Adjoint.Native/Generated", "tests/Adjoint.Bindings.Tests/Generated")]
    [InlineData("@bindings/adjoint_mpi.rsp", "managed/Adjoint.Distributed/Generated", "tests/Adjoint.Distributed.Tests/Generated")]
    public static void CommittedBindingsAreUpToDate(string arguments, string output, string testOutput)
    {
        using var bindings = new TemporaryFolder();
        using var tests = new TemporaryFolder();
        Options committed = Options.Read([arguments, "--output", output, "--test-output", testOutput], Repository.Root);

        Generator.Run(committed with { OutputPath = bindings.Path, TestOutputPath = tests.Path });

        string[] stale = [.. Differences(committed.OutputPath, bindings.Path), .. Differences(committed.TestOutputPath!, tests.Path)];
        Assert.True(
            stale.Length == 0,
            $"{committed.Header} has changed, or the generator has. Run ./build.sh bindings and commit {string.Join(", ", stale)}.");
    }

    private static IEnumerable<string> Differences(string committed, string made)
    {
        Dictionary<string, string> before = Contents(committed);
        Dictionary<string, string> after = Contents(made);
        return before.Keys.Union(after.Keys)
            .Where(name => before.GetValueOrDefault(name) != after.GetValueOrDefault(name))
            .Order(StringComparer.Ordinal);
    }

    private static Dictionary<string, string> Contents(string folder) =>
        Directory.EnumerateFiles(folder, "*.cs").ToDictionary(path => Path.GetFileName(path), File.ReadAllText, StringComparer.Ordinal);
}
