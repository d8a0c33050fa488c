using Xunit;

using static Adjoint.Autodiff;
using static Adjoint.Ops;

namespace Adjoint.Tests;

/// <summary>Powers, sums of exponentials and norms where numbers are zero, huge, tiny or infinite, in both precisions.</summary>
public sealed class EdgesTests
{
    public static TheoryData<DType> Types => [DType.Float32, DType.Float64];

    // ---- powers ----

    [Theory, MemberData(nameof(Types))]
    public void Derivatives_by_the_base_at_zero_are_those_of_the_polynomial(DType dtype)
    {
        Tensor zero = Tensor.Zeros([], dtype);
        Assert.Equal([1, 0, 0, 0], Orders(a => Pow(a, 0.0), zero));
        Assert.Equal([0, 1, 0, 0], Orders(a => Pow(a, 1.0), zero));
        Assert.Equal([0, 0, 2, 0], Orders(a => Pow(a, 2.0), zero));
        Assert.Equal([0, 0, 0, 6], Orders(a => Pow(a, 3.0), zero));
        Assert.Equal([0, 0, 0, 0], Orders(a => Pow(a, 4.0), zero));
        Assert.Equal([9, -6, 2, 0], Orders(a => Pow(a, 2.0), zero - 3.0));
        Assert.Equal([1, 0, 0, 0], Orders(a => Pow(a, Tensor.Zeros([], dtype)), zero - 3.0));
        Assert.Equal([1, 0, 0], Orders(a => Pow(a, Tensor.Zeros([], dtype)), zero + double.PositiveInfinity)[..3]);
    }

    [Theory, MemberData(nameof(Types))]
    public void Mixed_derivatives_of_powers_are_symmetric_and_the_limit_at_zero(DType dtype)
    {
        (double A, double B, double Mixed)[] cases =
        [
            (0, 3, 0), (0, 2, 0), (0, 1.5, 0), (0, 1, double.NegativeInfinity), (0, 0.5, double.NegativeInfinity),
            (0, 0, double.PositiveInfinity), (0, -1, double.PositiveInfinity), (2, 0, 0.5), (2, 3, 4 * (1 + 3 * Math.Log(2))),
            (0.5, -1.5, Math.Pow(0.5, -2.5) * (1 - 1.5 * Math.Log(0.5))), (1, 1, 1),
        ];
        foreach (var (a, b, mixed) in cases)
        {
            Tensor x = Tensor.Full([], a, dtype), y = Tensor.Full([], b, dtype);
            double baseFirst = (double)Grad((Tensor y) => Grad((Tensor x) => Pow(x, y))(x))(y);
            double exponentFirst = (double)Grad((Tensor x) => Grad((Tensor y) => Pow(x, y))(y))(x);
            double forwards = (double)Jvp((Tensor y) => Grad((Tensor x) => Pow(x, y))(x), y, Tensor.OnesLike(y)).Tangent;
            foreach (double found in (double[])[baseFirst, exponentFirst, forwards]) Near(mixed, found, dtype, $"at {a} to the power {b}");
        }
    }

    [Theory, MemberData(nameof(Types))]
    public void Derivatives_by_the_exponent_are_zero_at_base_zero(DType dtype)
    {
        foreach (double b in (double[])[2, 1, 0.5, 0, -1])
        {
            Tensor zero = Tensor.Zeros([], dtype);
            Assert.Equal([0, 0, 0], Orders(b => Pow(zero, b), Tensor.Full([], b, dtype))[1..]);
        }

        double[] orders = Orders(b => Pow(Tensor.Full([], 2.0, dtype), b), Tensor.Full([], 3.0, dtype));
        for (int i = 0; i < orders.Length; i++) Near(8 * Math.Pow(Math.Log(2), i), orders[i], dtype, $"order {i}");
    }

    // ---- sums of exponentials ----

