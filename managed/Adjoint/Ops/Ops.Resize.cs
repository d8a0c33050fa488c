using System.Runtime.CompilerServices;

using Adjoint.Native;

using static Adjoint.Interop.Status;
using static Adjoint.Native.NativeMethods;

namespace Adjoint;

// Images brought to another size.
public static unsafe partial class Ops
{
    /// <summary>Brings signals, images or volumes to another size.</summary>
    /// <param name="x">Shape [n, channels, ...] with as many more dimensions, 1 to 3, as sizes are given, or without n for one image. The two modes of
    /// nearest elements take every type; for others integers count as float32.</param>
    /// <param name="size">The extents of the result.</param>
    /// <param name="mode">What stands between the elements.</param>
    /// <param name="alignCorners">Whether the first and last elements of each axis keep their places, else the outer edges of these elements do; for
    /// <see cref="InterpolationMode.Linear"/> and <see cref="InterpolationMode.Cubic"/>.</param>
    /// <returns>y, of shape [n, channels, size]. It is linear in x; where an element has no part in another, not even NaN reaches it.</returns>
    /// <exception cref="ArgumentException">x has another rank or no elements in an image, a size is less than 1, or the mode knows no corners.</exception>
    /// <operation native="resize" formula="Σ w[q, k] x[n, c, k], for each axis"
    ///     numpy="–" jax="jax.image.resize" torch="F.interpolate(size)" mindspore="ops.interpolate(size)"/>
    public static Tensor Interpolate(
        Tensor x, ReadOnlySpan<long> size, InterpolationMode mode = InterpolationMode.Nearest, bool alignCorners = false)
    {
        _ = Handle(x);
        RequireResizable(x, size.Length, mode, alignCorners, nameof(Interpolate));
        return Resized(x, size, default, mode, alignCorners, nameof(Interpolate));
    }

    /// <summary>Enlarges signals, images or volumes by a factor for each axis.</summary>
    /// <param name="x">Shape [n, channels, ...] with as many more dimensions, 1 to 3, as factors are given, or without n for one image. The two modes of
    /// nearest elements take every type; for others integers count as float32.</param>
    /// <param name="scale">The factors, above 0; what is less than 1 makes smaller.</param>
    /// <param name="mode">What stands between the elements.</param>
    /// <param name="alignCorners">Whether the first and last elements of each axis keep their places, else the outer edges of these elements do; for
    /// <see cref="InterpolationMode.Linear"/> and <see cref="InterpolationMode.Cubic"/>.</param>
    /// <returns>
    /// y, of shape [n, channels, ...] with extents ⌊extent scale⌋. Unless corners or areas are kept, elements lie 1 / scale apart even where the
    /// extent was rounded. It is linear in x.
    /// </returns>
    /// <exception cref="ArgumentException">x has another rank or no elements in an image, a result has none, or the mode knows no corners.</exception>
    /// <operation native="resize" formula="Σ w[q, k] x[n, c, k], for each axis"
    ///     numpy="–" jax="jax.image.scale_and_translate" torch="F.interpolate(scale_factor)" mindspore="ops.interpolate(scale_factor)"/>
    public static Tensor Upsample(
        Tensor x, ReadOnlySpan<double> scale, InterpolationMode mode = InterpolationMode.Nearest, bool alignCorners = false)
    {
        _ = Handle(x);
        RequireResizable(x, scale.Length, mode, alignCorners, nameof(Upsample));
        Span<long> size = stackalloc long[PerAxis.Most];
        for (int i = 0; i < scale.Length; i++)
        {
            double extent = Math.Floor(x.Shape[x.Rank - scale.Length + i] * scale[i]);
            if (!(scale[i] > 0 && extent is >= 1 and <= long.MaxValue / 2))
            {
                throw new ArgumentException(
                    FormattableString.Invariant($"Upsample: a factor of {scale[i]} gives x of shape {x.ShapeText} no size along axis {x.Rank - scale.Length + i}."),
                    nameof(scale));
            }

            size[i] = (long)extent;
        }

        return Resized(x, size[..scale.Length], scale, mode, alignCorners, nameof(Upsample));
    }

