using System.Runtime.InteropServices;

using Adjoint.Interop;
using Adjoint.Native;

namespace Adjoint;

// Making tensors.
public sealed unsafe partial class Tensor
{
    /// <summary>Makes a vector from its elements, which are copied.</summary>
    /// <typeparam name="T">bool, int, long, float or double; it determines the element type.</typeparam>
    /// <param name="values">The elements.</param>
    public static Tensor From<T>(ReadOnlySpan<T> values)
        where T : unmanaged
        => From(values, [values.Length]);

    /// <summary>Makes a tensor from its elements in row-major order, which are copied.</summary>
    /// <typeparam name="T">bool, int, long, float or double; it determines the element type.</typeparam>
    /// <param name="values">The elements.</param>
    /// <param name="shape">The extents; their product is the number of elements.</param>
    /// <exception cref="ArgumentException">The number of elements does not fit the shape.</exception>
    public static Tensor From<T>(ReadOnlySpan<T> values, params ReadOnlySpan<long> shape)
        where T : unmanaged
    {
        adj_tensor result;
        adj_dtype dtype = (adj_dtype)DTypes.Of<T>();
        fixed (T* data = values)
        fixed (long* dims = shape)
            Status.Check(NativeMethods.adj_from_data(dtype, dims, shape.Length, data, (long)values.Length * sizeof(T), &result));
        return Adopt(result);
    }

    /// <summary>Makes a vector from an array.</summary>
    /// <typeparam name="T">bool, int, long, float or double.</typeparam>
    /// <param name="values">The elements, which are copied.</param>
    public static Tensor From<T>(T[] values)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(values);
        return From(new ReadOnlySpan<T>(values), [values.Length]);
    }

    /// <summary>Makes a tensor from an array in row-major order.</summary>
    /// <typeparam name="T">bool, int, long, float or double.</typeparam>
    /// <param name="values">The elements, which are copied.</param>
    /// <param name="shape">The extents; their product is the number of elements.</param>
    /// <exception cref="ArgumentException">The number of elements does not fit the shape.</exception>
    public static Tensor From<T>(T[] values, params ReadOnlySpan<long> shape)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(values);
        return From(new ReadOnlySpan<T>(values), shape);
    }

    /// <summary>Makes a matrix from an array of rows and columns.</summary>
    /// <typeparam name="T">bool, int, long, float or double.</typeparam>
    /// <param name="values">The elements, which are copied.</param>
    public static Tensor From<T>(T[,] values)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(values);
        ReadOnlySpan<T> flat = values.Length == 0 ? [] : MemoryMarshal.CreateReadOnlySpan(ref values[0, 0], values.Length);
        return From(flat, [values.GetLength(0), values.GetLength(1)]);
    }

    /// <summary>Makes a scalar, of no dimensions.</summary>
    /// <typeparam name="T">bool, int, long, float or double.</typeparam>
    /// <param name="value">Its value.</param>
    public static Tensor Scalar<T>(T value)
        where T : unmanaged
        => From(new ReadOnlySpan<T>(ref value), []);

    /// <summary>Zeros, float32.</summary>
    /// <param name="shape">The extents.</param>
    public static Tensor Zeros(params ReadOnlySpan<long> shape) => Full(shape, 0, DType.Float32);

    /// <summary>Zeros.</summary>
    /// <param name="shape">The extents.</param>
    /// <param name="dtype">The element type.</param>
    public static Tensor Zeros(ReadOnlySpan<long> shape, DType dtype) => Full(shape, 0, dtype);

    /// <summary>Ones, float32.</summary>
    /// <param name="shape">The extents.</param>
    public static Tensor Ones(params ReadOnlySpan<long> shape) => Full(shape, 1, DType.Float32);

    /// <summary>Ones.</summary>
    /// <param name="shape">The extents.</param>
    /// <param name="dtype">The element type.</param>
    public static Tensor Ones(ReadOnlySpan<long> shape, DType dtype) => Full(shape, 1, dtype);

    /// <summary>A tensor filled with one value; it takes no more memory than that.</summary>
    /// <param name="shape">The extents.</param>
    /// <param name="value">The value.</param>
    /// <param name="dtype">The element type.</param>
    public static Tensor Full(ReadOnlySpan<long> shape, double value, DType dtype = DType.Float32)
    {
        adj_tensor result;
        fixed (long* dims = shape)
            Status.Check(NativeMethods.adj_full((adj_dtype)dtype, dims, shape.Length, value, &result));
        return Adopt(result);
    }

    /// <summary>Zeros of the shape and type of a tensor. Under a transform they do not depend on it.</summary>
    /// <param name="x">The tensor.</param>
    public static Tensor ZerosLike(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        adj_tensor result;
        return Status.Result(NativeMethods.adj_zeros_like(x.Handle, &result), result, x);
    }

    /// <summary>Ones of the shape and type of a tensor. Under a transform they do not depend on it.</summary>
    /// <param name="x">The tensor.</param>
    public static Tensor OnesLike(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        adj_tensor result;
        return Status.Result(NativeMethods.adj_ones_like(x.Handle, &result), result, x);
    }

    /// <summary>The whole numbers 0, 1, ... below <paramref name="stop"/>, int64.</summary>
    /// <param name="stop">The end, not included.</param>
    public static Tensor Arange(long stop) => Arange(0, stop);

    /// <summary>The numbers <paramref name="start"/>, start + step, ... below <paramref name="stop"/> (above it, for a negative step).</summary>
    /// <param name="start">The first number.</param>
    /// <param name="stop">The end, not included.</param>
    /// <param name="step">The distance, not 0.</param>
    /// <param name="dtype">The element type.</param>
    /// <exception cref="ArgumentException">The step is 0, or there is no end to reach.</exception>
    public static Tensor Arange(double start, double stop, double step = 1, DType dtype = DType.Int64)
    {
        double count = Math.Ceiling((stop - start) / step);
        if (!double.IsFinite(count))
            throw new ArgumentException($"Arange: from {start} to {stop} there is no way in steps of {step}.");
        adj_tensor result;
        Status.Check(NativeMethods.adj_arange(start, step, (long)Math.Max(0, count), (adj_dtype)dtype, &result));
        return Adopt(result);
    }

    /// <summary>Evenly spaced numbers from <paramref name="start"/> to <paramref name="stop"/>, both included.</summary>
    /// <param name="start">The first number.</param>
    /// <param name="stop">The last number.</param>
    /// <param name="count">How many.</param>
    /// <param name="dtype">A floating type.</param>
    public static Tensor Linspace(double start, double stop, long count, DType dtype = DType.Float32)
    {
        adj_tensor result;
        Status.Check(NativeMethods.adj_linspace(start, stop, count, (adj_dtype)dtype, &result));
        return Adopt(result);
    }

    /// <summary>A matrix with ones on a diagonal and zeros elsewhere.</summary>
    /// <param name="rows">Number of rows.</param>
    /// <param name="columns">Number of columns; as many as rows if negative.</param>
    /// <param name="diagonal">0 for the main diagonal, positive above it, negative below.</param>
    /// <param name="dtype">The element type.</param>
    public static Tensor Eye(long rows, long columns = -1, long diagonal = 0, DType dtype = DType.Float32)
    {
        adj_tensor result;
        Status.Check(NativeMethods.adj_eye(rows, columns < 0 ? rows : columns, diagonal, (adj_dtype)dtype, &result));
        return Adopt(result);
    }
}
