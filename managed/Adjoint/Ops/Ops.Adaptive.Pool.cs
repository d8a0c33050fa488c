using System.Runtime.CompilerServices;

using Adjoint.Native;

using static Adjoint.Interop.Status;
using static Adjoint.Native.NativeMethods;

namespace Adjoint;

// Pooling of images to a given size, and back from the largest elements of windows.
public static unsafe partial class Ops
{
    /// <summary>The mean of each of a given number of bins that signals fall into.</summary>
    /// <param name="x">Shape [n, channels, length], or [channels, length] for one signal; integers count as float32.</param>
    /// <param name="size">The extents of the result. Bin q of m has the elements from ⌊q extent / m⌋ to ⌈(q + 1) extent / m⌉: some belong to two.</param>
    /// <returns>y, of shape [n, channels, size]. It is linear in x.</returns>
    /// <exception cref="ArgumentException">x has another rank or no elements in a signal, or a size is less than 1.</exception>
    /// <operation native="adaptive_avg_pool" formula="mean of x[n, c, ⌊q n / m⌋ .. ⌈(q + 1) n / m⌉]"
    ///     numpy="–" jax="–" torch="F.adaptive_avg_pool1d" mindspore="ops.adaptive_avg_pool1d"/>
    public static Tensor AdaptiveAvgPool1D(Tensor x, PerAxis size)
    {
        adj_tensor y;
        long* bins = stackalloc long[PerAxis.Most];
        return Result(adj_adaptive_avg_pool(Handle(x), size.List(bins, 1, 0, nameof(AdaptiveAvgPool1D), nameof(size)), 1, &y), y, x);
    }

    /// <summary>The mean of each of a given number of bins that images fall into.</summary>
    /// <param name="x">Shape [n, channels, height, width], or without n for one image; integers count as float32.</param>
    /// <param name="size">The extents of the result. Bin q of m has the elements from ⌊q extent / m⌋ to ⌈(q + 1) extent / m⌉: some belong to two.</param>
    /// <returns>y, of shape [n, channels, size]. It is linear in x.</returns>
    /// <exception cref="ArgumentException">x has another rank or no elements in a image, or a size is less than 1.</exception>
    /// <operation native="adaptive_avg_pool" formula="mean of x[n, c, ⌊q n / m⌋ .. ⌈(q + 1) n / m⌉]"
    ///     numpy="–" jax="–" torch="F.adaptive_avg_pool2d" mindspore="ops.adaptive_avg_pool2d"/>
    public static Tensor AdaptiveAvgPool2D(Tensor x, PerAxis size)
    {
        adj_tensor y;
        long* bins = stackalloc long[PerAxis.Most];
        return Result(adj_adaptive_avg_pool(Handle(x), size.List(bins, 2, 0, nameof(AdaptiveAvgPool2D), nameof(size)), 2, &y), y, x);
    }

    /// <summary>The mean of each of a given number of bins that volumes fall into.</summary>
    /// <param name="x">Shape [n, channels, depth, height, width], or without n for one volume; integers count as float32.</param>
    /// <param name="size">The extents of the result. Bin q of m has the elements from ⌊q extent / m⌋ to ⌈(q + 1) extent / m⌉: some belong to two.</param>
    /// <returns>y, of shape [n, channels, size]. It is linear in x.</returns>
    /// <exception cref="ArgumentException">x has another rank or no elements in a volume, or a size is less than 1.</exception>
    /// <operation native="adaptive_avg_pool" formula="mean of x[n, c, ⌊q n / m⌋ .. ⌈(q + 1) n / m⌉]"
    ///     numpy="–" jax="–" torch="F.adaptive_avg_pool3d" mindspore="ops.adaptive_avg_pool3d"/>
    public static Tensor AdaptiveAvgPool3D(Tensor x, PerAxis size)
    {
        adj_tensor y;
        long* bins = stackalloc long[PerAxis.Most];
        return Result(adj_adaptive_avg_pool(Handle(x), size.List(bins, 3, 0, nameof(AdaptiveAvgPool3D), nameof(size)), 3, &y), y, x);
    }

    /// <summary>The largest element of each of a given number of bins that signals fall into.</summary>
    /// <param name="x">Shape [n, channels, length], or [channels, length] for one signal; any type of numbers.</param>
    /// <param name="size">The extents of the result. Bin q of m has the elements from ⌊q extent / m⌋ to ⌈(q + 1) extent / m⌉: some belong to two.</param>
    /// <returns>y, of shape [n, channels, size]. NaN wins its bin. The change is that of the largest element, of several the first.</returns>
    /// <exception cref="ArgumentException">x has another rank or no elements in a signal, or a size is less than 1.</exception>
    /// <operation native="adaptive_max_pool" formula="max of x[n, c, ⌊q n / m⌋ .. ⌈(q + 1) n / m⌉]"
    ///     numpy="–" jax="–" torch="F.adaptive_max_pool1d" mindspore="ops.adaptive_max_pool1d"/>
    public static Tensor AdaptiveMaxPool1D(Tensor x, PerAxis size) => LargestOfBins(1, x, size);