    [Theory, MemberData(nameof(Types))]
    public void What_is_tiny_beside_the_largest_exponential_is_not_lost(DType dtype)
    {
        double tiny = Math.Exp(-50);
        Tensor x = Tensor.From([0.0, -50]).Cast(dtype);
        Near(tiny, (double)LogSumExp(x), dtype, "LogSumExp");
        Near(tiny, (double)LogSumExp(Stack([x, x], 1), 0)[0], dtype, "over columns");
        Near(-tiny, (double)LogSoftmax(x)[0], dtype, "LogSoftmax");
        Near(tiny, (double)CrossEntropy(Stack([x]), Tensor.From([0L])), dtype, "CrossEntropy");

        Tensor wide = Concat([Tensor.Zeros([1], dtype), Tensor.Full([99], -50.0, dtype)]);
        Near(99 * tiny, (double)LogSumExp(wide), dtype, "a long row");
        Near(-99 * tiny, (double)LogSoftmax(wide)[0], dtype, "LogSoftmax of a long row");
        Near(Math.Log(2), (double)LogSumExp(Tensor.Zeros([2], dtype)), dtype, "two equal ones");
        Near(7 + Math.Log(99), (double)LogSumExp(Tensor.Full([99], 7.0, dtype)), dtype, "many equal ones");
    }

    [Theory, MemberData(nameof(Types))]
    public void Gradients_of_sums_of_exponentials_are_as_precise_as_softmax(DType dtype)
    {
        Tensor x = Tensor.From([1000.3, 1000.1, 999.4, 998.7]).Cast(dtype);
        Assert.Equal(Softmax(x).Cast(DType.Float64).ToArray<double>(), Grad((Tensor x) => LogSumExp(x))(x).Cast(DType.Float64).ToArray<double>());
        Tensor two = Stack([x, x - 1.0]);
        double[] all = [.. Grad((Tensor x) => LogSumExp(x))(two).Cast(DType.Float64).Reshape(8).ToArray<double>()];
        double[] expected = [.. Softmax(two.Reshape(8)).Cast(DType.Float64).ToArray<double>()];
        for (int i = 0; i < all.Length; i++) Near(expected[i], all[i], dtype, "over two axes");
        CheckGrads(x => LogSumExp(x, (0, 2)), Reshape(Tensor.Arange(0, 12, 1, DType.Float64) * 0.3, 2, 2, 3), 2);
    }

    [Theory, MemberData(nameof(Types))]
    public void Gradients_of_sums_of_exponentials_at_infinities(DType dtype)
    {
        const double Infinity = double.PositiveInfinity;
        double[] Gradient(params double[] x) => [.. Grad((Tensor x) => LogSumExp(x))(Tensor.From(x).Cast(dtype)).Cast(DType.Float64).ToArray<double>()];
        Assert.Equal([1, 0, 0], Gradient(Infinity, 3, -Infinity));
        Assert.Equal([0.5, 0, 0.5], Gradient(Infinity, 1e30, Infinity));
        Assert.Equal([0, 1], Gradient(-Infinity, 3));
        Assert.Equal([0, 0], Gradient(-Infinity, -Infinity));
        Assert.All(Gradient(1, double.NaN, 2), static g => Assert.True(double.IsNaN(g)));
        Tensor x = Tensor.From([Infinity, 3.0]).Cast(dtype);
        Assert.Equal(2, (double)Jvp(static x => LogSumExp(x), x, Tensor.From([2.0, 5.0]).Cast(dtype)).Tangent);
    }

    // ---- norms ----

    public static TheoryData<DType, double> Sizes => new()
    {
        { DType.Float32, 1 }, { DType.Float32, 1e30 }, { DType.Float32, 3e37 }, { DType.Float32, 1e-25 }, { DType.Float32, 1e-42 },
        { DType.Float64, 1 }, { DType.Float64, 1e200 }, { DType.Float64, 3e307 }, { DType.Float64, 1e-180 }, { DType.Float64, 1e-315 },
    };

