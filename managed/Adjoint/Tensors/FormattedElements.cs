using System.Numerics;

namespace Adjoint;

/// <summary>The elements of a tensor as numbers of their type are written in a format.</summary>
internal static class FormattedElements
{
    public static IReadOnlyList<string> Of(Tensor x, string format, IFormatProvider? provider)
    {
        return x.DType switch
        {
            DType.Bool => [.. x.ToArray<bool>().Select(static v => v ? "True" : "False")],
            DType.UInt8 => All<byte>(),
            DType.Int8 => All<sbyte>(),
            DType.Int16 => All<short>(),
            DType.Int32 => All<int>(),
            DType.Int64 => All<long>(),
            DType.Float16 => All<Half>(),
            DType.BFloat16 => All<BFloat16>(),
            DType.Float32 => All<float>(),
            DType.Float64 => All<double>(),
            _ => [.. x.Cast(DType.Complex128).ToArray<Complex>().Select(c => Pair(c, format, provider))],
        };

        IReadOnlyList<string> All<T>()
            where T : unmanaged, IFormattable
            => [.. x.ToArray<T>().Select(v => v.ToString(format, provider))];
    }

    private static string Pair(Complex value, string format, IFormatProvider? provider)
    {
        string imaginary = value.Imaginary.ToString(format, provider);
        string plus = double.IsNegative(value.Imaginary) ? "" : "+";
        return $"{value.Real.ToString(format, provider)}{plus}{imaginary}j";
    }
}
