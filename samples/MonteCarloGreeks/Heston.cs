using static Adjoint.Ops;

namespace Adjoint.Samples;

/// <summary>
/// The market of S. L. Heston, "A closed-form solution for options with stochastic volatility", 1993: dS = r S dt + √v S dW, dv = κ (θ − v) dt + ξ √v dZ,
/// where W and Z are correlated.
/// </summary>
[TensorTree]
internal sealed partial record Heston(
    Tensor Spot, Tensor Rate, Tensor Variance, Tensor Reversion, Tensor LongVariance, Tensor VolatilityOfVariance, Tensor Correlation)
{
    // Half of what is integrated over; the sum of so smooth an integrand is exact to some ten digits.
    private const double Step = 0.1, Last = 200;

    /// <summary>The price of a call by one integral of the characteristic function (A. Lewis, "Option valuation under stochastic volatility", 2000).</summary>
    public Tensor Price(Tensor strike, double maturity)
    {
        Tensor forward = Spot * Exp(Rate * maturity);
        Tensor u = Tensor.Arange(0.0, Last, Step), weights = Step / (Square(u) + 0.25) * Where(u > 0, 1.0, 0.5);
        Tensor shift = Exp(MakeComplex(Tensor.ZerosLike(u), u * Log(forward / strike)));
        Tensor integral = Sum(weights * Real(shift * CharacteristicFunction(MakeComplex(u, Tensor.Full(u.Shape, -0.5)), maturity)));
        return Exp(-Rate * maturity) * (forward - Sqrt(forward * strike) / Math.PI * integral);
    }

    // E exp(iu ln(S/F)), in the form whose logarithm never leaves its branch (H. Albrecher et al., "The little Heston trap", 2007).
    private Tensor CharacteristicFunction(Tensor u, double maturity)
    {
        Tensor iu = System.Numerics.Complex.ImaginaryOne * u, variance = Square(VolatilityOfVariance);
        Tensor b = Reversion - Correlation * VolatilityOfVariance * iu, d = Sqrt(Square(b) + variance * (iu + Square(u)));
        Tensor g = (b - d) / (b + d), decay = Exp(-d * maturity);
        Tensor ofLongVariance = ((b - d) * maturity - 2 * Log((1 - g * decay) / (1 - g))) * Reversion / variance;
        Tensor ofVariance = (b - d) * (1 - decay) / ((1 - g * decay) * variance);
        return Exp(ofLongVariance * LongVariance + ofVariance * Variance);
    }
}
