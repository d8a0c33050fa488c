using System.Runtime.CompilerServices;

namespace Adjoint;

// Losses that compare element by element.
public static unsafe partial class Ops
{
    /// <summary>The distance |p − t|, reduced.</summary>
    /// <param name="prediction">Any shape.</param>
    /// <param name="target">The same shape, or one number for all.</param>
    /// <param name="reduction">What becomes of the elements' losses.</param>
    /// <returns>A scalar, or one loss an element. The change of an element's loss is sign(p − t)(dp − dt).</returns>
    /// <exception cref="ArgumentException">The target has another shape.</exception>
    /// <operation formula="|x − t|" numpy="–" jax="–" torch="F.l1_loss" mindspore="ops.l1_loss"/>
    public static Tensor MeanAbsoluteError(Tensor prediction, Tensor target, Reduction reduction = Reduction.Mean) =>
        Compared(prediction, target, reduction, static (p, t) => Abs(p - t));

    /// <summary>The squared difference d²/2 where it is small, else δ (|d| − δ/2), which grows with the distance alone.</summary>
    /// <param name="prediction">Any shape.</param>
    /// <param name="target">The same shape, or one number for all.</param>
    /// <param name="delta">Up to which distance it is a square; above 0.</param>
    /// <param name="reduction">What becomes of the elements' losses.</param>
    /// <returns>A scalar, or one loss an element. The change of an element's loss is d, limited to ±δ, times (dp − dt).</returns>
    /// <exception cref="ArgumentException">The target has another shape.</exception>
    /// <exception cref="ArgumentOutOfRangeException">delta is not above 0.</exception>
    /// <operation formula="d²/2 if |d| ≤ δ, else δ (|d| − δ/2)" numpy="–" jax="optax.huber_loss" torch="F.huber_loss" mindspore="ops.huber_loss"/>
    public static Tensor HuberLoss(Tensor prediction, Tensor target, double delta = 1, Reduction reduction = Reduction.Mean)
    {
        if (!(delta > 0)) throw new ArgumentOutOfRangeException(nameof(delta), FormattableString.Invariant($"HuberLoss: delta must be above 0, not {delta}."));
        return Compared(prediction, target, reduction, (p, t) => Bent(p - t, delta));
    }

    /// <summary>The squared difference d²/(2β) where |d| &lt; β, else |d| − β/2: <see cref="HuberLoss(Tensor, Tensor, double, Reduction)"/>
    /// divided by β.</summary>
    /// <param name="prediction">Any shape.</param>
    /// <param name="target">The same shape, or one number for all.</param>
    /// <param name="beta">Up to which distance it is a square; 0 or more.</param>
    /// <param name="reduction">What becomes of the elements' losses.</param>
    /// <returns>A scalar, or one loss an element. The change of an element's loss is d/β, limited to ±1, times (dp − dt).</returns>
    /// <exception cref="ArgumentException">The target has another shape.</exception>
    /// <exception cref="ArgumentOutOfRangeException">beta is negative.</exception>
    /// <operation formula="d²/(2β) if |d| &lt; β, else |d| − β/2" numpy="–" jax="–" torch="F.smooth_l1_loss" mindspore="ops.smooth_l1_loss"/>
    public static Tensor SmoothL1Loss(Tensor prediction, Tensor target, double beta = 1, Reduction reduction = Reduction.Mean)
    {
        if (!(beta >= 0)) throw new ArgumentOutOfRangeException(nameof(beta), FormattableString.Invariant($"SmoothL1Loss: beta must be 0 or more, not {beta}."));
        return Compared(prediction, target, reduction, (p, t) => beta == 0 ? Abs(p - t) : Bent(p - t, beta) / beta);
    }

    /// <summary>The binary cross entropy of probabilities: −w (t log p + (1 − t) log(1 − p)), each logarithm at least −100. Where p comes of a
    /// sigmoid, <see cref="BinaryCrossEntropyWithLogits(Tensor, Tensor, Tensor?, Tensor?, Reduction)"/> keeps more digits.</summary>
    /// <param name="probability">Probabilities from 0 to 1, any shape; beyond these count as 0 and 1.</param>
    /// <param name="target">Probabilities, of the same shape or one for all.</param>
    /// <param name="weight">Factors of the elements, broadcasting to the shape of the first; 1 if null.</param>
    /// <param name="reduction">What becomes of the elements' losses.</param>
    /// <returns>A scalar, or one loss an element. The change of an element's loss is w ((1 − t)/(1 − p) − t/p) dp; a logarithm that has reached
    /// −100 changes no more.</returns>
    /// <exception cref="ArgumentException">The target has another shape, or the weight does not broadcast to it.</exception>
    /// <operation formula="−w (t ln p + (1 − t) ln(1 − p))"
    ///     numpy="–" jax="–" torch="F.binary_cross_entropy" mindspore="ops.binary_cross_entropy"/>
    public static Tensor BinaryCrossEntropy(Tensor probability, Tensor target, Tensor? weight = null, Reduction reduction = Reduction.Mean) =>
        Compared(probability, target, reduction, (p, t) =>
        {
            // exp(-100): what is chosen is chosen before the logarithm too, so that no derivative is infinite.
            Tensor isImpossible = p <= 3.7200759760208359e-44, isCertain = p >= 1;
            Tensor log = Where(isImpossible, -100.0, Log(Where(isImpossible, 1.0, p)));
            Tensor logRest = Where(isCertain, -100.0, Log1p(-Where(isCertain, 0.0, p)));
            Tensor loss = -(t * log + (1 - t) * logRest);
            return weight is null ? loss : weight * loss;
        });

