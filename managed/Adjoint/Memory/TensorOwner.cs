using System.Diagnostics.CodeAnalysis;

using Adjoint.Interop;
using Adjoint.Native;

namespace Adjoint.Memory;

/// <summary>
/// Owns one large tensor and tells the collector how much memory depends on it, so that big tensors are taken back soon
/// though nobody disposes them.
/// </summary>
internal sealed unsafe class TensorOwner
{
    private readonly adj_tensor _handle;
    private readonly long _bytes;

    public TensorOwner(adj_tensor handle)
    {
        _handle = handle;
        adj_tensor_info info;
        Status.Check(NativeMethods.adj_info(handle, &info));
        _bytes = Math.Max(1, info.count * ((DType)info.dtype).Size);
        Pressure.Add(_bytes);
    }

    ~TensorOwner()
    {
        // A scope may have taken the tensor back before; the core passes over what is gone.
        _ = NativeMethods.adj_release(_handle);
        Pressure.Remove(_bytes);
    }

    /// <summary>The tensor was released by other means.</summary>
    [SuppressMessage("Usage", "CA1816", Justification = "Nothing is left for the finalizer to do.")]
    public void Retire()
    {
        GC.SuppressFinalize(this);
        Pressure.Remove(_bytes);
    }
}
