using System.Numerics;

using Adjoint.Native;

using static Adjoint.Interop.Status;
using static Adjoint.Native.NativeMethods;

namespace Adjoint;

// Discrete Fourier transforms. They are linear: each is its own pushforward, and a pullback is the transform in the other direction.
public static unsafe partial class Ops
{
    /// <summary>The discrete Fourier transform along an axis: yₖ = Σ xⱼ exp(−2πi jk / n).</summary>
    /// <param name="x">Real or complex numbers of any shape but a scalar.</param>
    /// <param name="length">n: the axis is cut, or filled up with zeros. Its own extent if left out.</param>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <param name="scaling">What it is divided by.</param>
    /// <returns>Complex numbers: complex64 of float32, complex128 of float64. Its change is that of dx; backwards it is the inverse, times n.</returns>
    /// <exception cref="ArgumentException">The axis is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The axis is not one of x, or the length lies below 1.</exception>
    /// <operation formula="Σ xⱼ e^(−2πi jk / n)" numpy="np.fft.fft" jax="jnp.fft.fft" torch="torch.fft.fft" mindspore="ops.fft"/>
    public static Tensor Fft(Tensor x, long? length = null, int axis = -1, FftScaling scaling = FftScaling.Inverse)
    {
        x = WithLength(x, length, axis, nameof(Fft));
        adj_tensor y;
        return Scaled(Result(adj_fft(Handle(x), axis, 0, &y), y, x), scaling, inverse: false, x.Shape[axis < 0 ? axis + x.Rank : axis]);
    }

    /// <summary>The inverse of <see cref="Fft"/>: xⱼ = Σ yₖ exp(2πi jk / n) / n.</summary>
    /// <param name="x">Real or complex numbers of any shape but a scalar.</param>
    /// <param name="length">n: the axis is cut, or filled up with zeros. Its own extent if left out.</param>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <param name="scaling">What it is divided by.</param>
    /// <returns>Complex numbers. Its change is that of dx; backwards it is the transform, divided by n.</returns>
    /// <exception cref="ArgumentException">The axis is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The axis is not one of x, or the length lies below 1.</exception>
    /// <operation formula="Σ xₖ e^(2πi jk / n) / n" native="fft" numpy="np.fft.ifft" jax="jnp.fft.ifft" torch="torch.fft.ifft" mindspore="ops.ifft"/>
    public static Tensor Ifft(Tensor x, long? length = null, int axis = -1, FftScaling scaling = FftScaling.Inverse)
    {
        x = WithLength(x, length, axis, nameof(Ifft));
        adj_tensor y;
        return Scaled(Result(adj_fft(Handle(x), axis, 1, &y), y, x), scaling, inverse: true, x.Shape[axis < 0 ? axis + x.Rank : axis]);
    }

    /// <summary>The Fourier transform of real numbers along an axis: the first n / 2 + 1 results, of which the others are conjugates.</summary>
    /// <param name="x">Real numbers of any shape but a scalar.</param>
    /// <param name="length">n: the axis is cut, or filled up with zeros. Its own extent if left out.</param>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <param name="scaling">What it is divided by.</param>
    /// <returns>n / 2 + 1 complex numbers along the axis. Its change is that of dx.</returns>
    /// <exception cref="ArgumentException">The numbers are complex, or the axis is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The axis is not one of x, or the length lies below 1.</exception>
    /// <operation formula="Σ xⱼ e^(−2πi jk / n), k ≤ n / 2" numpy="np.fft.rfft" jax="jnp.fft.rfft" torch="torch.fft.rfft" mindspore="ops.rfft"/>
    public static Tensor Rfft(Tensor x, long? length = null, int axis = -1, FftScaling scaling = FftScaling.Inverse)
    {
        x = WithLength(x, length, axis, nameof(Rfft));
        adj_tensor y;
        return Scaled(Result(adj_rfft(Handle(x), axis, &y), y, x), scaling, inverse: false, x.Shape[axis < 0 ? axis + x.Rank : axis]);
    }

