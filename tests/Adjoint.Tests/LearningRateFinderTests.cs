using Xunit;

using static Adjoint.Ops;

namespace Adjoint.Tests;

/// <summary>The search for a learning rate, on the loss w² whose steps can be written down.</summary>
public sealed class LearningRateFinderTests
{
    private static readonly (Tensor, Tensor)[] s_batches = [(Tensor.From([1.0]), Tensor.From([0.0]))];

    [Fact]
    public void The_curve_is_that_of_steps_with_growing_rates()
    {
        var model = new Weight(3);
        LearningRateCurve curve = Find(model, lowest: 0.001, highest: 0.1, steps: 5, smoothing: 0.5);
        double w = 3, mean = 0;
        for (int i = 0; i < 5; i++)
        {
            double rate = 0.001 * Math.Pow(100, i / 4.0);
            mean = 0.5 * mean + 0.5 * w * w;
            Assert.Equal(rate, curve.Rates[i], 1e-12);
            Assert.Equal(w * w, curve.Losses[i], 1e-12);
            Assert.Equal(mean / (1 - Math.Pow(0.5, i + 1)), curve.SmoothedLosses[i], 1e-12);
            w -= rate * 2 * w;
        }
    }

    [Fact]
    public void The_suggestion_is_where_the_loss_falls_most_steeply()
    {
        // A rate r turns w into (1 − 2r) w: steps up to 1/2 help more and more, those above 1 make it worse.
        LearningRateCurve curve = Find(new Weight(3), lowest: 1e-4, highest: 10, steps: 60, smoothing: 0);
        int steepest = Enumerable.Range(1, curve.Losses.Count - 2).MinBy(i => curve.Losses[i + 1] - curve.Losses[i - 1]);
        Assert.Equal(curve.Rates[steepest], curve.Suggestion);
        Assert.InRange(curve.Suggestion!.Value, 0.005, 0.3);
    }

    [Fact]
    public void The_search_ends_where_the_loss_diverges()
    {
        LearningRateCurve curve = Find(new Weight(3), lowest: 1, highest: 100, steps: 50, smoothing: 0);
        Assert.InRange(curve.Rates.Count, 2, 10);
        Assert.True(curve.Losses[^1] > 4 * curve.Losses.Min());
        Assert.Null(curve.Suggestion);
    }

    [Fact]
    public void A_loss_that_is_no_number_ends_the_search()
    {
        int calls = 0;
        LearningRateCurve curve = LearningRateFinder.Find(
            new Weight(1), (x, y) => calls++ < 3 ? Sum(x) : Sum(x) * double.NaN, s_batches, static rate => new Sgd(rate), steps: 10);
        Assert.Equal([1.0, 1, 1], curve.Losses);
        Assert.Null(curve.Suggestion);
    }

    [Fact]
    public void The_model_is_afterwards_what_it_was()
    {
        var model = new Weight(3);
        _ = Find(model);
        Assert.Equal(3.0, (double)model.W.Value);
        Assert.Equal(0.0, (double)model.Calls);
        Assert.Throws<InvalidOperationException>(() => LearningRateFinder.Find(
            model, (_, _) => (double)model.Calls < 2 ? model.Forward(1.0) : throw new InvalidOperationException(), s_batches, static rate => new Adam(rate)));
        Assert.Equal(3.0, (double)model.W.Value);
        Assert.Equal(0.0, (double)model.Calls);
    }

    [Fact]
    public void Settings_are_checked()
    {
        Assert.Throws<ArgumentException>(() => LearningRateFinder.Find(new Weight(1), static (x, _) => Sum(x), [], static rate => new Sgd(rate)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Find(new Weight(1), lowest: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Find(new Weight(1), lowest: 2, highest: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Find(new Weight(1), highest: double.PositiveInfinity));
        Assert.Throws<ArgumentOutOfRangeException>(() => Find(new Weight(1), steps: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Find(new Weight(1), smoothing: 1));
    }

    private static LearningRateCurve Find(Weight model, double lowest = 1e-3, double highest = 1, int steps = 20, double smoothing = 0.95) =>
        LearningRateFinder.Find(model, (x, _) => model.Forward(x), s_batches, static rate => new Sgd(rate), lowest, highest, steps, smoothing);

    private sealed class Weight(double w) : Module<Tensor, Tensor>
    {
        public Parameter W { get; } = new(Tensor.Scalar(w));

        public Slot Calls { get; } = Slot.Of(0.0);

        public override Tensor Forward(Tensor x)
        {
            Calls.Value += 1;
            return Sum(Square(W * x));
        }
    }
}
