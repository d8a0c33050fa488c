using System.Text.RegularExpressions;

namespace Adjoint.Benchmarks.Report;

/// <summary>A goal and how it went; without a contest it was not measured.</summary>
internal sealed partial record Line(Goal Goal, Contest? Contest)
{
    /// <summary>By this name the line is found in the files of reasons and of expected ratios.</summary>
    public string Key => Contest?.Name ?? Goal.Contests.TrimEnd('/', '&');

    /// <summary>How many threads did it; null where they do not matter.</summary>
    public int? Threads => Contest is not null && ThreadsInName().Match(Contest.Name) is { Success: true } match ? int.Parse(match.Groups[1].Value, null) : null;

    /// <summary>Whether the goal was reached; null where there is none or nothing was measured.</summary>
    public bool? IsMet => Contest is null ? null : Goal.IsMet(Contest);

    /// <summary>The lines of a goal.</summary>
    public static IEnumerable<Line> Of(Goal goal, IEnumerable<Contest> contests) =>
        contests.Where(goal.Covers).OrderBy(static c => c.Name, StringComparer.Ordinal).Select(c => new Line(goal, c)).DefaultIfEmpty(new Line(goal, null));

    [GeneratedRegex("[Tt]hreads[=:]([0-9]+)")]
    private static partial Regex ThreadsInName();
}
