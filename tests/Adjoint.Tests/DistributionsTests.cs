using Xunit;

using static Adjoint.Autodiff;
using static Adjoint.Ops;
using static Adjoint.Tensor;

namespace Adjoint.Tests;

/// <summary>Densities, distribution functions, quantiles and entropies agree with each other and with known numbers.</summary>
public sealed class DistributionsTests
{
    private const double Inf = double.PositiveInfinity;

    // A name, log density, distribution function, entropy or null, and the ends between which all but 1e-9 lies.
    public static TheoryData<string, Func<Tensor, Tensor>, Func<Tensor, Tensor>, Tensor?, double, double> Continuous => new()
    {
        { "normal", static x => Distributions.Normal.LogProb(x, 1.0, 2.0), static x => Distributions.Normal.Cdf(x, 1.0, 2.0), Distributions.Normal.Entropy(2.0), -15, 17 },
        { "truncated", static x => Distributions.TruncatedNormal.LogProb(x, 1.0, 2.0, -1.0, 4.0), static x => Distributions.TruncatedNormal.Cdf(x, 1.0, 2.0, -1.0, 4.0), Distributions.TruncatedNormal.Entropy(1.0, 2.0, -1.0, 4.0), -1, 4 },
        { "tail", static x => Distributions.TruncatedNormal.LogProb(x, 0.0, 1.0, 5.0, Inf), static x => Distributions.TruncatedNormal.Cdf(x, 0.0, 1.0, 5.0, Inf), Distributions.TruncatedNormal.Entropy(0.0, 1.0, 5.0, Inf), 5, 9 },
        { "uniform", static x => Distributions.Uniform.LogProb(x, -1.0, 3.0), static x => Distributions.Uniform.Cdf(x, -1.0, 3.0), Distributions.Uniform.Entropy(-1.0, 3.0), -1, 3 },
        { "exponential", static x => Distributions.Exponential.LogProb(x, 2.0), static x => Distributions.Exponential.Cdf(x, 2.0), Distributions.Exponential.Entropy(2.0), 0, 14 },
        { "laplace", static x => Distributions.Laplace.LogProb(x, 0.0, 2.0), static x => Distributions.Laplace.Cdf(x, 0.0, 2.0), Distributions.Laplace.Entropy(2.0), -60, 60 },
        { "logistic", static x => Distributions.Logistic.LogProb(x, 1.0, 0.5), static x => Distributions.Logistic.Cdf(x, 1.0, 0.5), Distributions.Logistic.Entropy(0.5), -15, 17 },
        { "gumbel", static x => Distributions.Gumbel.LogProb(x, 1.0, 0.5), static x => Distributions.Gumbel.Cdf(x, 1.0, 0.5), Distributions.Gumbel.Entropy(0.5), -2, 14 },
        { "gamma", static x => Distributions.Gamma.LogProb(x, 2.5, 2.0), static x => Distributions.Gamma.Cdf(x, 2.5, 2.0), Distributions.Gamma.Entropy(2.5, 2.0), 0, 20 },
        { "chi-square", static x => Distributions.ChiSquare.LogProb(x, 5.0), static x => Distributions.ChiSquare.Cdf(x, 5.0), Distributions.ChiSquare.Entropy(5.0), 0, 80 },
        { "beta", static x => Distributions.Beta.LogProb(x, 2.0, 3.0), static x => Distributions.Beta.Cdf(x, 2.0, 3.0), Distributions.Beta.Entropy(2.0, 3.0), 0, 1 },
        { "student", static x => Distributions.StudentT.LogProb(x, 30.0, 0.5, 1.0), static x => Distributions.StudentT.Cdf(x, 30.0, 0.5, 1.0), Distributions.StudentT.Entropy(30.0, 1.0), -14.5, 15.5 },
        { "cauchy", static x => Distributions.Cauchy.LogProb(x, 0.0, 1.0), static x => Distributions.Cauchy.Cdf(x, 0.0, 1.0), null, -20, 20 },
    };

