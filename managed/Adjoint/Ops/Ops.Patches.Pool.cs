using Adjoint.Native;

using static Adjoint.Interop.Status;
using static Adjoint.Native.NativeMethods;

namespace Adjoint;

// Windows over images written out as columns, and columns added up to images.
public static unsafe partial class Ops
{
    /// <summary>The elements of each window that goes over images, as columns.</summary>
    /// <param name="x">Shape [n, channels, height, width], or without n for one image; any type.</param>
    /// <param name="kernel">The extents of the window.</param>
    /// <param name="stride">How far the window moves from column to column; 1 if left out.</param>
    /// <param name="padding">How many zeros continue the image at each side.</param>
    /// <param name="dilation">How far the window's elements are apart; 1 if left out.</param>
    /// <returns>
    /// Shape [n, channels · kernel height · kernel width, windows], windows in row-major order. Its change is dx, written out alike;
    /// <see cref="Col2Im"/> is its other direction.
    /// </returns>
    /// <exception cref="ArgumentException">x has another rank, or the window reaches beyond the padded image.</exception>
    /// <operation formula="y[n, (c, k), q] = x[n, c, q s + k d − p]"
    ///     numpy="–" jax="lax.conv_general_dilated_patches" torch="F.unfold" mindspore="ops.unfold"/>
    public static Tensor Im2Col(
        Tensor x, PerAxis kernel, PerAxis stride = default, WindowPadding padding = default, PerAxis dilation = default)
    {
        adj_tensor y;
        const int axes = 2;
        long* kernels = stackalloc long[axes], strides = stackalloc long[axes], pairs = stackalloc long[2 * PerAxis.Most], dilations = stackalloc long[axes];
        adj_status status = adj_im2col(
            Handle(x), kernel.List(kernels, axes, 0, nameof(Im2Col), nameof(kernel)), stride.List(strides, axes, 1, nameof(Im2Col), nameof(stride)),
            padding.Pairs(pairs, axes, nameof(Im2Col)), dilation.List(dilations, axes, 1, nameof(Im2Col), nameof(dilation)), axes, &y);
        return Result(status, y, x);
    }

    /// <summary>Images in whose windows columns are added up: what <see cref="Im2Col"/> does to cotangents of its result.</summary>
    /// <param name="columns">Shape [n, channels · kernel height · kernel width, windows], or without n for one image; any type of numbers.</param>
    /// <param name="outputSize">Height and width of the images.</param>
    /// <param name="kernel">The extents of the window.</param>
    /// <param name="stride">How far the window moves from column to column; 1 if left out.</param>
    /// <param name="padding">How many elements around the image belong to windows, too, and are left out.</param>
    /// <param name="dilation">How far the window's elements are apart; 1 if left out.</param>
    /// <returns>Shape [n, channels, height, width]. It is linear in the columns.</returns>
    /// <exception cref="ArgumentException">There are not as many columns as windows, or their extent is no multiple of the elements of one.</exception>
    /// <operation formula="y[n, c, q s + k d − p] += x[n, (c, k), q]" numpy="–" jax="–" torch="F.fold" mindspore="ops.fold"/>
    public static Tensor Col2Im(
        Tensor columns, PerAxis outputSize, PerAxis kernel, PerAxis stride = default, WindowPadding padding = default, PerAxis dilation = default)
    {
        adj_tensor y;
        const int axes = 2;
        long* sizes = stackalloc long[axes], pairs = stackalloc long[2 * PerAxis.Most];
        long* kernels = stackalloc long[axes], strides = stackalloc long[axes], dilations = stackalloc long[axes];
        adj_status status = adj_col2im(
            Handle(columns), outputSize.List(sizes, axes, 0, nameof(Col2Im), nameof(outputSize)),
            kernel.List(kernels, axes, 0, nameof(Col2Im), nameof(kernel)), stride.List(strides, axes, 1, nameof(Col2Im), nameof(stride)),
            padding.Pairs(pairs, axes, nameof(Col2Im)), dilation.List(dilations, axes, 1, nameof(Col2Im), nameof(dilation)), axes, &y);
        return Result(status, y, columns);
    }
}
