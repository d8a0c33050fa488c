using Xunit;

using static Adjoint.Autodiff;
using static Adjoint.Ops;

namespace Adjoint.Tests;

/// <summary>Activations against numbers of 40 digits, at their kinks and far out.</summary>
public sealed class ActivationTests
{
    private static readonly Tensor s_x = Tensor.From([-30, -3.5, -1, -0.125, 1e-3, 0.5, 2, 7]);

    public static TheoryData<string, Func<Tensor, Tensor>, double[]> Values => new()
    {
        { "GeluTanh", static x => Gelu(x, approximate: true), [-0.0, -0.0006161976553736633, -0.1588080093917233, -0.05628280137577661, 0.000500398942213582, 0.34571400982514394, 1.954597694087775, 6.999999999999997] },
        { "Softplus2", static x => Softplus(x, 2, 8), [4.37825538134826e-27, 0.00045573322688712237, 0.06346400552148625, 0.2879697099394218, 0.347073840279931, 0.6566308437591114, 2.0090749639589047, 7.0] },
        { "LogSigmoid", static x => LogSigmoid(x), [-30.000000000000092, -3.5297504182726205, -1.3132616875182228, -0.7575990353171691, -0.6926473055599401, -0.4740769841801067, -0.1269280110429725, -0.0009114664537742447] },
        { "LeakyRelu", static x => LeakyRelu(x), [-0.3, -0.035, -0.01, -0.00125, 0.001, 0.5, 2.0, 7.0] },
        { "Elu", static x => Elu(x, 1.5), [-1.4999999999998597, -1.4547039248665223, -0.9481808382428365, -0.1762546461231069, 0.001, 0.5, 2.0, 7.0] },
        { "Celu", static x => Celu(x, 1.5), [-1.4999999969082696, -1.3545420482033923, -0.729874321451112, -0.11993337805601513, 0.001, 0.5, 2.0, 7.0] },
        { "Selu", static x => Selu(x), [-1.7580993408472123, -1.7050093409572833, -1.1113307378125628, -0.20658211811354793, 0.0010507009873554805, 0.5253504936777402, 2.101401974710961, 7.354906911488364] },
        { "Mish", static x => Mish(x), [-2.807286890651921e-12, -0.10409575448637122, -0.3034014613741089, -0.06997990718000248, 0.000600319983954133, 0.37524521130489513, 1.9439589595339946, 6.999988379809741] },
        { "Hardswish", static x => Hardswish(x), [0.0, 0.0, -0.3333333333333333, -0.059895833333333336, 0.0005001666666666667, 0.2916666666666667, 1.6666666666666667, 7.0] },
        { "Hardsigmoid", static x => Hardsigmoid(x), [0.0, 0.0, 0.3333333333333333, 0.4791666666666667, 0.5001666666666666, 0.5833333333333334, 0.8333333333333334, 1.0] },
        { "Hardtanh", static x => Hardtanh(x, -0.75, 1.5), [-0.75, -0.75, -0.75, -0.125, 0.001, 0.5, 1.5, 1.5] },
        { "Relu6", static x => Relu6(x), [0.0, 0.0, 0.0, 0.0, 0.001, 0.5, 2.0, 6.0] },
        { "Hardshrink", static x => Hardshrink(x), [-30.0, -3.5, -1.0, 0.0, 0.0, 0.0, 2.0, 7.0] },
        { "Softshrink", static x => Softshrink(x), [-29.5, -3.0, -0.5, 0.0, 0.0, 0.0, 1.5, 6.5] },
        { "Softsign", static x => Softsign(x), [-0.967741935483871, -0.7777777777777778, -0.5, -0.1111111111111111, 0.000999000999000999, 0.3333333333333333, 0.6666666666666666, 0.875] },
        { "Tanhshrink", static x => Tanhshrink(x), [-29.0, -2.501822102388801, -0.23840584404423512, -0.000646998228403792, 3.33333200000054e-10, 0.03788284273999024, 1.035972419924183, 6.0000016630560555] },
    };

