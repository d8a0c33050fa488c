using System.Runtime.CompilerServices;

using Adjoint.Native;

using static Adjoint.Interop.Status;
using static Adjoint.Native.NativeMethods;

namespace Adjoint;

// Pooling of images in one to three dimensions.
public static unsafe partial class Ops
{
    /// <summary>The largest element of each window that goes over signals.</summary>
    /// <param name="x">Shape [n, channels, length], or [channels, length] for one signal; any type of numbers.</param>
    /// <param name="kernel">The extents of the window.</param>
    /// <param name="stride">How far the window moves from result to result; as far as it is wide if left out.</param>
    /// <param name="padding">How many elements, which are never the largest, continue the signal at each side; at most half of the kernel.</param>
    /// <param name="dilation">How far the window's elements are apart; 1 if left out.</param>
    /// <param name="ceilMode">Whether a last window may reach beyond the padding, if it begins before its end.</param>
    /// <returns>
    /// y, of shape [n, channels, ...] with extents ⌊(extent + padding − dilation (kernel − 1) − 1) / stride⌋ + 1, padding being that of both
    /// ends, and ⌈⌉ in place of ⌊⌋ with <paramref name="ceilMode"/>. NaN wins its window. The change is that of the largest element, of several
    /// the first: ties do not share it.
    /// </returns>
    /// <exception cref="ArgumentException">x has another rank, the padding is more than half of the kernel, or the window reaches beyond the padded
    /// signal.</exception>
    /// <operation native="max_pool" formula="max x[n, c, q s + k d − p] over k"
    ///     numpy="–" jax="lax.reduce_window(lax.max)" torch="F.max_pool1d" mindspore="nn.MaxPool1d"/>
    public static Tensor MaxPool1D(
        Tensor x, PerAxis kernel, PerAxis stride = default, WindowPadding padding = default, PerAxis dilation = default, bool ceilMode = false) =>
        MaxPooled(1, x, kernel, stride, padding, dilation, ceilMode);

    /// <summary>The largest element of each window that goes over images.</summary>
    /// <param name="x">Shape [n, channels, height, width], or without n for one image; any type of numbers.</param>
    /// <param name="kernel">The extents of the window.</param>
    /// <param name="stride">How far the window moves from result to result; as far as it is wide if left out.</param>
    /// <param name="padding">How many elements, which are never the largest, continue the image at each side; at most half of the kernel.</param>
    /// <param name="dilation">How far the window's elements are apart; 1 if left out.</param>
    /// <param name="ceilMode">Whether a last window may reach beyond the padding, if it begins before its end.</param>
    /// <returns>
    /// y, of shape [n, channels, ...] with extents ⌊(extent + padding − dilation (kernel − 1) − 1) / stride⌋ + 1, padding being that of both
    /// ends, and ⌈⌉ in place of ⌊⌋ with <paramref name="ceilMode"/>. NaN wins its window. The change is that of the largest element, of several
    /// the first: ties do not share it.
    /// </returns>
    /// <exception cref="ArgumentException">x has another rank, the padding is more than half of the kernel, or the window reaches beyond the padded
    /// image.</exception>
    /// <operation native="max_pool" formula="max x[n, c, q s + k d − p] over k"
    ///     numpy="–" jax="lax.reduce_window(lax.max)" torch="F.max_pool2d" mindspore="ops.max_pool2d"/>
    public static Tensor MaxPool2D(
        Tensor x, PerAxis kernel, PerAxis stride = default, WindowPadding padding = default, PerAxis dilation = default, bool ceilMode = false) =>
        MaxPooled(2, x, kernel, stride, padding, dilation, ceilMode);

    /// <summary>The largest element of each window that goes over volumes.</summary>
    /// <param name="x">Shape [n, channels, depth, height, width], or without n for one volume; any type of numbers.</param>
    /// <param name="kernel">The extents of the window.</param>
    /// <param name="stride">How far the window moves from result to result; as far as it is wide if left out.</param>
    /// <param name="padding">How many elements, which are never the largest, continue the volume at each side; at most half of the kernel.</param>
    /// <param name="dilation">How far the window's elements are apart; 1 if left out.</param>
    /// <param name="ceilMode">Whether a last window may reach beyond the padding, if it begins before its end.</param>
    /// <returns>
    /// y, of shape [n, channels, ...] with extents ⌊(extent + padding − dilation (kernel − 1) − 1) / stride⌋ + 1, padding being that of both
    /// ends, and ⌈⌉ in place of ⌊⌋ with <paramref name="ceilMode"/>. NaN wins its window. The change is that of the largest element, of several
    /// the first: ties do not share it.
    /// </returns>
    /// <exception cref="ArgumentException">x has another rank, the padding is more than half of the kernel, or the window reaches beyond the padded
    /// volume.</exception>
    /// <operation native="max_pool" formula="max x[n, c, q s + k d − p] over k"
    ///     numpy="–" jax="lax.reduce_window(lax.max)" torch="F.max_pool3d" mindspore="ops.max_pool3d"/>
    public static Tensor MaxPool3D(
        Tensor x, PerAxis kernel, PerAxis stride = default, WindowPadding padding = default, PerAxis dilation = default, bool ceilMode = false) =>
        MaxPooled(3, x, kernel, stride, padding, dilation, ceilMode);

