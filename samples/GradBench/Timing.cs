using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Adjoint.Samples;

/// <summary>Times the evals beside C++, in turns: a run of each, one after the other, in an order that changes, for as long as it takes. Told is the lower quartile, which others on the machine disturb least.</summary>
internal static class Timing
{
    private const double Seconds = 1; // of each contender
    private const int FewestTurns = 3, MostTurns = 200;

    /// <summary>Whether all results agree. Says what each takes.</summary>
    /// <param name="folder">Files of requests.</param>
    /// <param name="library">The evals in C++.</param>
    /// <param name="filter">Which evals; all if null.</param>
    public static bool Run(string folder, string library, string? filter)
    {
        var peer = new CppPeer(library);
        bool agree = true;
        Console.WriteLine("| eval | function | size | C++ | eager | compiled | C++ : eager | C++ : compiled |\n|---|---|---|---|---|---|---|---|");
        foreach (Recorded recorded in Recordings.In(folder))
        {
            if (filter is not null && recorded.Module != filter) continue;
            using var input = JsonDocument.Parse(recorded.Input.ToJsonString());
            Work[] ours = [.. ((bool[])[false, true]).Select(compiles => Evals.Prepare(recorded.Module, recorded.Function, input.RootElement, new Engine(compiles)))];
            CppWork? cpp = peer.Prepare(recorded);
            double[] times = Quartiles([cpp is null ? null : cpp.Run, ours[0].Run, ours[1].Run]);
            JsonNode output = JsonNode.Parse(Tool.OutputOf(ours[1]))!;
            double difference = Math.Max(
                Validation.Difference(JsonNode.Parse(Tool.OutputOf(ours[0]))!, output), cpp is null ? 0 : CppPeer.Difference(recorded, cpp.Result, output));
            string said = difference <= Validation.Tolerance ? "" : string.Create(CultureInfo.InvariantCulture, $" **results differ by {difference:E1}**");
            agree &= said.Length == 0;
            Console.WriteLine(
                $"| {recorded.Module} | {recorded.Function} | {recorded.Description} | {Said(times[0])} | {Said(times[1])} | {Said(times[2])} | {Ratio(times[0] / times[1])} | {Ratio(times[0] / times[2])} |{said}");
        }

        return agree;
    }

    // The first run of each, in which code is compiled, does not count.
    private static double[] Quartiles(Action?[] contenders)
    {
        List<double>[] times = [.. contenders.Select(static _ => new List<double>())];
        foreach (Action? run in contenders)
            run?.Invoke();
        for (int turn = 0; turn < FewestTurns || (turn < MostTurns && times.Max(static t => t.Sum()) < Seconds); turn++)
        {
            for (int k = 0; k < contenders.Length; k++)
            {
                int i = (turn + k) % contenders.Length;
                if (contenders[i] is not { } run) continue;
                long start = Stopwatch.GetTimestamp();
                run();
                times[i].Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
            }
        }

        return [.. times.Select(static t => t.Count == 0 ? double.NaN : t.Order().ElementAt(t.Count / 4))];
    }

    private static string Said(double seconds) => seconds switch
    {
        double.NaN => "",
        < 1e-3 => FormattableString.Invariant($"{seconds * 1e6:F1} us"),
        < 1 => FormattableString.Invariant($"{seconds * 1e3:F2} ms"),
        _ => FormattableString.Invariant($"{seconds:F2} s"),
    };

    private static string Ratio(double ratio) => double.IsNaN(ratio) ? "" : ratio.ToString("F2", CultureInfo.InvariantCulture);
}
