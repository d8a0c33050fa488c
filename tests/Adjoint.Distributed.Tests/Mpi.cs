using System.Diagnostics;
using System.Text.RegularExpressions;

using Xunit;

namespace Adjoint.Distributed.Tests;

/// <summary>Starts the program beside the tests in several processes.</summary>
internal static partial class Mpi
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(2);

    /// <summary>How each MPI starts processes; more than there are processors, and as root in a container too.</summary>
    private static readonly Dictionary<string, string[]> s_starters = new()
    {
        ["openmpi"] = ["mpirun.openmpi", "--allow-run-as-root", "--oversubscribe", "--bind-to", "none"],
        ["mpich"] = ["mpirun.mpich"],
    };

    /// <summary>What the processes wrote, and how mpirun ended.</summary>
    /// <param name="Code">0 if all went well.</param>
    /// <param name="Output">Both streams.</param>
    internal sealed record Outcome(int Code, string Output)
    {
        /// <summary>The lines of a process, in order.</summary>
        public string[] Of(int rank) => [.. Line().Matches(Output).Where(m => m.Groups[1].Value == $"{rank}").Select(static m => m.Groups[2].Value.TrimEnd())];

        /// <summary>The lines of all processes, which must be as many.</summary>
        public string[] OfAll(int processes)
        {
            Assert.True(Code == 0, Output);
            string[] lines = [.. Enumerable.Range(0, processes).SelectMany(Of)];
            Assert.True(lines.Length == processes, Output);
            return lines;
        }
    }

    /// <summary>Runs the program by mpirun.</summary>
    public static Outcome Run(string mpi, int processes, params string[] arguments) => Start([.. s_starters[mpi], "-n", $"{processes}", .. Program(arguments)]);

    /// <summary>Runs it so that the first process finds a variable in its environment and the second does not.</summary>
    public static Outcome RunTwo(string variable, params string[] arguments) => Start(
        [.. s_starters["openmpi"], "-n", "1", "-x", variable, .. Program(arguments), ":", "-n", "1", .. Program(arguments)]);

    /// <summary>Runs it without mpirun.</summary>
    public static Outcome RunAlone(params string[] arguments) => Start(Program(arguments));

    private static string[] Program(string[] arguments) => ["dotnet", Path.Combine(AppContext.BaseDirectory, "Adjoint.Distributed.Program.dll"), .. arguments];

    private static Outcome Start(string[] command)
    {
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["OMPI_ALLOW_RUN_AS_ROOT_CONFIRM"] = "1";
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), errors = process.StandardError.ReadToEndAsync();
        bool ended = process.WaitForExit(s_limit);
        if (!ended) process.Kill(entireProcessTree: true);
        Assert.True(ended, $"{string.Join(' ', command)} was still running after {s_limit}:\n{output.Result}\n{errors.Result}");
        return new Outcome(process.ExitCode, output.Result + errors.Result);
    }

    // A terminal's control characters may come before the rank.
    [GeneratedRegex(@"(?<!\d)(\d): ([^\n]*)\n")]
    private static partial Regex Line();
}