    /// <summary>The largest element of each window that goes over signals, and where it stands.</summary>
    /// <param name="x">Shape [n, channels, length], or [channels, length] for one signal; any type of numbers.</param>
    /// <param name="kernel">The extents of the window.</param>
    /// <param name="stride">How far the window moves from result to result; as far as it is wide if left out.</param>
    /// <param name="padding">How many elements, which are never the largest, continue the signal at each side; at most half of the kernel.</param>
    /// <param name="dilation">How far the window's elements are apart; 1 if left out.</param>
    /// <param name="ceilMode">Whether a last window may reach beyond the padding, if it begins before its end.</param>
    /// <returns>
    /// What <see cref="MaxPool1D"/> gives, and the places (int64) of the same shape, counted through a signal in row-major order: the first of what is
    /// equal, or the first NaN. <see cref="MaxUnpool1D"/> brings elements back there. No derivative passes the places.
    /// </returns>
    /// <exception cref="ArgumentException">x has another rank, the padding is more than half of the kernel, or the window reaches beyond the padded
    /// signal.</exception>
    /// <operation native="max_pool_places" formula="max x[n, c, q s + k d − p] over k, and its place"
    ///     numpy="–" jax="–" torch="F.max_pool1d_with_indices" mindspore="nn.MaxPool1d(return_indices)"/>
    public static (Tensor Values, Tensor Indices) MaxPool1DWithIndices(
        Tensor x, PerAxis kernel, PerAxis stride = default, WindowPadding padding = default, PerAxis dilation = default, bool ceilMode = false) =>
        (MaxPooled(1, x, kernel, stride, padding, dilation, ceilMode), PlacesOfLargest(1, x, kernel, stride, padding, dilation, ceilMode));

    /// <summary>The largest element of each window that goes over images, and where it stands.</summary>
    /// <param name="x">Shape [n, channels, height, width], or without n for one image; any type of numbers.</param>
    /// <param name="kernel">The extents of the window.</param>
    /// <param name="stride">How far the window moves from result to result; as far as it is wide if left out.</param>
    /// <param name="padding">How many elements, which are never the largest, continue the image at each side; at most half of the kernel.</param>
    /// <param name="dilation">How far the window's elements are apart; 1 if left out.</param>
    /// <param name="ceilMode">Whether a last window may reach beyond the padding, if it begins before its end.</param>
    /// <returns>
    /// What <see cref="MaxPool2D"/> gives, and the places (int64) of the same shape, counted through a image in row-major order: the first of what is
    /// equal, or the first NaN. <see cref="MaxUnpool2D"/> brings elements back there. No derivative passes the places.
    /// </returns>
    /// <exception cref="ArgumentException">x has another rank, the padding is more than half of the kernel, or the window reaches beyond the padded
    /// image.</exception>
    /// <operation native="max_pool_places" formula="max x[n, c, q s + k d − p] over k, and its place"
    ///     numpy="–" jax="–" torch="F.max_pool2d_with_indices" mindspore="ops.max_pool2d(return_indices)"/>
    public static (Tensor Values, Tensor Indices) MaxPool2DWithIndices(
        Tensor x, PerAxis kernel, PerAxis stride = default, WindowPadding padding = default, PerAxis dilation = default, bool ceilMode = false) =>
        (MaxPooled(2, x, kernel, stride, padding, dilation, ceilMode), PlacesOfLargest(2, x, kernel, stride, padding, dilation, ceilMode));

