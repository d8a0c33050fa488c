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
        new("mse", x => MeanSquaredError(x[0], x[1]), [[[2, 3], [2, 3]], [[2, 3], []], [[], []]]),
    ];
}
