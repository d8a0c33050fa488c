namespace Adjoint;

/// <summary>What a minimiser of sums of squares found, what happened on the way, and how well the residuals determine it.</summary>
/// <typeparam name="T">The type of the argument: a tree.</typeparam>
/// <typeparam name="TOut">The type of the residuals: a tree.</typeparam>
public sealed record LeastSquaresResult<T, TOut> : MinimizeResult<T>
{
    private readonly Residuals<T, TOut> _squares;
    private readonly PackedTree<T> _tree;
    private readonly double[] _x;

    internal LeastSquaresResult(Outcome outcome, Residuals<T, TOut> squares, T solution, T gradient, PackedTree<T> tree, TOut residuals)
        : base(outcome, squares, solution, gradient)
    {
        _squares = squares;
        _tree = tree;
        _x = outcome.Last.X;
        Residuals = residuals;
        ResidualCount = squares.ResidualCount;
    }

    /// <summary>The residuals at the solution.</summary>
    public TOut Residuals { get; }

    /// <summary>How many there are.</summary>
    public long ResidualCount { get; }

    /// <summary>Half the sum of squares at the solution, or of the robust loss: the <see cref="MinimizeResult{T}.Value"/>.</summary>
    public double Cost => Value;

    /// <summary>The number of residuals less that of parameters.</summary>
    public long DegreesOfFreedom => ResidualCount - _x.Length;

    /// <summary>The deviation of a residual that the fit leaves: √(2 cost / degrees of freedom).</summary>
    /// <exception cref="InvalidOperationException">There are no more residuals than parameters.</exception>
    public double ResidualStandardDeviation => Math.Sqrt(ResidualVariance());

    /// <summary>The Jacobian at the solution, computed when it is asked for.</summary>
    /// <returns>∂r/∂x: a row for each residual, a column for each floating element of x, both in the order of the leaves.</returns>
    public Tensor Jacobian() => _squares.Jacobian(_x);

    /// <summary>
    /// The covariance of the solution, as of a linear model: s² (JᵀJ)⁻¹, with s the <see cref="ResidualStandardDeviation"/>. A robust loss counts in both as
    /// in the last step. Bounds are taken for not there.
    /// </summary>
    /// <returns>n × n numbers in float64, for the n floating elements of x in the order of the leaves.</returns>
    /// <exception cref="InvalidOperationException">There are no more residuals than parameters.</exception>
    /// <exception cref="LinearAlgebraException">The residuals do not determine all parameters.</exception>
    public Tensor Covariance()
    {
        double variance = ResidualVariance();
        return variance * _squares.Linearize(_x).InverseOfNormalMatrix(nameof(Covariance));
    }

    /// <summary>The standard deviation of each parameter: the roots of the diagonal of the <see cref="Covariance"/>.</summary>
    /// <returns>A tree like the solution; null where a leaf is not floating.</returns>
    /// <exception cref="InvalidOperationException">There are no more residuals than parameters.</exception>
    /// <exception cref="LinearAlgebraException">The residuals do not determine all parameters.</exception>
    public T StandardDeviations() => _tree.GradientIn(Ops.Cast(Ops.Sqrt(Ops.Diagonal(Covariance())), _tree.DType));

    private double ResidualVariance() => DegreesOfFreedom > 0
        ? 2 * Cost / DegreesOfFreedom
        : throw new InvalidOperationException(
            $"{ResidualCount} residuals leave no degree of freedom to {_x.Length} parameters: their deviation cannot be told. More data are needed.");
}
