namespace Adjoint;

// Losses of margins and of similarity.
public static unsafe partial class Ops
{
    /// <summary>How far a score falls short of a margin of 1 on its side: max(0, 1 − t x).</summary>
    /// <param name="prediction">Scores, any shape.</param>
    /// <param name="target">1 or −1, of the same shape or one for all.</param>
    /// <param name="reduction">What becomes of the elements' losses.</param>
    /// <returns>A scalar, or one loss an element. Its change is −(t dx + x dt) where it is above 0, else 0.</returns>
    /// <exception cref="ArgumentException">The target has another shape.</exception>
    /// <operation formula="max(0, 1 − t x)" numpy="–" jax="optax.hinge_loss" torch="–" mindspore="–"/>
    public static Tensor HingeLoss(Tensor prediction, Tensor target, Reduction reduction = Reduction.Mean) =>
        Compared(prediction, target, reduction, static (x, t) => Relu(1 - t * x));

    /// <summary>The logistic loss of a score: log(1 + e^(−t x)), without overflow.</summary>
    /// <param name="prediction">Scores, any shape.</param>
    /// <param name="target">1 or −1, of the same shape or one for all.</param>
    /// <param name="reduction">What becomes of the elements' losses.</param>
    /// <returns>A scalar, or one loss an element. Its change is −sigmoid(−t x) (t dx + x dt).</returns>
    /// <exception cref="ArgumentException">The target has another shape.</exception>
    /// <operation formula="ln(1 + e^(−t x))" numpy="–" jax="–" torch="F.soft_margin_loss" mindspore="ops.soft_margin_loss"/>
    public static Tensor SoftMarginLoss(Tensor prediction, Tensor target, Reduction reduction = Reduction.Mean) =>
        Compared(prediction, target, reduction, static (x, t) => Softplus(-t * x));

    /// <summary>A distance x itself where the target is 1, else how far it falls short of a margin: max(0, margin − x).</summary>
    /// <param name="prediction">Distances, any shape.</param>
    /// <param name="target">1 or −1, of the same shape or one for all.</param>
    /// <param name="margin">How far apart is enough.</param>
    /// <param name="reduction">What becomes of the elements' losses.</param>
    /// <returns>A scalar, or one loss an element. Its change is dx where the target is 1, else −dx where the loss is above 0.</returns>
    /// <exception cref="ArgumentException">The target has another shape.</exception>
    /// <operation formula="x if t = 1, else max(0, m − x)" numpy="–" jax="–" torch="F.hinge_embedding_loss" mindspore="ops.hinge_embedding_loss"/>
    public static Tensor HingeEmbeddingLoss(Tensor prediction, Tensor target, double margin = 1, Reduction reduction = Reduction.Mean) =>
        Compared(prediction, target, reduction, (x, t) => Where(Equal(t, 1), x, Relu(margin - x)));

    /// <summary>How far the first of two scores falls short of lying above the second by a margin (or below, where the target is −1):
    /// max(0, −t (a − b) + margin).</summary>
    /// <param name="a">Scores, any shape.</param>
    /// <param name="b">Scores of a shape that broadcasts with the other.</param>
    /// <param name="target">1 where the first should rank higher, −1 where the second should; of the shape of a − b, or one for all.</param>
    /// <param name="margin">By how much.</param>
    /// <param name="reduction">What becomes of the elements' losses.</param>
    /// <returns>A scalar, or one loss an element. Its change is −t (da − db) where it is above 0, else 0.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    /// <operation formula="max(0, −t (a − b) + m)" numpy="–" jax="–" torch="F.margin_ranking_loss" mindspore="ops.margin_ranking_loss"/>
    public static Tensor MarginRankingLoss(Tensor a, Tensor b, Tensor target, double margin = 0, Reduction reduction = Reduction.Mean)
    {
        _ = (Handle(a), Handle(b));
        return Compared(a - b, target, reduction, (d, t) => Relu(margin - t * d));
    }

    /// <summary>The cosine of the angle between vectors along an axis: a · b / (max(‖a‖, ε) max(‖b‖, ε)).</summary>
    /// <param name="a">Any shape but that of a scalar.</param>
    /// <param name="b">A shape that broadcasts with the other.</param>
    /// <param name="axis">The axis of the vectors; negative counts from the end.</param>
    /// <param name="epsilon">The least norm, so that the cosine with zero is 0.</param>
    /// <returns>The cosines, without the axis. With unit vectors u and v and c = u · v the change is (v − c u) · da / ‖a‖ + (u − c v) · db / ‖b‖.</returns>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The axis is not one of the operands.</exception>
    /// <operation formula="a · b / (‖a‖ ‖b‖)" numpy="–" jax="optax.cosine_similarity" torch="F.cosine_similarity" mindspore="ops.cosine_similarity"/>
    public static Tensor CosineSimilarity(Tensor a, Tensor b, int axis = -1, double epsilon = 1e-8)
    {
        _ = (Handle(a), Handle(b));
        DType type = DTypes.Promote(a.DType, b.DType);
        if (type.IsComplex) throw new ArgumentException($"CosineSimilarity: an angle lies between real vectors, not {type}; compare the parts (Real, Imaginary).");
        if (type.IsRoundedLater) return Cast(CosineSimilarity(Cast(a, DType.Float32), Cast(b, DType.Float32), axis, epsilon), type);
        Tensor products = a * b;
        (a, b) = (BroadcastTo(a, products.Shape), BroadcastTo(b, products.Shape));
        return Sum(products, axis) / (Maximum(Norm(a, axis), epsilon) * Maximum(Norm(b, axis), epsilon));
    }