    /// <summary>The largest element of each of a given number of bins that images fall into.</summary>
    /// <param name="x">Shape [n, channels, height, width], or without n for one image; any type of numbers.</param>
    /// <param name="size">The extents of the result. Bin q of m has the elements from ⌊q extent / m⌋ to ⌈(q + 1) extent / m⌉: some belong to two.</param>
    /// <returns>y, of shape [n, channels, size]. NaN wins its bin. The change is that of the largest element, of several the first.</returns>
    /// <exception cref="ArgumentException">x has another rank or no elements in a image, or a size is less than 1.</exception>
    /// <operation native="adaptive_max_pool" formula="max of x[n, c, ⌊q n / m⌋ .. ⌈(q + 1) n / m⌉]"
    ///     numpy="–" jax="–" torch="F.adaptive_max_pool2d" mindspore="ops.adaptive_max_pool2d"/>
    public static Tensor AdaptiveMaxPool2D(Tensor x, PerAxis size) => LargestOfBins(2, x, size);

    /// <summary>The largest element of each of a given number of bins that volumes fall into.</summary>
    /// <param name="x">Shape [n, channels, depth, height, width], or without n for one volume; any type of numbers.</param>
    /// <param name="size">The extents of the result. Bin q of m has the elements from ⌊q extent / m⌋ to ⌈(q + 1) extent / m⌉: some belong to two.</param>
    /// <returns>y, of shape [n, channels, size]. NaN wins its bin. The change is that of the largest element, of several the first.</returns>
    /// <exception cref="ArgumentException">x has another rank or no elements in a volume, or a size is less than 1.</exception>
    /// <operation native="adaptive_max_pool" formula="max of x[n, c, ⌊q n / m⌋ .. ⌈(q + 1) n / m⌉]"
    ///     numpy="–" jax="–" torch="F.adaptive_max_pool3d" mindspore="nn.AdaptiveMaxPool3d"/>
    public static Tensor AdaptiveMaxPool3D(Tensor x, PerAxis size) => LargestOfBins(3, x, size);

    /// <summary>The largest element of each of a given number of bins that signals fall into, and where it stands.</summary>
    /// <param name="x">Shape [n, channels, length], or [channels, length] for one signal; any type of numbers.</param>
    /// <param name="size">The extents of the result, as for <see cref="AdaptiveMaxPool1D"/>.</param>
    /// <returns>
    /// What <see cref="AdaptiveMaxPool1D"/> gives, and the places (int64) of the same shape, counted through a signal in row-major order: the first of
    /// what is equal, or the first NaN. No derivative passes the places.
    /// </returns>
    /// <exception cref="ArgumentException">x has another rank or no elements in a signal, or a size is less than 1.</exception>
    /// <operation native="adaptive_max_pool_places" formula="max of x[n, c, ⌊q n / m⌋ .. ⌈(q + 1) n / m⌉], and its place"
    ///     numpy="–" jax="–" torch="F.adaptive_max_pool1d_with_indices" mindspore="ops.adaptive_max_pool1d(return_indices)"/>
    public static (Tensor Values, Tensor Indices) AdaptiveMaxPool1DWithIndices(Tensor x, PerAxis size) =>
        (LargestOfBins(1, x, size), PlacesInBins(1, x, size));

    /// <summary>The largest element of each of a given number of bins that images fall into, and where it stands.</summary>
    /// <param name="x">Shape [n, channels, height, width], or without n for one image; any type of numbers.</param>
    /// <param name="size">The extents of the result, as for <see cref="AdaptiveMaxPool2D"/>.</param>
    /// <returns>
    /// What <see cref="AdaptiveMaxPool2D"/> gives, and the places (int64) of the same shape, counted through a image in row-major order: the first of
    /// what is equal, or the first NaN. No derivative passes the places.
    /// </returns>
    /// <exception cref="ArgumentException">x has another rank or no elements in a image, or a size is less than 1.</exception>
    /// <operation native="adaptive_max_pool_places" formula="max of x[n, c, ⌊q n / m⌋ .. ⌈(q + 1) n / m⌉], and its place"
    ///     numpy="–" jax="–" torch="F.adaptive_max_pool2d_with_indices" mindspore="ops.adaptive_max_pool2d(return_indices)"/>
    public static (Tensor Values, Tensor Indices) AdaptiveMaxPool2DWithIndices(Tensor x, PerAxis size) =>
        (LargestOfBins(2, x, size), PlacesInBins(2, x, size));

