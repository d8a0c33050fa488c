using System.Runtime.InteropServices;

using Adjoint.Native;

namespace Adjoint.Interop;

/// <summary>Elements that another library describes. Nothing that it says is believed before it was looked at.</summary>
internal static unsafe class DLPackImport
{
    /// <summary>A copy of what lies there.</summary>
    /// <exception cref="ArgumentException">The description contradicts itself.</exception>
    /// <exception cref="NotSupportedException">The elements are of a type or on a device that is not here.</exception>
    public static Tensor Copy(in DLTensor tensor)
    {
        if (tensor.DeviceType != DLTensor.Cpu)
            throw new NotSupportedException($"FromDLPack: the tensor lies on a device of type {tensor.DeviceType}; only those of the processor (1, kDLCPU) are taken. Copy it there first.");
        DType dtype = TypeOf(tensor);
        ReadOnlySpan<long> shape = ShapeOf(tensor);
        if (tensor.Rank > 0 && tensor.Strides is not null) return CopyStrided(tensor, dtype, shape, new ReadOnlySpan<long>(tensor.Strides, tensor.Rank));
        return FromRowMajor(dtype, shape, AddressOf(tensor, shape));
    }

    private static DType TypeOf(in DLTensor tensor)
    {
        var (code, bits) = (tensor.Code, tensor.Bits);
        int found = tensor.Lanes == 1 ? Array.FindIndex(ElementType.All, t => t.DlpackCode == code && t.DlpackBits == bits) : -1;
        return found >= 0
            ? (DType)found
            : throw new NotSupportedException(
                $"FromDLPack: no element type stores elements of code {code} with {bits} bits and {tensor.Lanes} lanes. Convert them before they are handed over.");
    }

    private static ReadOnlySpan<long> ShapeOf(in DLTensor tensor)
    {
        if (tensor.Rank is < 0 or > NativeMethods.ADJ_MAX_RANK)
            throw new ArgumentException($"FromDLPack: the tensor has {tensor.Rank} axes; there are 0 to {NativeMethods.ADJ_MAX_RANK}.");
        if (tensor.Rank > 0 && tensor.Shape is null) throw new ArgumentException($"FromDLPack: the tensor has {tensor.Rank} axes and no shape.");
        var shape = new ReadOnlySpan<long>(tensor.Shape, tensor.Rank);
        foreach (long extent in shape)
        {
            if (extent < 0) throw new ArgumentException($"FromDLPack: shape {new Shape(shape.ToArray())} has a negative extent.");
        }

        return shape;
    }

    private static byte* AddressOf(in DLTensor tensor, ReadOnlySpan<long> shape)
    {
        if (shape.Contains(0)) return null;
        if (tensor.Data is null) throw new ArgumentException($"FromDLPack: the tensor of shape {new Shape(shape.ToArray())} has no data.");
        try
        {
            return (byte*)checked((nuint)tensor.Data + (nuint)tensor.ByteOffset);
        }
        catch (OverflowException e)
        {
            throw new ArgumentException($"FromDLPack: a byte offset of {tensor.ByteOffset} leads out of memory.", e);
        }
    }

    private static Tensor FromRowMajor(DType dtype, ReadOnlySpan<long> shape, byte* data) =>
        Tensor.FromBytes(dtype, shape, data, BytesOf(dtype, shape), nameof(Tensor.FromDLPack));

    private static long BytesOf(DType dtype, ReadOnlySpan<long> shape)
    {
        try
        {
            long bytes = shape.Contains(0) ? 0 : dtype.Size;
            foreach (long extent in shape)
                bytes = checked(bytes * extent);
            return bytes;
        }
        catch (OverflowException e)
        {
            throw new ArgumentException($"FromDLPack: a tensor of shape {new Shape(shape.ToArray())} has more bytes than there can be.", e);
        }
    }

    // Row by row into row-major order: the core takes no other.
    private static Tensor CopyStrided(in DLTensor tensor, DType dtype, ReadOnlySpan<long> shape, ReadOnlySpan<long> strides)
    {
        byte* from = AddressOf(tensor, shape);
        long bytes = BytesOf(dtype, shape);
        RequireReachable(dtype, shape, strides, (nuint)from);
        if (bytes == 0 || IsRowMajor(shape, strides)) return FromRowMajor(dtype, shape, from);
        byte* packed = (byte*)Allocate(bytes);
        try
        {
            byte* to = packed;
            CopyAxis(from, ref to, dtype.Size, shape, strides);
            return FromRowMajor(dtype, shape, packed);
        }
        finally
        {
            NativeMemory.Free(packed);
        }
    }

    private static void* Allocate(long bytes)
    {
        try
        {
            return NativeMemory.Alloc((nuint)bytes);
        }
        catch (OutOfMemoryException e)
        {
            throw new InsufficientMemoryException($"FromDLPack: {bytes} bytes for the elements are not to be had.", e);
        }
    }

    // An axis of one element has any stride.
    private static bool IsRowMajor(ReadOnlySpan<long> shape, ReadOnlySpan<long> strides)
    {
        long stride = 1;
        for (int axis = shape.Length - 1; axis >= 0; stride *= shape[axis--])
        {
            if (shape[axis] != 1 && strides[axis] != stride) return false;
        }

        return true;
    }

    // How long the memory is is not said; but no address may pass its end or its beginning and come out at the other side.
    private static void RequireReachable(DType dtype, ReadOnlySpan<long> shape, ReadOnlySpan<long> strides, nuint from)
    {
        if (shape.Contains(0)) return;
        Int128 lowest = from, highest = from;
        for (int axis = 0; axis < shape.Length; axis++)
        {
            Int128 reach = (Int128)(shape[axis] - 1) * strides[axis] * dtype.Size;
            if (reach < 0) lowest += reach;
            else highest += reach;
        }

        if (lowest < 0 || highest + dtype.Size > nuint.MaxValue)
            throw new ArgumentException($"FromDLPack: strides {new Shape(strides.ToArray())} of shape {new Shape(shape.ToArray())} lead out of memory.");
    }

    private static void CopyAxis(byte* from, ref byte* to, int size, ReadOnlySpan<long> shape, ReadOnlySpan<long> strides)
    {
        if (shape.IsEmpty)
        {
            NativeMemory.Copy(from, to, (nuint)size);
            to += size;
            return;
        }

        for (long i = 0; i < shape[0]; i++)
            CopyAxis(from + i * strides[0] * size, ref to, size, shape[1..], strides[1..]);
    }
}