    /// <summary>The inverse of <see cref="Rfft"/>: n real numbers of n / 2 + 1 complex ones.</summary>
    /// <param name="x">
    /// Complex numbers of any shape but a scalar. Imaginary parts that the transform of real numbers does not have, of the first and for
    /// even n of the last along the axis, are not looked at.
    /// </param>
    /// <param name="length">n. If left out it is even: 2 (m − 1) of an extent of m. The axis is cut, or filled up with zeros.</param>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <param name="scaling">What it is divided by.</param>
    /// <returns>n real numbers along the axis. Its change is that of dx.</returns>
    /// <exception cref="ArgumentException">The axis is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The axis is not one of x, or the length lies below 1.</exception>
    /// <operation formula="Σ xₖ e^(2πi jk / n) / n, real" numpy="np.fft.irfft" jax="jnp.fft.irfft" torch="torch.fft.irfft" mindspore="ops.irfft"/>
    public static Tensor Irfft(Tensor x, long? length = null, int axis = -1, FftScaling scaling = FftScaling.Inverse)
    {
        _ = Handle(x);
        long n = length ?? 2 * (x.Shape[x.Axis(axis, nameof(Irfft))] - 1);
        if (n < 1) throw new ArgumentOutOfRangeException(nameof(length), $"Irfft: a length of {n} of shape {x.ShapeText}; it must be at least 1, give it.");
        x = WithLength(x, n / 2 + 1, axis, nameof(Irfft));
        adj_tensor y;
        return Scaled(Result(adj_irfft(Handle(x), n, axis, &y), y, x), scaling, inverse: true, n);
    }

    /// <summary>The Fourier transform of numbers whose other half is conjugate to them: a real spectrum.</summary>
    /// <param name="x">Complex numbers of any shape but a scalar, the first half of a sequence of which element −j is conjugate to element j.</param>
    /// <param name="length">n. If left out it is even: 2 (m − 1) of an extent of m. The axis is cut, or filled up with zeros.</param>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <param name="scaling">What it is divided by.</param>
    /// <returns>n real numbers along the axis. Its change is that of dx.</returns>
    /// <exception cref="ArgumentException">The axis is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The axis is not one of x, or the length lies below 1.</exception>
    /// <operation formula="Σ xⱼ e^(−2πi jk / n), real" numpy="np.fft.hfft" jax="jnp.fft.hfft" torch="torch.fft.hfft" mindspore="ops.hfft"/>
    public static Tensor Hfft(Tensor x, long? length = null, int axis = -1, FftScaling scaling = FftScaling.Inverse) =>
        Irfft(Conjugate(x), length, axis, OfTheOther(scaling));

    /// <summary>The inverse of <see cref="Hfft"/>: the first n / 2 + 1 numbers that have a real spectrum.</summary>
    /// <param name="x">Real numbers of any shape but a scalar.</param>
    /// <param name="length">n: the axis is cut, or filled up with zeros. Its own extent if left out.</param>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <param name="scaling">What it is divided by.</param>
    /// <returns>n / 2 + 1 complex numbers along the axis. Its change is that of dx.</returns>
    /// <exception cref="ArgumentException">The numbers are complex, or the axis is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The axis is not one of x, or the length lies below 1.</exception>
    /// <operation formula="Σ xₖ e^(2πi jk / n) / n, j ≤ n / 2" numpy="np.fft.ihfft" jax="jnp.fft.ihfft" torch="torch.fft.ihfft" mindspore="ops.ihfft"/>
    public static Tensor Ihfft(Tensor x, long? length = null, int axis = -1, FftScaling scaling = FftScaling.Inverse) =>
        Conjugate(Rfft(x, length, axis, OfTheOther(scaling)));

    /// <summary><see cref="Fft"/> along several axes; with <c>[-2, -1]</c> it is NumPy's fft2.</summary>
    /// <param name="x">Real or complex numbers of any shape.</param>
    /// <param name="axis">The axes; all if left out.</param>
    /// <param name="scaling">What it is divided by, with n for the product of the extents.</param>
    /// <returns>Complex numbers of the shape of <paramref name="x"/>. Its change is that of dx.</returns>
    /// <exception cref="ArgumentException">An axis is empty or given twice.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An axis is not one of x.</exception>
    /// <operation formula="Fft along axes" numpy="np.fft.fftn" jax="jnp.fft.fftn" torch="torch.fft.fftn" mindspore="ops.fftn"/>
    public static Tensor FftN(Tensor x, Axes axis = default, FftScaling scaling = FftScaling.Inverse)
    {
        foreach (int at in Listed(x, axis, nameof(FftN)))
            x = Fft(x, null, at, scaling);
        return x;
    }

