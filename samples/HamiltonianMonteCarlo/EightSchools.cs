using static Adjoint.Distributions;
using static Adjoint.Ops;

namespace Adjoint.Samples;

/// <summary>
/// The effects of coaching in eight schools (Rubin, 1981): y ~ N(θ, σ), θ = μ + τ z, z ~ N(0, 1), μ ~ N(0, 5), τ ~ half-Cauchy(5). A point holds μ, ln τ and
/// the eight z: in these terms, "not centred", the density has no funnel.
/// </summary>
internal static class EightSchools
{
    private const double Scale = 5;

    private static readonly Tensor Effects = Tensor.From([28.0, 8, -3, 7, -1, 1, 18, 12]), Deviations = Tensor.From([15.0, 10, 16, 11, 9, 11, 10, 18]);

    public const int Dimension = 10;

    /// <summary>The logarithm of the density of a point given the effects, but for a constant.</summary>
    public static Tensor LogDensity(Tensor q)
    {
        Tensor mu = q[0], logTau = q[1], z = q[2..], tau = Exp(logTau);
        Tensor prior = Normal.LogProb(mu, 0, Scale) + Cauchy.LogProb(tau, 0, Scale) + logTau + Sum(Normal.LogProb(z, 0, 1));
        return prior + Sum(Normal.LogProb(Effects, mu + tau * z, Deviations));
    }

    /// <summary>
    /// The exact means of μ and τ: for each τ all else is normal, so that one integral is left, here a sum over ln τ ("Bayesian Data Analysis", 5.4).
    /// </summary>
    public static (double Mu, double Tau) ExactMeans()
    {
        Tensor tau = Exp(Tensor.Linspace(-10.0, 10.0, 20_001, DType.Float64));
        Tensor precisions = 1 / (Square(Deviations) + Square(ExpandDims(tau, 1)));
        Tensor precision = Sum(precisions, 1) + 1 / (Scale * Scale), mean = Sum(precisions * Effects, 1) / precision;
        Tensor evidence = 0.5 * (Sum(Log(precisions), 1) - Log(precision) - Sum(precisions * Square(Effects), 1) + precision * Square(mean));
        Tensor weights = Softmax(evidence + Cauchy.LogProb(tau, 0, Scale) + Log(tau));
        return ((double)Sum(weights * mean), (double)Sum(weights * tau));
    }
}
