namespace Adjoint;

/// <summary>Residuals to first order, r + J p, with rows weighted as a robust loss asks. J is decomposed once, as Q R.</summary>
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
        double[] scale = [.. ColumnNorms.Select(static n => n > 0 ? 1 / n : 0)];
        var (u, s, vh) = Ops.Svd(Factors.R * Tensor.From(scale));
        double[] values = s.ToArray<double>(), projected = Ops.MatMul(u.T, Factors.Projected).ToArray<double>();
        Tensor coefficients = Tensor.From((double[])[.. values.Select((v, i) => v > LeastUndamped * values[0] ? -projected[i] / v : 0)]);
        return (Ops.MatMul(vh.T, coefficients) * Tensor.From(scale)).ToArray<double>();
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

    /// <summary>Singular values below this part of the largest are rounding alone.</summary>
    public double RankTolerance => Precision * Math.Max(_jacobian.Shape[0], _jacobian.Shape[1]);

    /// <summary>R of J = Q R, and Qᵀ r.</summary>
    public (Tensor R, Tensor Projected) Factors
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
}