    /// <summary><see cref="Ifft"/> along several axes; with <c>[-2, -1]</c> it is NumPy's ifft2.</summary>
    /// <param name="x">Real or complex numbers of any shape.</param>
    /// <param name="axis">The axes; all if left out.</param>
    /// <param name="scaling">What it is divided by, with n for the product of the extents.</param>
    /// <returns>Complex numbers of the shape of <paramref name="x"/>. Its change is that of dx.</returns>
    /// <exception cref="ArgumentException">An axis is empty or given twice.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An axis is not one of x.</exception>
    /// <operation formula="Ifft along axes" numpy="np.fft.ifftn" jax="jnp.fft.ifftn" torch="torch.fft.ifftn" mindspore="ops.ifftn"/>
    public static Tensor IfftN(Tensor x, Axes axis = default, FftScaling scaling = FftScaling.Inverse)
    {
        foreach (int at in Listed(x, axis, nameof(IfftN)))
            x = Ifft(x, null, at, scaling);
        return x;
    }

    /// <summary><see cref="Rfft"/> along the last of several axes, and <see cref="Fft"/> along the others.</summary>
    /// <param name="x">Real numbers of any shape but a scalar.</param>
    /// <param name="axis">The axes; all if left out.</param>
    /// <param name="scaling">What it is divided by, with n for the product of the extents.</param>
    /// <returns>Complex numbers, n / 2 + 1 along the last of the axes. Its change is that of dx.</returns>
    /// <exception cref="ArgumentException">The numbers are complex, or an axis is empty or given twice, or there is none.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An axis is not one of x.</exception>
    /// <operation formula="Rfft and Fft along axes" numpy="np.fft.rfftn" jax="jnp.fft.rfftn" torch="torch.fft.rfftn" mindspore="ops.rfftn"/>
    public static Tensor RfftN(Tensor x, Axes axis = default, FftScaling scaling = FftScaling.Inverse)
    {
        int[] all = ListedWithLast(x, axis, nameof(RfftN));
        x = Rfft(x, null, all[^1], scaling);
        foreach (int at in all.AsSpan(0, all.Length - 1))
            x = Fft(x, null, at, scaling);
        return x;
    }

    /// <summary>The inverse of <see cref="RfftN"/>.</summary>
    /// <param name="x">Complex numbers of any shape but a scalar.</param>
    /// <param name="lastLength">The extent of the last of the axes in the result; even, 2 (m − 1) of m, if left out.</param>
    /// <param name="axis">The axes; all if left out.</param>
    /// <param name="scaling">What it is divided by, with n for the product of the extents.</param>
    /// <returns>Real numbers. Its change is that of dx.</returns>
    /// <exception cref="ArgumentException">An axis is empty or given twice, or there is none.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An axis is not one of x, or the length lies below 1.</exception>
    /// <operation formula="Irfft and Ifft along axes" numpy="np.fft.irfftn" jax="jnp.fft.irfftn" torch="torch.fft.irfftn" mindspore="ops.irfftn"/>
    public static Tensor IrfftN(Tensor x, long? lastLength = null, Axes axis = default, FftScaling scaling = FftScaling.Inverse)
    {
        int[] all = ListedWithLast(x, axis, nameof(IrfftN));
        foreach (int at in all.AsSpan(0, all.Length - 1))
            x = Ifft(x, null, at, scaling);
        return Irfft(x, lastLength, all[^1], scaling);
    }

    /// <summary>Brings the result for frequency zero to the middle of each axis.</summary>
    /// <param name="x">Any shape and type.</param>
    /// <param name="axis">The axes; all if left out.</param>
    /// <returns>A tensor of the same shape. Its change is dx, moved alike.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An axis is not one of x.</exception>
    /// <operation formula="x moved by n / 2" numpy="np.fft.fftshift" jax="jnp.fft.fftshift" torch="torch.fft.fftshift" mindspore="ops.fftshift"/>
    public static Tensor FftShift(Tensor x, Axes axis = default)
    {
        foreach (int at in Listed(x, axis, nameof(FftShift)))
            x = Roll(x, x.Shape[at] / 2, at);
        return x;
    }

