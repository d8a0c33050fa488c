using Xunit;

using static Adjoint.Autodiff;
using static Adjoint.Ops;

namespace Adjoint.Tests;

/// <summary>How well gamma variables, counts and what is made of them fit their distributions, for fixed keys; and their derivatives.</summary>
public sealed class DistributionFitTests
{
    private const int Many = 20_000;

    private static readonly RandomKey s_key = new(23);

    private static readonly Tensor s_shapes = Tensor.From([0.02, 0.3, 1, 1.7, 12, 400]);

    public static TheoryData<string, Func<Tensor>, Func<Tensor, Tensor>> Continuous => new()
    {
        { "gamma", static () => s_key.Gamma(2.5, 0.5, [Many]), static x => Distributions.Gamma.Cdf(x, 2.5, 0.5) },
        { "small gamma", static () => s_key.Gamma(0.3, null, [Many]), static x => Distributions.Gamma.Cdf(x, 0.3, 1.0) },
        { "large gamma", static () => s_key.Gamma(5000.0, null, [Many]), static x => Distributions.Gamma.Cdf(x, 5000.0, 1.0) },
        { "tiny gamma", static () => s_key.LogGamma(Scalar(1e-3), [Many]), static y => Exp(y * 1e-3 - LogGamma(1.001)) },
        { "chi-square", static () => s_key.ChiSquare(3.0, [Many]), static x => Distributions.ChiSquare.Cdf(x, 3.0) },
        { "beta", static () => s_key.Beta(2.0, 0.7, [Many]), static x => Distributions.Beta.Cdf(x, 2.0, 0.7) },
        { "dirichlet", static () => s_key.Dirichlet(Tensor.From([1.0, 2, 0.5]), [Many])[.., 1], static x => Distributions.Beta.Cdf(x, 2.0, 1.5) },
        { "student", static () => s_key.StudentT(2.5, [Many]), static x => Distributions.StudentT.Cdf(x, 2.5, 0.0, 1.0) },
        { "truncated normal", static () => s_key.TruncatedNormal(1.0, 2.0, 0.0, 4.0, [Many]), static x => Distributions.TruncatedNormal.Cdf(x, 1.0, 2.0, 0.0, 4.0) },
        { "tail of a normal", static () => s_key.TruncatedNormal(0.0, 1.0, 6.0, 7.0, [Many]), static x => Distributions.TruncatedNormal.Cdf(x, 0.0, 1.0, 6.0, 7.0) },
        { "sobol", static () => s_key.Sobol(Many, 5)[.., 4], static x => x },
    };

    // Kolmogorov and Smirnov: beyond 1.95 comes one draw of a thousand.
    [Theory, MemberData(nameof(Continuous))]
    public void Draws_fit_their_distribution(string name, Func<Tensor> draw, Func<Tensor, Tensor> distribution)
    {
        double[] sorted = [.. distribution(draw().Cast(DType.Float64)).ToArray<double>().Order()];
        double distance = sorted.Select((p, i) => Math.Max(Math.Abs(p - (double)i / Many), Math.Abs(p - (i + 1.0) / Many))).Max();
        Assert.True(distance * Math.Sqrt(Many) < 1.95, $"{name}: {distance * Math.Sqrt(Many)}");
    }

