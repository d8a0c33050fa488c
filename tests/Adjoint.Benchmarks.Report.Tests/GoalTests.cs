using System.Text.RegularExpressions;

using Xunit;

namespace Adjoint.Benchmarks.Report.Tests;

/// <summary>When a goal is met, and what its lines are.</summary>
public sealed class GoalTests
{
    [Theory]
    [InlineData(1.0, true)]
    [InlineData(0.985, true)] // the clock does not tell it from 1
    [InlineData(0.97, false)]
    public void A_ratio_decides(double ratio, bool met) =>
        Assert.Equal(met, new Goal("", "x", 1).IsMet(Examples.Contest("x", 1, ratio)));

    [Fact]
    public void Every_part_of_a_goal_has_to_be_met()
    {
        var goal = new Goal("", "x", 2, AtMost: 10, OfLimit: 0.9);
        Assert.True(goal.IsMet(Examples.Contest("x", 10, 20, 0.9)));
        Assert.False(goal.IsMet(Examples.Contest("x", 11, 22, 0.9)));
        Assert.False(goal.IsMet(Examples.Contest("x", 10, 20, 0.8)));
        Assert.False(goal.IsMet(Examples.Contest("x", 10, 10, 0.9)));
    }

    [Fact]
    public void Without_a_goal_nothing_is_met_or_missed() => Assert.Null(new Goal("", "x", null).IsMet(Examples.Contest("x", 1, 1)));

    [Fact]
    public void Each_number_of_threads_is_a_line()
    {
        Line[] lines = [.. Line.Of(new Goal("", "a/", 1), [Examples.Contest("a/Threads=2", 1, 1), Examples.Contest("b/Threads=1", 1, 1), Examples.Contest("a/threads:1", 1, 1)])];
        Assert.Equal([2, 1], lines.Select(static l => l.Threads));
    }

    [Fact]
    public void What_was_not_measured_is_a_line_without_a_contest()
    {
        Line line = Assert.Single(Line.Of(new Goal("", "LeNetStep/", 1), []));
        Assert.Equal(("LeNetStep", null, null), (line.Key, line.Contest, line.IsMet));
    }

    [Fact]
    public void The_reason_that_says_most_counts()
    {
        var reasons = new Reasons(new Dictionary<string, string> { ["a"] = "all", ["a/b"] = "some" });
        Assert.Equal("some", reasons.Of(new Line(new Goal("", "a/b", 1), null)));
        Assert.Equal("all", reasons.Of(new Line(new Goal("", "a/c", 1), null)));
        Assert.Null(reasons.Of(new Line(new Goal("", "b", 1), null)));
    }

    [Theory]
    [InlineData("matmul/float32/64*64x64x64/nn/threads:1")]
    [InlineData("exp/32768/peer/threads:1")]
    [InlineData("stream/triad_nt/threads:2")]
    [InlineData("mixture_gradient/peer")]
    public void The_filter_takes_what_the_goals_need(string kernel) => Assert.Matches(Budget.KernelFilter, kernel);

    [Fact]
    public void The_filter_leaves_out_the_rest() => Assert.DoesNotMatch(new Regex(Budget.KernelFilter), "exp/4096/threads:1");

    [Fact]
    public void No_two_goals_speak_of_the_same()
    {
        string[] names = [.. Budget.Sections.SelectMany(static s => s.Goals).Select(static g => g.Contests)];
        Assert.All(names, n => Assert.Single(names, other => n.StartsWith(other, StringComparison.Ordinal)));
    }
}
