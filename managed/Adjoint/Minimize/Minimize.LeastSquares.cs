namespace Adjoint;

// Sums of squares.
public static partial class Minimize
{
    /// <summary>
    /// The Levenberg-Marquardt method for least squares, ½ Σ rᵢ² or a robust loss of the residuals, as in MINPACK (J. J. Moré, "The Levenberg-Marquardt algorithm:
    /// implementation and theory", 1978): steps within a region in which each parameter counts by its column of the Jacobian, by QR.
    /// </summary>
    /// <remarks>
    /// The Jacobian comes from one recording of the residuals, all columns (or rows, if there are fewer) in one batch. With
    /// <see cref="LeastSquaresOptions.MatrixFree"/> it is not made: steps within a sphere are found by conjugate gradients.
    /// </remarks>
    /// <typeparam name="T">A tree.</typeparam>
    /// <typeparam name="TOut">A tree: the residuals, such as model − data over the deviation of the data.</typeparam>
    /// <param name="residuals">Gives the residuals; always the same number of them.</param>
    /// <param name="x0">Where to start. Leaves that are not floating are held fixed.</param>
    /// <param name="lower">
    /// A tree like x0, whose leaves broadcast to those of x0: lower bounds, −∞ where there is none. A leaf, or all of it, may be null.
    /// </param>
    /// <param name="upper">Upper bounds in the same way.</param>
    /// <param name="options">When to stop, the loss, and whether a matrix is made.</param>
    /// <param name="callback">Is called after each iteration, and may stop.</param>
    /// <param name="cancellationToken">Ends it after an iteration.</param>
    /// <returns>The best point found, and why no better one.</returns>
    /// <exception cref="ArgumentException">
    /// x0 or the residuals hold nothing floating, or they are not finite at x0; a bound does not fit; bounds are given to the matrix-free method.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="InvalidOperationException">A transform around the call follows the residuals.</exception>
    /// <example>
    /// <code>
    /// Tensor x = Tensor.From([0.0, 1, 2, 3]), y = Tensor.From([2.0, 1.2, 0.75, 0.45]);
    /// var fit = Minimize.LevenbergMarquardt(p => p[0] * Exp(-p[1] * x) - y, Tensor.From([1.0, 1.0]));
    /// Console.WriteLine(fit.Solution);                   // the amplitude and the rate
    /// Console.WriteLine(fit.StandardDeviations());       // and how well the data determine them
    /// </code>
    /// </example>
    public static LeastSquaresResult<T, TOut> LevenbergMarquardt<T, TOut>(
        Func<T, TOut> residuals,
        T x0,
        LeastSquaresOptions? options = null,
        T? lower = default,
        T? upper = default,
        Action<MinimizeIteration<T>>? callback = null,
        CancellationToken cancellationToken = default)
    {
        options ??= new LeastSquaresOptions();
        var problem = new Problem<T>(nameof(LevenbergMarquardt), x0, callback, cancellationToken);
        Residuals<T, TOut> squares = problem.Of(residuals, options.Loss);
        Bounds? bounds = problem.Between(lower, upper);
        StopRule stop = problem.StopRule(squares, options);
        if (!options.MatrixFree) return problem.Result(squares, new LevenbergMarquardtSolver(squares, bounds, options.InitialTrustRadius).Run(stop));
        if (bounds is not null) throw new ArgumentException($"{problem.Name}: there are no bounds with {nameof(LeastSquaresOptions.MatrixFree)}; leave that or the bounds out.");
        double radius = options.InitialTrustRadius ?? Math.Max(1, Vectors.Norm(squares.Start));
        return problem.Result(squares, new TrustRegionSolver(squares, radius, double.PositiveInfinity).Run(stop));
    }

    /// <summary>
    /// The Gauss-Newton method for least squares: the step to the minimum of |r + J p|, by QR, and a line search along it. Where residuals are small and x0 is
    /// near it is the fastest; <see cref="LevenbergMarquardt"/> comes from further away.
    /// </summary>
    /// <remarks>With <see cref="LeastSquaresOptions.MatrixFree"/> the step is found by conjugate gradients.</remarks>
    /// <typeparam name="T">A tree.</typeparam>
    /// <typeparam name="TOut">A tree: the residuals.</typeparam>
    /// <param name="residuals">Gives the residuals; always the same number of them.</param>
    /// <param name="x0">Where to start. Leaves that are not floating are held fixed.</param>
    /// <param name="options">When to stop, the loss, and whether a matrix is made. There is no trust radius.</param>
    /// <param name="callback">Is called after each iteration, and may stop.</param>
    /// <param name="cancellationToken">Ends it after an iteration.</param>
    /// <returns>The best point found, and why no better one.</returns>
    /// <exception cref="ArgumentException">x0 or the residuals hold nothing floating, or they are not finite at x0.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="InvalidOperationException">A transform around the call follows the residuals.</exception>
    public static LeastSquaresResult<T, TOut> GaussNewton<T, TOut>(
        Func<T, TOut> residuals, T x0, LeastSquaresOptions? options = null, Action<MinimizeIteration<T>>? callback = null, CancellationToken cancellationToken = default)
    {
        options ??= new LeastSquaresOptions();
        var problem = new Problem<T>(nameof(GaussNewton), x0, callback, cancellationToken);
        Residuals<T, TOut> squares = problem.Of(residuals, options.Loss);
        NewtonDirection direction = options.MatrixFree ? NewtonDirection.ByConjugateGradients(squares) : NewtonDirection.OfGaussNewton(squares);
        return problem.Result(squares, new Descent(squares, direction, curvature: 0.9).Run(problem.StopRule(squares, options)));
    }
}
