namespace Adjoint;

/// <summary>
/// Residuals to first order, r + J p, with rows weighted as a robust loss asks; and the steps that this leads to. J is decomposed once, as Q R,
/// and the small factor R, its columns scaled, as U diag(s) Vᵀ: then the damped step of each damping α costs a few products.
/// </summary>
internal sealed class Linearization
{
    private const double Precision = 2.220446049250313e-16;

    // Along singular values below this part of the largest an undamped step is too long to be of use, and at a right angle to the gradient.
    private const double LeastUndamped = 1e-8;

    private readonly Tensor _jacobian, _residuals;
    private (Tensor R, Tensor Projected)? _factors;

    /// <param name="x">The point.</param>
    /// <param name="cost">The cost there.</param>
    /// <param name="jacobian">A row for each residual, a column for each element of x.</param>
    /// <param name="residuals">The residuals.</param>
    /// <param name="first">What each counts in the gradient.</param>
    /// <param name="second">What each counts in the second derivative, above 0.</param>
    public Linearization(double[] x, double cost, Tensor jacobian, double[] residuals, double[] first, double[] second)
    {
        double[] roots = [.. second.Select(Math.Sqrt)], weighted = [.. residuals.Select((r, i) => r * first[i] / roots[i])];
        _jacobian = jacobian * Tensor.From(roots).Reshape(-1, 1);
        _residuals = Tensor.From(weighted);
        ResidualNorm = Vectors.Norm(weighted);
        At = new Iterate(x, cost, Ops.MatMul(_jacobian.T, _residuals).ToArray<double>());
        ColumnNorms = Ops.Norm(_jacobian, axis: 0).ToArray<double>();
    }

    /// <summary>The point with its cost and gradient.</summary>
    public Iterate At { get; }

    public double ResidualNorm { get; }

    public double[] ColumnNorms { get; }

    public bool IsFinite => At.IsFinite && double.IsFinite(Vectors.MaxAbs(ColumnNorms));

    /// <summary>The largest cosine between the residuals and a column; those of the elements that a bound holds do not count.</summary>
    public double LargestCosine(bool[] held)
    {
        double largest = 0;
        for (int i = 0; i < held.Length; i++)
        {
            if (!held[i] && At.Gradient[i] != 0) largest = Math.Max(largest, Math.Abs(At.Gradient[i]) / (ColumnNorms[i] * ResidualNorm));
        }

        return largest;
    }

    /// <summary>The shortest step, in units of column norms, for which |r + J p| is least.</summary>
    public double[] GaussNewtonStep()
    {
        double damping = 0;
        return new ScaledSteps(this, [.. ColumnNorms.Select(static n => n > 0 ? 1 / n : 0)], LeastUndamped).Step(double.PositiveInfinity, ref damping);
    }

    /// <summary>By how much a step should decrease the cost.</summary>
    public double PredictedDecrease(double[] step)
    {
        double[] image = Ops.MatMul(Factors.R, Tensor.From(step)).ToArray<double>();
        return -Vectors.Dot(At.Gradient, step) - Vectors.Dot(image, image) / 2;
    }

    /// <summary>(JᵀJ)⁻¹.</summary>
    /// <exception cref="LinearAlgebraException">The columns of J are linearly dependent.</exception>
    public Tensor InverseOfNormalMatrix(string name)
    {
        double[] inverse = [.. ColumnNorms.Select(static n => n > 0 ? 1 / n : 0)];
        Tensor scale = Tensor.From(inverse);
        var (_, s, vh) = Ops.Svd(Factors.R * scale);
        double[] values = s.ToArray<double>();
        int rank = values.Count(v => v > RankTolerance * values[0]);
        if (rank < ColumnNorms.Length)
            throw new LinearAlgebraException(
                $"{name}: the residuals determine {rank} of {ColumnNorms.Length} parameters at the solution (that is the rank of the Jacobian), so the variance of the others is infinite. Hold some fixed.");
        Tensor root = scale.Reshape(-1, 1) * vh.T / s;
        return Ops.MatMul(root, root.T);
    }

