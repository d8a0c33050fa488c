using static Adjoint.Autodiff;

namespace Adjoint;

/// <summary>
/// Looks for a learning rate by training for a few batches while the rate grows exponentially (Smith, "Cyclical learning rates for
/// training neural networks", WACV 2017). What it changes of the model it puts back.
/// </summary>
public static class LearningRateFinder
{
    /// <summary>Trains a model with growing rates.</summary>
    /// <param name="model">The model. All its slots are afterwards what they were.</param>
    /// <param name="loss">The loss of a batch, which computes with the model: of inputs and labels, a scalar.</param>
    /// <param name="batches">Batches, as many as there are steps; if there are fewer, one goes through them again.</param>
    /// <param name="optimizer">Makes the optimizer that is to be used, of its rate. It is made once for the search and then forgotten.</param>
    /// <param name="lowest">The first rate.</param>
    /// <param name="highest">The last rate.</param>
    /// <param name="steps">How many rates are tried.</param>
    /// <param name="smoothing">How slowly the mean of losses moves, from 0 to below 1.</param>
    /// <param name="divergence">The search ends early where the mean is above so many times its lowest, if that is positive, or where a loss is no
    /// finite number.</param>
    /// <returns>The losses by rates, and a suggestion.</returns>
    /// <exception cref="ArgumentException">There is no batch.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The rates are not above 0 and in order, there are fewer than 2 steps, the smoothing is not
    /// from 0 to below 1, or the divergence is below 1.</exception>
    /// <example>
    /// <code>
    /// LearningRateCurve curve = LearningRateFinder.Find(
    ///     model, (x, y) => Losses.CrossEntropy(model.Forward(x), y), train.Batches(64, key), rate => new Adam(rate));
    /// var optimizer = new Adam(curve.Suggestion ?? 1e-3);
    /// </code>
    /// </example>
    public static LearningRateCurve Find(
        Module model, Func<Tensor, Tensor, Tensor> loss, IEnumerable<(Tensor Inputs, Tensor Labels)> batches, Func<double, Optimizer> optimizer,
        double lowest = 1e-7, double highest = 10, int steps = 100, double smoothing = 0.95, double divergence = 4)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentNullException.ThrowIfNull(batches);
        ArgumentNullException.ThrowIfNull(optimizer);
        _ = Limits.Positive(lowest);
        if (!(highest > lowest) || double.IsInfinity(highest))
            throw new ArgumentOutOfRangeException(nameof(highest), FormattableString.Invariant($"highest must be finite and above lowest, {lowest}, not {highest}."));
        _ = Limits.AtLeast(2, steps);
        if (!(smoothing >= 0 && smoothing < 1))
            throw new ArgumentOutOfRangeException(nameof(smoothing), FormattableString.Invariant($"smoothing lies from 0 up to, not including, 1; it is not {smoothing}."));
        _ = Limits.AtLeast(1, divergence);

        Slots before = Tree.Map(model.Slots(), static x => x);
        try
        {
            IEnumerable<double> rates = Enumerable.Range(0, steps).Select(i => lowest * Math.Pow(highest / lowest, i / (steps - 1.0)));
            return Search(model, loss, rates.Zip(Endless(batches)), optimizer(lowest), smoothing, divergence);
        }
        finally
        {
            model.Slots().Set(before);
        }
    }

    private static LearningRateCurve Search(
        Module model, Func<Tensor, Tensor, Tensor> loss, IEnumerable<(double Rate, (Tensor Inputs, Tensor Labels) Batch)> trials,
        Optimizer optimizer, double smoothing, double divergence)
    {
        var step = ValueAndGrad(loss, weights: model.TrainableParameters());
        List<double> rates = [], losses = [], means = [];
        double sum = 0, weight = 0, best = double.PositiveInfinity;
        foreach ((double rate, (Tensor inputs, Tensor labels)) in trials)
        {
            using var scope = new TensorScope();
            var (value, gradients) = step(inputs, labels);
            if (!double.IsFinite((double)value)) break;
            sum = smoothing * sum + (1 - smoothing) * (double)value;
            weight = smoothing * weight + (1 - smoothing); // the mean began at zero
            rates.Add(rate);
            losses.Add((double)value);
            means.Add(sum / weight);
            if (best > 0 && means[^1] > divergence * best) break;
            best = Math.Min(best, means[^1]);
            optimizer.LearningRate = rate;
            optimizer.Update(gradients);
        }

        return new LearningRateCurve(rates, losses, means);
    }

    private static IEnumerable<(Tensor Inputs, Tensor Labels)> Endless(IEnumerable<(Tensor Inputs, Tensor Labels)> batches)
    {
        while (true)
        {
            bool isEmpty = true;
            foreach ((Tensor Inputs, Tensor Labels) batch in batches)
            {
                isEmpty = false;
                yield return batch;
            }

            if (isEmpty) throw new ArgumentException("LearningRateFinder.Find: there is no batch to train with.", nameof(batches));
        }
    }
}
