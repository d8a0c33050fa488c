using Xunit;

using static Adjoint.Autodiff;
using static Adjoint.Ops;
using static Adjoint.Tensor;

namespace Adjoint.Tests;

/// <summary>Functions of the bits of numbers: neighbours, mantissas and exponents, shifts; and the step.</summary>
public sealed class NumberBitsTests
{
    private const double Inf = double.PositiveInfinity, Least = double.Epsilon;

    [Fact]
    public void The_next_number_is_that_of_the_type()
    {
        double[] from = [1, 1, -1, 0, -0.0, Least, 0, double.MaxValue, -Inf, 2, double.NaN, 1], to = [2, 0, 0, 1, -1, 0, 0, Inf, 0, 2, 1, double.NaN];
        double[] expected = [.. from.Zip(to, static (a, b) => a == b || double.IsNaN(a + b) ? a + b - (a == b ? a : 0) : a < b ? Math.BitIncrement(a) : Math.BitDecrement(a))];
        Assert.Equal(expected, NextAfter(From(from), From(to)).ToArray<double>());
        Assert.Equal([MathF.BitIncrement(1), MathF.BitDecrement(1), float.Epsilon], NextAfter(From([1f, 1, 0]), From([2f, -1, 1])).ToArray<float>());
        Assert.Equal([2, 3], NextAfter(Zeros(3), Zeros(2, 1)).Shape);
        Assert.Equal(DType.Float32, NextAfter(From([1]), From([2])).DType);
        Assert.Equal(0, (double)Grad(static x => NextAfter(x, 5.0))(1.0));
        Assert.Contains("float16", Assert.Throws<ArgumentException>(static () => NextAfter(Cast(From([1f]), DType.Float16), 2f)).Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Powers_of_two_are_multiplied_with_and_rounded_once()
    {
        double[] x = [1, -3, 1, 1.5, Least, Math.ScaleB(1.5, -1000), 5, 0, Inf, double.NaN];
        int[] n = [3, -1, 1024, -1074, 2000, -60, int.MinValue, 7, -5000, 1];
        Assert.Equal([.. x.Zip(n, Math.ScaleB)], LdExp(From(x), From(n)).ToArray<double>());
        Assert.Equal([8f, float.PositiveInfinity, 0], LdExp(From([1f, 1, 1]), From([3L, 128, -150])).ToArray<float>());
        Assert.Equal(0.25, (double)Grad(static v => LdExp(v, -2))(3.0));
        Assert.Equal(DType.Float16, LdExp(Cast(From([1f]), DType.Float16), 2).DType);
        Assert.Contains("whole number", Assert.Throws<ArgumentException>(static () => LdExp(1.0, 0.5)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_come_apart_and_together()
    {
        Tensor x = From([8.0, -0.75, 1, Least, double.MaxValue, 0, -0.0, Inf, double.NaN]);
        var (mantissa, exponent) = FrExp(x);
        Assert.Equal([0.5, -0.75, 0.5, 0.5, 1 - Math.ScaleB(1, -53), 0, -0.0, Inf, double.NaN], mantissa.ToArray<double>());
        Assert.Equal([4, 0, 1, -1073, 1024, 0, 0, 0, 0], exponent.ToArray<int>());
        Assert.Equal(x.ToArray<double>(), LdExp(mantissa, exponent).ToArray<double>());
        Assert.Equal(0.25, (double)Grad(static v => FrExp(v).Mantissa)(3.0));
        Assert.Equal((0.75f, 2), ((float)FrExp(3f).Mantissa, (int)FrExp(3f).Exponent));
        Assert.Equal([0, 2], FrExp(Zeros(0, 2)).Exponent.Shape);
    }

    [Fact]
    public void A_step_has_its_value_at_zero()
    {
        Assert.Equal([0, 0.5, 1, double.NaN, 0.5], Heaviside(From([-2.0, 0, 3, double.NaN, -0.0]), 0.5).ToArray<double>());
        Assert.Equal(DType.Float32, Heaviside(From([-1, 0, 1]), 0.5).DType);
        var (byX, byH) = Grad(static (x, h) => Sum(Heaviside(x, h)), (0, 1))(From([-1.0, 0, 0]), 0.5);
        Assert.Equal([0, 0, 0], byX.ToArray<double>());
        Assert.Equal(2, (double)byH);
    }

    [Fact]
    public void Shifts_are_those_of_numpy()
    {
        Tensor x = From([1, -1, 5, int.MinValue, 7]), n = From([31, 4, 32, 1, -1]);
        Assert.Equal([int.MinValue, -16, 0, 0, 0], (x << n).ToArray<int>());
        Assert.Equal([0, -1, 0, int.MinValue / 2, 0], (x >> n).ToArray<int>());
        Assert.Equal([-1L, 0, 1L << 62], (From([-1L, 3, 1]) >> From([64, 64, 0]) << From([0, 0, 62])).ToArray<long>());
        Assert.Equal([(byte)254, (byte)0], (From([(byte)255, (byte)255]) << From([(byte)1, (byte)8])).ToArray<byte>());
        Assert.Equal([(sbyte)-1, (sbyte)0], (From([(sbyte)-5, (sbyte)5]) >> 9).ToArray<sbyte>());
        Assert.Equal(DType.Int32, (From([true]) << From([true])).DType);
        Assert.Contains("LdExp", Assert.Throws<ArgumentException>(static () => From([1.0]) << 1).Message, StringComparison.Ordinal);
    }
}
