using Xunit;

using static Adjoint.Autodiff;
using static Adjoint.Ops;

namespace Adjoint.Tests;

/// <summary>Distributions: how well draws of fixed keys fit them, what passes derivatives, and what is refused.</summary>
public sealed class DistributionTests
{
    private const int Many = 20_000;

    private static readonly RandomKey s_key = new(11);

    public static TheoryData<string, Func<Tensor>, Func<double, double>> Continuous => new()
    {
        { "uniform", static () => s_key.Uniform(-1.0, 3.0, [Many]), static x => (x + 1) / 4 },
        { "gumbel", static () => s_key.Gumbel(0.5, 2.0, [Many]), static x => Math.Exp(-Math.Exp(-(x - 0.5) / 2)) },
        { "exponential", static () => s_key.Exponential(2.5, [Many]), static x => 1 - Math.Exp(-2.5 * x) },
        { "laplace", static () => s_key.Laplace(1.0, 0.5, [Many]), static x => x < 1 ? Math.Exp((x - 1) * 2) / 2 : 1 - Math.Exp((1 - x) * 2) / 2 },
        { "cauchy", static () => s_key.Cauchy(-1.0, 2.0, [Many]), static x => 0.5 + Math.Atan((x + 1) / 2) / Math.PI },
        { "logistic", static () => s_key.Logistic(1.0, 2.0, [Many]), static x => 1 / (1 + Math.Exp(-(x - 1) / 2)) },
        { "normal", static () => (1 + Erf(s_key.Normal(2.0, 3.0, [Many]).Cast(DType.Float64) / 3 * Math.Sqrt(0.5) - Math.Sqrt(2) / 3)) / 2, static x => x },
    };

    // Kolmogorov and Smirnov: beyond 1.95 comes one draw of a thousand.
    [Theory, MemberData(nameof(Continuous))]
    public void Draws_fit_their_distribution(string name, Func<Tensor> draw, Func<double, double> distribution)
    {
        double[] sorted = [.. draw().Cast(DType.Float64).ToArray<double>().Order()];
        double distance = sorted.Select((x, i) => Math.Max(Math.Abs(distribution(x) - (double)i / Many), Math.Abs(distribution(x) - (i + 1.0) / Many))).Max();
        Assert.True(distance * Math.Sqrt(Many) < 1.95, $"{name}: {distance * Math.Sqrt(Many)}");
    }

    [Fact]
    public void Classes_come_as_often_as_their_probabilities_say()
    {
        double[] p = [0.1, 0.2, 0.3, 0.4];
        long[] drawn = s_key.Categorical(Log(Tensor.From(p)), shape: [Many]).ToArray<long>();
        long[] chosen = s_key.FoldIn(1).Choice(Tensor.From([0L, 1, 2, 3]), Many, probabilities: Tensor.From(p)).ToArray<long>();
        bool[] truths = s_key.FoldIn(2).Bernoulli(0.3, [Many]).ToArray<bool>();
        foreach (long[] numbers in (long[][])[drawn, chosen])
        {
            // Chi-square with 3 degrees of freedom: beyond 16.3 comes one of a thousand.
            double statistic = p.Select((e, i) => Math.Pow(numbers.Count(n => n == i) - Many * e, 2) / (Many * e)).Sum();
            Assert.True(statistic < 16.3, $"{statistic}");
        }

        Assert.Equal(0.3, truths.Average(static t => t ? 1.0 : 0), 0.012);
    }

    [Fact]
    public void Choices_and_orders_are_of_the_slices()
    {
        Tensor x = Tensor.Arange(0, 12).Reshape(4, 3);
        Assert.Equal([0L, 1, 2, 3], s_key.Choice(x, 4, replace: false)[.., 0].ToArray<long>().Select(static e => e / 3).Order());
        Assert.Equal([4, 5], s_key.Choice(x, 5, axis: 1).Shape);
        Assert.Equal([0L, 1, 2], s_key.Permutation(x, axis: 1)[0].ToArray<long>().Order());
        Assert.Equal([2, 4], s_key.Categorical(Tensor.Zeros(2, 3, 4), axis: 1).Shape);
        Assert.Equal([5, 2, 4], s_key.Categorical(Tensor.Zeros(2, 3, 4), axis: 1, shape: [5]).Shape);
    }

    [Fact]
    public void A_multivariate_normal_has_its_covariance()
    {
        Tensor factor = Tensor.From([2.0, 0, 1, 0.5], 2, 2), x = s_key.MultivariateNormal(Tensor.From([1.0, -1]), factor, [Many]);
        Tensor centred = x - Tensor.From([1.0, -1]);
        double[] covariance = (MatMul(centred.T, centred) / Many).ToArray<double>();
        foreach (var (expected, actual) in ((double[])[4, 2, 2, 1.25]).Zip(covariance)) Assert.Equal(expected, actual, 0.12);
    }

    [Fact]
    public void Parameters_get_derivatives_and_give_shape_and_type()
    {
        Tensor z = s_key.Normal([3], DType.Float64), mean = Tensor.From([1.0, 2, 3]), deviation = Tensor.From([0.5]);
        var (byMean, byDeviation) = Grad((m, s) => Sum(s_key.Normal(m, s)), (0, 1))(mean, deviation);
        Assert.Equal([1.0, 1, 1], byMean.ToArray<double>());
        Assert.Equal(z.ToArray<double>().Sum(), (double)byDeviation[0], 1e-14);
        Assert.Equal((DType.Float64, DType.Float32), (s_key.Gumbel(mean, 1.0).DType, s_key.Gumbel(0.0, 1.0).DType));
        Assert.Equal([2, 3], s_key.Laplace(mean, 1.0, [2, 3]).Shape);
        Tensor rows = Vmap((RandomKey k) => k.Exponential(2.0, [4]))(s_key.Batch(3));
        Assert.Equal([3, 4], rows.Shape);
        Assert.All(s_key.Gumbel(0.0, 1.0, [100_000]).ToArray<float>(), static g => Assert.True(float.IsFinite(g)));
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        Refused("Normal: a parameter of shape [3] does not broadcast to [2]", () => s_key.Normal(Tensor.Ones(3), 1.0, [2]));
        Refused("Uniform: a parameter of shape [2] does not broadcast to [3]", () => s_key.Uniform(Tensor.Ones(3), Tensor.Ones(2)));
        Refused("Choice: an extent of 2 has no 3 slices", () => s_key.Choice(Tensor.Ones(2), 3, replace: false));
        Refused("Choice: probabilities are for draws with replacement", () => s_key.Choice(Tensor.Ones(2), 1, false, 0, Tensor.Ones(2)));
        Refused("MultivariateNormal: a factor of shape [2, 3]", () => s_key.MultivariateNormal(Tensor.Ones(2), Tensor.Ones(2, 3)));
    }

    private static void Refused(string message, Action action) =>
        Assert.StartsWith(message, Assert.ThrowsAny<ArgumentException>(action).Message, StringComparison.Ordinal);
}