    /// <summary>The negative log-likelihood of counts under a Poisson distribution, without what does not depend on it: eˣ − t x.</summary>
    /// <param name="prediction">The logarithm of the rate, or the rate itself; any shape.</param>
    /// <param name="target">Counts, of the same shape or one for all.</param>
    /// <param name="isLog">Whether the prediction is a logarithm; else the loss is x − t log(x + ε).</param>
    /// <param name="full">Whether Stirling's t log t − t + log(2πt)/2 is added for counts above 1.</param>
    /// <param name="epsilon">Added to a rate before the logarithm.</param>
    /// <param name="reduction">What becomes of the elements' losses.</param>
    /// <returns>A scalar, or one loss an element. The change of an element's loss is (eˣ − t) dx − x dt.</returns>
    /// <exception cref="ArgumentException">The target has another shape.</exception>
    /// <operation formula="eˣ − t x" numpy="–" jax="optax.poisson_nll_loss" torch="F.poisson_nll_loss" mindspore="nn.PoissonNLLLoss"/>
    public static Tensor PoissonNegativeLogLikelihood(
        Tensor prediction, Tensor target, bool isLog = true, bool full = false, double epsilon = 1e-8, Reduction reduction = Reduction.Mean) =>
        Compared(prediction, target, reduction, (x, t) =>
        {
            Tensor loss = isLog ? Exp(x) - t * x : x - t * Log(x + epsilon);
            if (!full) return loss;
            Tensor isMany = t > 1, many = Where(isMany, t, 1.0);
            return loss + Where(isMany, many * Log(many) - many + 0.5 * Log(2 * Math.PI * many), 0.0);
        });

    /// <summary>The negative log-likelihood under a normal distribution whose variance is predicted too: (log v + (x − t)²/v) / 2.</summary>
    /// <param name="prediction">The mean, any shape.</param>
    /// <param name="target">The same shape, or one number for all.</param>
    /// <param name="variance">The variance, broadcasting with the mean.</param>
    /// <param name="full">Whether log(2π)/2 is added.</param>
    /// <param name="epsilon">The least variance; smaller ones count as that.</param>
    /// <param name="reduction">What becomes of the elements' losses.</param>
    /// <returns>A scalar, or one loss an element. With d = x − t its change is d (dx − dt)/v + (1 − d²/v)/(2v) dv.</returns>
    /// <exception cref="ArgumentException">The target has another shape, or the variance does not broadcast.</exception>
    /// <operation formula="(ln v + (x − t)²/v) / 2" numpy="–" jax="–" torch="F.gaussian_nll_loss" mindspore="ops.gaussian_nll_loss"/>
    public static Tensor GaussianNegativeLogLikelihood(
        Tensor prediction, Tensor target, Tensor variance, bool full = false, double epsilon = 1e-6, Reduction reduction = Reduction.Mean)
    {
        _ = Handle(variance);
        return Compared(prediction, target, reduction, (x, t) =>
        {
            Tensor v = Maximum(variance, epsilon), loss = 0.5 * (Log(v) + Square(x - t) / v);
            return full ? loss + 0.5 * Math.Log(2 * Math.PI) : loss;
        });
    }

    // d²/2 up to a distance, then straight on. What is far is chosen out of the square too, so that its derivative is not infinite.
    private static Tensor Bent(Tensor difference, double limit)
    {
        Tensor distance = Abs(difference), isNear = distance <= limit;
        return Where(isNear, 0.5 * Square(Where(isNear, difference, 0.0)), limit * (distance - limit / 2));
    }

    // A loss of elements against a target of the same shape or a scalar, rounded once.
    private static Tensor Compared(
        Tensor prediction, Tensor target, Reduction reduction, Func<Tensor, Tensor, Tensor> loss, [CallerMemberName] string operation = "")
    {
        _ = (Handle(prediction, operation, nameof(prediction)), Handle(target, operation, nameof(target)));
        if (target.Rank != 0 && prediction.Shape != target.Shape)
        {
            throw new ArgumentException(
                $"{operation}: a prediction of shape {prediction.ShapeText} needs a target of the same shape, or a scalar, not {target.ShapeText}; reshape one of them.");
        }

        DType type = DTypes.Promote(prediction.DType, target.DType);
        return type.IsRoundedLater
            ? Cast(Reduced(loss(Cast(prediction, DType.Float32), Cast(target, DType.Float32)), reduction, operation), type)
            : Reduced(loss(prediction, target), reduction, operation);
    }

    private static Tensor Reduced(Tensor losses, Reduction reduction, string operation) => reduction switch
    {
        _ when losses.DType.IsComplex => throw new ArgumentException(
            $"{operation}: a loss is a real number, not {losses.DType}; compare the parts (Real, Imaginary) or the absolute value (Abs)."),
        Reduction.None => losses,
        Reduction.Mean => Mean(losses),
        Reduction.Sum => Sum(losses),
        Reduction.BatchMean => Sum(losses) / (double)(losses.Rank == 0 ? 1 : losses.Shape[0]),
        _ => throw new ArgumentException($"{operation}: {(int)reduction} is no reduction.", nameof(reduction)),
    };
}