    /// <summary>The largest element of each window that goes over volumes, and where it stands.</summary>
    /// <param name="x">Shape [n, channels, depth, height, width], or without n for one volume; any type of numbers.</param>
    /// <param name="kernel">The extents of the window.</param>
    /// <param name="stride">How far the window moves from result to result; as far as it is wide if left out.</param>
    /// <param name="padding">How many elements, which are never the largest, continue the volume at each side; at most half of the kernel.</param>
    /// <param name="dilation">How far the window's elements are apart; 1 if left out.</param>
    /// <param name="ceilMode">Whether a last window may reach beyond the padding, if it begins before its end.</param>
    /// <returns>
    /// What <see cref="MaxPool3D"/> gives, and the places (int64) of the same shape, counted through a volume in row-major order: the first of what is
    /// equal, or the first NaN. <see cref="MaxUnpool3D"/> brings elements back there. No derivative passes the places.
    /// </returns>
    /// <exception cref="ArgumentException">x has another rank, the padding is more than half of the kernel, or the window reaches beyond the padded
    /// volume.</exception>
    /// <operation native="max_pool_places" formula="max x[n, c, q s + k d − p] over k, and its place"
    ///     numpy="–" jax="–" torch="F.max_pool3d_with_indices" mindspore="ops.max_pool3d(return_indices)"/>
    public static (Tensor Values, Tensor Indices) MaxPool3DWithIndices(
        Tensor x, PerAxis kernel, PerAxis stride = default, WindowPadding padding = default, PerAxis dilation = default, bool ceilMode = false) =>
        (MaxPooled(3, x, kernel, stride, padding, dilation, ceilMode), PlacesOfLargest(3, x, kernel, stride, padding, dilation, ceilMode));

    /// <summary>The mean of each window that goes over signals.</summary>
    /// <param name="x">Shape [n, channels, length], or [channels, length] for one signal; integers count as float32.</param>
    /// <param name="kernel">The extents of the window.</param>
    /// <param name="stride">How far the window moves from result to result; as far as it is wide if left out.</param>
    /// <param name="padding">How many zeros continue the signal at each side; at most half of the kernel.</param>
    /// <param name="ceilMode">Whether a last window may reach beyond the padding, if it begins before its end.</param>
    /// <param name="countIncludePad">Whether sums are divided by what a window has in the signal and its padding, else by what it has in the signal.</param>
    /// <returns>
    /// y, of shape [n, channels, ...] with extents ⌊(extent + padding − kernel) / stride⌋ + 1, padding being that of both ends, and ⌈⌉ in place of ⌊⌋
    /// with <paramref name="ceilMode"/>. It is linear in x.
    /// </returns>
    /// <exception cref="ArgumentException">x has another rank, the padding is more than half of the kernel, or the window reaches beyond the padded
    /// signal.</exception>
    /// <operation native="avg_pool" formula="Σ x[n, c, q s + k − p] / count, over k"
    ///     numpy="–" jax="lax.reduce_window(lax.add)" torch="F.avg_pool1d" mindspore="ops.avg_pool1d"/>
    public static Tensor AvgPool1D(
        Tensor x, PerAxis kernel, PerAxis stride = default, WindowPadding padding = default, bool ceilMode = false, bool countIncludePad = true) =>
        AvgPooled(1, x, kernel, stride, padding, ceilMode, countIncludePad);

    /// <summary>The mean of each window that goes over images.</summary>
    /// <param name="x">Shape [n, channels, height, width], or without n for one image; integers count as float32.</param>
    /// <param name="kernel">The extents of the window.</param>
    /// <param name="stride">How far the window moves from result to result; as far as it is wide if left out.</param>
    /// <param name="padding">How many zeros continue the image at each side; at most half of the kernel.</param>
    /// <param name="ceilMode">Whether a last window may reach beyond the padding, if it begins before its end.</param>
    /// <param name="countIncludePad">Whether sums are divided by what a window has in the image and its padding, else by what it has in the image.</param>
    /// <returns>
    /// y, of shape [n, channels, ...] with extents ⌊(extent + padding − kernel) / stride⌋ + 1, padding being that of both ends, and ⌈⌉ in place of ⌊⌋
    /// with <paramref name="ceilMode"/>. It is linear in x.
    /// </returns>
    /// <exception cref="ArgumentException">x has another rank, the padding is more than half of the kernel, or the window reaches beyond the padded
    /// image.</exception>
    /// <operation native="avg_pool" formula="Σ x[n, c, q s + k − p] / count, over k"
    ///     numpy="–" jax="lax.reduce_window(lax.add)" torch="F.avg_pool2d" mindspore="ops.avg_pool2d"/>
    public static Tensor AvgPool2D(
        Tensor x, PerAxis kernel, PerAxis stride = default, WindowPadding padding = default, bool ceilMode = false, bool countIncludePad = true) =>
        AvgPooled(2, x, kernel, stride, padding, ceilMode, countIncludePad);

