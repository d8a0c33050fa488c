using Xunit;

using static Adjoint.Autodiff;
using static Adjoint.Ops;
using static Adjoint.Tensor;

namespace Adjoint.Tests;

/// <summary>Special functions against numbers of mpmath, in their tails and where derivatives are special.</summary>
public sealed class SpecialTests
{
    private const double Inf = double.PositiveInfinity;

    [Fact]
    public void Tails_keep_their_digits()
    {
        AssertClose(5.39586561160790093e-176, Erfc(20.0));
        AssertClose(0.000564189301453387654, Erfcx(1000.0));
        AssertClose(0.272462714726754356, ErfInv(0.3));
        AssertClose(4.90671392714818706e-198, NormalCdf(-30.0));
        AssertClose(-5005.52420869420509, LogNormalCdf(-100.0));
        AssertClose(-9.26234008979840758, NormalQuantile(1e-20));
        AssertClose(3.13857977275529602e-24, GammaIncC(2.5, 60.0), 1e-14);
    }

    [Fact]
    public void The_slopes_of_the_far_tail_keep_their_digits_too()
    {
        AssertClose(100.009998000999261, Grad(LogNormalCdf)(-100.0));
        AssertClose(-0.999900059950051737, Grad(Grad(LogNormalCdf))(-100.0), 1e-13);
    }

    [Fact]
    public void Gamma_functions_have_their_values()
    {
        AssertClose(-0.0562437164976740507, LogGamma(-2.5), 1e-14);
        AssertClose(360.284559637764235, LogGamma(100.25));
        AssertClose(4.15858356465797227, Digamma(-2.25));
        AssertClose(-100000.577199215681, Digamma(1e-5));
        AssertClose(9.37924664498912375, Polygamma(1, -1.5));
        AssertClose(122.69736678366236, Polygamma(2, -0.25), 1e-14);
        AssertClose(19.7633125348505998, Polygamma(3, 0.75), 1e-14);
        AssertClose(0.578569178567183485, Polygamma(5, 2.5), 1e-14);
        AssertClose(0.150854963915390364, GammaInc(2.5, 1.0), 1e-14);
        AssertClose(0.158220989186430168, GammaInc(100.0, 90.0), 1e-13);
        AssertClose(0.00105932325392997735, GammaIncC(1000.0, 1100.0), 1e-12);
        AssertClose(0.662621259954479792, GammaInc(0.1, 0.01), 1e-14);
        AssertClose(-0.447838109204510827, LogBeta(2.5, 0.75), 1e-14);
    }

    // Of whole shapes the function is a sum of a binomial distribution, done in fractions.
    [Fact]
    public void The_incomplete_beta_function_has_its_values()
    {
        AssertClose(0.6875, BetaInc(2.0, 3.0, 0.5), 1e-15);
        AssertClose(0.365996303836275593, BetaInc(20.0, 30.0, 0.375), 1e-14);
        AssertClose(0.497571655671986959, BetaInc(500.0, 300.0, 0.625), 1e-13);
        AssertClose(0.612822673417056464, BetaInc(3.0, 200.0, 0.015625), 1e-14);
        AssertClose(0.865518557749698768, BetaInc(40.0, 2.0, 0.984375), 1e-14);
        AssertClose(0.816594655908811213, BetaInc(2000.0, 3000.0, 0.40625), 1e-12);
        AssertClose(2 / Math.PI * Math.Asin(Math.Sqrt(0.3)), BetaInc(0.5, 0.5, 0.3), 1e-14);
        AssertClose(Math.Pow(1e-200, 0.25), BetaInc(0.25, 1.0, 1e-200), 1e-13);
        Assert.Equal([0, 1, double.NaN, double.NaN, double.NaN], BetaInc(2.0, 3.0, From([0, 1, -0.1, 1.1, double.NaN])).ToArray<double>());
        Assert.Equal([1, 0, 0, 1, double.NaN, double.NaN], BetaInc(From([0, 2, Inf, 2, 0, -1]), From([2, 0, 2, Inf, 0, 1]), 0.5).ToArray<double>());
        Assert.Equal((DType.Float32, 3), (BetaInc(From([1, 2]), 2f, Ones(3, 2, 1)).DType, BetaInc(From([1, 2]), 2f, Ones(3, 2, 1)).Rank));
        Assert.Equal([0, 2], BetaInc(Ones(0, 1), 2.0, Ones(2)).Shape);
    }

    // The density is d/dx; its own derivatives by a and b are those of its formula.
    [Fact]
    public void The_density_of_the_beta_distribution_has_all_derivatives()
    {
        Tensor Density(Tensor a, Tensor b) => Grad(x => BetaInc(a, b, x))(0.3);
        AssertClose(12 * 0.3 * 0.7 * 0.7, Density(2.0, 3.0), 1e-14);
        var (byA, byB) = Grad(Density, (0, 1))(2.0, 3.0);
        AssertClose(1.764 * (Math.Log(0.3) + 13.0 / 12), byA, 1e-13);
        AssertClose(1.764 * (Math.Log(0.7) + 7.0 / 12), byB, 1e-13);
    }