    public static TheoryData<string, Func<Tensor>, Func<Tensor, Tensor>> Counts => new()
    {
        { "poisson, inverted", static () => s_key.Poisson(3.5, [Many]), static k => Distributions.Poisson.LogProb(k, 3.5) },
        { "poisson, rejected", static () => s_key.Poisson(25.0, [Many]), static k => Distributions.Poisson.LogProb(k, 25.0) },
        { "large poisson", static () => s_key.Poisson(900.0, [Many]) / 40, static k => Binned(k, 40, static n => Distributions.Poisson.LogProb(n, 900.0)) },
        { "binomial, inverted", static () => s_key.Binomial(20, 0.3, [Many]), static k => Distributions.Binomial.LogProb(k, 20, 0.3) },
        { "binomial, rejected", static () => s_key.Binomial(60, 0.7, [Many]), static k => Distributions.Binomial.LogProb(k, 60, 0.7) },
        { "large binomial", static () => s_key.Binomial(4000, 0.25, [Many]) / 50, static k => Binned(k, 50, static n => Distributions.Binomial.LogProb(n, 4000, 0.25)) },
        { "geometric", static () => s_key.Geometric(0.3, [Many]), static k => Where(k < 1, double.NegativeInfinity, (k - 1) * Math.Log(0.7) + Math.Log(0.3)) },
        { "negative binomial", static () => s_key.NegativeBinomial(2.5, 0.4, [Many]), static k => LogGamma(k + 2.5) - LogGamma(k + 1.0) - LogGamma(2.5) + 2.5 * Math.Log(0.4) + k * Math.Log(0.6) },
    };

    // Counts that are expected five times at least, the others together. Beyond three and a half deviations comes one of a thousand or fewer.
    [Theory, MemberData(nameof(Counts))]
    public void Counts_come_as_often_as_their_probabilities_say(string name, Func<Tensor> draw, Func<Tensor, Tensor> logProbability)
    {
        long[] drawn = [.. draw().Cast(DType.Float64).ToArray<double>().Select(static x => (long)Math.Floor(x))];
        double[] all = Exp(logProbability(Tensor.Arange(0, 200, 1, DType.Float64))).ToArray<double>();
        double statistic = 0, restExpected = Many, restDrawn = Many;
        int cells = 0;
        for (int k = 0; k < all.Length; k++)
        {
            if (!(all[k] * Many >= 5)) continue;
            double count = drawn.Count(n => n == k);
            statistic += Math.Pow(count - all[k] * Many, 2) / (all[k] * Many);
            (restExpected, restDrawn, cells) = (restExpected - all[k] * Many, restDrawn - count, cells + 1);
        }

        Assert.True(cells > 3, name);
        Assert.Equal(restExpected, restDrawn, 6 * Math.Sqrt(Math.Max(restExpected, 0) + 3));
        Assert.True(statistic < cells + 3.5 * Math.Sqrt(2.0 * cells), $"{name}: {statistic} of {cells} cells");
    }

    // The derivative of a quantile with the shape, where the part below it stays: differences of P(a, x) in both.
    [Fact]
    public void Gamma_draws_change_with_their_shape_as_quantiles_do()
    {
        foreach (double a in s_shapes.ToArray<double>())
        {
            Tensor shape = Scalar(a), y = s_key.LogGamma(Full([50], shape));
            double[] slopes = Jvp(s => s_key.LogGamma(BroadcastTo(s, 50)), shape, Scalar(1.0)).Tangent.ToArray<double>();
            double[] logs = y.ToArray<double>();
            for (int i = 0; i < logs.Length; i++)
            {
                if (logs[i] < -30) continue;
                double x = Math.Exp(logs[i]), h = 1e-4 * a, r = 1e-4;
                bool upper = x > a;
                double P(double s, double at) => (double)(upper ? -GammaIncC(s, at) : GammaInc(s, at));
                double byShape = (8 * (P(a + h, x) - P(a - h, x)) - P(a + 2 * h, x) + P(a - 2 * h, x)) / (12 * h);
                double byLog = (8 * (P(a, x * Math.Exp(r)) - P(a, x * Math.Exp(-r))) - P(a, x * Math.Exp(2 * r)) + P(a, x * Math.Exp(-2 * r))) / (12 * r);
                Assert.Equal(1, slopes[i] / (-byShape / byLog), 1e-6);
            }
        }
    }