    /// <summary>The inverse of <see cref="FftShift"/>.</summary>
    /// <param name="x">Any shape and type.</param>
    /// <param name="axis">The axes; all if left out.</param>
    /// <returns>A tensor of the same shape. Its change is dx, moved alike.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An axis is not one of x.</exception>
    /// <operation formula="x moved by −(n / 2)" numpy="np.fft.ifftshift" jax="jnp.fft.ifftshift" torch="torch.fft.ifftshift" mindspore="ops.ifftshift"/>
    public static Tensor IfftShift(Tensor x, Axes axis = default)
    {
        foreach (int at in Listed(x, axis, nameof(IfftShift)))
            x = Roll(x, -(x.Shape[at] / 2), at);
        return x;
    }

    /// <summary>The frequencies that the results of <see cref="Fft"/> stand for.</summary>
    /// <param name="count">n, the length of the transform.</param>
    /// <param name="spacing">The distance of neighbouring samples.</param>
    /// <param name="dtype">A floating type; if left out float64, adapting to the tensor beside it.</param>
    /// <returns>n numbers: 0, 1, … up to half, then from minus half up to −1, over n times the spacing.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The length lies below 1.</exception>
    /// <operation formula="(0, 1, …, −2, −1) / (n spacing)" numpy="np.fft.fftfreq" jax="jnp.fft.fftfreq" torch="torch.fft.fftfreq" mindspore="ops.fftfreq"/>
    public static Tensor FftFrequencies(long count, double spacing = 1, DType? dtype = null) =>
        Roll(Frequencies(-(count / 2), count - count / 2, count, spacing, dtype, nameof(FftFrequencies)), -(count / 2));

    /// <summary>The frequencies that the results of <see cref="Rfft"/> stand for.</summary>
    /// <param name="count">n, the length of the transform.</param>
    /// <param name="spacing">The distance of neighbouring samples.</param>
    /// <param name="dtype">A floating type; if left out float64, adapting to the tensor beside it.</param>
    /// <returns>n / 2 + 1 numbers: 0, 1, … up to half, over n times the spacing.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The length lies below 1.</exception>
    /// <operation formula="(0, 1, …, ⌊n / 2⌋) / (n spacing)" numpy="np.fft.rfftfreq" jax="jnp.fft.rfftfreq" torch="torch.fft.rfftfreq" mindspore="ops.rfftfreq"/>
    public static Tensor RfftFrequencies(long count, double spacing = 1, DType? dtype = null) =>
        Frequencies(0, count / 2 + 1, count, spacing, dtype, nameof(RfftFrequencies));

    /// <summary>The discrete cosine transform of type II along an axis: yₖ = 2 Σ xⱼ cos(πk (2j + 1) / 2n).</summary>
    /// <param name="x">Real numbers of any shape but a scalar.</param>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <param name="scaling">
    /// What it is divided by: 2n stands for n. <see cref="FftScaling.Orthonormal"/> makes it an orthogonal matrix.
    /// </param>
    /// <returns>Real numbers of the shape of <paramref name="x"/>. Its change is that of dx.</returns>
    /// <exception cref="ArgumentException">The numbers are complex, or the axis is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The axis is not one of x.</exception>
    /// <remarks>By a Fourier transform of the same length: J. Makhoul, A fast cosine transform in one and two dimensions, 1980.</remarks>
    /// <operation formula="2 Σ xⱼ cos(πk (2j + 1) / 2n)" numpy="scipy.fft.dct" jax="jax.scipy.fft.dct" torch="–" mindspore="ops.dct"/>
    public static Tensor Dct(Tensor x, int axis = -1, FftScaling scaling = FftScaling.Inverse)
    {
        x = RealRows(x, axis, nameof(Dct));
        long n = x.Shape[^1];
        Tensor evensThenOdds = Take(x, Tensor.From(FoldedOrder(n)), -1);
        Tensor turned = Fft(evensThenOdds) * QuarterTurns(n, -1, x.DType);
        return MoveAxis(Real(turned) * DctScale(n, scaling, inverse: false, x.DType), -1, axis);
    }