    /// <summary>The largest element of each of a given number of bins that volumes fall into, and where it stands.</summary>
    /// <param name="x">Shape [n, channels, depth, height, width], or without n for one volume; any type of numbers.</param>
    /// <param name="size">The extents of the result, as for <see cref="AdaptiveMaxPool3D"/>.</param>
    /// <returns>
    /// What <see cref="AdaptiveMaxPool3D"/> gives, and the places (int64) of the same shape, counted through a volume in row-major order: the first of
    /// what is equal, or the first NaN. No derivative passes the places.
    /// </returns>
    /// <exception cref="ArgumentException">x has another rank or no elements in a volume, or a size is less than 1.</exception>
    /// <operation native="adaptive_max_pool_places" formula="max of x[n, c, ⌊q n / m⌋ .. ⌈(q + 1) n / m⌉], and its place"
    ///     numpy="–" jax="–" torch="F.adaptive_max_pool3d_with_indices" mindspore="nn.AdaptiveMaxPool3d(return_indices)"/>
    public static (Tensor Values, Tensor Indices) AdaptiveMaxPool3DWithIndices(Tensor x, PerAxis size) =>
        (LargestOfBins(3, x, size), PlacesInBins(3, x, size));

    /// <summary>Brings the elements of pooled signals back to where they stood: the other direction of <see cref="MaxPool1DWithIndices"/>.</summary>
    /// <param name="x">Shape [n, channels, length], or [channels, length] for one signal.</param>
    /// <param name="indices">For each element its place in the result, counted through a signal in row-major order; integers of the shape of x.</param>
    /// <param name="kernel">The extents of the window that was pooled with.</param>
    /// <param name="stride">How far it moved; as far as it is wide if left out.</param>
    /// <param name="padding">The padding that it had.</param>
    /// <param name="outputSize">The extents of the result; (extent − 1) stride − padding + kernel if left out.</param>
    /// <returns>The elements in their places, and zeros elsewhere. Of several in one place the last stays, and has the derivative.</returns>
    /// <exception cref="ArgumentException">x has another rank, or indices another shape.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A place lies outside the result.</exception>
    /// <operation native="scatter" formula="y[n, c, indices[n, c, q]] = x[n, c, q]" numpy="–" jax="–" torch="F.max_unpool1d" mindspore="ops.max_unpool1d"/>
    public static Tensor MaxUnpool1D(
        Tensor x, Tensor indices, PerAxis kernel, PerAxis stride = default, WindowPadding padding = default, PerAxis outputSize = default) =>
        Unpooled(1, x, indices, kernel, stride, padding, outputSize);

    /// <summary>Brings the elements of pooled images back to where they stood: the other direction of <see cref="MaxPool2DWithIndices"/>.</summary>
    /// <param name="x">Shape [n, channels, height, width], or without n for one image.</param>
    /// <param name="indices">For each element its place in the result, counted through a image in row-major order; integers of the shape of x.</param>
    /// <param name="kernel">The extents of the window that was pooled with.</param>
    /// <param name="stride">How far it moved; as far as it is wide if left out.</param>
    /// <param name="padding">The padding that it had.</param>
    /// <param name="outputSize">The extents of the result; (extent − 1) stride − padding + kernel if left out.</param>
    /// <returns>The elements in their places, and zeros elsewhere. Of several in one place the last stays, and has the derivative.</returns>
    /// <exception cref="ArgumentException">x has another rank, or indices another shape.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A place lies outside the result.</exception>
    /// <operation native="scatter" formula="y[n, c, indices[n, c, q]] = x[n, c, q]" numpy="–" jax="–" torch="F.max_unpool2d" mindspore="ops.max_unpool2d"/>
    public static Tensor MaxUnpool2D(
        Tensor x, Tensor indices, PerAxis kernel, PerAxis stride = default, WindowPadding padding = default, PerAxis outputSize = default) =>
        Unpooled(2, x, indices, kernel, stride, padding, outputSize);

