using static Adjoint.Ops;

namespace Adjoint.Tests;

/// <summary>Rows and channels brought to mean 0 and variance 1; layer norm over one axis stands with what works along an axis.</summary>
internal static class NormalizeRows
{
    public static IReadOnlyList<Operation> All { get; } =
    [
        new("layer_norm over two axes", x => LayerNorm(x[0], x[1], x[2], 0.1, lastAxes: 2),
            [[[2, 2, 3], [2, 3], [2, 3]], [[2, 3], [2, 3], [2, 3]], [[0, 2, 2], [2, 2], [2, 2]]]),
        new("rms_norm", x => RmsNorm(x[0]), [[[2, 3]], [[4]], [[0, 3]], [[2, 0]], [[2, 1]], [[2, 2, 3]]]) { SinglePrecision = 5e-6 },
        new("rms_norm, scaled", x => RmsNorm(x[0], x[1], 0.1), [[[2, 3], [3]], [[4], [4]], [[2, 2, 3], [3]]]),
        new("batch_norm", x => BatchNorm(x[0], epsilon: 0.1), [[[3, 2]], [[2, 2, 3]], [[0, 2]], [[2, 0]], [[2, 3, 2, 2]]]),
        new("batch_norm, scaled and shifted", x => BatchNorm(x[0], x[1], x[2], 0.1), [[[3, 2], [2], [2]], [[2, 2, 3], [2], [2]]]),
        new("batch_norm, shifted", x => BatchNorm(x[0], shift: x[1], epsilon: 0.1), [[[3, 2], [2]]]),
        new("batch_norm_inference", x => BatchNormInference(x[0], x[1], Exp(x[2]), x[3], x[4]),
            [[[3, 2], [2], [2], [2], [2]], [[2, 2, 3], [2], [2], [2], [2]], [[0, 2], [2], [2], [2], [2]]]) { SinglePrecision = 5e-6 },
        new("batch_norm_inference, bare", x => BatchNormInference(x[0], x[1], Exp(x[2])), [[[3, 2], [2], [2]]]),
        new("group_norm", x => GroupNorm(x[0], 2, epsilon: 0.1), [[[2, 4]], [[2, 2, 3]], [[0, 2, 2]], [[1, 4, 2, 2]]]),
        new("group_norm, scaled and shifted", x => GroupNorm(x[0], 2, x[1], x[2], 0.1), [[[2, 4], [4], [4]], [[2, 2, 3], [2], [2]]]),
        new("instance_norm", x => InstanceNorm(x[0], epsilon: 0.1), [[[2, 2, 3]], [[2, 3, 2, 2]]]),
        new("normalize_l2", x => NormalizeL2(x[0], -1), [[[2, 3]], [[4]], [[2, 0]], [[0, 3]]]),
        new("normalize_l2 over all axes", x => NormalizeL2(x[0], Axes.All, 0.1), [[[2, 3]], [[]]]),
    ];
}
