using System.Text;

namespace Adjoint.Benchmarks.Report;

/// <summary>The report as a page.</summary>
/// <param name="machine">What the run was made on.</param>
/// <param name="chapters">Its lines by section.</param>
/// <param name="reasons">Why some fall short.</param>
internal sealed class MarkdownReport(Machine machine, IReadOnlyList<(Section Section, IReadOnlyList<Line> Lines)> chapters, Reasons reasons)
{
    private readonly StringBuilder _text = new();

    /// <param name="quick">Whether the run was a short one.</param>
    public string Write(bool quick)
    {
        Introduction(quick);
        Table("Machine", ["", ""], machine.Hardware.Select(static m => new[] { m.Thing, m.Value }));
        Table("Versions", ["", ""], machine.Versions.Select(static v => new[] { v.Thing, v.Value }));
        foreach (var (section, lines) in chapters)
        {
            Table(section.Title, ["work", "threads", "Adjoint", "best peer", "ratio", "goal", "met", "of limit"], lines.Select(Cells), section.Note + "\n\n");
            if (section.Means && lines.Any(static l => l.Contest is not null)) Averages(lines);
        }

        Explained("Missed", Lines.Where(static l => l.IsMet == false));
        Explained("Not yet", Lines.Where(static l => l.Contest is null));
        return _text.ToString();
    }

    private IEnumerable<Line> Lines => chapters.SelectMany(static c => c.Lines);

    private void Introduction(bool quick)
    {
        _text.Append("""
            # Benchmarks

            Made by `./build.sh bench` in one run; do not edit. **Ratios count, not times**: a ratio above 1 says that Adjoint is that many times
            better than the best peer of the same run on the same machine. Programs beside TorchSharp compute the same from the same
            numbers, and results are compared before anything is measured. Goals for compiled programs are not listed.

            ![ratios](benchmarks.svg)


            """.ReplaceLineEndings("\n"));
        if (quick) _text.Append("This was a quick run (`--quick`): its figures are noisy.\n\n");
        int judged = Lines.Count(static l => l.IsMet is not null), met = Lines.Count(static l => l.IsMet == true);
        _text.Append($"{met} of {judged} lines meet their goal (a ratio {Figures.Percent(Goal.Noise)} below it counts as met: the clock does not tell them apart).\n");
    }

    private void Table(string title, string[] head, IEnumerable<string[]> rows, string note = "")
    {
        _text.Append($"\n## {title}\n\n{note}| {string.Join(" | ", head)} |\n|{string.Concat(head.Select(static _ => "---|"))}\n");
        foreach (string[] row in rows) _text.Append($"| {string.Join(" | ", row)} |\n");
    }

    private void Averages(IReadOnlyList<Line> lines)
    {
        var means = Means.ByPeer(lines).ToList();
        _text.Append($"\nGeometric mean of the ratios: {string.Join(", ", means.Select(static m => $"{Figures.Digits(m.Ratio)} to {m.Peer}"))}");
        if (means.Count > 1) _text.Append($"; {Figures.Digits(Means.BesideBest(lines))} to the best of them in each line");
        _text.Append(".\n");
    }

    private void Explained(string title, IEnumerable<Line> lines)
    {
        _text.Append($"\n## {title}\n\n");
        foreach (var group in lines.GroupBy(l => reasons.Of(l) ?? "no reason found yet"))
            _text.Append($"- {string.Join("; ", group.GroupBy(static l => l.Goal.Work).Select(NameAndThreads))}: *{group.Key}*\n");
    }

    private static string NameAndThreads(IGrouping<string, Line> lines)
    {
        int[] threads = [.. lines.Select(static l => l.Threads).OfType<int>()];
        return threads.Length == 0 ? lines.Key : $"{lines.Key} ({string.Join(" and ", threads)} {(threads is [1] ? "thread" : "threads")})";
    }

    private static string[] Cells(Line line)
    {
        Goal goal = line.Goal;
        if (line.Contest is not { } contest) return [goal.Work, "", "not yet", "", "", "", "", ""];
        return
        [
            goal.Work,
            line.Threads?.ToString((IFormatProvider?)null) ?? "",
            Figures.Text(contest.Adjoint, contest.Unit),
            $"{Figures.Text(contest.Best.Value, contest.Unit)} {contest.Best.Key}",
            Figures.Digits(contest.Ratio),
            GoalText(goal, contest.Unit),
            line.IsMet switch { true => "yes", false => "**no**", null => "" },
            contest.OfLimit is { } part ? Figures.Percent(part) : "",
        ];
    }

    private static string GoalText(Goal goal, Unit unit) => string.Join(", ", new[]
    {
        goal.Ratio is { } ratio ? Figures.Digits(ratio) : null,
        goal.AtMost is { } most ? $"at most {Figures.Text(most, unit)}" : null,
        goal.OfLimit is { } part ? $"{Figures.Percent(part)} of peak" : null,
    }.OfType<string>());
}