    [Theory, MemberData(nameof(Sizes))]
    public void Norms_do_not_depend_on_the_range_of_squares(DType dtype, double size)
    {
        Tensor x = (Tensor.From([3.0, 0, -4]) * size).Cast(dtype);
        double[] exact = x.Cast(DType.Float64).ToArray<double>();
        double five = 5 * Math.Abs(exact[0] / 3);
        double loose = size is 1e-42 or 1e-315 ? 3e-2 : 0; // few bits are left of the numbers themselves
        Near(five, (double)Norm(x), dtype, "the norm", loose);
        Tensor g = Grad((Tensor x) => Norm(x))(x);
        foreach (var (expected, found) in ((double[])[0.6, 0, -0.8]).Zip(g.Cast(DType.Float64).ToArray<double>())) Near(expected, found, dtype, "its gradient", loose);

        Tensor columns = Stack([x, x * 2.0, Tensor.Zeros([3], dtype)], 1);
        Near(2 * five, (double)Norm(columns, 0)[1], dtype, "of columns", loose);
        Near(0, (double)Norm(columns, 0)[2], dtype, "of zeros");
        Near(five, (double)Norm(BroadcastTo(x.Reshape(1, 3), 70, 3), 1)[69], dtype, "of short rows", loose);
        Near(five * Math.Sqrt(60_000), (double)Norm(BroadcastTo(x.Reshape(3, 1), 3, 60_000) * 1e-3) * 1e3, dtype, "of many", Math.Max(loose, size < 1e-3 ? 1 : 1e-5));
        Near(Math.Abs(exact[2]), (double)Norm(x[2..])!, dtype, "of one");
        Near(Math.Abs(exact[2]), (double)Norm(x.Reshape(3, 1), 1)[2], dtype, "over an axis of one");
    }

    [Fact]
    public void Norms_of_infinities_of_nothing_and_of_integers()
    {
        Assert.Equal(double.PositiveInfinity, (double)Norm(Tensor.From([1.0, double.NegativeInfinity])));
        Assert.True(double.IsNaN((double)Norm(Tensor.From([1.0, double.NaN]))));
        Assert.Equal(0, (double)Norm(Tensor.Zeros([0], DType.Float64)));
        Assert.Equal(5f, (float)Norm(Tensor.From([3, -4])));
        Assert.Equal([0.0, 0, 0, 0], Orders(x => Norm(Stack([x, x])), Tensor.Zeros([], DType.Float64)));
    }

    [Theory, MemberData(nameof(Sizes))]
    public void Clipping_does_not_depend_on_the_range_of_squares(DType dtype, double size)
    {
        Tensor x = Tensor.From([3.0, -4]).Cast(dtype);
        if (size < 1e-3) return; // smaller than any limit
        Parameter p = new(x, "p"), q = new(x, "q");
        var g = new Gradients([p, q], [(x * size).Cast(dtype), Tensor.Zeros([2], dtype)]);
        Near(5 * size, (double)g.GlobalNorm(), dtype, "the norm");
        double[] clipped = [.. g.ClipByGlobalNorm(0.5).Tensors[0].Cast(DType.Float64).ToArray<double>()];
        Near(0.3, clipped[0], dtype, "clipped");
        Near(-0.4, clipped[1], dtype, "clipped");
    }

    // ----

    // The value and three derivatives of a function of one number.
    private static double[] Orders(Func<Tensor, Tensor> f, Tensor x) =>
        [(double)f(x), (double)Grad(f)(x), (double)Grad(Grad(f))(x), (double)Grad(Grad(Grad(f)))(x)];

    private static void Near(double expected, double actual, DType dtype, string what, double loose = 0)
    {
        double tolerance = Math.Max(loose, dtype == DType.Float32 ? 1e-6 : 4e-15);
        Assert.True(expected == actual || Math.Abs(expected - actual) <= tolerance * Math.Abs(expected), $"{what} in {dtype}: {actual:R}, not {expected:R}");
    }
}
