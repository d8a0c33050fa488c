namespace Adjoint;

// Losses of detection and segmentation, where one class is rare.
public static unsafe partial class Ops
{
    /// <summary>The binary cross entropy with logits, less where the prediction is good already: αₜ (1 − pₜ)^γ times it (Lin et al., 2017), with
    /// pₜ for the probability that is given to the target.</summary>
    /// <param name="logits">Any shape.</param>
    /// <param name="target">1 or 0 (or probabilities between), of the same shape or one for all.</param>
    /// <param name="alpha">What targets of 1 weigh, those of 0 weighing 1 − α; null: all weigh 1 (as a negative α in torchvision).</param>
    /// <param name="gamma">How much less good predictions count; 0 or more.</param>
    /// <param name="reduction">What becomes of the elements' losses.</param>
    /// <returns>A scalar, or one loss an element. For a target of 1 and p = σ(x) the change of an element's loss is
    /// α (1 − p)^γ (γ p log p − (1 − p)) dx.</returns>
    /// <exception cref="ArgumentException">The target has another shape.</exception>
    /// <exception cref="ArgumentOutOfRangeException">gamma is negative.</exception>
    /// <operation formula="−αₜ (1 − pₜ)^γ ln pₜ"
    ///     numpy="–" jax="optax.sigmoid_focal_loss" torch="torchvision.ops.sigmoid_focal_loss" mindspore="nn.FocalLoss"/>
    public static Tensor SigmoidFocalLoss(
        Tensor logits, Tensor target, double? alpha = 0.25, double gamma = 2, Reduction reduction = Reduction.Mean)
    {
        if (!(gamma >= 0))
            throw new ArgumentOutOfRangeException(nameof(gamma), FormattableString.Invariant($"SigmoidFocalLoss: gamma must be 0 or more, not {gamma}."));
        return Compared(logits, target, reduction, (x, t) =>
        {
            // 1 - p keeps its digits as the sigmoid of -x.
            Tensor missed = t * Sigmoid(-x) + (1 - t) * Sigmoid(x);
            Tensor losses = Pow(missed, gamma) * BinaryCrossEntropyWithLogits(x, t, reduction: Reduction.None);
            return alpha is { } a ? (a * t + (1 - a) * (1 - t)) * losses : losses;
        });
    }

    /// <summary>How little two regions overlap: 1 − (2 Σ p t + ε)/(Σ p + Σ t + ε), sums over all axes but the first.</summary>
    /// <param name="probability">Probabilities that places belong to the region, an example each along the first axis.</param>
    /// <param name="target">1 for places that do, else 0; the same shape.</param>
    /// <param name="epsilon">Added above and below, so that two empty regions overlap wholly; 0 or more.</param>
    /// <param name="reduction">What becomes of the examples' losses.</param>
    /// <returns>A scalar, or one loss an example. With n and d for numerator and denominator its change is
    /// −Σ (2 (t dp + p dt)/d − n (dp + dt)/d²).</returns>
    /// <exception cref="ArgumentException">The shapes differ, or there is but one axis.</exception>
    /// <exception cref="ArgumentOutOfRangeException">epsilon is negative.</exception>
    /// <operation formula="1 − (2 Σ p t + ε)/(Σ p + Σ t + ε)" numpy="–" jax="–" torch="–" mindspore="nn.DiceLoss"/>
    public static Tensor DiceLoss(Tensor probability, Tensor target, double epsilon = 1, Reduction reduction = Reduction.Mean)
    {
        _ = (Handle(probability), Handle(target));
        if (!(epsilon >= 0))
            throw new ArgumentOutOfRangeException(nameof(epsilon), FormattableString.Invariant($"DiceLoss: epsilon must be 0 or more, not {epsilon}."));
        if (probability.Rank < 2)
            throw new ArgumentException($"DiceLoss: a region has shape [examples, places, ...], not {probability.ShapeText}; put an axis of one example in front.");
        return Compared(probability, target, reduction, (p, t) =>
        {
            t = BroadcastTo(t, p.Shape);
            int[] places = [.. Enumerable.Range(1, p.Rank - 1)];
            return 1 - (2 * Sum(p * t, places) + epsilon) / (Sum(p, places) + Sum(t, places) + epsilon);
        });
    }
}
