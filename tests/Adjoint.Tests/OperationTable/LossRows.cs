using static Adjoint.Ops;

namespace Adjoint.Tests;

/// <summary>Losses.</summary>
internal static class LossRows
{
    public static IReadOnlyList<Operation> All { get; } =
    [
        new("bce_with_logits", x => BinaryCrossEntropyWithLogits(x[0], Sigmoid(x[1])), [[[2, 3], [2, 3]], [[3], []], [[], []]]),
        new("bce_with_logits, weighted",
            x => BinaryCrossEntropyWithLogits(x[0], Sigmoid(x[1]), Exp(x[2]), Exp(x[3]), Reduction.Sum), [[[2, 3], [2, 3], [3], [1]]]),
        new("bce_with_logits, apart", x => BinaryCrossEntropyWithLogits(x[0], x[1], reduction: Reduction.None), [[[2, 3], [2, 3]]]),
        new("cross_entropy, classes", x => CrossEntropy(x[0], Tensor.From([2, 0])), [[[2, 3]]]),
        new("cross_entropy, smoothed", x => CrossEntropy(x[0], Tensor.From([2, 0]), 0.1, Reduction.Sum), [[[2, 3]]]),
        new("cross_entropy, probabilities", x => CrossEntropy(x[0], Softmax(x[1]), reduction: Reduction.None), [[[2, 3], [2, 3]]]),
        new("cross_entropy, weighted", x => CrossEntropy(x[0], Tensor.From([2, 0]), 0.1, weight: Exp(x[1])), [[[2, 3], [3]]]),
        new("cross_entropy, some left out", x => CrossEntropy(x[0], Tensor.From([2, -1, 0]), 0.2, weight: Exp(x[1]), ignoreIndex: -1), [[[3, 3], [3]]]),
        new("cross_entropy over axis 1", x => CrossEntropy(x[0], Tensor.From([2, 0, 1, 1], 2, 2), reduction: Reduction.None, axis: 1), [[[2, 3, 2]]]),
        new("cross_entropy, weighted probabilities", x => CrossEntropy(x[0], Softmax(x[1], 0), 0.1, Reduction.Sum, Exp(x[2]), axis: 0),
            [[[3, 2], [3, 2], [3]]]),
        new("nll", x => NegativeLogLikelihood(x[0], Tensor.From([2, 0])), [[[2, 3]]]) { HasSecondOrder = false },
        new("nll, weighted", x => NegativeLogLikelihood(x[0], Tensor.From([2, 1]), weight: Exp(x[1]), ignoreIndex: 1, axis: 0), [[[3, 2], [3]]]),
        new("kl_div", x => KLDivergence(x[0], Exp(x[1])), [[[2, 3], [2, 3]], [[2, 3], []]]),
        new("kl_div of logarithms", x => KLDivergence(x[0], x[1], logTarget: true, Reduction.BatchMean), [[[2, 3], [2, 3]], [[], []]]),
        new("l1", x => MeanAbsoluteError(x[0], x[1] + 0.013), [[[2, 3], [2, 3]], [[2, 3], []], [[], []]]) { HasSecondOrder = false },
        new("huber", x => HuberLoss(x[0], x[1] + 0.013, 0.7), [[[2, 3], [2, 3]], [[2, 3], []]]),
        new("smooth_l1", x => SmoothL1Loss(x[0], x[1] + 0.013, 0.7, Reduction.None), [[[2, 3], [2, 3]]]),
        new("binary_cross_entropy", x => BinaryCrossEntropy(Sigmoid(x[0]), Sigmoid(x[1])), [[[2, 3], [2, 3]], [[3], []]]),
        new("binary_cross_entropy, weighted", x => BinaryCrossEntropy(Sigmoid(x[0]), Sigmoid(x[1]), Exp(x[2]), Reduction.Sum), [[[2, 3], [2, 3], [3]]]),
        new("poisson_nll", x => PoissonNegativeLogLikelihood(x[0], x[1] + 3, full: true), [[[2, 3], [2, 3]], [[2, 3], []]]),
        new("poisson_nll of rates", x => PoissonNegativeLogLikelihood(Exp(x[0]), x[1], isLog: false), [[[2, 3], [2, 3]]]),
        new("gaussian_nll", x => GaussianNegativeLogLikelihood(x[0], x[1], Exp(x[2]), full: true), [[[2, 3], [2, 3], [3]]]),
        new("hinge", x => HingeLoss(x[0], x[1]), [[[2, 3], [2, 3]], [[2, 3], []]]),
        new("soft_margin", x => SoftMarginLoss(x[0], x[1], Reduction.None), [[[2, 3], [2, 3]]]),
        new("hinge_embedding", x => HingeEmbeddingLoss(x[0], Tensor.From([1, -1, 1, -1, -1, 1], 2, 3), 0.7), [[[2, 3]]]) { HasSecondOrder = false },
        new("margin_ranking", x => MarginRankingLoss(x[0], x[1], Tensor.From([1, -1, 1]), 0.3), [[[3], [3]]]) { HasSecondOrder = false },
        new("cosine_similarity", x => CosineSimilarity(x[0], x[1]), [[[2, 3], [2, 3]], [[3], [3]], [[2, 3], [3]], [[0, 3], [0, 3]]]),
        new("cosine_similarity over the first axis", x => CosineSimilarity(x[0], x[1], 0), [[[2, 3], [2, 3]]]),
        new("cosine_embedding", x => CosineEmbeddingLoss(x[0], x[1], Tensor.From([1, -1, -1]), 0.2), [[[3, 4], [3, 4]]]),
        new("triplet_margin", x => TripletMarginLoss(x[0], x[1], x[2], 0.9, reduction: Reduction.None), [[[3, 4], [3, 4], [3, 4]]]),
        new("multilabel_soft_margin", x => MultilabelSoftMarginLoss(x[0], Sigmoid(x[1]), Exp(x[2])), [[[2, 3], [2, 3], [3]]]),
        new("multi_margin", x => MultiMarginLoss(x[0], Tensor.From([2, 0]), 2, 0.8, Exp(x[1])), [[[2, 3], [3]]]),
        new("sigmoid_focal", x => SigmoidFocalLoss(x[0], Sigmoid(x[1])), [[[2, 3], [2, 3]], [[2, 3], []], [[], []]]),
        new("sigmoid_focal, unweighted", x => SigmoidFocalLoss(x[0], Tensor.From([1, 0, 1]), null, 1.5, Reduction.None), [[[3]]]),
        new("dice", x => DiceLoss(Sigmoid(x[0]), Sigmoid(x[1])), [[[2, 3], [2, 3]], [[2, 2, 2], []]]),
        new("ctc", x => CtcLoss(LogSoftmax(x[0]), Tensor.From([1, 1, 2, 0], 2, 2), Tensor.From([4, 3]), Tensor.From([2, 1])), [[[4, 2, 3]]]),
        new("ctc, apart", x => CtcLoss(x[0], Tensor.From([0, 1, 7, 9], 2, 2), Tensor.From([3, 2]), Tensor.From([2, 0]), 2, Reduction.None), [[[3, 2, 3]]]),
        new("mse", x => MeanSquaredError(x[0], x[1]), [[[2, 3], [2, 3]], [[2, 3], []], [[], []]]),
    ];
}