    /// <summary>Brings the elements of pooled volumes back to where they stood: the other direction of <see cref="MaxPool3DWithIndices"/>.</summary>
    /// <param name="x">Shape [n, channels, depth, height, width], or without n for one volume.</param>
    /// <param name="indices">For each element its place in the result, counted through a volume in row-major order; integers of the shape of x.</param>
    /// <param name="kernel">The extents of the window that was pooled with.</param>
    /// <param name="stride">How far it moved; as far as it is wide if left out.</param>
    /// <param name="padding">The padding that it had.</param>
    /// <param name="outputSize">The extents of the result; (extent − 1) stride − padding + kernel if left out.</param>
    /// <returns>The elements in their places, and zeros elsewhere. Of several in one place the last stays, and has the derivative.</returns>
    /// <exception cref="ArgumentException">x has another rank, or indices another shape.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A place lies outside the result.</exception>
    /// <operation native="scatter" formula="y[n, c, indices[n, c, q]] = x[n, c, q]" numpy="–" jax="–" torch="F.max_unpool3d" mindspore="ops.max_unpool3d"/>
    public static Tensor MaxUnpool3D(
        Tensor x, Tensor indices, PerAxis kernel, PerAxis stride = default, WindowPadding padding = default, PerAxis outputSize = default) =>
        Unpooled(3, x, indices, kernel, stride, padding, outputSize);

    private static Tensor LargestOfBins(int axes, Tensor x, PerAxis size, [CallerMemberName] string operation = "")
    {
        adj_tensor y;
        long* bins = stackalloc long[PerAxis.Most];
        return Result(adj_adaptive_max_pool(Handle(x, operation), size.List(bins, axes, 0, operation, nameof(size)), axes, &y), y, x, operation);
    }

    private static Tensor PlacesInBins(int axes, Tensor x, PerAxis size, [CallerMemberName] string operation = "")
    {
        adj_tensor y;
        long* bins = stackalloc long[PerAxis.Most];
        return Result(adj_adaptive_max_pool_places(Handle(x, operation), size.List(bins, axes, 0, operation, nameof(size)), axes, &y), y, x, operation);
    }

    private static Tensor Unpooled(
        int axes, Tensor x, Tensor indices, PerAxis kernel, PerAxis stride, WindowPadding padding, PerAxis outputSize, [CallerMemberName] string operation = "")
    {
        _ = (Handle(x, operation), Handle(indices, operation));
        RequireImages(x, axes, operation);
        if (!x.Shape.Equals(indices.Shape))
        {
            throw new ArgumentException(
                $"{operation}: indices of shape {indices.ShapeText} do not fit x of shape {x.ShapeText}; each element needs a place.", nameof(indices));
        }

        if (padding.IsSame)
            throw new ArgumentException($"{operation}: many results have the shape of x when padded to the same; give padding or outputSize.", nameof(padding));
        long[] shape = x.Shape.ToArray(), extents = Extents(x, axes, kernel, stride, padding, outputSize, operation);
        long[] images = shape[..^axes];
        long places = extents.Aggregate(1L, static (a, b) => checked(a * b)), windows = shape[^axes..].Aggregate(1L, static (a, b) => a * b);
        Tensor zeros = Tensor.Zeros([.. images, places], x.DType), from = Reshape(x, [.. images, windows]), to = Reshape(indices, [.. images, windows]);
        adj_tensor y;
        adj_status status = adj_scatter(Handle(zeros, operation), Handle(to, operation), Handle(from, operation), -1, &y);
        return Reshape(Result(status, y, (ReadOnlySpan<Tensor?>)[zeros, to, from], operation), [.. images, .. extents]);
    }

    private static long[] Extents(
        Tensor x, int axes, PerAxis kernel, PerAxis stride, WindowPadding padding, PerAxis outputSize, string operation)
    {
        long* kernels = stackalloc long[PerAxis.Most], strides = stackalloc long[PerAxis.Most];
        long* pairs = stackalloc long[2 * PerAxis.Most], sizes = stackalloc long[PerAxis.Most];
        kernel.List(kernels, axes, 0, operation, nameof(kernel));
        _ = Strides(stride, kernel, strides, axes, operation);
        padding.Pairs(pairs, axes, operation);
        outputSize.List(sizes, axes, 0, operation, nameof(outputSize));
        var extents = new long[axes];
        for (int i = 0; i < axes; i++)
        {
            long spread = checked((x.Shape[x.Rank - axes + i] - 1) * strides[i] - pairs[2 * i] - pairs[2 * i + 1] + kernels[i]);
            extents[i] = outputSize.Count > 0 ? sizes[i] : spread;
            if (extents[i] < 0)
                throw new ArgumentException($"{operation}: x of shape {x.ShapeText} gives {extents[i]} elements along axis {i} of the result.", nameof(x));
        }

        return extents;
    }

    private static void RequireImages(Tensor x, int axes, string operation)
    {
        if (x.Rank != axes + 1 && x.Rank != axes + 2)
        {
            throw new ArgumentException(
                $"{operation}: x of shape {x.ShapeText} does not fit: for images of {axes} {(axes == 1 ? "axis" : "axes")}, x has {axes + 2} dimensions " +
                $"(or {axes + 1}, one image alone).",
                nameof(x));
        }
    }
}