    [Fact]
    public void Both_modes_have_one_derivative_of_a_draw()
    {
        Tensor a = Tensor.From([0.4, 2, 30]);
        foreach (Func<Tensor, Tensor> draw in (Func<Tensor, Tensor>[])[
            static s => s_key.Gamma(s), static s => s_key.LogGamma(s), static s => s_key.Beta(s, 2.0), static s => s_key.StudentT(s), static s => s_key.Dirichlet(s) * s])
        {
            double forwards = (double)Sum(Jvp(draw, a, OnesLike(a)).Tangent), backwards = (double)Sum(Grad(s => Sum(draw(s)))(a));
            Assert.Equal(forwards, backwards, 1e-12);
        }
    }

    // The derivative of the mean of many draws is that of their mean: 1 for gamma, that of α / (α + β) for beta.
    [Fact]
    public void Derivatives_of_draws_are_those_of_expectations()
    {
        Assert.Equal(1, (double)Grad(static a => Mean(s_key.Gamma(BroadcastTo(a, Many))))(1.3), 0.02);
        Assert.Equal(0.7 / (2.7 * 2.7), (double)Grad(static a => Mean(s_key.Beta(BroadcastTo(a, Many), 0.7)))(2.0), 0.003);
        Assert.Equal(2 * 1.3 + 1, (double)Grad(static a => Mean(Square(s_key.Gamma(BroadcastTo(a, Many)))))(1.3), 0.15);
    }

    [Fact]
    public void A_draw_depends_on_its_key_place_and_own_parameter_alone()
    {
        Tensor alone = s_key.Gamma(s_shapes), same = s_key.Gamma(2.0, null, [6]);
        Assert.True(alone.ElementwiseEquals(s_key.Gamma(Concat(s_shapes, s_shapes))[..6]));
        Tensor members = Vmap((Tensor a) => s_key.Gamma(BroadcastTo(a, 6)))(s_shapes);
        for (int i = 0; i < 6; i++) Assert.True(members[i].ElementwiseEquals(s_key.Gamma(Full([6], s_shapes[i]))));
        Assert.True(same.ElementwiseEquals(s_key.Gamma(Full([6], 2f))));

        RandomKey keys = s_key.Batch(3);
        Tensor rows = Vmap((RandomKey k, Tensor a) => k.Gamma(BroadcastTo(a, 4)))(keys, s_shapes[3..]);
        RandomKey[] split = s_key.Split(3);
        for (int i = 0; i < 3; i++) Assert.True(rows[i].ElementwiseEquals(split[i].Gamma(Full([4], s_shapes[3 + i]))));
        Assert.True(keys.Poisson(4.0, [5]).ElementwiseEquals(Vmap((RandomKey k) => k.Poisson(4.0, [5]))(keys)));
        Assert.True(keys.NegativeBinomial(4.0, 0.5, [5]).ElementwiseEquals(Vmap((RandomKey k) => k.NegativeBinomial(4.0, 0.5, [5]))(keys)));
        Assert.Equal([3, 2, 4], keys.Binomial(Tensor.From([9, 8, 7, 6]), 0.5, [2, 4]).Shape);
    }

    [Fact]
    public void Types_and_edges_are_those_of_the_parameters()
    {
        Assert.Equal((DType.Float32, DType.Float64), (s_key.Gamma(2.0).DType, s_key.Gamma(s_shapes).DType));
        Assert.Equal((DType.Float16, DType.Int64), (s_key.Gamma(Cast(s_shapes, DType.Float16)).DType, s_key.Poisson(2.0).DType));
        Assert.Equal([0, double.PositiveInfinity, double.NaN, double.NaN], s_key.Gamma(Tensor.From([0, double.PositiveInfinity, -1, double.NaN])).ToArray<double>());
        Assert.Equal([0L, 5, 0], s_key.Binomial(Tensor.From([5, 5, 0]), Tensor.From([0.0, 1, 0.5])).ToArray<long>());
        Assert.Equal([0L, 0], s_key.Poisson(Tensor.From([0.0, 1e-300])).ToArray<long>());
        Assert.Equal([0, 3], s_key.Dirichlet(Tensor.Ones(0, 3)).Shape);
        Assert.Equal(1L, (long)s_key.Geometric(1.0));
        Assert.All(s_key.Beta(1e-3, 1e-3, [1000]).ToArray<float>(), static x => Assert.InRange(x, 0, 1));
    }

