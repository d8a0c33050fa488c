namespace Adjoint;

/// <summary>The losses of <see cref="Ops"/> under the names of training.</summary>
public static class Losses
{
    /// <summary>See <see cref="Ops.CrossEntropy"/>.</summary>
    /// <param name="logits">A last axis of classes behind any others.</param>
    /// <param name="target">Class numbers or probabilities.</param>
    /// <param name="labelSmoothing">From 0 to 1.</param>
    /// <param name="reduction">What becomes of the rows' losses.</param>
    /// <returns>The loss: a scalar, or one for each example.</returns>
    public static Tensor CrossEntropy(Tensor logits, Tensor target, double labelSmoothing = 0, Reduction reduction = Reduction.Mean) =>
        Ops.CrossEntropy(logits, target, labelSmoothing, reduction);

    /// <summary>See <see cref="Ops.BinaryCrossEntropyWithLogits"/>.</summary>
    /// <param name="logits">Any shape.</param>
    /// <param name="target">Probabilities, of the shape of the logits or one for all.</param>
    /// <param name="reduction">What becomes of the elements' losses.</param>
    /// <returns>The loss: a scalar, or one for each element.</returns>
    public static Tensor BinaryCrossEntropyWithLogits(Tensor logits, Tensor target, Reduction reduction = Reduction.Mean) =>
        Ops.BinaryCrossEntropyWithLogits(logits, target, reduction: reduction);

    /// <summary>See <see cref="Ops.MeanSquaredError"/>.</summary>
    /// <param name="prediction">Any shape.</param>
    /// <param name="target">The same shape, or one number for all.</param>
    /// <param name="reduction">What becomes of the elements' losses.</param>
    /// <returns>The loss: a scalar, or one for each element.</returns>
    public static Tensor MeanSquaredError(Tensor prediction, Tensor target, Reduction reduction = Reduction.Mean) =>
        Ops.MeanSquaredError(prediction, target, reduction);
}
