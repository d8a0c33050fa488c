using Adjoint.Native;

namespace Adjoint;

/// <summary>The type of a tensor's elements.</summary>
public enum DType
{
    /// <summary>Truth values, one byte each.</summary>
    Bool = adj_dtype.ADJ_BOOL,

    /// <summary>32-bit signed integers.</summary>
    Int32 = adj_dtype.ADJ_INT32,

    /// <summary>64-bit signed integers.</summary>
    Int64 = adj_dtype.ADJ_INT64,

    /// <summary>Single precision numbers: what tensors are made of when nothing else is said.</summary>
    Float32 = adj_dtype.ADJ_FLOAT32,

    /// <summary>Double precision numbers.</summary>
    Float64 = adj_dtype.ADJ_FLOAT64,
}

/// <summary>What can be asked about an element type.</summary>
public static class DTypes
{
    /// <summary>Returns the element type that stores values of <typeparamref name="T"/>.</summary>
    /// <typeparam name="T">bool, int, long, float or double.</typeparam>
    /// <exception cref="NotSupportedException">No element type stores <typeparamref name="T"/>.</exception>
    public static DType Of<T>()
        where T : unmanaged
    {
        if (typeof(T) == typeof(float)) return DType.Float32;
        if (typeof(T) == typeof(double)) return DType.Float64;
        if (typeof(T) == typeof(int)) return DType.Int32;
        if (typeof(T) == typeof(long)) return DType.Int64;
        if (typeof(T) == typeof(bool)) return DType.Bool;
        throw new NotSupportedException(
            $"Tensors hold bool, int, long, float or double, not {typeof(T)}. Convert the values first.");
    }

    /// <summary>The type of what an operation makes of tensors of two types: the later of bool, int32, int64, float32, float64.</summary>
    /// <param name="a">One type.</param>
    /// <param name="b">The other.</param>
    public static DType Promote(DType a, DType b) => a > b ? a : b;

    extension(DType dtype)
    {
        /// <summary>Whether this is a floating type, the only kind that derivatives pass through.</summary>
        public bool IsFloating => dtype is DType.Float32 or DType.Float64;

        /// <summary>Bytes an element takes.</summary>
        public int Size => dtype switch
        {
            DType.Bool => 1,
            DType.Int32 or DType.Float32 => 4,
            _ => 8,
        };
    }
}
