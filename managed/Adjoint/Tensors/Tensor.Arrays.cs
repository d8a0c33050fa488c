using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Adjoint;

// Arrays of any rank and sequences.
public sealed unsafe partial class Tensor
{
    /// <summary>Makes a tensor from an array of any rank, <c>float[,,]</c>, or of arrays of one length in arrays, <c>float[][][]</c>.</summary>
    /// <param name="values">The elements, which are copied.</param>
    /// <returns>A tensor whose type is that of the elements.</returns>
    /// <exception cref="ArgumentException">Arrays in arrays differ in length, or there are more than eight axes.</exception>
    /// <exception cref="NotSupportedException">No element type stores the elements.</exception>
    [OverloadResolutionPriority(-1)]
    public static Tensor From(Array values)
    {
        ArgumentNullException.ThrowIfNull(values);
        Type element = values.GetType().GetElementType()!;
        if (element.IsArray) return FromArrays(values);
        int dtype = Array.FindIndex(ElementType.All, t => t.Clr == element);
        if (dtype < 0)
            throw new NotSupportedException($"From: tensors hold bool, byte, sbyte, short, int, long, Half, BFloat16, float, double or Complex, not {element}. Convert the values first.");
        long[] shape = [.. Enumerable.Range(0, values.Rank).Select(values.GetLongLength)];
        fixed (byte* data = &MemoryMarshal.GetArrayDataReference(values))
            return FromBytes((DType)dtype, shape, data, values.LongLength * ElementType.All[dtype].Size, nameof(From));
    }

    /// <summary>Makes a vector from a list or another sequence of numbers.</summary>
    /// <typeparam name="T">bool, byte, sbyte, short, int, long, Half, BFloat16, float, double or Complex.</typeparam>
    /// <param name="values">The elements, which are copied.</param>
    /// <returns>A tensor whose type is that of the elements.</returns>
    [OverloadResolutionPriority(-1)]
    public static Tensor From<T>(IEnumerable<T> values)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(values);
        return From(values as T[] ?? [.. values]);
    }

    /// <summary>Makes a matrix from a sequence of rows.</summary>
    /// <typeparam name="T">bool, byte, sbyte, short, int, long, Half, BFloat16, float, double or Complex.</typeparam>
    /// <param name="rows">The rows, all of one length; they are copied.</param>
    /// <returns>A tensor whose type is that of the elements.</returns>
    /// <exception cref="ArgumentException">The rows differ in length.</exception>
    [OverloadResolutionPriority(-1)]
    public static Tensor From<T>(IEnumerable<IEnumerable<T>> rows)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(rows);
        return From((T[][])[.. rows.Select(static row => row?.ToArray()!)]);
    }

    /// <summary>The elements in a new array of the rank of the tensor: <c>(float[,,])x.ToArrayND&lt;float>()</c>.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <returns>A new array; of a scalar, one of a single element.</returns>
    /// <exception cref="ArgumentException">The elements have another type.</exception>
    /// <exception cref="OverflowException">There are more elements than an array can hold.</exception>
    public Array ToArrayND<T>()
        where T : unmanaged
    {
        RequireType<T>(nameof(ToArrayND));
        _ = Fitting(Array.MaxLength, "an array", nameof(ToArrayND));
        Shape n = Shape;
        if (n.Any(static e => e > Array.MaxLength)) throw TooLarge(Array.MaxLength, "an axis of an array", nameof(ToArrayND));
        Array result = Rank switch
        {
            0 => new T[1],
            1 => new T[n[0]],
            2 => new T[n[0], n[1]],
            3 => new T[n[0], n[1], n[2]],
            4 => new T[n[0], n[1], n[2], n[3]],
            5 => new T[n[0], n[1], n[2], n[3], n[4]],
            6 => new T[n[0], n[1], n[2], n[3], n[4], n[5]],
            7 => new T[n[0], n[1], n[2], n[3], n[4], n[5], n[6]],
            _ => new T[n[0], n[1], n[2], n[3], n[4], n[5], n[6], n[7]],
        };
        CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.As<byte, T>(ref MemoryMarshal.GetArrayDataReference(result)), result.Length));
        return result;
    }

    private static Tensor FromArrays(Array arrays)
    {
        if (arrays.Rank != 1 || arrays.Length == 0)
            throw new ArgumentException("From: arrays in an array stand in one of rank 1 that is not empty; nothing else tells their length.", nameof(arrays));
        return Ops.Stack([.. arrays.Cast<Array?>().Select(static (a, i) => From(a ?? throw new ArgumentNullException(nameof(arrays), $"From: array {i} is null.")))]);
    }
}