    /// <summary>Enlarges signals, images or volumes by one factor for all axes.</summary>
    /// <param name="x">Shape [n, channels, ...] with 1 to 3 more dimensions.</param>
    /// <param name="scale">The factor, above 0; what is less than 1 makes smaller.</param>
    /// <param name="mode">What stands between the elements.</param>
    /// <param name="alignCorners">Whether the first and last elements of each axis keep their places, else the outer edges of these elements do.</param>
    /// <returns>What <see cref="Upsample(Tensor, ReadOnlySpan{double}, InterpolationMode, bool)"/> gives with this factor for each axis.</returns>
    /// <exception cref="ArgumentException">x has another rank or no elements in an image, a result has none, or the mode knows no corners.</exception>
    public static Tensor Upsample(Tensor x, double scale, InterpolationMode mode = InterpolationMode.Nearest, bool alignCorners = false)
    {
        _ = Handle(x);
        Span<double> scales = stackalloc double[PerAxis.Most];
        scales.Fill(scale);
        if (x.Rank is < 3 or > 2 + PerAxis.Most)
            throw new ArgumentException($"Upsample: x of shape {x.ShapeText} does not fit: it has 3 to 5 dimensions, [n, channels, ...].", nameof(x));
        return Upsample(x, scales[..(x.Rank - 2)], mode, alignCorners);
    }

    private static void RequireResizable(Tensor x, int axes, InterpolationMode mode, bool alignCorners, string operation)
    {
        if (axes is < 1 or > PerAxis.Most)
            throw new ArgumentException(FormattableString.Invariant($"{operation}: {axes} numbers were given; images have 1 to {PerAxis.Most} axes."));
        RequireImages(x, axes, operation);
        if (mode is < InterpolationMode.Nearest or > InterpolationMode.Area) throw new ArgumentOutOfRangeException(nameof(mode), $"{operation}: {mode} is no mode.");
        if (alignCorners && mode is not (InterpolationMode.Linear or InterpolationMode.Cubic))
            throw new ArgumentException($"{operation}: {mode} knows no corners; leave alignCorners out, or take Linear or Cubic.", nameof(alignCorners));
    }

    // Scales are there where elements are to lie 1 / scale apart.
    private static Tensor Resized(
        Tensor x, ReadOnlySpan<long> size, ReadOnlySpan<double> scale, InterpolationMode mode, bool alignCorners, string operation)
    {
        if (mode == InterpolationMode.Area) return AveragedOver(x, size, operation);
        bool isNearest = mode is InterpolationMode.Nearest or InterpolationMode.NearestExact;
        bool isRoundedLater = !isNearest && x.DType.IsRoundedLater;
        Tensor y = isRoundedLater ? Cast(x, DType.Float32) : x;
        int first = x.Rank - size.Length;
        foreach (int i in SmallestFirst(x, size))
        {
            double step = scale.IsEmpty ? 0 : 1 / scale[i];
            y = isNearest
                ? Take(y, NearestPlaces(y, first + i, size[i], step, mode == InterpolationMode.NearestExact, operation), first + i)
                : ResizedAlong(y, first + i, size[i], mode == InterpolationMode.Cubic, alignCorners, step, operation);
        }

        return isRoundedLater ? Cast(y, x.DType) : y;
    }

    // Axes that become smaller come first, so that the others have less to do.
    private static int[] SmallestFirst(Tensor x, ReadOnlySpan<long> size)
    {
        var growth = new double[size.Length];
        for (int i = 0; i < size.Length; i++) growth[i] = (double)size[i] / x.Shape[x.Rank - size.Length + i];
        return [.. Enumerable.Range(0, size.Length).OrderBy(i => growth[i])];
    }

    private static Tensor ResizedAlong(Tensor x, int axis, long size, bool cubic, bool corners, double step, string operation)
    {
        adj_tensor y;
        return Result(adj_resize(Handle(x, operation), axis, size, cubic ? 1 : 0, corners ? 1 : 0, step, &y), y, x, operation);
    }

    private static Tensor NearestPlaces(Tensor x, int axis, long size, double step, bool exact, string operation)
    {
        long extent = x.Shape[axis];
        if (extent == 0) throw new ArgumentException($"{operation}: x of shape {x.ShapeText} has no elements along axis {axis}.", nameof(x));
        if (size < 1) throw new ArgumentException(FormattableString.Invariant($"{operation}: a size of {size}; it must be at least 1."), nameof(size));
        var places = new long[size];
        for (long i = 0; i < size; i++)
        {
            long place = step > 0 ? (long)Math.Min((exact ? i + 0.5 : i) * step, extent)
                : (long)(exact ? ((Int128)(2 * i + 1) * extent) / (2 * (Int128)size) : (Int128)i * extent / size);
            places[i] = Math.Min(place, extent - 1);
        }

        return Tensor.From(places);
    }

    private static Tensor AveragedOver(Tensor x, ReadOnlySpan<long> size, string operation)
    {
        adj_tensor y;
        fixed (long* bins = size)
            return Result(adj_adaptive_avg_pool(Handle(x, operation), bins, size.Length, &y), y, x, operation);
    }
}