    [Fact]
    public void The_incomplete_gamma_function_changes_with_its_shape()
    {
        foreach (var (a, x) in ((double, double)[])[(0.01, 1e-5), (0.3, 0.2), (1, 1), (2.5, 9), (50, 40), (50, 70), (3000, 3100), (2e7, 2e7)])
        {
            double h = Math.Min(1e-3 * a, 1e-3 * Math.Sqrt(a));
            double D(double s) => ((double)GammaInc(a + s, x) - (double)GammaInc(a - s, x)) / (2 * s);
            AssertClose((4 * D(h) - D(2 * h)) / 3, Grad(s => GammaInc(s, x))(a), 2e-8);
            AssertClose(-(double)Grad(s => GammaInc(s, x))(a), Grad(s => GammaIncC(s, x))(a), 1e-12);
        }

        Assert.Equal(0, (double)Grad(static s => GammaInc(s, 0.0))(2.0));
    }

    [Fact]
    public void Bessel_functions_have_their_values_and_slopes()
    {
        AssertClose(2815.71662846625447, BesselI0(10.0));
        AssertClose(0.0719163305986475547, BesselI1e(30.0));
        AssertClose(1.48426687501740274, Grad(BesselI1)(2.0));
        Assert.Equal(0.5, (double)Grad(BesselI1)(0.0));
        Assert.Equal(0.5, (double)Grad(Grad(BesselI0))(0.0));
    }

    [Fact]
    public void The_cardinal_sine_is_smooth_at_zero_in_every_order()
    {
        Func<Tensor, Tensor> first = Grad(Sinc), second = Grad(first), third = Grad(second);
        Assert.Equal(1, (double)Sinc(0.0));
        Assert.Equal(0, (double)first(0.0));
        AssertClose(-3.28986813369645287, second(0.0));
        Assert.Equal(0, (double)third(0.0));
        AssertClose(-0.404926607145167112, first(0.125), 1e-14);
        AssertClose(0.26980961553194181, first(2.25), 1e-14);
        AssertClose(-3.13905796382686654, second(0.125), 1e-14);
        AssertClose(-1.22713808895247411, second(2.25), 1e-14);
        AssertClose(2.39078713064659739, third(0.125), 1e-13);
        AssertClose(-1.46553330345842543, third(2.25), 1e-13);
        AssertClose(-(double)first(0.125), first(-0.125));
        Assert.Equal([0.0, 0], Sinc(From([3.0, -7])).ToArray<double>());
    }

    [Fact]
    public void Ends_and_poles_are_those_of_scipy()
    {
        Assert.Equal([-Inf, Inf, double.NaN], ErfInv(From([-1.0, 1, 1.5])).ToArray<double>());
        Assert.Equal([-Inf, 0, Inf, double.NaN], NormalQuantile(From([0.0, 0.5, 1, -0.1])).ToArray<double>());
        Assert.Equal([Inf, Inf, Inf, Inf, 0, 0], LogGamma(From([0.0, -3, Inf, -Inf, 1, 2])).ToArray<double>());
        Assert.Equal([-Inf, Inf, double.NaN, Inf], Digamma(From([0.0, -0.0, -2, Inf])).ToArray<double>());
        Assert.Equal([2, 1, 0], Erfc(From([-Inf, 0, Inf])).ToArray<double>());
        Assert.Equal([0.0, 1], NormalCdf(From([-Inf, Inf])).ToArray<double>());
        Assert.Equal([-Inf, 0], LogNormalCdf(From([-Inf, Inf])).ToArray<double>());
        Assert.Equal([0.0, 1, double.NaN], GammaInc(2.0, From([0.0, Inf, -1])).ToArray<double>());
        Assert.Equal([Inf, Inf], BesselI0(From([Inf, -1000.0])).ToArray<double>());
    }

    [Fact]
    public void What_has_no_derivative_says_so()
    {
        ArgumentException thrown = Assert.Throws<ArgumentException>(static () => Grad(static a => BetaInc(a, 2.0, 0.5))(2.0));
        Assert.Contains("no derivative by a", thrown.Message, StringComparison.Ordinal);
        thrown = Assert.Throws<ArgumentException>(static () => Grad(Grad(Grad(static a => GammaInc(a, 1.0))))(2.0));
        Assert.Contains("no third derivative by the shape", thrown.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(static () => Polygamma(-1, 1.0));
        Assert.Throws<ArgumentException>(static () => Polygamma(161, 1.0));
    }

    [Fact]
    public void Integers_and_short_floats_are_taken()
    {
        Assert.Equal(DType.Float32, LogGamma(From([5])).DType);
        Assert.Equal([24f], Exp(LogGamma(From([5]))).ToArray<float>(), static (a, b) => Math.Abs(a - b) < 1e-4);
        Assert.Equal(DType.Float16, Erfc(Cast(From([0.5f]), DType.Float16)).DType);
    }

    private static void AssertClose(double expected, Tensor actual, double tolerance = 2e-15) =>
        Assert.InRange((double)actual / expected, 1 - tolerance, 1 + tolerance);
}
