using Adjoint.Native;

using static Adjoint.Interop.Status;
using static Adjoint.Native.NativeMethods;

namespace Adjoint;

/// <summary>How the losses of many elements become the result.</summary>
public enum Reduction
{
    /// <summary>They stay, one an element.</summary>
    None = adj_reduction.ADJ_REDUCTION_NONE,

    /// <summary>Their mean.</summary>
    Mean = adj_reduction.ADJ_REDUCTION_MEAN,

    /// <summary>Their sum.</summary>
    Sum = adj_reduction.ADJ_REDUCTION_SUM,

    /// <summary>Their sum, divided by the first extent: the mean over the examples of a batch.</summary>
    BatchMean = adj_reduction.ADJ_REDUCTION_BATCH_MEAN,
}

// What training makes small.
public static unsafe partial class Ops
{
    /// <summary>
    /// The binary cross entropy of sigmoid(<paramref name="logits"/>) against <paramref name="target"/>, without overflow:
    /// −weight (posWeight t log σ(x) + (1 − t) log(1 − σ(x))).
    /// </summary>
    /// <param name="logits">Any shape.</param>
    /// <param name="target">Probabilities, of the shape of the logits or one for all.</param>
    /// <param name="weight">Factors of the elements, broadcasting to the logits' shape; 1 if null. Where it is 0, nothing is added.</param>
    /// <param name="posWeight">Factors of the positive part, broadcasting to the logits' shape; 1 if null.</param>
    /// <param name="reduction">What becomes of the elements' losses.</param>
    /// <returns>
    /// A scalar, or one loss an element, which keeps its digits however sure the logits are. With neither weight, the change of an
    /// element's loss is (σ(x) − t) dx − x dt. A probability of 0 adds nothing, whatever it stands beside: 0 ln 0 = 0.
    /// </returns>
    /// <exception cref="ArgumentException">The target has another shape, or a weight does not broadcast to it.</exception>
    /// <operation formula="−w (p t ln σ(x) + (1 − t) ln(1 − σ(x)))"
    ///     numpy="–" jax="optax.sigmoid_binary_cross_entropy" torch="F.binary_cross_entropy_with_logits" mindspore="ops.binary_cross_entropy_with_logits"/>
    public static Tensor BinaryCrossEntropyWithLogits(
        Tensor logits, Tensor target, Tensor? weight = null, Tensor? posWeight = null, Reduction reduction = Reduction.Mean)
    {
        adj_tensor y;
        adj_status status = adj_bce_with_logits(
            Handle(logits), Handle(target), Tensor.HandleIfAny(weight), Tensor.HandleIfAny(posWeight), (adj_reduction)reduction, &y);
        return Result(status, y, (ReadOnlySpan<Tensor?>)[logits, target, weight, posWeight]);
    }

    /// <summary>
    /// The cross entropy of softmax(<paramref name="logits"/>) along an axis: −Σ t log softmax(x).
    /// </summary>
    /// <param name="logits">An axis of classes beside any others.</param>
    /// <param name="target">Class numbers (integers, without that axis) or probabilities (of the shape of the logits).</param>
    /// <param name="labelSmoothing">From 0 to 1: how much of the uniform distribution is mixed with the target.</param>
    /// <param name="reduction">What becomes of the rows' losses. With class numbers the mean is the sum divided by the weights of the targets
    /// that are not left out.</param>
    /// <param name="weight">A factor for each class, of shape [classes]; 1 if null.</param>
    /// <param name="ignoreIndex">The class number of targets that are left out: they add nothing to the loss and to any gradient, whatever
    /// stands beside them. PyTorch leaves out −100 where nothing is said.</param>
    /// <param name="axis">The axis of the classes; negative counts from the end. PyTorch's is always 1.</param>
    /// <returns>
    /// A scalar, or one loss a row. The change of a row's loss is Σ (softmax(x) − t) dx. A probability of 0 adds nothing, also beside a
    /// logit of −∞: 0 ln 0 = 0.
    /// </returns>
    /// <exception cref="ArgumentException">The shapes do not fit, the smoothing lies outside 0 to 1, or probabilities come with a class to be
    /// left out.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A class number is not one of the classes, or the axis is not one of the logits.</exception>
    /// <operation formula="−Σ t ln softmax(x)"
    ///     numpy="–" jax="optax.softmax_cross_entropy" torch="F.cross_entropy" mindspore="ops.cross_entropy"/>
    public static Tensor CrossEntropy(
        Tensor logits, Tensor target, double labelSmoothing = 0, Reduction reduction = Reduction.Mean, Tensor? weight = null,
        long? ignoreIndex = null, int axis = -1)
    {
        adj_tensor y;
        long ignored = ignoreIndex ?? 0;
        adj_status status = adj_cross_entropy(
            Handle(logits), Handle(target), Tensor.HandleIfAny(weight), axis, ignoreIndex is null ? null : &ignored, labelSmoothing,
            (adj_reduction)reduction, &y);
        return Result(status, y, (ReadOnlySpan<Tensor?>)[logits, target, weight]);
    }

