using System.Diagnostics;

namespace Adjoint.Package.Tests;

/// <summary>Runs programs and gives what they print.</summary>
internal static class Command
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(8);

    /// <summary>Runs a program to its end and returns its standard output.</summary>
    /// <exception cref="InvalidOperationException">It failed or took too long; the message says what it printed.</exception>
    public static string Run(string folder, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // Servers that outlive the command would hold its output open.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["UseSharedCompilation"] = "false";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_NOLOGO"] = "1";

        // It would lead past the library of the package.
        start.Environment.Remove("ADJOINT_LIBRARY");

        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), errors = process.StandardError.ReadToEndAsync();
        bool ended = process.WaitForExit(s_limit);
        if (!ended) process.Kill(entireProcessTree: true);
        if (ended && process.ExitCode == 0) return output.Result;
        string outcome = ended ? $"exited with {process.ExitCode}" : $"was still running after {s_limit}";
        throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} {outcome}:\n{output.Result}\n{errors.Result}");
    }

    /// <summary>Whether a program can be started by its name.</summary>
    public static bool Exists(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(f => File.Exists(Path.Combine(f, program)));
}
