using System.Numerics.Tensors;

using NumericsTensors = System.Numerics.Tensors;

namespace Adjoint.Extras;

/// <summary>To and from the tensors of System.Numerics.Tensors.</summary>
public static class NumericsTensorExtensions
{
    /// <summary>A copy as a tensor of System.Numerics.Tensors.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="x">The tensor.</param>
    /// <returns>A tensor of the same shape; of a scalar, which there is none of there, one of shape [1].</returns>
    /// <exception cref="ArgumentException">The elements have another type.</exception>
    public static NumericsTensors.Tensor<T> ToNumericsTensor<T>(this Tensor x)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(x);
        return NumericsTensors.Tensor.Create(x.ToArray<T>(), Lengths(x));
    }

    /// <summary>A copy of a tensor of System.Numerics.Tensors.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="x">The tensor, of any strides.</param>
    /// <returns>A tensor of the same shape.</returns>
    /// <exception cref="NotSupportedException">Tensors hold no such elements.</exception>
    public static Tensor ToTensor<T>(this NumericsTensors.Tensor<T> x)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(x);
        T[] elements = new T[x.FlattenedLength];
        x.FlattenTo(elements);
        long[] shape = [.. x.Lengths.ToArray().Select(static length => (long)length)];
        return Tensor.From(elements, shape);
    }

    /// <summary>Looks at the elements where they lie, in their shape, for the length of a call. Those of a view that has them otherwise are copied first.</summary>
    /// <typeparam name="T">The type of the elements.</typeparam>
    /// <param name="x">The tensor.</param>
    /// <param name="reader">Is given the elements, which stay what they are to its end.</param>
    /// <exception cref="ArgumentException">The elements have another type.</exception>
    public static void ReadTensorSpan<T>(this Tensor x, Action<ReadOnlyTensorSpan<T>> reader)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(reader);
        nint[] lengths = Lengths(x);
        x.Read<T>(elements => reader(new ReadOnlyTensorSpan<T>(elements, lengths)));
    }

    private static nint[] Lengths(Tensor x) => x.Rank == 0 ? [1] : [.. x.Shape.ToArray().Select(static extent => checked((nint)extent))];
}
