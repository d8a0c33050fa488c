using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

using Adjoint.Native;

namespace Adjoint.Interop;

/// <summary>
/// A tensor that was handed to another library: one block of native memory, in which its description lies too. The library's call of the
/// deleter, from any thread, ends it.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct DLPackExport
{
    private DLManagedTensorVersioned _versioned; // one of these two is used
    private DLManagedTensor _legacy;
    private fixed long _shape[NativeMethods.ADJ_MAX_RANK];
    private fixed long _strides[NativeMethods.ADJ_MAX_RANK];
    private adj_tensor _held;

    /// <summary>Makes a block.</summary>
    /// <param name="held">What keeps the elements; the block releases it.</param>
    /// <param name="elements">Where they lie, in row-major order.</param>
    /// <param name="dtype">Their type.</param>
    /// <param name="shape">Their shape.</param>
    /// <param name="versioned">Which form is asked for.</param>
    /// <param name="flags">What the newer form says of the memory.</param>
    /// <returns>The address of the form that was asked for.</returns>
    public static nint Make(adj_tensor held, void* elements, DType dtype, ReadOnlySpan<long> shape, bool versioned, ulong flags)
    {
        var block = (DLPackExport*)NativeMemory.AllocZeroed((nuint)sizeof(DLPackExport));
        block->_held = held;
        DLTensor tensor = block->Describe(elements, dtype, shape);
        if (versioned)
        {
            block->_versioned = new DLManagedTensorVersioned
            {
                Major = DLManagedTensorVersioned.CurrentMajor,
                Minor = DLManagedTensorVersioned.CurrentMinor,
                Context = block,
                Deleter = &Delete,
                Flags = flags,
                Tensor = tensor,
            };
            return (nint)(&block->_versioned);
        }

        block->_legacy = new DLManagedTensor { Tensor = tensor, Context = block, Deleter = &Delete };
        return (nint)(&block->_legacy);
    }

    // The block is native memory: it does not move, so its arrays may be pointed at.
    private DLTensor Describe(void* elements, DType dtype, ReadOnlySpan<long> shape)
    {
        long* extents = (long*)Unsafe.AsPointer(ref _shape[0]), strides = (long*)Unsafe.AsPointer(ref _strides[0]);
        long stride = 1;
        for (int axis = shape.Length - 1; axis >= 0; axis--)
        {
            (extents[axis], strides[axis]) = (shape[axis], stride);
            stride *= shape[axis];
        }

        ElementType type = ElementType.Of(dtype);
        return new DLTensor
        {
            Data = stride == 0 ? null : elements, // nothing lies in an empty tensor
            DeviceType = DLTensor.Cpu,
            Rank = shape.Length,
            Code = type.DlpackCode,
            Bits = type.DlpackBits,
            Lanes = 1,
            Shape = extents,
            Strides = strides,
        };
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Delete(DLManagedTensorVersioned* managed) => ((DLPackExport*)managed->Context)->End();

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Delete(DLManagedTensor* managed) => ((DLPackExport*)managed->Context)->End();

    private void End()
    {
        _ = NativeMethods.adj_release(_held);
        NativeMemory.Free(Unsafe.AsPointer(ref this));
    }
}
