using static Adjoint.Ops;

namespace Adjoint.Tests;

/// <summary>What runs along an axis.</summary>
internal static class ScanRows
{
    private static readonly long[][][] s_shapes = [[[2, 3]], [[5]], [[2, 0]], [[0, 3]], [[2, 3, 2]]];

    public static IReadOnlyList<Operation> All { get; } =
    [
        new("cumsum", x => CumSum(x[0]), s_shapes) { HasSecondOrder = false },
        new("cumsum, in reverse along the first axis", x => CumSum(x[0], 0, true), s_shapes) { HasSecondOrder = false },
        new("cumprod", x => CumProd(x[0]), s_shapes),
        new("cumprod, in reverse along the first axis", x => CumProd(x[0], 0, true), s_shapes),
        new("cumprod with zeros", x => CumProd(x[0] * Tensor.From([1.0, 0, 1, 0, 1]).Cast(x[0].DType)), [[[5]]]),
        new("logcumsumexp", x => LogCumSumExp(x[0]), s_shapes),
        new("logcumsumexp, in reverse along the first axis", x => LogCumSumExp(x[0], 0, true), s_shapes),
        new("cummax", x => CumMax(x[0]), s_shapes) { Distinct = true, HasSecondOrder = false },
        new("cummin, in reverse along the first axis", x => CumMin(x[0], 0, true), s_shapes) { Distinct = true, HasSecondOrder = false },
        new("diff", x => Diff(x[0], 2), [[[2, 5]], [[4]], [[1]]]) { HasSecondOrder = false },
        new("trapezoid", x => Trapezoid(x[0], axis: 0), [[[4]], [[3, 2]], [[1]], [[0, 2]]]) { HasSecondOrder = false },
        new("trapezoid between points", x => Trapezoid(x[0], x[1]), [[[4], [4]], [[2, 3], [3]], [[2, 3], [2, 3]]]),
        new("cumulative trapezoid", x => CumulativeTrapezoid(x[0], spacing: 0.5), [[[4]], [[2, 3]], [[1]]]) { HasSecondOrder = false },
    ];
}
