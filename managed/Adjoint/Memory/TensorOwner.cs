using System.Diagnostics.CodeAnalysis;

using Adjoint.Interop;
using Adjoint.Native;

namespace Adjoint.Memory;

/// <summary>
/// Owns one tensor that is too large for a nursery and tells the collector how much memory depends on it, so that big tensors are taken
/// back soon though nobody disposes them.
/// </summary>
internal sealed unsafe class TensorOwner : Owner
{
    private readonly adj_tensor _handle;

    public TensorOwner(adj_tensor handle)
    {
        Unreachable.GiveBackOne();
        _handle = handle;
        adj_tensor_info info;
        Status.Check(NativeMethods.adj_info(handle, &info));
        Bytes = BytesOf(info);
        Pressure.Add(Bytes);
    }

    /// <inheritdoc/>
    public override void GiveBack()
    {
        fixed (adj_tensor* handle = &_handle)
            _ = NativeMethods.adj_release_many(handle, 1); // passes over what is gone
    }

    /// <summary>The tensor was released by other means.</summary>
    [SuppressMessage("Usage", "CA1816", Justification = "Nothing is left for the finalizer to do.")]
    public void Retire()
    {
        GC.SuppressFinalize(this);
        Pressure.Remove(Bytes);
    }

    // What a view repeats is there once.
    private static long BytesOf(in adj_tensor_info info)
    {
        long bytes = ((DType)info.dtype).Size;
        for (int i = 0; i < info.rank; i++)
            bytes *= info.strides[i] == 0 ? 1 : info.dims[i];
        return Math.Max(1, bytes);
    }
}
