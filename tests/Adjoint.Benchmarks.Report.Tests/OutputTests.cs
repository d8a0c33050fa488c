using System.Xml.Linq;

using Xunit;

namespace Adjoint.Benchmarks.Report.Tests;

/// <summary>The page and the chart.</summary>
public sealed class OutputTests
{
    private static readonly Line[] s_lines =
    [
        new(new Goal("fast & small", "fast", 10), Examples.Contest("fast/Threads=1", 1e-6, 2e-5)),
        new(new Goal("slow", "slow", 0.95), Examples.Contest("slow/Threads=1", 2e-3, 1e-3)),
        new(new Goal("slow", "slow", 0.95), Examples.Contest("slow/Threads=2", 2e-3, 1e-3)),
        new(new Goal("future", "future", 1), null),
    ];

    private static string Page(bool quick) => new MarkdownReport(
        new Machine([("processor", "some")], [(".NET", "10")]), [(new Section("All", "note", []), s_lines)],
        new Reasons(new Dictionary<string, string> { ["slow"] = "it waits", ["future"] = "there is no such operation" })).Write(quick);

    [Fact]
    public void A_line_shows_both_figures_the_ratio_and_the_goal() =>
        Assert.Contains("| fast & small | 1 | 1.00 us | 20.0 us TorchSharp | 20.0 | 10.0 | yes |  |", Page(false), StringComparison.Ordinal);

    [Fact]
    public void What_misses_its_goal_is_named_with_the_reason() => Assert.Contains("- slow (1 and 2 threads): *it waits*\n", Page(false), StringComparison.Ordinal);

    [Fact]
    public void What_cannot_run_yet_is_named_with_the_reason() => Assert.Contains("- future: *there is no such operation*\n", Page(false), StringComparison.Ordinal);

    [Fact]
    public void A_quick_run_says_so()
    {
        Assert.Contains("quick run", Page(true), StringComparison.Ordinal);
        Assert.DoesNotContain("quick run", Page(false), StringComparison.Ordinal);
    }

    [Fact]
    public void Lines_that_are_alike_have_a_geometric_mean_for_each_peer()
    {
        var report = new MarkdownReport(
            new Machine([], []), [(new Section("Alike", "note", [], Means: true), [Of(1, 2, 4), Of(1, 8, 1)])], new Reasons(new Dictionary<string, string>()));
        Assert.Contains("Geometric mean of the ratios: 4.00 to A, 2.00 to B; 1.41 to the best of them in each line.", report.Write(quick: false), StringComparison.Ordinal);

        static Line Of(double ours, double a, double b) => new(
            new Goal("work", "work", 1), new Contest("work", Unit.Seconds, ours, new Dictionary<string, double> { ["A"] = a, ["B"] = b }));
    }

    [Fact]
    public void The_chart_has_a_bar_for_each_measured_line()
    {
        XElement svg = XDocument.Parse(Chart.Write(s_lines)).Root!;
        Assert.Equal(1 + 3, svg.Elements().Count(static e => e.Name.LocalName == "rect"));
    }

    [Theory]
    [InlineData(1.5e-7, Unit.Seconds, "150 ns")]
    [InlineData(0.0375, Unit.Seconds, "37.5 ms")]
    [InlineData(1.128e6, Unit.Bytes, "1.13 MB")]
    [InlineData(106.6e9, Unit.OperationsPerSecond, "107 GFLOP/s")]
    [InlineData(9.5e9, Unit.BytesPerSecond, "9.50 GB/s")]
    public void Figures_have_the_unit_that_fits_them(double value, object unit, string text) => Assert.Equal(text, Figures.Text(value, (Unit)unit));
}
