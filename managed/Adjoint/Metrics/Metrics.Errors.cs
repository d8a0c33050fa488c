using static Adjoint.Ops;

namespace Adjoint;

// How far predicted numbers are from what they should be.
public static partial class Metrics
{
    /// <summary>The mean distance |prediction − target|.</summary>
    /// <param name="prediction">Any shape.</param>
    /// <param name="target">The same shape.</param>
    /// <returns>A scalar.</returns>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static Tensor MeanAbsoluteError(Tensor prediction, Tensor target)
    {
        RequireSameShape(prediction, target, nameof(MeanAbsoluteError));
        return Ops.MeanAbsoluteError(prediction, target);
    }

    /// <summary>The root of the mean of (prediction − target)².</summary>
    /// <param name="prediction">Any shape.</param>
    /// <param name="target">The same shape.</param>
    /// <returns>A scalar.</returns>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static Tensor RootMeanSquaredError(Tensor prediction, Tensor target)
    {
        RequireSameShape(prediction, target, nameof(RootMeanSquaredError));
        return Sqrt(MeanSquaredError(prediction, target));
    }

    /// <summary>
    /// The coefficient of determination R² = 1 − Σ (target − prediction)² / Σ (target − mean)², of each column, and their mean.
    /// A column that does not vary has 1 if it is predicted exactly, else 0.
    /// </summary>
    /// <param name="prediction">Examples along the first axis.</param>
    /// <param name="target">The same shape.</param>
    /// <returns>A scalar: 1 for exact predictions, 0 for those that are no better than the mean, negative for worse ones.</returns>
    /// <exception cref="ArgumentException">The shapes differ, or there are no examples.</exception>
    public static Tensor R2(Tensor prediction, Tensor target)
    {
        RequireSameShape(prediction, target, nameof(R2));
        if (target.Rank == 0 || target.Count == 0) throw new ArgumentException($"R2: a target of shape {target.ShapeText} holds no examples along its first axis.", nameof(target));
        return R2OfSums(Sum(Square(target - prediction), 0), Sum(Square(target - Mean(target, 0, keepDims: true)), 0));
    }

    /// <summary>The exponential of the mean cross entropy: among how many equally likely classes the model seems to choose.</summary>
    /// <param name="logits">A last axis of classes behind the axes of the labels.</param>
    /// <param name="labels">Class numbers.</param>
    /// <param name="ignoreIndex">Labels of this number do not count, such as padding.</param>
    /// <returns>A scalar, at least 1.</returns>
    /// <exception cref="ArgumentException">The shapes or types do not go together.</exception>
    public static Tensor Perplexity(Tensor logits, Tensor labels, long? ignoreIndex = null)
    {
        RequireClassNumbers(labels, nameof(Perplexity), nameof(labels));
        return Exp(CrossEntropy(logits, Numbers(labels), ignoreIndex: ignoreIndex));
    }

    /// <summary>R² of sums over the examples.</summary>
    internal static Tensor R2OfSums(Tensor residual, Tensor total)
    {
        Tensor isConstant = Equal(total, 0);
        return Mean(1 - Where(isConstant, Where(Equal(residual, 0), 0, 1), residual / Where(isConstant, 1, total)));
    }
}
