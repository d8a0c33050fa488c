using Xunit;

using static Adjoint.Autodiff;
using static Adjoint.Ops;
using static Adjoint.Tensor;

namespace Adjoint.Tests;

/// <summary>Elementary functions where their values and derivatives are special.</summary>
public sealed class ElementaryTests
{
    private const double Inf = double.PositiveInfinity;

    [Fact]
    public void Remainders_have_the_sign_of_the_divisor_and_fmod_that_of_the_dividend()
    {
        Tensor a = From([-7L, -7, 7, 7]), b = From([3L, -3, 3, -3]);
        Assert.Equal([2, -1, 1, -2], (a % b).ToArray<long>());
        Assert.Equal([2, -1, 1, -2], Remainder(a, b).ToArray<long>());
        Assert.Equal([-1, -1, 1, 1], Fmod(a, b).ToArray<long>());
        Assert.Equal([-3, 2, 2, -3], FloorDivide(a, b).ToArray<long>());
        Assert.Equal([0.5, 1.5], (From([-1.5, 3.5]) % 2).ToArray<double>());
        Assert.Equal(9.0, (double)FloorDivide(1.0, 0.1));
    }

    [Fact]
    public void An_integer_divided_by_zero_is_refused_and_a_floating_number_is_not()
    {
        string message = Assert.Throws<ArgumentException>(static () => From([1, 2]) % From([1, 0])).Message;
        Assert.Contains("divided by 0", message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(static () => FloorDivide(Cast(From([1]), DType.Int8), Cast(From([0]), DType.Int8)));
        Assert.True(double.IsNaN((double)Remainder(1.0, 0.0)));
        Assert.Equal(Inf, (double)FloorDivide(1.0, 0.0));
    }

    [Fact]
    public void At_the_origin_hypot_and_atan2_change_by_nothing()
    {
        Assert.Equal((0.0, 0.0), Numbers(Grad(Hypot, (0, 1))(0.0, 0.0)));
        Assert.Equal((0.0, 0.0), Numbers(Grad(Atan2, (0, 1))(0.0, 0.0)));
        Assert.Equal(0.6e-200, (double)Grad(static x => Atan2(x, 0.6e200))(0.8e200), 1e-210);
        Assert.Equal(1e300, (double)Hypot(0.6e300, 0.8e300), 1e285);
    }

    [Fact]
    public void Sums_of_exponentials_share_what_is_infinite()
    {
        Assert.Equal((0.5, 0.5), Numbers(Grad(LogAddExp, (0, 1))(Inf, Inf)));
        Assert.Equal((0.0, 0.0), Numbers(Grad(LogAddExp, (0, 1))(-Inf, -Inf)));
        Assert.Equal((1.0, 0.0), Numbers(Grad(LogAddExp, (0, 1))(2.0, -Inf)));
        Assert.Equal(0.25, (double)Grad(Grad(static x => LogAddExp(x, 1.0)))(1.0), 1e-15);
    }

    [Fact]
    public void Products_with_logarithms_vanish_with_their_factor()
    {
        Assert.Equal([0.0, 0, double.NaN], XLogY(0.0, From([0.0, 5, double.NaN])).ToArray<double>());
        Assert.Equal((0.0, 0.0), Numbers(Grad(XLogY, (0, 1))(0.0, 0.0)));
        (double byFactor, double byArgument) = Numbers(Grad(XLogY, (0, 1))(0.0, 3.0));
        Assert.Equal(1.0986122886681098, byFactor, 1e-15);
        Assert.Equal(0, byArgument);
        Assert.Equal((0.0, 0.0), Numbers(Grad(XLog1pY, (0, 1))(0.0, -1.0)));
        Assert.Equal(1 / 3.0, (double)Grad(static a => Grad(b => XLogY(a, b))(3.0))(0.0), 1e-15);
    }

    [Fact]
    public void Derivatives_keep_their_digits_at_the_ends()
    {
        double near = 1 - Math.Pow(2, -40);
        Assert.Equal(741455.200189633844, (double)Grad(Asin)(near), 1e-8);
        Assert.Equal(549755813888.25, (double)Grad(Atanh)(near), 1e-2);
        Assert.Equal(1e-200, (double)Grad(Asinh)(1e200), 1e-215);
        Assert.Equal(1e-200, (double)Grad(Acosh)(1e200), 1e-215);
        Assert.Equal(Inf, (double)Grad(Acosh)(1.0));
    }

    [Fact]
    public void Numbers_that_are_none_are_replaced_and_pass_nothing()
    {
        Tensor x = From([double.NaN, Inf, -Inf, 1]);
        Assert.Equal([0, double.MaxValue, double.MinValue, 1], NanToNum(x).ToArray<double>());
        Assert.Equal([7.0, 2, 3, 1], NanToNum(x, 7, 2, 3).ToArray<double>());
        Assert.Equal([0.0, 0, 0, 1], Grad(static x => NanToNum(x))(x).ToArray<double>());
        Assert.Equal([float.MaxValue], NanToNum(From([float.PositiveInfinity])).ToArray<float>());
        Assert.Equal([1, 2], NanToNum(From([1, 2])).ToArray<int>());
        Assert.Equal([false, true, true, false], IsInf(x).ToArray<bool>());
        Assert.Equal([true, false, true], SignBit(From([-0.0, 0.0, -2])).ToArray<bool>());
        Assert.Equal([true, false], SignBit(From([-1, 0])).ToArray<bool>());
    }

    [Fact]
    public void Logits_stay_within_what_eps_leaves()
    {
        Tensor x = From([0.0, 0.5, 1]);
        Assert.Equal([-Inf, 0, Inf], Logit(x).ToArray<double>());
        Assert.Equal(-1.0986122886681098, (double)Logit(0.25), 1e-15);
        Assert.Equal(-2.1972245773362196, (double)Logit(x, 0.1)[0], 1e-15);
        Assert.Equal([0.0, 4, 0], Grad(static x => Logit(x, 0.1))(x).ToArray<double>());
        Assert.Equal([0, -Inf], Entr(From([0.0, -1])).ToArray<double>());
    }

    private static (double First, double Second) Numbers((Tensor First, Tensor Second) pair) => ((double)pair.First, (double)pair.Second);
}
