using static Adjoint.Autodiff;
using static Adjoint.Ops;

namespace Adjoint.Samples;

/// <summary>
/// The raw SVI smile of J. Gatheral: the variance until maturity by the logarithm k of strike over forward, a + b (ρ (k − m) + √((k − m)² + σ²)).
/// </summary>
[TensorTree]
internal sealed partial record Smile(Tensor A, Tensor B, Tensor Rho, Tensor M, Tensor Sigma)
{
    /// <summary>The bounds of the parameters.</summary>
    public static Smile Lower => new(double.NegativeInfinity, 0.0, -0.999, double.NegativeInfinity, 1e-3);

    public static Smile Upper => new(double.PositiveInfinity, double.PositiveInfinity, 0.999, double.PositiveInfinity, double.PositiveInfinity);

    public Tensor Variance(Tensor k) => A + B * (Rho * (k - M) + Sqrt(Square(k - M) + Square(Sigma)));

    public Tensor Volatility(Tensor k, double maturity) => Sqrt(Variance(k) / maturity);

    /// <summary>
    /// Durrleman's function g (Gatheral and Jacquier, equation 2.1), by which the density of the price is a normal one times: where it is below 0, a butterfly
    /// of calls is a gift.
    /// </summary>
    public Tensor Durrleman(Tensor k)
    {
        var (slopes, curvatures) = Jvp(x => Jvp(Variance, x, Tensor.OnesLike(x)), k, Tensor.OnesLike(k));
        var ((w, slope), curvature) = (slopes, curvatures.Tangent);
        return Square(1 - k * slope / (2 * w)) - Square(slope) / 4 * (1 / w + 0.25) + curvature / 2;
    }
}
