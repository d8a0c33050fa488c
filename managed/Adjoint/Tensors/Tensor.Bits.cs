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
        const int most = 1 << 30; // a span's length is an int
        using Held x = new(this), y = new(other);
        bool same = true;
        for (long at = 0, size = Count * DType.Size; same && at < size; at += most)
        {
            int length = (int)Math.Min(most, size - at);
            same = new ReadOnlySpan<byte>(x.Elements + at, length).SequenceEqual(new ReadOnlySpan<byte>(y.Elements + at, length));
        }

        return same;
    }

    /// <summary>Elements in row-major order that stay where they are until this is disposed, whatever becomes of their tensor.</summary>
    private readonly ref struct Held
    {
        private readonly adj_tensor _handle;

        public Held(Tensor x)
        {
            adj_tensor handle;
            void* elements;
            Readings.Note();
            Status.Check(NativeMethods.adj_hold(HandleOf(x), &handle, &elements), x);
            _handle = handle;
            Elements = (byte*)elements;
        }

        public byte* Elements { get; }

        public void Dispose() => _ = NativeMethods.adj_release(_handle);
    }
}