    /// <summary>1 − cos where the target is 1, else max(0, cos − margin), with the cosine of the angle between vectors along the last
    /// axis.</summary>
    /// <param name="a">Vectors along the last axis.</param>
    /// <param name="b">The same shape.</param>
    /// <param name="target">1 for what is alike, −1 for what is not; without the last axis, or one for all.</param>
    /// <param name="margin">Which cosine is no loss of what is not alike.</param>
    /// <param name="reduction">What becomes of the pairs' losses.</param>
    /// <returns>A scalar, or one loss a pair. Its change is −dcos where the target is 1, else dcos where the loss is above 0.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    /// <operation formula="1 − cos if t = 1, else max(0, cos − m)"
    ///     numpy="–" jax="–" torch="F.cosine_embedding_loss" mindspore="ops.cosine_embedding_loss"/>
    public static Tensor CosineEmbeddingLoss(Tensor a, Tensor b, Tensor target, double margin = 0, Reduction reduction = Reduction.Mean) =>
        Compared(CosineSimilarity(a, b), target, reduction, (c, t) => Where(Equal(t, 1), 1 - c, Relu(c - margin)));

    /// <summary>How far an anchor falls short of being nearer to one vector than to another by a margin: max(0, ‖a − p‖ − ‖a − n‖ +
    /// margin), along the last axis.</summary>
    /// <param name="anchor">Vectors along the last axis.</param>
    /// <param name="positive">Those that it should be near to, of the same shape.</param>
    /// <param name="negative">Those that it should be far from, of the same shape.</param>
    /// <param name="margin">By how much.</param>
    /// <param name="epsilon">Added to each difference, as PyTorch does with 1e-6; 0 if left out.</param>
    /// <param name="reduction">What becomes of the triplets' losses.</param>
    /// <returns>A scalar, or one loss a triplet. Its change is d‖a − p‖ − d‖a − n‖ where it is above 0, else 0; that of a norm of 0 is 0.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    /// <operation formula="max(0, ‖a − p‖ − ‖a − n‖ + m)"
    ///     numpy="–" jax="optax.triplet_margin_loss" torch="F.triplet_margin_loss" mindspore="ops.triplet_margin_loss"/>
    public static Tensor TripletMarginLoss(
        Tensor anchor, Tensor positive, Tensor negative, double margin = 1, double epsilon = 0, Reduction reduction = Reduction.Mean)
    {
        _ = (Handle(anchor), Handle(positive), Handle(negative));
        Tensor Distance(Tensor other) => Norm(epsilon == 0 ? anchor - other : anchor - other + epsilon, -1);
        return Compared(Distance(positive), Distance(negative), reduction, (near, far) => Relu(near - far + margin));
    }

    /// <summary>The mean over classes of binary cross entropies with logits, for examples that may have several labels.</summary>
    /// <param name="logits">Classes along the last axis.</param>
    /// <param name="target">1 for labels that an example has, else 0; the same shape.</param>
    /// <param name="weight">A factor for each class, of shape [classes]; 1 if null.</param>
    /// <param name="reduction">What becomes of the examples' losses.</param>
    /// <returns>A scalar, or one loss an example. Its change is mean(w ((σ(x) − t) dx − x dt)) over classes.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    /// <operation formula="mean of −w (t ln σ(x) + (1 − t) ln(1 − σ(x)))"
    ///     numpy="–" jax="–" torch="F.multilabel_soft_margin_loss" mindspore="ops.multilabel_soft_margin_loss"/>
    public static Tensor MultilabelSoftMarginLoss(Tensor logits, Tensor target, Tensor? weight = null, Reduction reduction = Reduction.Mean) =>
        Compared(
            logits, target, reduction, (x, t) => Mean(BinaryCrossEntropyWithLogits(x, t, weight, reduction: Reduction.None), -1));

    /// <summary>How far the scores of wrong classes come too near to that of the right one: Σ max(0, margin − x[t] + x[j])ᵖ / classes over all
    /// others, j ≠ t.</summary>
    /// <param name="scores">Classes along the last axis.</param>
    /// <param name="target">Class numbers: integers, without that axis.</param>
    /// <param name="p">The power, 1 or 2.</param>
    /// <param name="margin">By how much the right score should be above.</param>
    /// <param name="weight">A factor for each class as a target, of shape [classes]; 1 if null.</param>
    /// <param name="reduction">What becomes of the rows' losses.</param>
    /// <returns>A scalar, or one loss a row. For p = 1 its change is the sum of dx[j] − dx[t] over those that come too near, divided by the number of
    /// classes.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit, or p is neither 1 nor 2.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A class number is not one of the classes.</exception>
    /// <operation formula="Σ max(0, m − x[t] + x[j])ᵖ / n" numpy="–" jax="–" torch="F.multi_margin_loss" mindspore="ops.multi_margin_loss"/>
    public static Tensor MultiMarginLoss(
        Tensor scores, Tensor target, int p = 1, double margin = 1, Tensor? weight = null, Reduction reduction = Reduction.Mean)
    {
        _ = (Handle(scores), Handle(target));
        if (p is not (1 or 2)) throw new ArgumentException(FormattableString.Invariant($"MultiMarginLoss: the power is 1 or 2, not {p}."), nameof(p));
        if (scores.DType.IsRoundedLater)
            return Cast(MultiMarginLoss(Cast(scores, DType.Float32), target, p, margin, weight, reduction), scores.DType);
        Tensor right = ExpandDims(-NegativeLogLikelihood(scores, target, Reduction.None), -1);
        long classes = scores.Shape[^1];
        Tensor near = Where(OneHot(target, classes, DType.Bool), 0.0, Relu(margin - right + scores));
        Tensor losses = Sum(p == 1 ? near : Square(near), -1) / (double)classes;
        return Reduced(weight is null ? losses : Take(weight, target) * losses, reduction, nameof(MultiMarginLoss));
    }
}
