using Xunit;

namespace Adjoint.Benchmarks.Report.Tests;

/// <summary>What the guard against regressions says.</summary>
public sealed class GuardTests
{
    private static readonly RegressionGuard s_guard = new(new Dictionary<string, double> { ["a"] = 4, ["b"] = 2, ["gone"] = 5 });

    private static Line Measured(string name, double adjoint, double peer) => new(new Goal("", name, 1), Examples.Contest(name, adjoint, peer));

    [Fact]
    public void A_ratio_may_lose_a_quarter()
    {
        Assert.Empty(s_guard.Falls([Measured("a", 1, 3), Measured("b", 1, 1.5)]));
        Fall fall = Assert.Single(s_guard.Falls([Measured("a", 1, 2.9), Measured("b", 1, 1.5)]));
        Assert.Equal(new Fall("a", 4, 2.9), fall);
    }

    [Fact]
    public void Times_do_not_matter() => Assert.Empty(s_guard.Falls([Measured("a", 1000, 4000), Measured("b", 1e-9, 2e-9)]));

    [Fact]
    public void The_worst_comes_first() =>
        Assert.Equal(["b", "a"], s_guard.Falls([Measured("a", 1, 2), Measured("b", 1, 0.5)]).Select(static f => f.Key));

    [Fact]
    public void What_is_new_or_was_not_measured_is_left_out() =>
        Assert.Empty(s_guard.Falls([Measured("new", 1, 0.1), new Line(new Goal("", "gone", 1), null)]));

    [Fact]
    public void What_is_written_is_what_later_runs_are_compared_with()
    {
        string path = Path.GetTempFileName();
        try
        {
            RegressionGuard.Write(path, [Measured("c", 1, 8), Measured("d", 1, 1)]);
            Assert.Equal(new Fall("c", 8, 2), Assert.Single(RegressionGuard.Read(path).Falls([Measured("c", 1, 2), Measured("d", 1, 1)])));
        }
        finally
        {
            File.Delete(path);
        }
    }
}