    /// <summary>The inverse of <see cref="Dct"/>: the cosine transform of type III, divided by 2n.</summary>
    /// <param name="x">Real numbers of any shape but a scalar.</param>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <param name="scaling">What it is divided by: 2n stands for n.</param>
    /// <returns>Real numbers of the shape of <paramref name="x"/>. Its change is that of dx.</returns>
    /// <exception cref="ArgumentException">The numbers are complex, or the axis is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The axis is not one of x.</exception>
    /// <operation formula="(x₀ + 2 Σ xₖ cos(πk (2j + 1) / 2n)) / 2n" numpy="scipy.fft.idct" jax="jax.scipy.fft.idct" torch="–" mindspore="ops.idct"/>
    public static Tensor Idct(Tensor x, int axis = -1, FftScaling scaling = FftScaling.Inverse)
    {
        x = RealRows(x, axis, nameof(Idct));
        long n = x.Shape[^1];
        x *= DctScale(n, scaling, inverse: true, x.DType);
        Tensor mirrored = Concat([Tensor.ZerosLike(x[TensorIndex.Ellipsis, ..1]), Flip(x[TensorIndex.Ellipsis, 1..], -1)], -1);
        Tensor folded = Real(Ifft(MakeComplex(x, -mirrored) * QuarterTurns(n, 1, x.DType)));
        long[] order = FoldedOrder(n), back = new long[n];
        for (int i = 0; i < order.Length; i++) back[order[i]] = i;
        return MoveAxis(Take(folded, Tensor.From(back), -1), -1, axis);
    }

    /// <summary>The convolution of two sequences along an axis, by Fourier transforms: yₖ = Σ aⱼ bₖ₋ⱼ.</summary>
    /// <param name="a">Real or complex numbers of any shape but a scalar.</param>
    /// <param name="b">The same; all other axes broadcast with those of a.</param>
    /// <param name="mode">Which sums are wanted.</param>
    /// <param name="axis">The axis, counted alike in both; negative counts from the end.</param>
    /// <returns>The sums along the axis, of the promoted type. Its change is Σ daⱼ bₖ₋ⱼ + Σ aⱼ dbₖ₋ⱼ.</returns>
    /// <exception cref="ArgumentException">An operand is empty along the axis, or the shapes do not broadcast.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The axis is not one of an operand.</exception>
    /// <remarks>It costs (n + m) log(n + m) steps, where <see cref="Conv1D"/> takes n m: that is faster for few weights.</remarks>
    /// <operation formula="Σ aⱼ bₖ₋ⱼ" numpy="scipy.signal.fftconvolve" jax="jax.scipy.signal.fftconvolve" torch="–" mindspore="–"/>
    public static Tensor FftConvolve(Tensor a, Tensor b, ConvolveMode mode = ConvolveMode.Full, int axis = -1)
    {
        _ = (Handle(a), Handle(b));
        long n = a.Shape[a.Axis(axis, nameof(FftConvolve))], m = b.Shape[b.Axis(axis, nameof(FftConvolve))];
        if (n == 0 || m == 0) throw new ArgumentException($"FftConvolve: shapes {a.ShapeText} and {b.ShapeText} along axis {axis}: there is nothing to add up.");
        long all = n + m - 1, length = SmoothLength(all);
        bool complex = a.DType.IsComplex || b.DType.IsComplex;
        Tensor full = complex
            ? Ifft(Fft(a, length, axis) * Fft(b, length, axis), null, axis)
            : Irfft(Rfft(a, length, axis) * Rfft(b, length, axis), length, axis);
        (long from, long count) = mode switch
        {
            ConvolveMode.Full => (0L, all),
            ConvolveMode.Same => ((m - 1) / 2, n),
            ConvolveMode.Valid => (Math.Min(n, m) - 1, Math.Abs(n - m) + 1),
            _ => throw new ArgumentOutOfRangeException(nameof(mode), $"FftConvolve: {mode} is no mode."),
        };
        return Between(full, full.Axis(axis, nameof(FftConvolve)), from, from + count);
    }

    // With the axis, which has elements, at the end.
    private static Tensor RealRows(Tensor x, int axis, string operation)
    {
        _ = Handle(x, operation);
        int at = x.Axis(axis, operation);
        if (x.DType.IsComplex) throw new ArgumentException($"{operation}: takes real numbers, not {x.DType}; transform the parts (Real, Imaginary).", nameof(x));
        x = MoveAxis(x, at, -1);
        return x.Shape[^1] > 0 ? x : throw new ArgumentException($"{operation}: shape {x.ShapeText} has no elements along axis {axis}.", nameof(x));
    }