    [Fact]
    public void Orthogonal_matrices_are_so_and_turn_either_way()
    {
        Tensor q = s_key.Orthogonal(4, [50], DType.Float64);
        Assert.All((MatMul(q, SwapAxes(q, -1, -2)) - Tensor.Eye(4)).ToArray<double>(), static e => Assert.InRange(Math.Abs(e), 0, 1e-13));
        Assert.InRange(Det(q).ToArray<double>().Count(static d => d > 0), 10, 40);
        Assert.Equal(0, (double)Mean(q[.., 0, 0]), 0.25);
    }

    // The first points of SciPy's and PyTorch's sequences.
    [Fact]
    public void Sobol_points_are_those_of_Joe_and_Kuo()
    {
        Tensor points = s_key.Sobol(6, 3, scramble: false, dtype: DType.Float64);
        Assert.Equal([0, 0, 0, 0.5, 0.5, 0.5, 0.75, 0.25, 0.25, 0.25, 0.75, 0.75, 0.375, 0.375, 0.625, 0.875, 0.875, 0.125], points.ToArray<double>());
        Assert.True(points[2..].ElementwiseEquals(s_key.Sobol(4, 3, first: 2, scramble: false, dtype: DType.Float64)));
    }

    // Of 2ᵏ scrambled points each of the 2ᵏ equal parts of every dimension has one.
    [Fact]
    public void Scrambled_points_are_as_even_as_plain_ones()
    {
        Tensor points = s_key.Sobol(1024, 256, dtype: DType.Float64);
        for (int d = 0; d < 256; d += 51)
            Assert.Equal(Enumerable.Range(0, 1024).Select(static i => (long)i), Floor(points[.., d] * 1024).Cast(DType.Int64).ToArray<long>().Order());
        Assert.NotEqual(points[0].ToArray<double>(), s_key.FoldIn(1).Sobol(1, 256, dtype: DType.Float64).ToArray<double>());
        // The integral of a product over eight dimensions, far more exact than by random points, whose error is about 0.03.
        Assert.Equal(1, (double)Mean(Prod(points[.., ..8] * 2, 1)), 0.02);
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        Refused("a mean of -1", static () => s_key.Poisson(-1.0));
        Refused("nan; it lies", static () => s_key.Poisson(double.NaN));
        Refused("a probability of 1.5", static () => s_key.Binomial(3, 1.5));
        Refused("whole number", static () => s_key.Binomial(2.5, 0.5));
        Refused("257 dimensions", static () => s_key.Sobol(4, 257));
        Refused("-1 points", static () => s_key.Sobol(-1, 2));
        Refused("scalar", static () => s_key.Dirichlet(2.0));
        Refused("does not broadcast", static () => s_key.Gamma(Tensor.Ones(3), null, [2]));
        Refused("no -1 rows", static () => s_key.Orthogonal(-1));
        Refused("no third derivative", static () => Grad(Grad(Grad(static a => s_key.Gamma(a))))(2.0));
    }

    // Sums of probabilities of `width` counts each.
    private static Tensor Binned(Tensor k, int width, Func<Tensor, Tensor> logProbability) =>
        LogSumExp(logProbability(ExpandDims(k * width, -1) + Tensor.Arange(0, width, 1, DType.Float64)), -1);

    private static Tensor Full(long[] shape, Tensor value) => BroadcastTo(value, shape);

    private static Tensor Scalar(double value) => Reshape(Tensor.From([value]), []);

    private static Tensor OnesLike(Tensor x) => x * 0 + 1;

    private static void Refused(string message, Action action) =>
        Assert.Contains(message, Assert.ThrowsAny<ArgumentException>(action).Message, StringComparison.Ordinal);
}