    /// <summary>The mean of each window that goes over volumes.</summary>
    /// <param name="x">Shape [n, channels, depth, height, width], or without n for one volume; integers count as float32.</param>
    /// <param name="kernel">The extents of the window.</param>
    /// <param name="stride">How far the window moves from result to result; as far as it is wide if left out.</param>
    /// <param name="padding">How many zeros continue the volume at each side; at most half of the kernel.</param>
    /// <param name="ceilMode">Whether a last window may reach beyond the padding, if it begins before its end.</param>
    /// <param name="countIncludePad">Whether sums are divided by what a window has in the volume and its padding, else by what it has in the volume.</param>
    /// <returns>
    /// y, of shape [n, channels, ...] with extents ⌊(extent + padding − kernel) / stride⌋ + 1, padding being that of both ends, and ⌈⌉ in place of ⌊⌋
    /// with <paramref name="ceilMode"/>. It is linear in x.
    /// </returns>
    /// <exception cref="ArgumentException">x has another rank, the padding is more than half of the kernel, or the window reaches beyond the padded
    /// volume.</exception>
    /// <operation native="avg_pool" formula="Σ x[n, c, q s + k − p] / count, over k"
    ///     numpy="–" jax="lax.reduce_window(lax.add)" torch="F.avg_pool3d" mindspore="ops.avg_pool3d"/>
    public static Tensor AvgPool3D(
        Tensor x, PerAxis kernel, PerAxis stride = default, WindowPadding padding = default, bool ceilMode = false, bool countIncludePad = true) =>
        AvgPooled(3, x, kernel, stride, padding, ceilMode, countIncludePad);

    private static Tensor MaxPooled(
        int axes, Tensor x, PerAxis kernel, PerAxis stride, WindowPadding padding, PerAxis dilation, bool ceilMode, [CallerMemberName] string operation = "")
    {
        adj_tensor y;
        long* kernels = stackalloc long[PerAxis.Most], strides = stackalloc long[PerAxis.Most];
        long* pairs = stackalloc long[2 * PerAxis.Most], dilations = stackalloc long[PerAxis.Most];
        adj_status status = adj_max_pool(
            Handle(x, operation), kernel.List(kernels, axes, 0, operation, nameof(kernel)), Strides(stride, kernel, strides, axes, operation),
            padding.Pairs(pairs, axes, operation), dilation.List(dilations, axes, 1, operation, nameof(dilation)), axes, ceilMode ? 1 : 0, &y);
        return Result(status, y, x, operation);
    }

    private static Tensor PlacesOfLargest(
        int axes, Tensor x, PerAxis kernel, PerAxis stride, WindowPadding padding, PerAxis dilation, bool ceilMode, [CallerMemberName] string operation = "")
    {
        adj_tensor y;
        long* kernels = stackalloc long[PerAxis.Most], strides = stackalloc long[PerAxis.Most];
        long* pairs = stackalloc long[2 * PerAxis.Most], dilations = stackalloc long[PerAxis.Most];
        adj_status status = adj_max_pool_places(
            Handle(x, operation), kernel.List(kernels, axes, 0, operation, nameof(kernel)), Strides(stride, kernel, strides, axes, operation),
            padding.Pairs(pairs, axes, operation), dilation.List(dilations, axes, 1, operation, nameof(dilation)), axes, ceilMode ? 1 : 0, &y);
        return Result(status, y, x, operation);
    }

    private static Tensor AvgPooled(
        int axes, Tensor x, PerAxis kernel, PerAxis stride, WindowPadding padding, bool ceilMode, bool countIncludePad, [CallerMemberName] string operation = "")
    {
        adj_tensor y;
        long* kernels = stackalloc long[PerAxis.Most], strides = stackalloc long[PerAxis.Most], pairs = stackalloc long[2 * PerAxis.Most];
        adj_status status = adj_avg_pool(
            Handle(x, operation), kernel.List(kernels, axes, 0, operation, nameof(kernel)), Strides(stride, kernel, strides, axes, operation),
            padding.Pairs(pairs, axes, operation), axes, ceilMode ? 1 : 0, countIncludePad ? 1 : 0, &y);
        return Result(status, y, x, operation);
    }

    private static long* Strides(PerAxis stride, PerAxis kernel, long* room, int axes, string operation) =>
        (stride.Count == 0 ? kernel : stride).List(room, axes, 0, operation, nameof(stride));
}
