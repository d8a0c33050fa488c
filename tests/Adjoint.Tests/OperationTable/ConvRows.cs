using static Adjoint.Ops;

namespace Adjoint.Tests;

/// <summary>Convolutions of images.</summary>
internal static class ConvRows
{
    public static IReadOnlyList<Operation> All { get; } =
    [
        new("conv1d", x => Conv1D(x[0], x[1], x[2]), [[[2, 3, 5], [4, 3, 2], [4]], [[3, 5], [4, 3, 2], [4]], [[0, 3, 5], [4, 3, 2], [4]], [[2, 3, 5], [0, 3, 2], [0]]]),
        new("conv1d with all options", x => Conv1D(x[0], x[1], null, 2, WindowPadding.Of(1, 2), 2, groups: 2), [[[2, 4, 6], [4, 2, 2]]]),
        new("conv1d padded to the same", x => Conv1D(x[0], x[1], padding: WindowPadding.Same, dilation: 2), [[[1, 2, 5], [3, 2, 2]]]),
        new("conv2d", x => Conv2D(x[0], x[1], x[2]), [[[2, 3, 4, 5], [2, 3, 3, 2], [2]], [[1, 1, 3, 3], [1, 1, 3, 3], [1]], [[3, 4, 5], [2, 3, 1, 1], [2]]]),
        new("conv2d, pointwise", x => Conv2D(x[0], x[1]), [[[2, 3, 2, 2], [4, 3, 1, 1]], [[2, 0, 2, 2], [4, 0, 1, 1]]]),
        new("conv2d, pointwise groups", x => Conv2D(x[0], x[1], groups: 2), [[[2, 4, 2, 2], [6, 2, 1, 1]]]),
        new("conv2d with strides", x => Conv2D(x[0], x[1], stride: (2, 1), padding: 1), [[[2, 2, 4, 3], [3, 2, 3, 3]]]),
        new("conv2d with strides wider than the kernel", x => Conv2D(x[0], x[1], stride: (2, 3)), [[[2, 2, 4, 7], [3, 2, 1, 2]]]),
        new("conv2d of each channel", x => Conv2D(x[0], x[1], padding: 1, groups: 4), [[[2, 4, 3, 4], [8, 1, 3, 3]]]),
        new("conv2d with groups, dilation", x => Conv2D(x[0], x[1], x[2], stride: 1, padding: (2, 1), dilation: (2, 1), groups: 2), [[[1, 4, 4, 4], [6, 2, 3, 2], [6]]]),
        new("conv2d with a tensor for both", x => Conv2D(x[0], x[0], padding: 1), [[[2, 2, 2, 3]]]),
        new("conv3d", x => Conv3D(x[0], x[1], x[2], stride: (1, 2, 1), padding: (1, 0, 1)), [[[2, 2, 2, 3, 3], [3, 2, 2, 3, 2], [3]], [[2, 2, 3, 2], [1, 2, 1, 2, 2], [1]]]),
        new("conv_transpose1d", x => ConvTranspose1D(x[0], x[1], x[2], 2, 1, outputPadding: 1), [[[2, 3, 4], [3, 2, 3], [2]], [[3, 4], [3, 2, 3], [2]]]),
        new("conv_transpose2d", x => ConvTranspose2D(x[0], x[1], x[2], (2, 3), (1, 0), (1, 2)), [[[2, 3, 2, 3], [3, 2, 3, 2], [2]]]),
        new("conv_transpose2d with groups, dilation", x => ConvTranspose2D(x[0], x[1], null, stride: 2, padding: 1, dilation: (1, 2), groups: 2), [[[1, 4, 3, 2], [4, 3, 2, 3]]]),
        new("conv_transpose2d, pointwise", x => ConvTranspose2D(x[0], x[1]), [[[2, 3, 2, 2], [3, 4, 1, 1]]]),
        new("conv_transpose3d", x => ConvTranspose3D(x[0], x[1], stride: (1, 2, 1)), [[[2, 2, 2, 1, 2], [2, 3, 2, 1, 2]]]),
    ];
}
