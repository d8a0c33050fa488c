using System.Numerics;
using System.Runtime.InteropServices;

namespace Adjoint.Distributed;

/// <summary>The elements of tensors as bytes in row-major order, and back.</summary>
internal static class TensorBytes
{
    public static byte[] Of(Tensor x, string operation)
    {
        if (x.Count > Array.MaxLength / x.DType.Size)
            throw new OverflowException($"{operation}: a tensor of shape {x.Shape} has more bytes than a message holds, {Array.MaxLength}. Take it in parts.");
        byte[] bytes = GC.AllocateUninitializedArray<byte>((int)x.Count * x.DType.Size);
        Copy(x, bytes);
        return bytes;
    }

    public static void Copy(Tensor x, Span<byte> to)
    {
        switch (x.DType)
        {
            case DType.Bool: x.CopyTo(MemoryMarshal.Cast<byte, bool>(to)); break;
            case DType.UInt8: x.CopyTo(to); break;
            case DType.Int8: x.CopyTo(MemoryMarshal.Cast<byte, sbyte>(to)); break;
            case DType.Int16: x.CopyTo(MemoryMarshal.Cast<byte, short>(to)); break;
            case DType.Int32: x.CopyTo(MemoryMarshal.Cast<byte, int>(to)); break;
            case DType.Int64: x.CopyTo(MemoryMarshal.Cast<byte, long>(to)); break;
            case DType.Float16: x.CopyTo(MemoryMarshal.Cast<byte, Half>(to)); break;
            case DType.BFloat16: x.CopyTo(MemoryMarshal.Cast<byte, BFloat16>(to)); break;
            case DType.Float32: x.CopyTo(MemoryMarshal.Cast<byte, float>(to)); break;
            case DType.Float64: x.CopyTo(MemoryMarshal.Cast<byte, double>(to)); break;
            case DType.Complex64: Pairs(x).CopyTo(MemoryMarshal.Cast<byte, float>(to)); break;
            case DType.Complex128: x.CopyTo(MemoryMarshal.Cast<byte, Complex>(to)); break;
            default: throw new NotSupportedException($"Tensors of {x.DType} cannot be sent.");
        }
    }

    public static Tensor ToTensor(ReadOnlySpan<byte> bytes, DType type, params ReadOnlySpan<long> shape) => type switch
    {
        DType.Bool => Tensor.From(MemoryMarshal.Cast<byte, bool>(bytes), shape),
        DType.UInt8 => Tensor.From(bytes, shape),
        DType.Int8 => Tensor.From(MemoryMarshal.Cast<byte, sbyte>(bytes), shape),
        DType.Int16 => Tensor.From(MemoryMarshal.Cast<byte, short>(bytes), shape),
        DType.Int32 => Tensor.From(MemoryMarshal.Cast<byte, int>(bytes), shape),
        DType.Int64 => Tensor.From(MemoryMarshal.Cast<byte, long>(bytes), shape),
        DType.Float16 => Tensor.From(MemoryMarshal.Cast<byte, Half>(bytes), shape),
        DType.BFloat16 => Tensor.From(MemoryMarshal.Cast<byte, BFloat16>(bytes), shape),
        DType.Float32 => Tensor.From(MemoryMarshal.Cast<byte, float>(bytes), shape),
        DType.Float64 => Tensor.From(MemoryMarshal.Cast<byte, double>(bytes), shape),
        DType.Complex64 => OfPairs(Tensor.From(MemoryMarshal.Cast<byte, float>(bytes), -1, 2), shape),
        DType.Complex128 => Tensor.From(MemoryMarshal.Cast<byte, Complex>(bytes), shape),
        _ => throw new NotSupportedException($"Tensors of {type} cannot be received."),
    };

    // C# has no complex number of two floats.
    private static Tensor Pairs(Tensor x) => Ops.Stack([x.Reshape(-1).Real(), x.Reshape(-1).Imaginary()], axis: 1);

    private static Tensor OfPairs(Tensor pairs, ReadOnlySpan<long> shape) => Ops.MakeComplex(pairs[.., 0], pairs[.., 1]).Reshape(shape);
}