    [Theory, MemberData(nameof(Continuous))]
    public void A_density_is_the_derivative_of_its_distribution_function(
        string name, Func<Tensor, Tensor> logProb, Func<Tensor, Tensor> cdf, Tensor? entropy, double low, double high)
    {
        const int n = 20_000;
        double step = (high - low) / n;
        Tensor x = (Arange(0, n, 1, DType.Float64) + 0.5) * step + low, logs = logProb(x), density = Exp(logs);
        double largest = (double)Max(density);
        Assert.All((Grad(v => Sum(cdf(v)))(x) - density).ToArray<double>(), d => Assert.InRange(Math.Abs(d), 0, 1e-11 * largest));
        double all = (double)(cdf(Scalar(high)) - cdf(Scalar(low)));
        Assert.True(Math.Abs((double)Sum(density) * step - all) < 1e-6, name);
        if (entropy is not null) Assert.Equal((double)-Sum(density * logs) * step, (double)entropy, 1e-5);
    }

    public static TheoryData<string, Func<Tensor, Tensor>, Func<Tensor, Tensor>> Inverses => new()
    {
        { "normal", static p => Distributions.Normal.Quantile(p, 1.0, 2.0), static x => Distributions.Normal.Cdf(x, 1.0, 2.0) },
        { "truncated", static p => Distributions.TruncatedNormal.Quantile(p, 1.0, 2.0, -1.0, 4.0), static x => Distributions.TruncatedNormal.Cdf(x, 1.0, 2.0, -1.0, 4.0) },
        { "tail", static p => Distributions.TruncatedNormal.Quantile(p, 0.0, 1.0, 12.0, Inf), static x => Distributions.TruncatedNormal.Cdf(x, 0.0, 1.0, 12.0, Inf) },
        { "uniform", static p => Distributions.Uniform.Quantile(p, -1.0, 3.0), static x => Distributions.Uniform.Cdf(x, -1.0, 3.0) },
        { "exponential", static p => Distributions.Exponential.Quantile(p, 2.0), static x => Distributions.Exponential.Cdf(x, 2.0) },
        { "laplace", static p => Distributions.Laplace.Quantile(p, 0.0, 2.0), static x => Distributions.Laplace.Cdf(x, 0.0, 2.0) },
        { "cauchy", static p => Distributions.Cauchy.Quantile(p, 0.0, 2.0), static x => Distributions.Cauchy.Cdf(x, 0.0, 2.0) },
        { "logistic", static p => Distributions.Logistic.Quantile(p, 1.0, 0.5), static x => Distributions.Logistic.Cdf(x, 1.0, 0.5) },
        { "gumbel", static p => Distributions.Gumbel.Quantile(p, 1.0, 0.5), static x => Distributions.Gumbel.Cdf(x, 1.0, 0.5) },
    };

    [Theory, MemberData(nameof(Inverses))]
    public void A_quantile_lies_above_its_part(string name, Func<Tensor, Tensor> quantile, Func<Tensor, Tensor> cdf)
    {
        double[] parts = [1e-6, 0.01, 0.3, 0.5, 0.77, 0.999];
        foreach (var (expected, actual) in parts.Zip(cdf(quantile(From(parts))).ToArray<double>()))
            Assert.True(Math.Abs(actual - expected) < 1e-9 * expected + 1e-13, $"{name}: {actual} for {expected}");
    }

    [Fact]
    public void Nothing_lies_outside_and_NaN_stays()
    {
        Tensor x = From([-0.5, 1.5, double.NaN]);
        foreach (Tensor y in (Tensor[])[Distributions.Beta.LogProb(x, 2.0, 3.0), Distributions.Uniform.LogProb(x, 0.0, 1.0), Distributions.TruncatedNormal.LogProb(x, 0.5, 1.0, 0.0, 1.0)])
            Assert.Equal([-Inf, -Inf, double.NaN], y.ToArray<double>());
        Assert.Equal([0, 1, double.NaN], Distributions.Beta.Cdf(x, 2.0, 3.0).ToArray<double>());
        Assert.Equal([-Inf, 0], Distributions.Gamma.LogProb(From([-1.0, 0]), 1.0, 1.0).ToArray<double>());
        Assert.Equal([0, 0], Grad(static v => Sum(Distributions.Gamma.Cdf(v, 2.0, 1.0)))(From([-1.0, -2])).ToArray<double>());
        Assert.Equal([-Inf, -Inf, -Inf, double.NaN], Distributions.Poisson.LogProb(From([-1, 0.5, Inf, double.NaN]), 2.0).ToArray<double>());
        Assert.Equal([-Inf, 0], Distributions.Binomial.LogProb(From([4, 3]), 3, 1.0).ToArray<float>().Select(static v => (double)v));
    }

