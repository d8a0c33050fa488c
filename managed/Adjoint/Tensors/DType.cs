using System.Numerics;

using Adjoint.Interop;
using Adjoint.Native;

namespace Adjoint;

/// <summary>The type of a tensor's elements.</summary>
public enum DType
{
    /// <summary>Truth values, one byte each: <see langword="bool"/>.</summary>
    Bool = adj_dtype.ADJ_BOOL,

    /// <summary>8-bit unsigned integers: <see langword="byte"/>.</summary>
    UInt8 = adj_dtype.ADJ_UINT8,

    /// <summary>8-bit signed integers: <see langword="sbyte"/>.</summary>
    Int8 = adj_dtype.ADJ_INT8,

    /// <summary>16-bit signed integers: <see langword="short"/>.</summary>
    Int16 = adj_dtype.ADJ_INT16,

    /// <summary>32-bit signed integers: <see langword="int"/>.</summary>
    Int32 = adj_dtype.ADJ_INT32,

    /// <summary>64-bit signed integers: <see langword="long"/>.</summary>
    Int64 = adj_dtype.ADJ_INT64,

    /// <summary>Half precision numbers: <see cref="Half"/>. They compute in single precision and are rounded once an operation.</summary>
    Float16 = adj_dtype.ADJ_FLOAT16,

    /// <summary>The upper halves of single precision numbers: <see cref="Adjoint.BFloat16"/>. They compute as Float16 does.</summary>
    BFloat16 = adj_dtype.ADJ_BFLOAT16,

    /// <summary>Single precision numbers: <see langword="float"/>. What tensors are made of when nothing else is said.</summary>
    Float32 = adj_dtype.ADJ_FLOAT32,

    /// <summary>Double precision numbers: <see langword="double"/>.</summary>
    Float64 = adj_dtype.ADJ_FLOAT64,

    /// <summary>Complex numbers of two floats.</summary>
    Complex64 = adj_dtype.ADJ_COMPLEX64,

    /// <summary>Complex numbers of two doubles: <see cref="Complex"/>.</summary>
    Complex128 = adj_dtype.ADJ_COMPLEX128,
}

/// <summary>What can be asked about element types.</summary>
public static class DTypes
{
    /// <summary>Returns the element type that stores values of <typeparamref name="T"/>.</summary>
    /// <typeparam name="T">bool, byte, sbyte, short, int, long, Half, BFloat16, float, double or Complex.</typeparam>
    /// <returns>The element type.</returns>
    /// <exception cref="NotSupportedException">No element type stores <typeparamref name="T"/>.</exception>
    public static DType Of<T>()
        where T : unmanaged
    {
        if (typeof(T) == typeof(float)) return DType.Float32;
        if (typeof(T) == typeof(double)) return DType.Float64;
        if (typeof(T) == typeof(int)) return DType.Int32;
        if (typeof(T) == typeof(long)) return DType.Int64;
        if (typeof(T) == typeof(bool)) return DType.Bool;
        int found = Array.FindIndex(ElementType.All, static t => t.Clr == typeof(T));
        return found >= 0
            ? (DType)found
            : throw new NotSupportedException(
                $"Tensors hold bool, byte, sbyte, short, int, long, Half, BFloat16, float, double or Complex, not {typeof(T)}. Convert the values first.");
    }

    /// <summary>The type of what an operation makes of tensors of two types. docs/types.md has the table.</summary>
    /// <param name="a">One type.</param>
    /// <param name="b">The other.</param>
    /// <returns>The type in which they meet.</returns>
    public static unsafe DType Promote(DType a, DType b)
    {
        adj_dtype promoted;
        Status.Check(NativeMethods.adj_promote((adj_dtype)a, (adj_dtype)b, &promoted));
        return (DType)promoted;
    }

    extension(DType dtype)
    {
        /// <summary>Whether this is a type of floating real numbers.</summary>
        public bool IsFloating => ElementType.Of(dtype).Kind == ElementKind.Floating;

        /// <summary>Whether this is a type of whole numbers; bool is none.</summary>
        public bool IsInteger => ElementType.Of(dtype).Kind == ElementKind.Integer;

        /// <summary>Whether this is a type of complex numbers.</summary>
        public bool IsComplex => ElementType.Of(dtype).Kind == ElementKind.Complex;

        /// <summary>Whether derivatives pass through such numbers: floating and complex ones.</summary>
        public bool IsDifferentiable => dtype.IsFloating || dtype.IsComplex;

        /// <summary>Bytes an element takes.</summary>
        public int Size => ElementType.Of(dtype).Size;

        /// <summary>Whether its numbers have 16 bits, so that what is composed of several operations computes in float32.</summary>
        internal bool IsRoundedLater => dtype is DType.Float16 or DType.BFloat16;
    }
}