    [Theory, MemberData(nameof(Values))]
    public void Values_have_their_digits(string name, Func<Tensor, Tensor> function, double[] expected)
    {
        double[] actual = function(s_x).ToArray<double>();
        for (int i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) <= 8e-15 * Math.Abs(expected[i]), $"{name}, element {i}: {expected[i]:R}, but {actual[i]:R}");
        float[] single = function(s_x.Cast(DType.Float32)).ToArray<float>();
        for (int i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - single[i]) <= 4e-6 * Math.Abs(expected[i]) + 1e-30, $"{name}, element {i}: {expected[i]:R}, but {single[i]:R}");
    }

    [Fact]
    public void Derivatives_keep_their_digits_far_out()
    {
        Near(-1.6568581595637197e-16, Slope(Mish, -40));
        Near(-1.5463619875325946e-06, Slope(x => Gelu(x, approximate: true), -5));
        Near(9.999999800000003e-17, Slope(Softsign, 1e8));
        Near(9.999999999333335e-11, Slope(Tanhshrink, 1e-5));
        Assert.Equal((1.0, 1.0), (Slope(Mish, 1e6), Slope(x => Gelu(x, approximate: true), 1e30)));
        Assert.Equal((0.0, 0.0), (Slope(Mish, double.NegativeInfinity), Slope(x => Gelu(x, approximate: true), double.NegativeInfinity)));
    }

    [Fact]
    public void Kinks_have_the_derivatives_of_PyTorch()
    {
        Assert.Equal((0.2, 1.0), (Slope(x => LeakyRelu(x, 0.2), 0), Slope(x => LeakyRelu(x, 0.2), 1e-300)));
        Assert.Equal((1.5, 1.0), (Slope(x => Elu(x, 1.5), 0), Slope(x => Celu(x, 1.5), 0)));
        Assert.Equal((0.0, 0.0, 0.0), (Slope(Relu6, 0), Slope(Relu6, 6), Slope(x => Hardtanh(x), -1)));
        Assert.Equal((0.0, 0.0), (Slope(Hardsigmoid, -3), Slope(Hardsigmoid, 3)));
        Assert.Equal((0.0, 1.0), (Slope(Hardswish, -3), Slope(Hardswish, 3)));
        Assert.Equal((0.0, 0.0), (Slope(x => Hardshrink(x), 0.5), Slope(x => Softshrink(x), -0.5)));
        Assert.Equal((0.0, 0.0), (Slope(Softsign, 0) - 1, Slope(Tanhshrink, 0)));
        Tensor[] both = [.. new[] { 0.0 }.Select(x => Grad((Tensor w) => Sum(PRelu(Tensor.From([x]), w)))(0.3))];
        Assert.Equal(0.0, (double)both[0]);
        Assert.Equal(0.3, (double)Grad((Tensor x) => Sum(PRelu(x, 0.3)))(Tensor.From([0.0])));
    }

    [Fact]
    public void Infinities_and_NaN_pass()
    {
        double[] edges = [double.PositiveInfinity, double.NegativeInfinity, double.NaN];
        Tensor x = Tensor.From(edges);
        Assert.Equal([double.PositiveInfinity, 0, double.NaN], Mish(x).ToArray<double>());
        Assert.Equal([double.PositiveInfinity, 0, double.NaN], Gelu(x, approximate: true).ToArray<double>());
        Assert.Equal([double.PositiveInfinity, 0, double.NaN], Hardswish(x).ToArray<double>());
        Assert.Equal([1, -1, double.NaN], Softsign(x).ToArray<double>());
        Assert.Equal([1, -1, double.NaN], Hardtanh(x).ToArray<double>());
        Assert.Equal([double.PositiveInfinity, -1, double.NaN], Elu(x).ToArray<double>());
        Assert.Equal([0, double.NegativeInfinity, double.NaN], LogSigmoid(x).ToArray<double>());
        Assert.Equal(edges, Softshrink(x).ToArray<double>());
    }

    [Fact]
    public void Halves_gate_each_other()
    {
        Tensor x = Tensor.From([1.0, 2, 0, 0], 2, 2);
        Assert.Equal([0.5, 1.0], Glu(x, 0).ToArray<double>());
        Assert.Contains("odd", Assert.Throws<ArgumentException>(() => Glu(Tensor.Ones(2, 3))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => Glu(Tensor.Ones(2, 2), 2));
    }

    [Fact]
    public void A_learned_slope_is_one_for_all_or_one_a_channel()
    {
        Tensor x = -Tensor.Ones([1, 2, 2], DType.Float64);
        Assert.Equal([-0.5, -0.5, -2, -2], PRelu(x, Tensor.From([0.5, 2])).ToArray<double>());
        Assert.Equal([-3.0, -3, -3, -3], PRelu(x, Tensor.From([3.0])).ToArray<double>());
        Assert.Contains("axis 1", Assert.Throws<ArgumentException>(() => PRelu(x, Tensor.From([1.0, 2, 3]))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Dropout_keeps_the_mean_and_is_a_function_of_its_key()
    {
        Tensor x = Tensor.Ones([100_000], DType.Float64);
        var key = new RandomKey(8);
        double[] y = Dropout(x, 0.25, key).ToArray<double>();
        Assert.Equal([0, 1 / 0.75], y.Distinct().Order());
        Assert.Equal(1, y.Average(), 0.01);
        Assert.Equal(y, Dropout(x, 0.25, key).ToArray<double>());
        Assert.NotEqual(y, Dropout(x, 0.25, key.FoldIn(1)).ToArray<double>());
        Assert.Equal(y, Grad((Tensor z) => Sum(Dropout(z, 0.25, key)))(x).ToArray<double>());
        Assert.Equal(x.ToArray<double>(), Dropout(x, 0, key).ToArray<double>());
        Assert.All(Dropout(x, 1, key).ToArray<double>(), static e => Assert.Equal(0, e));
        Tensor rows = Vmap((RandomKey k) => Dropout(Tensor.Ones(50), 0.5, k))(key.Batch(2));
        Assert.False(rows[0].ElementwiseEquals(rows[1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Dropout(x, 1.5, key));
    }

    [Fact]
    public void What_no_activation_can_be_is_refused()
    {
        Assert.Throws<ArgumentException>(() => Celu(s_x, 0));
        Assert.Throws<ArgumentException>(() => Hardtanh(s_x, 1, -1));
        Assert.Throws<ArgumentException>(() => Softshrink(s_x, -1));
        Assert.Contains("beta must be above 0, not 0", Assert.Throws<ArgumentException>(() => Softplus(s_x, 0)).Message, StringComparison.Ordinal);
    }

    private static double Slope(Func<Tensor, Tensor> function, double at) => (double)Grad(function)(at);

    private static void Near(double expected, double actual) => Assert.Equal(1, actual / expected, 1e-13);
}
