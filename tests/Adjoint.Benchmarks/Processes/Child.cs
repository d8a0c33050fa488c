using System.Diagnostics;

namespace Adjoint.Benchmarks;

/// <summary>Programs run as processes of their own.</summary>
internal static class Child
{
    /// <summary>Runs a program to its end.</summary>
    /// <returns>What it printed, and the seconds from its start to its end.</returns>
    public static (string Output, double Seconds) Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true };
        var watch = Stopwatch.StartNew();
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        double seconds = watch.Elapsed.TotalSeconds;
        return process.ExitCode == 0
            ? (output, seconds)
            : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}: {output}");
    }

    /// <summary>Runs this program with other arguments.</summary>
    public static (string Output, double Seconds) RunSelf(params string[] arguments) =>
        Run("dotnet", [typeof(Child).Assembly.Location, .. arguments]);
}
