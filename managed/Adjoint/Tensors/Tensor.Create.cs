using System.Runtime.InteropServices;

using Adjoint.Interop;
using Adjoint.Native;

namespace Adjoint;

// Making tensors.
public sealed unsafe partial class Tensor
{
    /// <summary>Makes a vector from its elements, which are copied.</summary>
    /// <typeparam name="T">bool, byte, sbyte, short, int, long, Half, BFloat16, float, double or Complex; it determines the element type.</typeparam>
    /// <param name="values">The elements.</param>
    /// <returns>A tensor whose type is that of the elements.</returns>
    public static Tensor From<T>(ReadOnlySpan<T> values)
        where T : unmanaged
        => From(values, [values.Length]);

    /// <summary>Makes a tensor from its elements in row-major order, which are copied.</summary>
    /// <typeparam name="T">bool, byte, sbyte, short, int, long, Half, BFloat16, float, double or Complex; it determines the element type.</typeparam>
    /// <param name="values">The elements.</param>
    /// <param name="shape">The extents, whose product is the number of elements; one may be −1, for what is left.</param>
    /// <returns>A tensor whose type is that of the elements.</returns>
    /// <exception cref="ArgumentException">The number of elements does not fit the shape.</exception>
    public static Tensor From<T>(ReadOnlySpan<T> values, params ReadOnlySpan<long> shape)
        where T : unmanaged
    {
        adj_tensor result;
        adj_dtype dtype = (adj_dtype)DTypes.Of<T>();
        if (shape.Contains(-1)) shape = Completed(shape, values.Length);
        fixed (T* data = values)
        fixed (long* dims = shape)
            Status.Check(NativeMethods.adj_from_data(dtype, dims, shape.Length, data, (long)values.Length * sizeof(T), &result));
        return Adopt(result);
    }

    /// <summary>Makes a vector from an array.</summary>
    /// <typeparam name="T">bool, byte, sbyte, short, int, long, Half, BFloat16, float, double or Complex.</typeparam>
    /// <param name="values">The elements, which are copied.</param>
    /// <returns>A tensor whose type is that of the elements.</returns>
    /// <example>
    /// <code>
    /// Tensor x = Tensor.From([1f, 2f, 3f]);              // float32
    /// Tensor m = Tensor.From(new[] { 1L, 2, 3, 4 }, 2, 2);
    /// Console.WriteLine(x * 0.5);                        // [0.5 1.  1.5]
    /// Console.WriteLine(m.Shape);                        // [2, 2]
    /// </code>
    /// </example>
    public static Tensor From<T>(T[] values)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(values);
        return From(new ReadOnlySpan<T>(values), [values.Length]);
    }

    /// <summary>Makes a tensor from an array in row-major order.</summary>
    /// <typeparam name="T">bool, byte, sbyte, short, int, long, Half, BFloat16, float, double or Complex.</typeparam>
    /// <param name="values">The elements, which are copied.</param>
    /// <param name="shape">The extents, whose product is the number of elements; one may be −1, for what is left.</param>
    /// <returns>A tensor whose type is that of the elements.</returns>
    /// <exception cref="ArgumentException">The number of elements does not fit the shape.</exception>
    public static Tensor From<T>(T[] values, params ReadOnlySpan<long> shape)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(values);
        return From(new ReadOnlySpan<T>(values), shape);
    }

    /// <summary>Makes a matrix from an array of rows and columns.</summary>
    /// <typeparam name="T">bool, byte, sbyte, short, int, long, Half, BFloat16, float, double or Complex.</typeparam>
    /// <param name="values">The elements, which are copied.</param>
    /// <returns>A tensor whose type is that of the elements.</returns>
    public static Tensor From<T>(T[,] values)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(values);
        ReadOnlySpan<T> flat = values.Length == 0 ? [] : MemoryMarshal.CreateReadOnlySpan(ref values[0, 0], values.Length);
        return From(flat, [values.GetLength(0), values.GetLength(1)]);
    }

    /// <summary>Makes a matrix from its rows.</summary>
    /// <typeparam name="T">bool, byte, sbyte, short, int, long, Half, BFloat16, float, double or Complex.</typeparam>
    /// <param name="rows">The rows, all of one length; they are copied.</param>
    /// <returns>A tensor whose type is that of the elements.</returns>
    /// <exception cref="ArgumentException">The rows differ in length.</exception>
    public static Tensor From<T>(T[][] rows)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(rows);
        int columns = rows.Length == 0 ? 0 : rows[0]?.Length ?? 0;
        for (int i = 0; i < rows.Length; i++)
        {
            if (rows[i] is null) throw new ArgumentNullException(nameof(rows), $"From: row {i} is null.");
            if (rows[i].Length != columns)
                throw new ArgumentException($"From: row {i} has {rows[i].Length} elements, row 0 has {columns}; all rows of a matrix have one length.", nameof(rows));
        }

        return From(new ReadOnlySpan<T>([.. rows.SelectMany(static row => row)]), [rows.Length, columns]);
    }

    /// <summary>Makes a scalar, of no dimensions.</summary>
    /// <typeparam name="T">bool, byte, sbyte, short, int, long, Half, BFloat16, float, double or Complex.</typeparam>
    /// <param name="value">Its value.</param>
    /// <returns>A scalar whose type is that of the number.</returns>
    public static Tensor Scalar<T>(T value)
        where T : unmanaged
        => From(new ReadOnlySpan<T>(ref value), []);

    // Replaces the extent −1 by what the others leave of the elements.
    private static long[] Completed(ReadOnlySpan<long> shape, long count)
    {
        long[] extents = shape.ToArray();
        int open = Array.IndexOf(extents, -1);
        long others = 1;
        for (int i = 0; i < extents.Length; i++)
            others *= i == open ? 1 : extents[i];
        if (others > 0 && count % others == 0) extents[open] = count / others; // else the core says what does not fit
        return extents;
    }
}