    [Fact]
    public void Student_is_smooth_at_its_median()
    {
        Func<Tensor, Tensor> cdf = static x => Distributions.StudentT.Cdf(x, 1.0, 0.0, 1.0);
        Assert.Equal(0.75, (double)cdf(1.0), 1e-14);
        Assert.Equal(1 / Math.PI, (double)Grad(cdf)(0.0), 1e-14);
        Assert.Equal(1 / Math.PI, (double)Grad(cdf)(2e-6), 1e-10);
    }

    [Fact]
    public void Counts_sum_to_one_and_to_their_distribution_function()
    {
        Tensor k = Arange(0L, 60L);
        foreach (var (logProb, cdf) in ((Func<Tensor, Tensor>, Func<Tensor, Tensor>)[])
        [
            (static n => Distributions.Poisson.LogProb(n, Scalar(7.5)), static n => Distributions.Poisson.Cdf(n, Scalar(7.5))),
            (static n => Distributions.Binomial.LogProb(n, 40, Scalar(0.3)), static n => Distributions.Binomial.Cdf(n, 40, Scalar(0.3))),
            (static n => Distributions.Bernoulli.LogProb(n, Scalar(0.3)), static n => Distributions.Bernoulli.Cdf(n, Scalar(0.3))),
        ])
        {
            double[] sums = CumSum(Exp(logProb(k))).ToArray<double>(), expected = cdf(k).ToArray<double>();
            foreach (var (e, a) in expected.Zip(sums)) Assert.Equal(e, a, 1e-12);
            Assert.Equal(1, sums[^1], 1e-12);
            Assert.Equal(0, (double)cdf(-1L));
        }

        Assert.Equal(DType.Float32, Distributions.Poisson.LogProb(k, 2f).DType);
    }

    [Fact]
    public void Vectors_have_their_densities()
    {
        // Of a diagonal factor the density is the product of those of the elements.
        Tensor x = From([0.3, -1, 2, 0.5], 2, 2), mean = From([0.1, 0.2]), deviations = From([2.0, 0.5]);
        Tensor expected = Sum(Distributions.Normal.LogProb(x, mean, deviations), -1);
        Close(expected, Distributions.MultivariateNormal.LogProb(x, mean, Diag(deviations)));
        Close(Sum(Distributions.Normal.Entropy(deviations)), Distributions.MultivariateNormal.Entropy(Diag(deviations)));
        Tensor p = From([0.2, 0.8], 1, 2), alpha = From([2.0, 3]);
        Close(Distributions.Beta.LogProb(From([0.2]), 2.0, 3.0), Distributions.Dirichlet.LogProb(p, alpha));
        Close(Distributions.Beta.Entropy(Scalar(2.0), 3.0), Distributions.Dirichlet.Entropy(alpha));
        Tensor logits = Log(From([0.2, 0.5, 0.3]));
        Close(Log(From([0.3, 0.2])), Distributions.Categorical.LogProb(From([2, 0]), logits));
        Close(Sum(Entr(From([0.2, 0.5, 0.3]))), Distributions.Categorical.Entropy(logits));
        Assert.Equal([2, 3], Distributions.Categorical.LogProb(Zeros([2, 1], DType.Int64), Zeros(3, 4)).Shape);
        Refused("square matrix", () => Distributions.MultivariateNormal.LogProb(x, mean, Ones(2, 3)));
        Refused("do not fit", () => Distributions.MultivariateNormal.LogProb(Ones(3), 0.0, Ones(2, 2)));
        Refused("scalar", static () => Distributions.Categorical.LogProb(From([0]), 1.0));
    }

    private static Tensor Scalar(double value) => Reshape(From([value]), []);

    private static void Close(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.Shape, actual.Shape);
        foreach (var (e, a) in expected.ToArray<double>().Zip(actual.ToArray<double>())) Assert.Equal(e, a, 1e-12);
    }

    private static void Refused(string message, Action action) =>
        Assert.Contains(message, Assert.ThrowsAny<ArgumentException>(action).Message, StringComparison.Ordinal);
}