    /// <summary>The negative logarithm of the probability of a class: −x[t], for logarithms x along an axis, such as
    /// <see cref="LogSoftmax(Tensor, int)"/> gives.</summary>
    /// <param name="logProbabilities">An axis of classes beside any others; integers count as float32.</param>
    /// <param name="target">Class numbers: integers, without that axis.</param>
    /// <param name="reduction">What becomes of the rows' losses. The mean is the sum divided by the weights of the targets that are not left
    /// out.</param>
    /// <param name="weight">A factor for each class, of shape [classes]; 1 if null.</param>
    /// <param name="ignoreIndex">The class number of targets that are left out.</param>
    /// <param name="axis">The axis of the classes; negative counts from the end.</param>
    /// <returns>A scalar, or one loss a row. The change of a row's loss is −w dx[t].</returns>
    /// <exception cref="ArgumentException">The shapes do not fit, or the target is not whole.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A class number is not one of the classes, or the axis is not one of the first operand.</exception>
    /// <operation formula="−x[t]" numpy="–" jax="–" torch="F.nll_loss" mindspore="ops.nll_loss"/>
    public static Tensor NegativeLogLikelihood(
        Tensor logProbabilities, Tensor target, Reduction reduction = Reduction.Mean, Tensor? weight = null, long? ignoreIndex = null, int axis = -1)
    {
        adj_tensor y;
        long ignored = ignoreIndex ?? 0;
        adj_status status = adj_nll(
            Handle(logProbabilities), Handle(target), Tensor.HandleIfAny(weight), axis, ignoreIndex is null ? null : &ignored, (adj_reduction)reduction, &y);
        return Result(status, y, (ReadOnlySpan<Tensor?>)[logProbabilities, target, weight]);
    }

    /// <summary>The Kullback–Leibler divergence t (log t − x), of a probability from the one whose logarithm is x.</summary>
    /// <param name="logProbabilities">Logarithms of probabilities, any shape.</param>
    /// <param name="target">Probabilities, or their logarithms; the same shape, or one number for all.</param>
    /// <param name="logTarget">Whether the target is a logarithm too: eᵗ (t − x).</param>
    /// <param name="reduction">What becomes of the elements' losses. <see cref="Reduction.BatchMean"/> is what the divergence means where the first
    /// axis counts examples.</param>
    /// <returns>A scalar, or one loss an element. Its change is (log t − x + 1) dt − t dx. A target of 0 adds nothing.</returns>
    /// <exception cref="ArgumentException">The target has another shape.</exception>
    /// <operation formula="t (ln t − x)" numpy="–" jax="optax.kl_divergence" torch="F.kl_div" mindspore="ops.kl_div"/>
    public static Tensor KLDivergence(Tensor logProbabilities, Tensor target, bool logTarget = false, Reduction reduction = Reduction.Mean)
    {
        adj_tensor y;
        return Result(
            adj_kl_div(Handle(logProbabilities), Handle(target), logTarget ? 1 : 0, (adj_reduction)reduction, &y), y, logProbabilities, target);
    }

    /// <summary>The squared difference (p − t)², reduced.</summary>
    /// <param name="prediction">Any shape.</param>
    /// <param name="target">The same shape, or one number for all.</param>
    /// <param name="reduction">What becomes of the elements' losses.</param>
    /// <returns>A scalar, or one loss an element. The change of an element's loss is 2 (p − t)(dp − dt).</returns>
    /// <exception cref="ArgumentException">The target has another shape.</exception>
    /// <operation formula="(x − t)²" numpy="–" jax="optax.squared_error" torch="F.mse_loss" mindspore="ops.mse_loss"/>
    public static Tensor MeanSquaredError(Tensor prediction, Tensor target, Reduction reduction = Reduction.Mean)
    {
        adj_tensor y;
        return Result(adj_mse(Handle(prediction), Handle(target), (adj_reduction)reduction, &y), y, prediction, target);
    }
}
