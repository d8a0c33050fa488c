using System.Runtime.CompilerServices;

using Adjoint.Interop;
using Adjoint.Native;

namespace Adjoint;

// Numbers in order. Their type comes from the arguments: whole numbers are counted as such and never rounded.
public sealed unsafe partial class Tensor
{
    /// <summary>The whole numbers 0, 1, ... below <paramref name="stop"/>: int64, adapting to the tensor beside them.</summary>
    /// <param name="stop">The end, not included.</param>
    /// <returns>A vector.</returns>
    public static Tensor Arange(long stop) => Arange(0L, stop);

    /// <summary>The whole numbers 0, 1, ... below <paramref name="stop"/>.</summary>
    /// <param name="stop">The end, not included.</param>
    /// <param name="dtype">The element type.</param>
    /// <returns>A vector.</returns>
    [OverloadResolutionPriority(-1)] // in Arange(5, 0) the 0 is the end
    public static Tensor Arange(long stop, DType dtype) => Arange(0L, stop, 1, dtype);

    /// <summary>The numbers 0, 1, ... below <paramref name="stop"/>: float64, adapting to the tensor beside them.</summary>
    /// <param name="stop">The end, not included.</param>
    /// <returns>A vector.</returns>
    public static Tensor Arange(double stop) => Arange(0.0, stop);

    /// <summary>The numbers 0, 1, ... below <paramref name="stop"/>: float32, adapting to the tensor beside them.</summary>
    /// <param name="stop">The end, not included.</param>
    /// <returns>A vector.</returns>
    public static Tensor Arange(float stop) => Arange(0f, stop);

    /// <summary>
    /// The whole numbers <paramref name="start"/>, start + step, ... below <paramref name="stop"/> (above it, for a negative step), exactly.
    /// </summary>
    /// <param name="start">The first number.</param>
    /// <param name="stop">The end, not included.</param>
    /// <param name="step">The distance, not 0.</param>
    /// <param name="dtype">The element type; if left out int64, adapting to the tensor beside them.</param>
    /// <returns>A vector.</returns>
    /// <exception cref="ArgumentException">The step is 0, or a number does not fit the type.</exception>
    /// <operation formula="start, start + step, … below stop"
    ///     numpy="np.arange" jax="jnp.arange" torch="torch.arange" mindspore="ops.arange"/>
    public static Tensor Arange(long start, long stop, long step = 1, DType? dtype = null)
    {
        if (step == 0) throw NoWay(start, stop, step);
        Int128 way = step > 0 ? (Int128)stop - start : (Int128)start - stop, stride = Int128.Abs(step);
        Int128 count = way <= 0 ? 0 : (way + stride - 1) / stride;
        if (count > long.MaxValue) throw new ArgumentException(FormattableString.Invariant($"Arange: from {start} to {stop} there are more numbers than can be counted."));
        adj_tensor result;
        Status.Check(NativeMethods.adj_arange_int(start, step, (long)count, (adj_dtype)(dtype ?? DType.Int64), &result));
        return dtype is null ? Adopt(result).Weakened() : Adopt(result);
    }

    /// <summary>The numbers <paramref name="start"/>, start + step, ... below <paramref name="stop"/> (above it, for a negative step).</summary>
    /// <param name="start">The first number.</param>
    /// <param name="stop">The end, which no element reaches.</param>
    /// <param name="step">The distance, not 0.</param>
    /// <param name="dtype">The element type; if left out float64, adapting to the tensor beside them.</param>
    /// <returns>A vector.</returns>
    /// <exception cref="ArgumentException">The step is 0, or there is no end to reach.</exception>
    /// <operation native="arange" formula="start, start + step, … below stop"
    ///     numpy="np.arange" jax="jnp.arange" torch="torch.arange" mindspore="ops.arange"/>
    public static Tensor Arange(double start, double stop, double step = 1, DType? dtype = null) =>
        dtype is { } given ? Range(start, stop, step, given) : Range(start, stop, step, DType.Float64).Weakened();