    private double RankTolerance => Precision * Math.Max(_jacobian.Shape[0], _jacobian.Shape[1]);

    private (Tensor R, Tensor Projected) Factors
    {
        get
        {
            if (_factors is null)
            {
                var (q, r) = Ops.QR(_jacobian);
                _factors = (r, Ops.MatMul(q.T, _residuals));
            }

            return _factors.Value;
        }
    }

    /// <summary>
    /// Steps p that minimise |r + J p|² + α |p / scale|², of a length |p / scale|: the method of J. J. Moré ("The Levenberg-Marquardt
    /// algorithm: implementation and theory", 1978) in the basis of singular vectors.
    /// </summary>
    public sealed class ScaledSteps
    {
        private readonly double[] _scale, _values, _projected;
        private readonly Tensor _vectors;
        private readonly bool _hasFullRank;
        private readonly double _least;

        /// <param name="linearization">The residuals.</param>
        /// <param name="scale">The unit of each element of a step; 0 holds it.</param>
        /// <param name="least">Undamped steps do not go along singular values up to this part of the largest; null: those that are rounding alone.</param>
        public ScaledSteps(Linearization linearization, double[] scale, double? least = null)
        {
            _scale = scale;
            var (r, projected) = linearization.Factors;
            var (u, s, vh) = Ops.Svd(r * Tensor.From(scale));
            _vectors = vh.T;
            _values = s.ToArray<double>();
            _projected = Ops.MatMul(u.T, projected).ToArray<double>();
            _least = (least ?? linearization.RankTolerance) * _values[0];
            _hasFullRank = _values.Length == scale.Length && _values[^1] > _least;
        }

        /// <summary>The step that is as long as it may be to a tenth, or the undamped one if that is shorter.</summary>
        /// <param name="radius">How long |p / scale| may be.</param>
        /// <param name="damping">α of the last step before, and then of this one.</param>
        public double[] Step(double radius, ref double damping)
        {
            double undamped = Length(0).Length;
            damping = undamped <= 1.1 * radius ? 0 : Damping(radius, damping);
            double[] step = Ops.MatMul(_vectors, Tensor.From(Coefficients(damping))).ToArray<double>();
            for (int i = 0; i < step.Length; i++)
                step[i] *= _scale[i];
            return step;
        }

        private double Damping(double radius, double start)
        {
            double upper = Vectors.Norm([.. _values.Zip(_projected, static (s, f) => s * f)]) / radius, lower = 0;
            if (_hasFullRank)
            {
                var (length, slope) = Length(0);
                lower = (length - radius) / -slope;
            }

            double damping = start;
            for (int i = 0; i < 20; i++)
            {
                if (!(damping > lower && damping < upper)) damping = Math.Max(1e-3 * upper, Math.Sqrt(lower * upper));
                var (length, slope) = Length(damping);
                double excess = length - radius;
                if (Math.Abs(excess) <= 0.1 * radius) break;
                if (excess < 0) upper = damping;
                lower = Math.Max(lower, damping - excess / slope);
                damping -= length / radius * (excess / slope);
            }

            return damping;
        }

        private double[] Coefficients(double damping)
        {
            double[] coefficients = new double[_values.Length];
            for (int i = 0; i < coefficients.Length; i++)
            {
                double s = _values[i];
                coefficients[i] = damping > 0 ? -s * _projected[i] / (s * s + damping) : s > _least ? -_projected[i] / s : 0;
            }

            return coefficients;
        }

        // Of the step, and its derivative by the damping.
        private (double Length, double Slope) Length(double damping)
        {
            double[] coefficients = Coefficients(damping);
            double length = Vectors.Norm(coefficients), slope = 0;
            for (int i = 0; i < coefficients.Length; i++)
            {
                double s = _values[i];
                if (damping > 0 || s > _least) slope -= coefficients[i] / length * coefficients[i] / (s * s + damping);
            }

            return (length, slope);
        }
    }
}
