using Adjoint.Interop;
using Adjoint.Native;

namespace Adjoint;

// Elements to and from files.
public sealed unsafe partial class Tensor
{
    /// <summary>Makes a tensor of bytes that lie in row-major order.</summary>
    /// <exception cref="ArgumentException">There is no tensor of this shape, or it has another number of bytes.</exception>
    internal static Tensor FromBytes(DType dtype, ReadOnlySpan<long> shape, byte* data, long count, string operation)
    {
        adj_tensor result;
        fixed (long* dims = shape)
            Status.Check(NativeMethods.adj_from_data((adj_dtype)dtype, dims, shape.Length, data, count, &result), operation);
        return Adopt(result);
    }

    /// <summary>Writes the elements in row-major order, without a copy of them all.</summary>
    internal void WriteBytes(Stream stream)
    {
        if (Count == 0) return;
        const int portion = 1 << 24;
        using var held = new Held(this);
        for (long at = 0, size = Count * DType.Size; at < size; at += portion)
            stream.Write(new ReadOnlySpan<byte>(held.Elements + at, (int)Math.Min(portion, size - at)));
    }
}
