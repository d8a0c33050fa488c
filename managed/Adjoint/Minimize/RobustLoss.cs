namespace Adjoint;

/// <summary>
/// What becomes of the squares of residuals, so that a few that are far off do not decide the result: the cost is ½ Σ C² ρ(r²/C²), where the
/// scale C is the size of a residual that is still taken for noise.
/// </summary>
/// <remarks>The functions are those of <c>scipy.optimize.least_squares</c> (loss, f_scale); one's own is given by its values and derivatives.</remarks>
/// <example>
/// <code>
/// var options = new LeastSquaresOptions { Loss = RobustLoss.Cauchy(scale: 0.1) };
/// var logarithm = new RobustLoss(z => (Math.Log(1 + z), 1 / (1 + z), -1 / ((1 + z) * (1 + z))), scale: 0.1);   // the same
/// </code>
/// </example>
public sealed class RobustLoss
{
    private const double LeastWeight = 2.220446049250313e-16;

    private readonly Func<double, (double Value, double First, double Second)> _rho;
    private readonly double _scale;

    /// <summary>A loss of one's own.</summary>
    /// <param name="rho">ρ(z) and its first two derivatives for z ≥ 0, with ρ(0) = 0 and ρ'(0) = 1.</param>
    /// <param name="scale">C, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The scale is not above 0.</exception>
    public RobustLoss(Func<double, (double Value, double First, double Second)> rho, double scale = 1)
    {
        ArgumentNullException.ThrowIfNull(rho);
        _rho = rho;
        _scale = Limits.Positive(scale);
    }

    /// <summary>ρ(z) = z: plain least squares.</summary>
    public static RobustLoss Squares { get; } = new(static z => (z, 1, 0));

    /// <summary>ρ(z) = z up to 1, 2√z − 1 beyond (P. J. Huber, 1964): squares near, sizes far.</summary>
    /// <param name="scale">C, above 0.</param>
    /// <returns>The loss.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The scale is not above 0.</exception>
    public static RobustLoss Huber(double scale = 1) =>
        new(static z => z <= 1 ? (z, 1, 0) : (2 * Math.Sqrt(z) - 1, 1 / Math.Sqrt(z), -0.5 / (z * Math.Sqrt(z))), scale);

    /// <summary>ρ(z) = 2 (√(1 + z) − 1): Huber's without a kink in its derivative.</summary>
    /// <param name="scale">C, above 0.</param>
    /// <returns>The loss.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The scale is not above 0.</exception>
    public static RobustLoss SoftL1(double scale = 1) =>
        new(static z => (2 * z / (Math.Sqrt(1 + z) + 1), 1 / Math.Sqrt(1 + z), -0.5 / ((1 + z) * Math.Sqrt(1 + z))), scale);

    /// <summary>ρ(z) = ln(1 + z): that of a Cauchy distribution; what is far off counts little, and there may be several minima.</summary>
    /// <param name="scale">C, above 0.</param>
    /// <returns>The loss.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The scale is not above 0.</exception>
    public static RobustLoss Cauchy(double scale = 1) =>
        new(static z => (double.LogP1(z), 1 / (1 + z), -1 / ((1 + z) * (1 + z))), scale);

    /// <summary>ρ(z) = arctan z: bounded, so what is far off does not count at all.</summary>
    /// <param name="scale">C, above 0.</param>
    /// <returns>The loss.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The scale is not above 0.</exception>
    public static RobustLoss Arctan(double scale = 1) =>
        new(static z => (Math.Atan(z), 1 / (1 + z * z), -2 * z / ((1 + z * z) * (1 + z * z))), scale);

    /// <summary>½ Σ C² ρ(r²/C²).</summary>
    internal double Cost(ReadOnlySpan<double> residuals)
    {
        if (this == Squares) return Vectors.Dot(residuals, residuals) / 2;
        double sum = 0;
        foreach (double r in residuals)
            sum += _rho(r / _scale * (r / _scale)).Value;
        return _scale * _scale * sum / 2;
    }

    /// <summary>
    /// For each residual the factor of r in the gradient, ρ', and that of Jᵀ J in the second derivative, ρ'' left to where it is no less than
    /// nothing: ρ' + 2 z ρ'' (B. Triggs and others, "Bundle adjustment: a modern synthesis", 2000, section 4.3).
    /// </summary>
    internal (double[] First, double[] Second) Weights(ReadOnlySpan<double> residuals)
    {
        double[] first = new double[residuals.Length], second = new double[residuals.Length];
        for (int i = 0; i < first.Length; i++)
        {
            double z = residuals[i] / _scale * (residuals[i] / _scale);
            (_, first[i], double curvature) = _rho(z);
            second[i] = Math.Max(first[i] + 2 * z * curvature, LeastWeight);
        }

        return (first, second);
    }
}
