using System.Globalization;
using System.Numerics;

namespace Adjoint;

/// <summary>
/// Prints a scalar the way NumPy does: the fewest digits that tell it from its neighbours in its type, at least one of them behind the
/// point, an exponent below 1e-4 and from 1e16 on.
/// </summary>
internal static class ScalarPrinter
{
    public static string Print(Tensor scalar) => ElementType.Of(scalar.DType).Kind switch
    {
        ElementKind.Bool => (bool)scalar ? "True" : "False",
        ElementKind.Integer => ((long)scalar).ToString(CultureInfo.InvariantCulture),
        ElementKind.Complex => Complex(scalar.ToComplex(), scalar.DType),
        _ => Number((double)scalar, scalar.DType),
    };

    // NumPy leaves out the point of parts that are whole.
    private static string Complex(Complex value, DType dtype)
    {
        DType part = dtype == DType.Complex64 ? DType.Float32 : DType.Float64;
        string imaginary = Part(value.Imaginary);
        return $"({Part(value.Real)}{(imaginary[0] == '-' ? "" : "+")}{imaginary}j)";

        string Part(double v)
        {
            string text = Number(v, part);
            return text.EndsWith(".0", StringComparison.Ordinal) ? text[..^2] : text;
        }
    }

    private static string Number(double value, DType dtype)
    {
        if (!double.IsFinite(value)) return TensorPrinter.NotFinite(value);
        string sign = double.IsNegative(value) ? "-" : "";
        (string digits, int exponent) = Digits(Math.Abs(value), dtype);
        return sign + (value != 0 && exponent is < -4 or >= 16 ? Scientific(digits, exponent) : Positional(digits, exponent));
    }

    private static string Scientific(string digits, int exponent)
    {
        string fraction = digits.Length > 1 ? $".{digits[1..]}" : "";
        return $"{digits[0]}{fraction}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}";
    }

    private static string Positional(string digits, int exponent)
    {
        if (exponent < 0) return $"0.{new string('0', -exponent - 1)}{digits}";
        string padded = digits.PadRight(exponent + 2, '0');
        return $"{padded[..(exponent + 1)]}.{padded[(exponent + 1)..]}";
    }

    /// <summary>The significant digits, and the power of ten of the first.</summary>
    private static (string Digits, int Exponent) Digits(double value, DType dtype)
    {
        string text = Shortest(value, dtype);
        int e = text.IndexOf('E', StringComparison.Ordinal);
        int power = e < 0 ? 0 : int.Parse(text[(e + 1)..], CultureInfo.InvariantCulture);
        string[] parts = (e < 0 ? text : text[..e]).Split('.');
        string all = string.Concat(parts), digits = all.TrimStart('0');
        int exponent = power + parts[0].Length - 1 - (all.Length - digits.Length);
        digits = digits.TrimEnd('0');
        return digits.Length == 0 ? ("0", 0) : (digits, exponent);
    }

    private static string Shortest(double value, DType dtype) => dtype switch
    {
        DType.Float16 => ((Half)value).ToString("R", CultureInfo.InvariantCulture),
        DType.BFloat16 => Enumerable.Range(0, 9).Select(n => value.ToString($"E{n}", CultureInfo.InvariantCulture))
            .First(text => (BFloat16)double.Parse(text, CultureInfo.InvariantCulture) == value),
        DType.Float32 => ((float)value).ToString("R", CultureInfo.InvariantCulture),
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };
}
