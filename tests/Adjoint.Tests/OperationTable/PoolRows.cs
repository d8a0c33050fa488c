using static Adjoint.Autodiff;
using static Adjoint.Ops;

namespace Adjoint.Tests;

/// <summary>Pooling of images, and their windows written out.</summary>
internal static class PoolRows
{
    public static IReadOnlyList<Operation> All { get; } =
    [
        Largest("max_pool1d", x => MaxPool1D(x[0], 2), [[[2, 3, 7]], [[3, 5]], [[0, 3, 4]]]),
        Largest("max_pool2d", x => MaxPool2D(x[0], 3, 2, 1), [[[2, 3, 5, 6]], [[2, 4, 4]], [[2, 0, 3, 3]]]),
        Largest("max_pool2d with overlapping windows", x => MaxPool2D(x[0], (2, 3), 1, WindowPadding.Same), [[[1, 2, 4, 5]]]),
        Largest("max_pool2d with dilation, beyond the edge", x => MaxPool2D(x[0], 2, (2, 3), (1, 0), (1, 2), ceilMode: true), [[[2, 2, 5, 8]]]),
        Largest("max_pool3d", x => MaxPool3D(x[0], (1, 2, 2), (1, 2, 1)), [[[1, 2, 2, 4, 3]], [[2, 1, 2, 3]]]),
        Largest("max_pool2d with indices", x => MaxPool2DWithIndices(x[0], 2).Values, [[[2, 2, 4, 5]]]),
        Largest("max_pool1d, its gradient", x => Grad((Tensor y) => Sum(Square(MaxPool1D(y, 3, 2))))(x[0]), [[[2, 1, 7]]]),
        Largest("adaptive_max_pool1d", x => AdaptiveMaxPool1D(x[0], 3), [[[2, 2, 7]], [[1, 2]]]),
        Largest("adaptive_max_pool2d", x => AdaptiveMaxPool2D(x[0], (2, 3)), [[[2, 2, 5, 4]], [[2, 3, 5]]]),
        Largest("adaptive_max_pool3d", x => AdaptiveMaxPool3D(x[0], (1, 2, 2)), [[[1, 2, 2, 3, 3]]]),
        Largest("adaptive_max_pool2d with indices", x => AdaptiveMaxPool2DWithIndices(x[0], 2).Values, [[[1, 2, 3, 5]]]),
        Linear("avg_pool1d", x => AvgPool1D(x[0], 3, 2, 1), [[[2, 3, 7]], [[3, 5]], [[0, 3, 4]]]),
        Linear("avg_pool2d", x => AvgPool2D(x[0], 2), [[[2, 3, 5, 6]], [[2, 4, 4]], [[2, 0, 3, 3]]]),
        Linear("avg_pool2d without its padding", x => AvgPool2D(x[0], 3, (1, 2), 1, countIncludePad: false), [[[1, 2, 4, 5]]]),
        Linear("avg_pool2d beyond the edge", x => AvgPool2D(x[0], (3, 2), (3, 2), (1, 0), ceilMode: true), [[[1, 2, 5, 5]]]),
        Linear("avg_pool3d", x => AvgPool3D(x[0], (2, 1, 3), 1, WindowPadding.Same), [[[1, 2, 3, 2, 4]]]),
        Linear("adaptive_avg_pool1d", x => AdaptiveAvgPool1D(x[0], 3), [[[2, 2, 7]], [[1, 2]]]),
        Linear("adaptive_avg_pool2d", x => AdaptiveAvgPool2D(x[0], (2, 3)), [[[2, 2, 5, 4]], [[2, 3, 5]]]),
        Linear("adaptive_avg_pool3d", x => AdaptiveAvgPool3D(x[0], (1, 2, 2)), [[[1, 2, 2, 3, 3]]]),
        new("lp_pool1d", x => LpPool1D(x[0], 2, 3, 2), [[[2, 2, 7]]]),
        new("lp_pool2d", x => LpPool2D(x[0], 3, 2), [[[1, 2, 4, 5]], [[2, 2, 3]]]) { Low = 0.5, SinglePrecision = 4e-6 },
        Linear("max_unpool1d", x => MaxUnpool1D(x[0], Tensor.From([0L, 3, 4], 1, 1, 3), 2), [[[1, 1, 3]]]),
        Linear("max_unpool2d", x => MaxUnpool2D(x[0], Tensor.From([0L, 3, 9, 11], 1, 2, 2), 2, outputSize: (3, 4)), [[[1, 2, 2]]]),
        Linear("max_unpool3d", x => MaxUnpool3D(x[0], Tensor.From([5L, 3], 1, 1, 1, 1, 2), (1, 2, 2)), [[[1, 1, 1, 1, 2]]]),
        Linear("im2col", x => Im2Col(x[0], (2, 3), (1, 2), 1, (2, 1)), [[[2, 3, 4, 5]], [[2, 3, 4]], [[0, 2, 3, 3]]]),
        Linear("col2im", x => Col2Im(x[0], (4, 5), (2, 3), 2, 1), [[[2, 12, 9]], [[6, 9]]]),
    ];

    // No two elements of a window are near each other; but for the places, linear.
    private static Operation Largest(string name, Func<Tensor[], Tensor> apply, long[][][] shapes) =>
        new(name, apply, shapes) { Distinct = true, HasSecondOrder = false };

    private static Operation Linear(string name, Func<Tensor[], Tensor> apply, long[][][] shapes) => new(name, apply, shapes) { HasSecondOrder = false };
}
