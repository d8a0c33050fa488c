using Adjoint.Benchmarks.Report;

// Judges the results of one run, which lie in artifacts/benchmarks: see ./build.sh bench.
const string results = "artifacts/benchmarks", page = "docs/benchmarks.md", chart = "docs/benchmarks.svg";
const string own = "tests/Adjoint.Benchmarks.Report", reasons = $"{own}/reasons.json", expected = $"{own}/expected-ratios.json";

switch (args)
{
    case ["filter"]:
        Console.WriteLine(Budget.KernelFilter);
        return 0;
    case ["write", .. var options]:
        var run = new Run(results);
        (Section Section, IReadOnlyList<Line> Lines)[] chapters = [.. Budget.Sections.Select(s => (s, Judge(s.Goals, run)))];
        File.WriteAllText(page, new MarkdownReport(run.Machine, chapters, Reasons.Read(reasons)).Write(options.Contains("--quick")));
        File.WriteAllText(chart, Chart.Write([.. chapters.SelectMany(static c => c.Lines)]));
        Console.WriteLine($"{page} and {chart} are written.");
        return 0;
    case ["accept"]:
        RegressionGuard.Write(expected, Lines());
        Console.WriteLine($"{expected} holds the ratios of this run.");
        return 0;
    case ["guard"]:
        return Guard(RegressionGuard.Read(expected).Falls(Lines()));
    default:
        Console.Error.WriteLine("One of: filter, write [--quick], accept, guard.");
        return 2;
}

static IReadOnlyList<Line> Judge(IReadOnlyList<Goal> goals, Run run) => [.. goals.SelectMany(g => Line.Of(g, run.Contests.Values))];

static IReadOnlyList<Line> Lines() => Judge([.. Budget.Sections.SelectMany(static s => s.Goals)], new Run(results));

static int Guard(IReadOnlyList<Fall> falls)
{
    foreach (Fall fall in falls)
        Console.WriteLine($"{fall.Key}: the ratio fell from {Figures.Digits(fall.Expected)} to {Figures.Digits(fall.Ratio)}");
    Console.WriteLine(falls.Count == 0 ? $"No ratio fell by more than {Figures.Percent(RegressionGuard.Tolerance)}." : $"{falls.Count} ratios fell by more than {Figures.Percent(RegressionGuard.Tolerance)}.");
    return falls.Count == 0 ? 0 : 1;
}