    /// <summary>The numbers <paramref name="start"/>, start + step, ... below <paramref name="stop"/>: float32, adapting to the tensor beside them.</summary>
    /// <param name="start">The first number.</param>
    /// <param name="stop">The end, which no element reaches.</param>
    /// <param name="step">The distance, not 0.</param>
    /// <returns>A vector.</returns>
    /// <exception cref="ArgumentException">The step is 0, or there is no end to reach.</exception>
    public static Tensor Arange(float start, float stop, float step = 1) => Range(start, stop, step, DType.Float32).Weakened();

    /// <summary>Evenly spaced numbers from <paramref name="start"/> to <paramref name="stop"/>, both included.</summary>
    /// <param name="start">The first number.</param>
    /// <param name="stop">The last number.</param>
    /// <param name="count">How many.</param>
    /// <param name="dtype">A floating type; if left out float64, adapting to the tensor beside them.</param>
    /// <returns>A vector.</returns>
    /// <operation formula="evenly spaced from start to stop"
    ///     numpy="np.linspace" jax="jnp.linspace" torch="torch.linspace" mindspore="ops.linspace"/>
    public static Tensor Linspace(double start, double stop, long count, DType? dtype = null)
    {
        adj_tensor result;
        Status.Check(NativeMethods.adj_linspace(start, stop, count, (adj_dtype)(dtype ?? DType.Float64), &result));
        return dtype is null ? Adopt(result).Weakened() : Adopt(result);
    }

    /// <summary>Evenly spaced numbers between whole ones, both included: float64, adapting to the tensor beside them.</summary>
    /// <param name="start">The first number.</param>
    /// <param name="stop">The last number.</param>
    /// <param name="count">How many.</param>
    /// <returns>A vector.</returns>
    public static Tensor Linspace(long start, long stop, long count) => Linspace((double)start, stop, count);

    /// <summary>Evenly spaced numbers, both ends included: float32, adapting to the tensor beside them.</summary>
    /// <param name="start">The first number.</param>
    /// <param name="stop">The last number.</param>
    /// <param name="count">How many.</param>
    /// <returns>A vector.</returns>
    public static Tensor Linspace(float start, float stop, long count) => Linspace(start, stop, count, DType.Float32).Weakened();

    /// <summary>The same tensor, adapting to the type of the tensor beside it as a number written in C# does.</summary>
    internal Tensor Weakened()
    {
        adj_tensor result;
        return Status.Result(NativeMethods.adj_weaken(HandleOf(this), &result), result, this);
    }

    /// <summary>The same tensor with a type of its own: what is stored adapts to nothing any more.</summary>
    internal Tensor Typed() => IsWeak ? Ops.Cast(this, DType) : this;

    private static Tensor Range(double start, double stop, double step, DType dtype)
    {
        double count = Math.Ceiling((stop - start) / step);
        if (!double.IsFinite(count)) throw NoWay(start, stop, step);
        adj_tensor result;
        Status.Check(NativeMethods.adj_arange(start, step, CountBelow(start, stop, step, count, dtype), (adj_dtype)dtype, &result));
        return Adopt(result);
    }

    // The quotient is rounded, and so are the elements: the first that reaches the end is looked for.
    private static long CountBelow(double start, double stop, double step, double estimate, DType dtype)
    {
        long least = 0, most = (long)Math.Max(0, estimate + 1);
        while (least < most)
        {
            long middle = least + ((most - least) / 2);
            double element = Rounded(start + (middle * step), dtype);
            if (step > 0 ? element < stop : element > stop)
                least = middle + 1;
            else
                most = middle;
        }

        return least;
    }

    // Integers are cut off, which takes them away from an end only towards zero; they count as they were before.
    private static double Rounded(double value, DType dtype) => dtype switch
    {
        DType.Float16 => (double)(Half)value,
        DType.BFloat16 => (BFloat16)value,
        DType.Float32 => (float)value,
        _ => value,
    };

    private static ArgumentException NoWay<T>(T start, T stop, T step) =>
        new(FormattableString.Invariant($"Arange: from {start} to {stop} there is no way in steps of {step}."));
}