    private static Tensor WithLength(Tensor x, long? length, int axis, string operation)
    {
        _ = Handle(x);
        int at = x.Axis(axis, operation);
        if (length is not { } n || n == x.Shape[at]) return x;
        if (n < 1) throw new ArgumentOutOfRangeException(nameof(length), $"{operation}: a length of {n}; it must be at least 1.");
        if (n < x.Shape[at]) return Between(x, at, 0, n);
        var widths = new (long, long)[x.Rank];
        widths[at] = (0, n - x.Shape[at]);
        return Pad(x, widths);
    }

    private static Tensor Scaled(Tensor y, FftScaling scaling, bool inverse, long n) => scaling switch
    {
        FftScaling.Orthonormal => y * (1 / Math.Sqrt(n)),
        FftScaling.Inverse => inverse ? y * (1.0 / n) : y,
        FftScaling.Forward => inverse ? y : y * (1.0 / n),
        _ => throw new ArgumentOutOfRangeException(nameof(scaling), $"Fft: {scaling} is no scaling."),
    };

    private static Tensor Frequencies(long start, long stop, long count, double spacing, DType? dtype, string operation)
    {
        if (count < 1) throw new ArgumentOutOfRangeException(nameof(count), $"{operation}: a length of {count}; it must be at least 1.");
        Tensor frequencies = Tensor.Arange((double)start, stop) / (count * spacing);
        return dtype is { } given ? Cast(frequencies, given) : frequencies;
    }

    // A transform in the other direction than it is called for is divided where the other would be.
    private static FftScaling OfTheOther(FftScaling scaling) => scaling switch
    {
        FftScaling.Inverse => FftScaling.Forward,
        FftScaling.Forward => FftScaling.Inverse,
        _ => scaling,
    };

    private static int[] Listed(Tensor x, Axes axis, string operation)
    {
        _ = Handle(x);
        if (axis.AreAll) return [.. Enumerable.Range(0, x.Rank)];
        var all = new List<int>();
        foreach (int at in axis)
        {
            int place = x.Axis(at, operation);
            if (all.Contains(place)) throw new ArgumentException($"{operation}: axis {at} of shape {x.ShapeText} was given twice.", nameof(axis));
            all.Add(place);
        }

        return [.. all];
    }

    private static int[] ListedWithLast(Tensor x, Axes axis, string operation) =>
        Listed(x, axis, operation) is { Length: > 0 } all ? all : throw new ArgumentException($"{operation}: there is no axis to transform along.", nameof(axis));

    // The least length from n on without prime factors beyond 5.
    private static long SmoothLength(long n)
    {
        long best = (long)BitOperations.RoundUpToPowerOf2((ulong)n);
        for (long fives = 1; fives < best; fives *= 5)
        {
            for (long odd = fives; odd < best; odd *= 3)
            {
                long twos = (long)BitOperations.RoundUpToPowerOf2((ulong)((n + odd - 1) / odd));
                best = Math.Min(best, odd * twos);
            }
        }

        return best;
    }

    // Even places forwards, then odd ones backwards.
    private static long[] FoldedOrder(long n)
    {
        var order = new long[n];
        for (long i = 0; i < n; i++)
            order[i % 2 == 0 ? i / 2 : n - 1 - i / 2] = i;
        return order;
    }

    // exp(± πi k / 2n)
    private static Tensor QuarterTurns(long n, int sign, DType like)
    {
        Tensor angle = Tensor.Arange(0, n, 1, DType.Float64) * (sign * Math.PI / (2 * n));
        return Cast(MakeComplex(Cos(angle), Sin(angle)), like == DType.Float64 ? DType.Complex128 : DType.Complex64);
    }

    // What the sums of a cosine transform are multiplied by, or divided by for its inverse, which is that of the sums without a 2.
    private static Tensor DctScale(long n, FftScaling scaling, bool inverse, DType like)
    {
        (double first, double others) = scaling switch
        {
            FftScaling.Orthonormal => (1 / Math.Sqrt(n), Math.Sqrt(2.0 / n)),
            FftScaling.Inverse => (2.0, 2.0),
            FftScaling.Forward => (1.0 / n, 1.0 / n),
            _ => throw new ArgumentOutOfRangeException(nameof(scaling), $"Dct: {scaling} is no scaling."),
        };
        Tensor factors = Where(Equal(Tensor.Arange(n), 0), Tensor.Full([], first, DType.Float64), Tensor.Full([], others, DType.Float64));
        return Cast(inverse ? 1 / factors : factors, like == DType.Float64 ? DType.Float64 : DType.Float32);
    }
}
