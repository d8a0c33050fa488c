using static Adjoint.Tests.OperationShapes;

namespace Adjoint.Tests;

/// <summary>Densities, distribution functions and quantiles.</summary>
internal static class DistributionRows
{
    private static readonly Tensor s_factor = Tensor.From([1.5, 0, -0.4, 0.8], 2, 2), s_classes = Tensor.From([2, 0]);

    public static IReadOnlyList<Operation> All { get; } =
    [
        new("normal density", x => Distributions.Normal.LogProb(x[0], x[1], x[1] + 3), Two),
        new("multivariate normal density", x => Distributions.MultivariateNormal.LogProb(x[0], x[1], Ops.Cast(s_factor, x[0].DType)), [[[3, 2], [2]], [[2], [2]]]),
        new("truncated normal density", x => Distributions.TruncatedNormal.LogProb(x[0], 0.2, x[0] + 3, -2.5, 2.5), One) { SinglePrecision = 1e-5 },
        new("truncated normal distribution", x => Distributions.TruncatedNormal.Cdf(x[0], 0.2, 1.5, x[0] - 1, x[0] * x[0] + 3), One) { SinglePrecision = 1e-5 },
        new("truncated normal quantile", x => Distributions.TruncatedNormal.Quantile(0.37, 0.3, 1.2, x[0], x[0] + 1.5), One) { SinglePrecision = 2e-5 },
        new("laplace distribution", x => Distributions.Laplace.Cdf(x[0], 0.0, x[0] * x[0] + 1), One),
        new("laplace quantile", x => Distributions.Laplace.Quantile(x[0], 1.0, 2.0), One) { Low = 0.1, High = 0.44 },
        new("cauchy density", x => Distributions.Cauchy.LogProb(x[0], x[1], x[1] + 3), Two),
        new("cauchy distribution", x => Distributions.Cauchy.Cdf(x[0], x[1], x[1] + 3), Two),
        new("logistic density", x => Distributions.Logistic.LogProb(x[0], x[1], x[1] + 3), Two),
        new("gumbel density", x => Distributions.Gumbel.LogProb(x[0], x[1], x[1] + 3), Two),
        new("gumbel quantile", x => Distributions.Gumbel.Quantile(x[0], 1.0, x[0] + 2), One) { Low = 0.1, High = 0.9 },
        new("gamma density", x => Distributions.Gamma.LogProb(x[0], x[1], x[1] + 1), Two) { Low = 0.5, High = 3, SinglePrecision = 1e-5 },
        new("gamma distribution", x => Distributions.Gamma.Cdf(x[0], x[1], x[1] + 1), Two) { Low = 0.5, High = 3, SinglePrecision = 1e-5 },
        new("beta density", x => Distributions.Beta.LogProb(x[0], x[1] + 1, x[1] + 2), Two) { Low = 0.1, High = 0.9, SinglePrecision = 1e-5 },
        new("dirichlet density", x => Distributions.Dirichlet.LogProb(x[0], x[1]), [[[3, 2], [2]], [[2], [2]]]) { Low = 0.2, High = 0.8, SinglePrecision = 1e-5 },
        new("student density", x => Distributions.StudentT.LogProb(x[0], x[1] + 3, 0.5, x[1] + 4), Two) { SinglePrecision = 1e-5 },
        new("student distribution", x => Distributions.StudentT.Cdf(x[0], 4.5, x[1], x[1] + 4), Two) { SinglePrecision = 1e-5 },
        new("poisson probability", x => Distributions.Poisson.LogProb(3, x[0]), One) { Low = 0.5, High = 4 },
        new("poisson distribution", x => Distributions.Poisson.Cdf(3, x[0]), One) { Low = 0.5, High = 4 },
        new("binomial probability", x => Distributions.Binomial.LogProb(3, 7, x[0]), One) { Low = 0.1, High = 0.9, SinglePrecision = 1e-5 },
        new("binomial distribution", x => Distributions.Binomial.Cdf(3, 7, x[0]), One) { Low = 0.1, High = 0.9 },
        new("bernoulli entropy", x => Distributions.Bernoulli.Entropy(x[0]), One) { Low = 0.1, High = 0.9 },
        new("categorical probability", x => Distributions.Categorical.LogProb(s_classes, x[0]), [[[2, 3]], [[3]]]),
        new("categorical entropy", x => Distributions.Categorical.Entropy(x[0]), [[[2, 3]], [[3]]]),
    ];
}
