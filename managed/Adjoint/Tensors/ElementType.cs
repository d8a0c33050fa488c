using System.Numerics;

namespace Adjoint;

internal enum ElementKind
{
    Bool,
    Integer,
    Floating,
    Complex,
}

/// <summary>All that the facade says of an element type, in the order of <see cref="DType"/>: the table that core/dtype.h has for the core.</summary>
/// <param name="Kind">Which kind of number.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Clr">The .NET type of an element; null where there is none.</param>
/// <param name="Numpy">The descr of NumPy's files; bfloat16 is none of its own, and is kept as ml_dtypes does.</param>
/// <param name="Safetensors">The name in safetensors files; null where there is none.</param>
/// <param name="DlpackCode">The DLDataTypeCode.</param>
/// <param name="DlpackBits">The bits of an element in DLPack.</param>
internal sealed record ElementType(
    ElementKind Kind, int Size, Type? Clr, string Numpy, string? Safetensors, byte DlpackCode, byte DlpackBits)
{
    private const byte DlInt = 0, DlUInt = 1, DlFloat = 2, DlBFloat = 4, DlComplex = 5, DlBool = 6;

    public static readonly ElementType[] All =
    [
        new(ElementKind.Bool, 1, typeof(bool), "|b1", "BOOL", DlBool, 8),
        new(ElementKind.Integer, 1, typeof(byte), "|u1", "U8", DlUInt, 8),
        new(ElementKind.Integer, 1, typeof(sbyte), "|i1", "I8", DlInt, 8),
        new(ElementKind.Integer, 2, typeof(short), "<i2", "I16", DlInt, 16),
        new(ElementKind.Integer, 4, typeof(int), "<i4", "I32", DlInt, 32),
        new(ElementKind.Integer, 8, typeof(long), "<i8", "I64", DlInt, 64),
        new(ElementKind.Floating, 2, typeof(Half), "<f2", "F16", DlFloat, 16),
        new(ElementKind.Floating, 2, typeof(BFloat16), "<V2", "BF16", DlBFloat, 16),
        new(ElementKind.Floating, 4, typeof(float), "<f4", "F32", DlFloat, 32),
        new(ElementKind.Floating, 8, typeof(double), "<f8", "F64", DlFloat, 64),
        new(ElementKind.Complex, 8, null, "<c8", "C64", DlComplex, 64),
        new(ElementKind.Complex, 16, typeof(Complex), "<c16", null, DlComplex, 128),
    ];

    public static ElementType Of(DType dtype) =>
        (uint)dtype < (uint)All.Length ? All[(int)dtype] : throw new ArgumentException(FormattableString.Invariant($"{(int)dtype} is no element type."), nameof(dtype));
}
