namespace Adjoint;

/// <summary>When a minimiser stops.</summary>
/// <example>
/// <code>
/// var options = new MinimizeOptions { GradientTolerance = 1e-8, MaxIterations = 200 };
/// </code>
/// </example>
public record MinimizeOptions
{
    /// <summary>
    /// Stops when the largest size of an element of the gradient is at most this. Least squares take the gradient of the norm of
    /// the residuals, and the dense Levenberg-Marquardt method the largest cosine between the residuals and a column of the Jacobian.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 0.</exception>
    public double GradientTolerance { get; init => field = Limits.AtLeast(0.0, value, nameof(GradientTolerance)); } = 1e-6;

    /// <summary>
    /// Stops when an iteration decreases the value by no more than this part of its size; 0: when it cannot be seen to decrease.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 0.</exception>
    public double ValueTolerance { get; init => field = Limits.AtLeast(0.0, value, nameof(ValueTolerance)); }

    /// <summary>Stops when the length of a step is at most this part of that of x; 0: never for that.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 0.</exception>
    public double StepTolerance { get; init => field = Limits.AtLeast(0.0, value, nameof(StepTolerance)); }

    /// <summary>The largest number of iterations.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 0.</exception>
    public int MaxIterations { get; init => field = Limits.AtLeast(0, value, nameof(MaxIterations)); } = 10_000;
}

/// <summary>Options of <see cref="Minimize.Lbfgs"/> and <see cref="Minimize.LbfgsB"/>.</summary>
public sealed record LbfgsOptions : MinimizeOptions
{
    /// <summary>How many of the last steps the curvature is made of; each holds two vectors of the size of x.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1.</exception>
    public int HistorySize { get; init => field = Limits.AtLeast(1, value, nameof(HistorySize)); } = 10;
}

/// <summary>Options of <see cref="Minimize.TrustRegion"/>.</summary>
public sealed record TrustRegionOptions : MinimizeOptions
{
    /// <summary>The longest first step.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not above 0.</exception>
    public double InitialTrustRadius { get; init => field = Limits.Positive(value, nameof(InitialTrustRadius)); } = 1;

    /// <summary>The longest step of all.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not above 0.</exception>
    public double MaxTrustRadius { get; init => field = Limits.Positive(value, nameof(MaxTrustRadius)); } = double.PositiveInfinity;
}

/// <summary>Options of <see cref="Minimize.GaussNewton"/> and <see cref="Minimize.LevenbergMarquardt"/>.</summary>
public sealed record LeastSquaresOptions : MinimizeOptions
{
    /// <summary>Makes the options for a solution to some ten digits.</summary>
    public LeastSquaresOptions()
    {
        GradientTolerance = 1e-10;
        StepTolerance = 1e-10;
    }

    /// <summary>What becomes of the squares of residuals: large ones may count less.</summary>
    /// <exception cref="ArgumentNullException">There is none.</exception>
    public RobustLoss Loss { get; init => field = value ?? throw new ArgumentNullException(nameof(Loss)); } = RobustLoss.Squares;

    /// <summary>
    /// Whether the Jacobian is left unmade: its products with vectors (Jvp and Vjp of one recording) serve a method of conjugate gradients.
    /// For many parameters; without it the Jacobian is a matrix and its QR decomposition is taken.
    /// </summary>
    public bool MatrixFree { get; init; }

    /// <summary>
    /// The longest first step of the Levenberg-Marquardt method, in which each parameter counts by the norm of its column of the
    /// Jacobian; null: the norm of x0 so measured (MINPACK takes 100 times that, which from a poor start may lead to where nothing changes any more).
    /// The matrix-free method does not scale: null is the norm of x0 there, and at least 1.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not above 0.</exception>
    public double? InitialTrustRadius
    {
        get;
        init => field = value is { } radius ? Limits.Positive(radius, nameof(InitialTrustRadius)) : null;
    }
}
