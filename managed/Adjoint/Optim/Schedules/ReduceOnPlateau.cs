using static Adjoint.Ops;

namespace Adjoint;

/// <summary>
/// Lowers the learning rate of an optimizer when a loss has not become better for a while, as PyTorch's ReduceLROnPlateau does. It looks at a
/// loss, so it is no <see cref="Schedule"/>: give the optimizer a number, and call <see cref="Update(Optimizer, double)"/> after each epoch.
/// </summary>
/// <param name="factor">What the rate is multiplied by; above 0 and below 1.</param>
/// <param name="patience">How many losses in a row may be no better.</param>
/// <param name="threshold">A loss is better if it is below (1 − threshold) times the best one.</param>
/// <param name="cooldown">How many losses are not counted after the rate was lowered.</param>
/// <param name="smallest">The least rate.</param>
/// <example>
/// <code>
/// var plateau = new ReduceOnPlateau(factor: 0.5, patience: 3);
/// plateau.Update(optimizer, validationLoss);
/// </code>
/// </example>
public sealed class ReduceOnPlateau(double factor = 0.1, long patience = 10, double threshold = 1e-4, long cooldown = 0, double smallest = 0)
{
    private readonly double _factor = Limits.BelowOne(Limits.Positive(factor)), _threshold = Limits.BelowOne(threshold), _smallest = Limits.AtLeast(0.0, smallest);
    private readonly long _patience = Limits.AtLeast(0L, patience), _cooldown = Limits.AtLeast(0L, cooldown);
    private readonly Slot _best = Slot.Of(double.PositiveInfinity, "best"), _bad = Slot.Of(Tensor.Scalar(0L), "bad"), _resting = Slot.Of(Tensor.Scalar(0L), "resting");

    /// <summary>What is remembered: "best", the best loss, "bad", how many since were no better, and "resting", how many are not to be counted yet.</summary>
    /// <returns>The slots.</returns>
    public Slots Slots() => new(_best, _bad, _resting);

    /// <summary>Looks at a loss, and lowers the rate of an optimizer if it is time.</summary>
    /// <param name="optimizer">The optimizer, made with a number as its rate.</param>
    /// <param name="loss">The loss; NaN is no better than any.</param>
    /// <exception cref="InvalidOperationException">A schedule makes the optimizer's rate.</exception>
    public void Update(Optimizer optimizer, double loss)
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        using var scope = new TensorScope();
        var (rate, (best, bad, resting)) = Update(loss, optimizer.LearningRate, (_best.Value, _bad.Value, _resting.Value));
        optimizer.LearningRate = (double)rate;
        (_best.Value, _bad.Value, _resting.Value) = (best, bad, resting);
    }

    /// <summary>The state of the functional form before the first loss.</summary>
    /// <returns>The best loss, how many since were no better, and how many are not to be counted yet.</returns>
    public static (Tensor Best, Tensor Bad, Tensor Resting) Init() => (Tensor.Scalar(double.PositiveInfinity), Tensor.Scalar(0L), Tensor.Scalar(0L));

    /// <summary>The same as a pure function.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="rate">The rate so far.</param>
    /// <param name="state">What is remembered.</param>
    /// <returns>The rate from now on, and what is remembered then.</returns>
    public (Tensor Rate, (Tensor Best, Tensor Bad, Tensor Resting) State) Update(Tensor loss, Tensor rate, (Tensor Best, Tensor Bad, Tensor Resting) state)
    {
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentNullException.ThrowIfNull(rate);
        // Infinity is the best before there was one; (1 − threshold) ∞ is ∞, and the limit lies below the best loss though that is negative.
        Tensor limit = state.Best - _threshold * Where(IsFinite(state.Best), Abs(state.Best), 0), isBetter = loss < limit;
        Tensor best = Where(isBetter, loss, state.Best), isResting = state.Resting > 0;
        Tensor bad = Where(LogicalOr(isBetter, isResting), 0, state.Bad + 1), isDue = bad > _patience;
        return (
            Where(isDue, Maximum(rate * _factor, _smallest), rate),
            (best, Where(isDue, 0, bad), Where(isDue, _cooldown, Maximum(state.Resting - 1, 0))));
    }
}
