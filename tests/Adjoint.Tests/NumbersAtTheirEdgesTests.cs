using Xunit;

using static Adjoint.Autodiff;
using static Adjoint.Ops;

namespace Adjoint.Tests;

/// <summary>Losses and derivatives where numbers are extreme: no digit is lost, and what has no weight adds nothing.</summary>
public sealed class NumbersAtTheirEdgesTests
{
    public static TheoryData<DType> Types { get; } = [DType.Float32, DType.Float64];

    public static MatrixTheoryData<DType, int> Rows { get; } = new([DType.Float32, DType.Float64], [2, 48, 49, 5000]);

    public static MatrixTheoryData<DType, double> Tails { get; } = new([DType.Float32, DType.Float64], [-80, -40, -20, -3, -0.5, 0, 0.5, 3, 20, 40, 80]);

    private static Tensor Of(DType dtype, params double[] values) => Cast(Tensor.From(values), dtype);

    private static double[] Numbers(Tensor x) => Cast(x, DType.Float64).ToArray<double>();

    // Relative, so that a tail counts as much as the middle.
    private static void Near(DType dtype, double expected, double actual) =>
        Assert.InRange(actual, expected - Tolerance(dtype) * Math.Abs(expected), expected + Tolerance(dtype) * Math.Abs(expected));

    private static void Near(DType dtype, double[] expected, Tensor actual)
    {
        double[] found = Numbers(actual);
        Assert.Equal(expected.Length, found.Length);
        for (int i = 0; i < expected.Length; i++)
            Near(dtype, expected[i], found[i]);
    }

    private static double Tolerance(DType dtype) => dtype == DType.Float32 ? 4e-6 : 1e-13;

    private static double LogOfOnePlus(double u) => u < 1e-5 ? u - u * u / 2 + u * u * u / 3 : Math.Log(1 + u);

    private static double Softplus(double x) => Math.Max(x, 0) + LogOfOnePlus(Math.Exp(-Math.Abs(x)));

    private static double Sigmoid(double x) => x < 0 ? Math.Exp(x) / (1 + Math.Exp(x)) : 1 / (1 + Math.Exp(-x));

    [Theory]
    [MemberData(nameof(Tails))]
    public void A_binary_loss_and_its_slopes_keep_their_digits(DType dtype, double x)
    {
        foreach (double t in (double[])[0, 1, 0.125])
        {
            Tensor target = Of(dtype, t);
            Tensor Loss(Tensor logit) => BinaryCrossEntropyWithLogits(logit, target, reduction: Reduction.Sum);
            Near(dtype, (1 - t) * Softplus(x) + t * Softplus(-x), (double)Loss(Of(dtype, x)));
            double slope = (1 - t) * Sigmoid(x) - t * Sigmoid(-x);
            Near(dtype, [slope], Grad(Loss)(Of(dtype, x)));
            Near(dtype, slope, (double)Jvp(Loss, Of(dtype, x), Of(dtype, 1)).Tangent);
            Near(dtype, [Sigmoid(x) * Sigmoid(-x)], Grad((Tensor y) => Sum(Grad(Loss)(y)))(Of(dtype, x)));
            Near(dtype, [-x], Grad((Tensor p) => BinaryCrossEntropyWithLogits(Of(dtype, x), p))(target));
        }
    }

    [Theory]
    [MemberData(nameof(Tails))]
    public void A_weighted_binary_loss_keeps_its_digits_too(DType dtype, double x)
    {
        foreach (double t in (double[])[0, 1, 0.125])
        {
            Tensor Loss(Tensor logit) => BinaryCrossEntropyWithLogits(logit, Of(dtype, t), Of(dtype, 2), Of(dtype, 3), Reduction.Sum);
            Near(dtype, 2 * ((1 - t) * Softplus(x) + 3 * t * Softplus(-x)), (double)Loss(Of(dtype, x)));
            Near(dtype, [2 * ((1 - t) * Sigmoid(x) - 3 * t * Sigmoid(-x))], Grad(Loss)(Of(dtype, x)));
        }
    }

