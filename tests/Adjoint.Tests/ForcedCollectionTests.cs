using System.Diagnostics;
using System.Runtime.CompilerServices;

using Xunit;

namespace Adjoint.Tests;

/// <summary>The collector runs at every point where the core is about to be given handles: nothing that it is given may be gone then.</summary>
public sealed class ForcedCollectionTests
{
    private const string Variable = "ADJOINT_COLLECT_AT_TRANSITIONS";

    /// <summary>Whether this process is one in which the collector is forced.</summary>
    public static bool IsOn { get; } = Environment.GetEnvironmentVariable(Variable) == "1";

#pragma warning disable CA2255 // the library reads the switch once, before any test
    [ModuleInitializer]
    internal static void SetSwitch()
#pragma warning restore CA2255
    {
        if (Environment.GetEnvironmentVariable(Variable) == "1") AppContext.SetSwitch("Adjoint.CollectAtTransitions", true);
    }

    // A process of its own, whose code is compiled in full at once: what is compiled in haste keeps objects alive for longer.
    [Fact]
    public void Programs_are_right_whenever_the_collector_runs()
    {
        if (IsOn) return;
        string[] arguments = ["-class", typeof(TransitionTests).FullName!, "-noColor"];
        string host = Environment.ProcessPath!;
        if (Path.GetFileNameWithoutExtension(host) == "dotnet") arguments = [typeof(TransitionTests).Assembly.Location, .. arguments];
        var start = new ProcessStartInfo(host, arguments) { RedirectStandardOutput = true };
        start.Environment[Variable] = "1";
        start.Environment["DOTNET_TieredCompilation"] = "0";
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, output);
        Assert.Contains("Failed: 0", output, StringComparison.Ordinal);
    }
}
