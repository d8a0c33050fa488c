using static Adjoint.Ops;
using static Adjoint.Tests.OperationShapes;

namespace Adjoint.Tests;

/// <summary>Reductions, and what works along an axis.</summary>
internal static class ReduceRows
{
    public static IReadOnlyList<Operation> All { get; } =
    [
        new("sum", x => Sum(x[0]), One) { HasSecondOrder = false },
        new("sum over an axis", x => Sum(x[0], 1), [[[2, 3]], [[2, 0]], [[3, 1]], [[2, 3, 2]]]) { HasSecondOrder = false },
        new("sum over two axes, kept", x => Sum(x[0], [0, -1], true), [[[2, 3, 2]], [[2, 0, 3]], [[2, 3]]]) { HasSecondOrder = false },
        new("sum over no axis", x => Sum(x[0], []), [[[2, 3]]]) { HasSecondOrder = false },
        new("mean", x => Mean(x[0]), [[[2, 3]], [[]], [[5]]]) { HasSecondOrder = false },
        new("mean over an axis", x => Mean(x[0], 0), [[[2, 3]], [[3, 0]], [[2, 3, 2]]]) { HasSecondOrder = false },
        new("variance", x => Variance(x[0], -1, correction: 1), [[[2, 3]], [[4]]]),
        new("prod", x => Prod(x[0]), [[[2, 3]], [[]], [[1]], [[0]]]) { SinglePrecision = 1e-5 },
        new("prod over an axis", x => Prod(x[0], 1, true), [[[2, 3]], [[3, 1]], [[2, 3, 2]]]),
        new("max", x => Max(x[0]), [[[2, 3]], [[]], [[5]]]) { Distinct = true, HasSecondOrder = false },
        new("max over an axis", x => Max(x[0], -1), [[[2, 3]], [[0, 3]], [[2, 2, 2]]]) { Distinct = true, HasSecondOrder = false },
        new("min", x => Min(x[0]), [[[2, 3]], [[]], [[5]]]) { Distinct = true, HasSecondOrder = false },
        new("min over an axis", x => Min(x[0], 0, true), [[[2, 3]], [[2, 0]], [[2, 2, 2]]]) { Distinct = true, HasSecondOrder = false },
        new("norm", x => Norm(x[0]), [[[2, 3]], [[4]]]),
        new("norm over an axis", x => Norm(x[0], 0, keepDims: true), [[[2, 3]], [[2, 3, 2]]]),
        new("norm of order 1", x => Norm(x[0], order: 1), [[[2, 3]], [[]]]) { HasSecondOrder = false },
        new("norm of order 3", x => Norm(x[0], 0, true, 3), [[[2, 3]], [[4]]]) { SinglePrecision = 1e-5 },
        new("norm of order 0.5", x => Norm(x[0], 1, order: 0.5), [[[2, 3]]]) { SinglePrecision = 1e-5 },
        new("norm of order -2", x => Norm(x[0], order: -2), [[[2, 3]]]) { SinglePrecision = 1e-5 },
        new("largest magnitude", x => Norm(x[0], -1, order: double.PositiveInfinity), [[[2, 3]]]) { Distinct = true, High = 2.2, HasSecondOrder = false },
        new("smallest magnitude", x => Norm(x[0], -1, order: double.NegativeInfinity), [[[2, 3]]]) { Distinct = true, High = 2.2, HasSecondOrder = false },
        new("standard deviation", x => StandardDeviation(x[0]), [[[2, 3]], [[5]]]) { SinglePrecision = 1e-5 },
        new("standard deviation of a sample", x => StandardDeviation(x[0], 1, true, 1), [[[2, 3]], [[2, 4]]]) { SinglePrecision = 1e-5 },
        new("nansum", x => NanSum(Where(Tensor.From([false, true, false]), double.NaN, x[0]), 0), [[[2, 3]]]) { HasSecondOrder = false },
        new("nanmean", x => NanMean(Where(Tensor.From([false, true, false]), double.NaN, x[0])), [[[2, 3]]]) { HasSecondOrder = false },
        new("max with index", x => MaxWithIndex(x[0], 0).Values, [[[2, 3]], [[4]], [[]]]) { Distinct = true, HasSecondOrder = false },
        new("min with index", x => MinWithIndex(x[0], keepDims: true).Values, [[[2, 3]], [[2, 2, 2]]]) { Distinct = true, HasSecondOrder = false },
        new("logsumexp", x => LogSumExp(x[0]), [[[2, 3]], [[]], [[5]]]),
        new("logsumexp over an axis", x => LogSumExp(x[0], 0), [[[2, 3]], [[2, 0]], [[2, 3, 2]]]),
        new("softmax", x => Softmax(x[0]), [[[2, 3]], [[4]], [[0, 3]], [[2, 2, 2]]]),
        new("softmax over the first axis", x => Softmax(x[0], 0), [[[2, 3]], [[4]], [[3, 0]]]),
        new("log_softmax", x => LogSoftmax(x[0]), [[[2, 3]], [[4]], [[0, 3]], [[2, 2, 2]]]),
        new("log_softmax over the first axis", x => LogSoftmax(x[0], 0), [[[2, 3]], [[3, 0]]]),
        new("layer_norm", x => LayerNorm(x[0]), [[[2, 3]], [[4]], [[0, 3]], [[2, 0]], [[2, 1]], [[2, 2, 3]]]) { SinglePrecision = 2e-5 },
        new("layer_norm, scaled and shifted", x => LayerNorm(x[0], x[1], x[2], 0.1),
            [[[2, 3], [3], [3]], [[4], [4], [4]], [[2, 2, 3], [3], [3]], [[0, 3], [3], [3]], [[2, 0], [0], [0]], [[2, 1], [1], [1]]]),
        new("layer_norm, scaled", x => LayerNorm(x[0], scale: x[1]), [[[2, 3], [3]]]) { SinglePrecision = 2e-5 },
        new("layer_norm, shifted", x => LayerNorm(x[0], shift: x[1]), [[[2, 3], [3]]]) { SinglePrecision = 2e-5 },
        new("layer_norm of transposed", x => LayerNorm(x[0].T, x[1]), [[[3, 2], [3]]]) { SinglePrecision = 2e-5 },
    ];
}