    // Short rows and long ones have kernels of their own.
    [Theory]
    [MemberData(nameof(Rows))]
    public void A_sure_class_keeps_the_digits_of_loss_and_slope(DType dtype, int classes)
    {
        double e = Math.Exp(-40), others = (classes - 1) * e;
        Tensor logits = Of(dtype, [0, .. Enumerable.Repeat(-40.0, classes - 1)]);
        Tensor probabilities = Of(dtype, [1, .. new double[classes - 1]]);
        foreach (Tensor target in (Tensor[])[Tensor.Scalar(0L), probabilities])
        {
            Tensor Loss(Tensor x) => CrossEntropy(x, target);
            Near(dtype, others, (double)Loss(logits));
            double[] slope = Numbers(Grad(Loss)(logits));
            Near(dtype, -others, slope[0]);
            Near(dtype, e, slope[^1]);
            Near(dtype, -others, (double)Jvp(Loss, logits, probabilities).Tangent);
        }

        double[] row = Numbers(Grad((Tensor x) => Softmax(x)[0])(logits));
        Near(dtype, others, row[0]);
        Near(dtype, -e, row[^1]);
        Near(dtype, others, (double)Jvp((Tensor x) => Softmax(x)[0], logits, probabilities).Tangent);
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Equal_largest_classes_are_all_counted(DType dtype)
    {
        foreach (int classes in (int[])[3, 60])
        {
            Tensor logits = Of(dtype, [1, 1, .. Enumerable.Repeat(-90.0, classes - 2)]);
            Near(dtype, [Math.Log(2), Math.Log(2)], -LogSoftmax(logits)[..2]);
            Near(dtype, [-0.5, 0.5], Grad((Tensor x) => CrossEntropy(x, 0))(logits)[..2]);
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Nothing_but_NaN_and_infinity_makes_a_row_of_classes_NaN(DType dtype)
    {
        foreach (int more in (int[])[0, 60])
        {
            double[] zeros = new double[more];
            Assert.All(Numbers(LogSoftmax(Of(dtype, [0, double.NaN, .. zeros]))), static v => Assert.True(double.IsNaN(v)));
            Assert.Contains(double.NaN, Numbers(LogSoftmax(Of(dtype, [0, double.PositiveInfinity, .. zeros]))));
            Assert.Equal(double.NegativeInfinity, Numbers(LogSoftmax(Of(dtype, [0, double.NegativeInfinity, .. zeros])))[1]);
            Assert.All(Numbers(LogSoftmax(Of(dtype, [1e30, -1e30, .. zeros]))), static v => Assert.False(double.IsNaN(v)));
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Slopes_keep_their_digits_in_the_tails(DType dtype)
    {
        foreach (double x in (double[])[-80, -40, -1, 0, 1])
        {
            Near(dtype, [Math.Exp(x)], Grad((Tensor y) => Sum(Expm1(y)))(Of(dtype, x)));
            Near(dtype, [Math.Exp(x)], Grad((Tensor z) => Sum(Grad((Tensor y) => Sum(Expm1(y)))(z)))(Of(dtype, x)));
        }

        foreach (double x in (double[])[-40, -5, 0, 5, 40])
        {
            double s = Sigmoid(x), r = Sigmoid(-x);
            Near(dtype, [s], Grad((Tensor y) => Sum(Ops.Softplus(y)))(Of(dtype, x)));
            Near(dtype, [s * r * (2 + x * (r - s))], Grad((Tensor z) => Sum(Grad((Tensor y) => Sum(Silu(y)))(z)))(Of(dtype, x)));
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void A_probability_of_zero_adds_nothing_beside_a_logit_of_minus_infinity(DType dtype)
    {
        foreach (int more in (int[])[0, 60])
        {
            double[] absent = [.. Enumerable.Repeat(double.NegativeInfinity, more + 1)], none = new double[more + 1];
            Tensor logits = Of(dtype, [Math.Log(3), 0, .. absent]), target = Of(dtype, [0.5, 0.5, .. none]);
            double loss = Math.Log(4) - Math.Log(3) / 2;
            Near(dtype, loss, (double)CrossEntropy(logits, target));
            Near(dtype, [0.25, -0.25, .. none], Grad((Tensor x) => CrossEntropy(x, target))(logits));
            Near(dtype, [Math.Log(4) - Math.Log(3), Math.Log(4), .. none], Grad((Tensor t) => CrossEntropy(logits, t))(target));
            Near(dtype, 0.25, (double)Jvp((Tensor x) => CrossEntropy(x, target), logits, Of(dtype, [1, 0, .. none])).Tangent);
            Near(dtype, loss, (double)Jvp((Tensor t) => CrossEntropy(logits, t), target, target).Tangent);
            Near(dtype, loss, (double)CrossEntropy(Stack([logits, logits]), Stack([target, target])));
            Near(dtype, [loss, loss], Vmap((Tensor x, Tensor t) => CrossEntropy(x, t))(Stack([logits, logits]), Stack([target, target])));
            Tensor entropy = Grad((Tensor x) => CrossEntropy(x, Softmax(x)))(logits);
            Assert.All(Numbers(entropy), static v => Assert.True(double.IsFinite(v)));
            Assert.Equal(double.PositiveInfinity, (double)CrossEntropy(logits, Of(dtype, [0.5, 0.25, 0.25, .. new double[more]])));
            Assert.True(double.IsNaN((double)CrossEntropy(logits * double.NaN, target)));
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void A_certain_logit_that_is_right_loses_nothing(DType dtype)
    {
        const double far = double.PositiveInfinity;
        Tensor logits = Of(dtype, -far, far, 1), target = Of(dtype, 0, 1, 1);
        double rest = Softplus(-1);
        foreach (Tensor? weight in (Tensor?[])[null, Of(dtype, 1)])
        {
            Tensor Loss(Tensor x, Tensor t) => BinaryCrossEntropyWithLogits(x, t, weight, weight, Reduction.Sum);
            Near(dtype, rest, (double)Loss(logits, target));
            Near(dtype, [0, 0, -Sigmoid(-1)], Grad((Tensor x) => Loss(x, target))(logits));
            Near(dtype, [0, 0, -1], Grad((Tensor t) => Loss(logits, t))(target));
            Near(dtype, [0, 0, Sigmoid(1) * Sigmoid(-1)], Grad((Tensor y) => Sum(Grad((Tensor x) => Loss(x, target))(y)))(logits));
            Assert.Equal(far, (double)Loss(Of(dtype, far), Of(dtype, 0.5)));
            Assert.True(double.IsNaN((double)Loss(Of(dtype, double.NaN), Of(dtype, 0))));
            Assert.True(double.IsNaN((double)Loss(Of(dtype, 0), Of(dtype, double.NaN))));
        }

        // A weight of 0 leaves an element out.
        Assert.Equal(0, (double)BinaryCrossEntropyWithLogits(Of(dtype, far), Of(dtype, 0), Of(dtype, 0)));
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void A_target_of_another_shape_is_refused(DType dtype)
    {
        Tensor column = Tensor.Ones([3, 1], dtype), row = Tensor.Ones([3], dtype), one = Of(dtype, 1);
        Func<Tensor, Tensor, Tensor>[] losses =
        [
            static (x, t) => MeanSquaredError(x, t), static (x, t) => Losses.MeanSquaredError(x, t, Reduction.None),
            static (x, t) => BinaryCrossEntropyWithLogits(x, t), static (x, t) => Losses.BinaryCrossEntropyWithLogits(x, t),
            static (x, t) => Grad((Tensor y) => MeanSquaredError(y, t))(x), static (x, t) => Grad((Tensor y) => BinaryCrossEntropyWithLogits(y, t))(x),
            static (x, t) => Vmap((Tensor y, Tensor u) => MeanSquaredError(y, u))(Stack([x, x]), Stack([t, t])),
        ];
        foreach (var loss in losses)
        {
            foreach (var (x, t) in ((Tensor, Tensor)[])[(column, row), (row, column), (row, one), (one, row), (Sum(row), row)])
            {
                var e = Assert.Throws<ArgumentException>(() => loss(x, t));
                Assert.Matches("^(MeanSquaredError|BinaryCrossEntropyWithLogits): ", e.Message);
                Assert.Contains(x.Shape.ToString(), e.Message);
                Assert.Contains(t.Shape.ToString(), e.Message);
            }

            Assert.Equal(Numbers(loss(column, Tensor.Ones([3, 1], dtype))), Numbers(loss(column, Tensor.Ones([], dtype))));
        }

        Assert.Equal(0.25, (double)MeanSquaredError(row, 0.5));
        Assert.Equal([1.0], Numbers(Grad((Tensor t) => MeanSquaredError(row, t))(Sum(row) / 2).Reshape(1)));
        Near(dtype, Softplus(-1), (double)BinaryCrossEntropyWithLogits(row, 1));
        foreach (Tensor weight in (Tensor[])[column, Tensor.Ones([1, 1], dtype), Tensor.Ones([2], dtype)])
        {
            Assert.Contains("weight", Assert.Throws<ArgumentException>(() => BinaryCrossEntropyWithLogits(row, row, weight)).Message);
            Assert.Contains("posWeight", Assert.Throws<ArgumentException>(() => BinaryCrossEntropyWithLogits(row, row, posWeight: weight)).Message);
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void The_variance_of_too_few_is_NaN(DType dtype)
    {
        foreach (var (count, correction) in ((int, int)[])[(0, 0), (0, 1), (1, 1), (1, 2), (2, 2), (2, 3), (3, 10)])
        {
            Tensor x = Of(dtype, [.. Enumerable.Range(0, count).Select(static i => (double)i)]);
            Assert.True(double.IsNaN((double)Variance(x, correction: correction)));
            Assert.All(Numbers(Variance(BroadcastTo(x, [2, count]), 1, correction: correction)), static v => Assert.True(double.IsNaN(v)));
            Assert.All(Numbers(Grad((Tensor y) => Variance(y, correction: correction))(x)), static v => Assert.True(double.IsNaN(v)));
        }

        Assert.Equal(dtype, Variance(Of(dtype, 1), correction: 1).DType);
        Near(dtype, 0.5, (double)Variance(Of(dtype, 0, 1), correction: 1));
        Near(dtype, [0.5, 0.5], Vmap((Tensor y) => Variance(y, correction: 1))(BroadcastTo(Of(dtype, 0, 1), [2, 2])));
        Assert.Equal(0, (double)Variance(Of(dtype, 1)));
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void The_largest_of_a_scalar_is_the_first(DType dtype)
    {
        Tensor x = Tensor.Ones([], dtype);
        foreach (int axis in (int[])[-1, 0])
        {
            foreach (bool keepDims in (bool[])[false, true])
            {
                foreach (Tensor place in (Tensor[])[ArgMax(x, axis, keepDims), ArgMin(x, axis, keepDims)])
                {
                    Assert.Equal(0, (long)place);
                    Assert.Equal(0, place.Rank);
                }
            }
        }

        Assert.Equal([0L, 0L], Vmap((Tensor y) => ArgMax(y))(Of(dtype, 3, 4)).ToArray<long>());
        Assert.Throws<ArgumentOutOfRangeException>(() => ArgMax(x, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => ArgMin(x, -2));
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void What_where_does_not_take_is_met_by_zero_in_reverse_mode_and_by_nothing_in_forward_mode(DType dtype)
    {
        Tensor x = Of(dtype, -1, 4), nan = Of(dtype, double.NaN);
        Assert.Equal([0, 1], Numbers(Grad((Tensor a) => Sum(Where(a > 0, a, nan)))(x)));
        Func<Tensor, Tensor> roots = static a => Where(a > 0, Sqrt(a), 0), twice = static a => Where(a > 0, Sqrt(Where(a > 0, a, 1)), 0);
        Func<Tensor, Tensor> times = a => Where(a > 0, a, a * nan);
        Assert.Equal([0, 2], Numbers(roots(x)));
        Assert.True(double.IsNaN(Numbers(Grad((Tensor a) => Sum(roots(a)))(x))[0])); // 0 / sqrt(-1)
        Assert.True(double.IsNaN(Numbers(Grad((Tensor a) => Sum(times(a)))(x[1..]))[0])); // 0 times the constant NaN
        Assert.Equal([0, 0.25], Numbers(Grad((Tensor a) => Sum(twice(a)))(x)));
        Assert.Equal([0, 0.25], Numbers(Jvp(roots, x, Tensor.OnesLike(x)).Tangent));
        Assert.Equal([1], Numbers(Jvp(times, x[1..], Tensor.OnesLike(x[1..])).Tangent));
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Checks_of_derivatives_step_as_far_as_the_type_asks(DType dtype)
    {
        Tensor small = Of(dtype, 0.3, -0.7, 1.2), large = Of(dtype, 1000.1, -800.3);
        CheckGrads(static a => Sin(a[0]) * Exp(a[0]), [small]);
        CheckGrads(static a => Sin(a[0]), [large]);
        CheckGrads(static a => MatMul(a[0].Reshape(3, 1), a[0].Reshape(1, 3)), [small]);
        CheckGrads(static a => Sum(a[0] * 1e6), [small]);
        Func<Tensor, Tensor> wrong = CustomVjp(static (Tensor x) => (Sin(x), [x]), static (r, ct) => ct * Cos(r[0]) * 1.02);
        var e = Assert.Throws<ArithmeticException>(() => CheckGrads(a => wrong(a[0]), [small], 1));
        Assert.Contains("reverse", e.Message);
        CheckGrads(a => wrong(a[0]), [small], 1, tolerance: 0.1);
    }

    [Theory]
    [InlineData(DType.Float16)]
    [InlineData(DType.BFloat16)]
    public void Checks_of_derivatives_say_why_16_bits_are_too_few(DType dtype) =>
        Assert.Contains($"{dtype}", Assert.Throws<ArgumentException>(() => CheckGrads(static a => Sin(a[0]), [Of(dtype, 0.5)])).Message);
}
