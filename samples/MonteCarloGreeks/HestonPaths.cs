using static Adjoint.Ops;

namespace Adjoint.Samples;

/// <summary>Simulated paths of Heston's market.</summary>
internal static class HestonPaths
{
    /// <summary>
    /// The discounted payoff along one random path, and along its mirror image: Euler's steps of the logarithm of the price, with the variance taken for 0
    /// where it falls below (R. Lord, R. Koekkoek and D. van Dijk, "A comparison of biased simulation schemes for stochastic volatility models", 2010).
    /// </summary>
    public static Tensor Payoff(Heston m, Call call, int steps, RandomKey key)
    {
        double dt = call.Maturity / steps;
        Tensor normals = key.Normal([steps, 2], DType.Float64) * Math.Sqrt(dt), z = Stack(normals, -normals);
        Tensor across = Sqrt(1 - Square(m.Correlation)), logReturn = Tensor.Zeros([2], DType.Float64), variance = m.Variance + logReturn;
        for (int i = 0; i < steps; i++)
        {
            // Not 0 itself, where the root has no derivative.
            Tensor v = Maximum(variance, 1e-12), root = Sqrt(v), dz = z[.., i, 0];
            logReturn += (m.Rate - 0.5 * v) * dt + root * (m.Correlation * dz + across * z[.., i, 1]);
            variance += m.Reversion * (m.LongVariance - v) * dt + m.VolatilityOfVariance * root * dz;
        }

        return Exp(-m.Rate * call.Maturity) * Mean(Relu(m.Spot * Exp(logReturn) - call.Strike));
    }
}
