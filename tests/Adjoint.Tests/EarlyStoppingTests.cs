using Xunit;

namespace Adjoint.Tests;

/// <summary>When training ends because nothing becomes better.</summary>
public sealed class EarlyStoppingTests
{
    [Fact]
    public void It_stops_when_patience_ends()
    {
        var stopping = new EarlyStopping(patience: 2);
        Assert.Equal(double.PositiveInfinity, stopping.Best);
        double[] losses = [1.0, 0.8, 0.9, 0.7, 0.7, 0.75];
        Assert.Equal([true, true, false, true, false, false], losses.Select(stopping.Update));
        Assert.Equal((0.7, 2), (stopping.Best, stopping.Waited));
        Assert.True(stopping.ShouldStop);
    }

    [Fact]
    public void A_gain_that_is_too_small_is_none()
    {
        var stopping = new EarlyStopping(patience: 5, minimumChange: 0.125);
        Assert.Equal([true, false, false, true], ((double[])[1, 0.9375, 0.875, 0.8125]).Select(stopping.Update)); // against the best, not the last
        Assert.Equal(0.8125, stopping.Best);
    }

    [Fact]
    public void Higher_may_be_better()
    {
        var stopping = new EarlyStopping(patience: 1, higherIsBetter: true);
        Assert.Equal([true, true, false], ((double[])[-1, 0.5, 0.5]).Select(stopping.Update));
        Assert.True(stopping.ShouldStop);
    }

    [Fact]
    public void NaN_is_never_better()
    {
        var stopping = new EarlyStopping(patience: 2);
        Assert.False(stopping.Update(double.NaN));
        Assert.True(stopping.Update(3));
        Assert.False(stopping.Update(double.NaN));
        Assert.False(stopping.ShouldStop);
        Assert.Equal(3, stopping.Best);
    }

    [Fact]
    public void It_goes_on_from_its_slots()
    {
        var one = new EarlyStopping(patience: 3);
        foreach (double loss in (double[])[2, 1, 1, 1])
            _ = one.Update(loss);
        var other = new EarlyStopping(patience: 3);
        other.Slots().Set(one.Slots());
        Assert.Equal(["best", "waited"], other.Slots().Names);
        Assert.Equal((1.0, 2), (other.Best, other.Waited));
        Assert.False(other.Update(1));
        Assert.True(other.ShouldStop);
    }

    [Fact]
    public void Settings_are_checked()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new EarlyStopping(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new EarlyStopping(1, -0.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new EarlyStopping(1, double.NaN));
    }
}
