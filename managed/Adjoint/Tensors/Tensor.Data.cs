using System.Numerics;
using System.Runtime.InteropServices;

using Adjoint.Interop;
using Adjoint.Native;

namespace Adjoint;

// Elements out of a tensor.
public sealed unsafe partial class Tensor
{
    /// <summary>Looks at the elements in row-major order where they lie. Those of a view that has them otherwise are copied first.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="reader">Is given the elements, which stay what they are to its end, whatever becomes of the tensor meanwhile.</param>
    /// <exception cref="ArgumentException">The elements have another type.</exception>
    /// <exception cref="OverflowException">There are more elements than a span can hold.</exception>
    /// <exception cref="ValueDependentException">The tensor is symbolic: inside Compile or Vmap it has no value yet.</exception>
    public void Read<T>(ElementReader<T> reader)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(reader);
        _ = Read<T, bool>(elements =>
        {
            reader(elements);
            return true;
        });
    }

    /// <summary>What a function makes of the elements in row-major order, where they lie. Those of a view that has them otherwise are copied first.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="reader">Is given the elements, which stay what they are to its end, whatever becomes of the tensor meanwhile.</param>
    /// <returns>What the function returned.</returns>
    /// <exception cref="ArgumentException">The elements have another type.</exception>
    /// <exception cref="OverflowException">There are more elements than a span can hold.</exception>
    /// <exception cref="ValueDependentException">The tensor is symbolic: inside Compile or Vmap it has no value yet.</exception>
    /// <example><code>float last = x.Read((ReadOnlySpan&lt;float&gt; elements) => elements[^1]);</code></example>
    public TResult Read<T, TResult>(ElementReader<T, TResult> reader)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(reader);
        RequireType<T>(nameof(Read));
        int count = Fitting(int.MaxValue, "a span", nameof(Read));
        using var held = new Held(this);
        return reader(new ReadOnlySpan<T>(held.Elements, count));
    }

    /// <summary>The elements in row-major order, in a new array.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <returns>A new array.</returns>
    /// <exception cref="ArgumentException">The elements have another type.</exception>
    /// <exception cref="OverflowException">There are more elements than an array can hold.</exception>
    public T[] ToArray<T>()
        where T : unmanaged
    {
        RequireType<T>(nameof(ToArray));
        T[] result = GC.AllocateUninitializedArray<T>(Fitting(Array.MaxLength, "an array", nameof(ToArray)));
        CopyTo<T>(result);
        return result;
    }

    /// <summary>The elements of a matrix, in a new array of rows and columns.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <returns>A new array.</returns>
    /// <exception cref="ArgumentException">The elements have another type, or the tensor has not two dimensions.</exception>
    public T[,] ToArray2D<T>()
        where T : unmanaged
    {
        RequireType<T>(nameof(ToArray2D));
        if (Rank != 2) throw new ArgumentException($"ToArray2D: a tensor of shape {ShapeText} is no matrix; reshape it to two dimensions.");
        if (Math.Max(Count, Math.Max(Shape[0], Shape[1])) > Array.MaxLength) throw TooLarge(Array.MaxLength, "an array", nameof(ToArray2D));
        var result = new T[Shape[0], Shape[1]];
        if (result.Length > 0) CopyTo(MemoryMarshal.CreateSpan(ref result[0, 0], result.Length));
        return result;
    }

    /// <summary>Copies the elements in row-major order.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="destination">As many places as there are elements.</param>
    /// <exception cref="ArgumentException">The elements have another type, or another number.</exception>
    public void CopyTo<T>(Span<T> destination)
        where T : unmanaged
    {
        RequireType<T>(nameof(CopyTo));
        if (destination.Length != Count)
            throw new ArgumentException($"CopyTo: {Count} elements do not fit {destination.Length} places exactly.", nameof(destination));
        Readings.Note();
        fixed (T* to = destination)
            Status.Check(NativeMethods.adj_copy_to(HandleOf(this), to, (long)destination.Length * sizeof(T)), this);
    }

    /// <summary>The only element, as a double.</summary>
    /// <returns>The number.</returns>
    /// <exception cref="ArgumentException">There is not exactly one element.</exception>
    /// <exception cref="ValueDependentException">The tensor is symbolic: inside Compile or Vmap it has no value yet.</exception>
    public double ToDouble()
    {
        double value;
        Readings.Note();
        Status.Check(NativeMethods.adj_item_float(HandleOf(this), &value), this);
        return value;
    }

    /// <summary>The only element, as a long; decimals are cut off.</summary>
    /// <returns>The number.</returns>
    /// <exception cref="ArgumentException">There is not exactly one element.</exception>
    /// <exception cref="OverflowException">The element is too large for a long, or NaN.</exception>
    /// <exception cref="ValueDependentException">The tensor is symbolic: inside Compile or Vmap it has no value yet.</exception>
    public long ToInt64()
    {
        if (DType.IsFloating) return checked((long)ToDouble());
        long value;
        Status.Check(NativeMethods.adj_item_int(HandleOf(this), &value), this);
        return value;
    }

    /// <summary>The only element, as a complex number.</summary>
    /// <returns>The number.</returns>
    /// <exception cref="ArgumentException">There is not exactly one element.</exception>
    /// <exception cref="ValueDependentException">The tensor is symbolic: inside Compile or Vmap it has no value yet.</exception>
    public Complex ToComplex()
    {
        if (!DType.IsComplex) return ToDouble();
        if (Count != 1) throw new ArgumentException($"ToComplex: a tensor of shape {ShapeText} has {Count} elements, not one; reduce or index it first.");
        return Ops.Cast(this, DType.Complex128).ToArray<Complex>()[0];
    }

    /// <summary>The only element.</summary>
    /// <typeparam name="T">bool, byte, sbyte, short, int, long, Half, BFloat16, float, double or Complex; the element is converted.</typeparam>
    /// <returns>The element.</returns>
    /// <exception cref="ArgumentException">There is not exactly one element.</exception>
    /// <exception cref="OverflowException">The element does not fit <typeparamref name="T"/>.</exception>
    public T ToScalar<T>()
        where T : unmanaged
    {
        if (typeof(T) == typeof(float)) return (T)(object)(float)ToDouble();
        if (typeof(T) == typeof(double)) return (T)(object)ToDouble();
        if (typeof(T) == typeof(int)) return (T)(object)checked((int)ToInt64());
        if (typeof(T) == typeof(long)) return (T)(object)ToInt64();
        if (typeof(T) == typeof(bool)) return (T)(object)(ToInt64OrTruth() != 0);
        if (typeof(T) == typeof(byte)) return (T)(object)checked((byte)ToInt64());
        if (typeof(T) == typeof(sbyte)) return (T)(object)checked((sbyte)ToInt64());
        if (typeof(T) == typeof(short)) return (T)(object)checked((short)ToInt64());
        if (typeof(T) == typeof(Half)) return (T)(object)(Half)ToDouble();
        if (typeof(T) == typeof(BFloat16)) return (T)(object)(BFloat16)ToDouble();
        if (typeof(T) == typeof(Complex)) return (T)(object)ToComplex();
        throw new NotSupportedException($"A tensor's element is no {typeof(T)}.");
    }

    /// <summary>The only element, as a float.</summary>
    /// <param name="x">A tensor with one element.</param>
    /// <returns>The element.</returns>
    public static explicit operator float(Tensor x) => (x ?? throw new ArgumentNullException(nameof(x))).ToScalar<float>();

    /// <summary>The only element, as a double.</summary>
    /// <param name="x">A tensor with one element.</param>
    /// <returns>The element.</returns>
    public static explicit operator double(Tensor x) => (x ?? throw new ArgumentNullException(nameof(x))).ToDouble();

    /// <summary>The only element, as an int.</summary>
    /// <param name="x">A tensor with one element.</param>
    /// <returns>The element.</returns>
    public static explicit operator int(Tensor x) => (x ?? throw new ArgumentNullException(nameof(x))).ToScalar<int>();

    /// <summary>The only element, as a long.</summary>
    /// <param name="x">A tensor with one element.</param>
    /// <returns>The element.</returns>
    public static explicit operator long(Tensor x) => (x ?? throw new ArgumentNullException(nameof(x))).ToInt64();

    /// <summary>The only element, as a truth value.</summary>
    /// <param name="x">A tensor with one element.</param>
    /// <returns>The element.</returns>
    public static explicit operator bool(Tensor x) => (x ?? throw new ArgumentNullException(nameof(x))).ToScalar<bool>();

    /// <summary>Whether the elements lie in row-major order without gaps.</summary>
    public bool IsContiguous => Info().contiguous != 0;

    /// <summary>The same elements in row-major order without gaps: the tensor itself if it is so already.</summary>
    /// <returns>The tensor itself or a copy.</returns>
    /// <operation formula="x, without gaps" numpy="np.ascontiguousarray" jax="–" torch="Tensor.contiguous" mindspore="Tensor.contiguous"/>
    public Tensor Contiguous()
    {
        if (IsContiguous) return this;
        adj_tensor y;
        return Status.Result(NativeMethods.adj_contiguous(HandleOf(this), &y), y, this);
    }

    /// <summary>Whether both tensors have one shape, one type and equal elements (NaN equals nothing).</summary>
    /// <param name="other">The other tensor.</param>
    /// <returns>One answer for the whole.</returns>
    public bool ElementwiseEquals(Tensor other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return DType == other.DType && Shape.SequenceEqual(other.Shape) && (bool)Ops.All(Ops.Equal(this, other));
    }

    /// <summary>The elements as bytes in row-major order.</summary>
    internal byte[] ToBytes()
    {
        byte[] result = new byte[DType.Size * Fitting(Array.MaxLength / DType.Size, "an array of bytes", nameof(ToBytes))];
        fixed (byte* to = result)
            Status.Check(NativeMethods.adj_copy_to(HandleOf(this), to, result.LongLength), this);
        return result;
    }

    // Large whole numbers and small floating ones are true alike.
    private long ToInt64OrTruth() => DType.IsFloating ? ToDouble() != 0 ? 1 : 0 : DType.IsComplex ? ToComplex() != 0 ? 1 : 0 : ToInt64();

    // The number of elements, where what they are to lie in can hold so many.
    private int Fitting(int most, string what, string operation) => Count <= most ? (int)Count : throw TooLarge(most, what, operation);

    private OverflowException TooLarge(int most, string what, string operation) => new(
        $"{operation}: a tensor of shape {ShapeText} has {Count} elements; {what} holds {most} at most. Take a part of it, or reduce it first.");

    private void RequireType<T>(string operation)
        where T : unmanaged
    {
        if (DTypes.Of<T>() != DType)
            throw new ArgumentException($"{operation}: the elements are {DType}, not {typeof(T).Name}; Cast the tensor first.");
    }
}
