using Adjoint.Interop;
using Adjoint.Native;

namespace Adjoint;

// Tensors bit by bit.
public sealed unsafe partial class Tensor
{
    /// <summary>Whether both tensors have one shape, one type and the same bits, those of NaN too.</summary>
    internal bool HasBitsOf(Tensor other)
    {
        if (DType != other.DType || Shape != other.Shape) return false;
        if (Count == 0) return true;
        Tensor x = Contiguous(), y = other.Contiguous();
        byte* a = x.Elements(), b = y.Elements();
        const int most = 1 << 30; // a span's length is an int
        bool same = true;
        for (long at = 0, size = Count * DType.Size; same && at < size; at += most)
        {
            int length = (int)Math.Min(most, size - at);
            same = new ReadOnlySpan<byte>(a + at, length).SequenceEqual(new ReadOnlySpan<byte>(b + at, length));
        }

        GC.KeepAlive(x);
        GC.KeepAlive(y);
        return same;
    }

    // Valid as long as the tensor is kept in use.
    private byte* Elements()
    {
        void* data;
        Status.Check(NativeMethods.adj_data(HandleOf(this), &data), this);
        return (byte*)data;
    }
}
