namespace Adjoint;

/// <summary>
/// Minimisers of deterministic functions: each takes a function of a tree that gives one number and a point to start from, and returns the
/// point that it found with what happened on the way. Gradients are the library's own.
/// </summary>
/// <remarks>
/// <para><see cref="Lbfgs"/> serves most smooth functions, <see cref="LbfgsB"/> those with bounds, <see cref="TrustRegion"/> those that are hard
/// or whose Hessian is not definite, <see cref="LevenbergMarquardt"/> sums of squares. For noisy gradients there are optimizers (<see cref="Adam"/>).</para>
/// <para>Points have the types of x0. Use float64: in float32 a value shows a minimum to three or four digits of x. Steps are computed in
/// double in any case.</para>
/// <para>A point where the value or the gradient is NaN or infinite is not taken; the step to it is shortened. At x0 it is an
/// <see cref="ArgumentException"/>. Exceptions of the function pass through.</para>
/// <para>A result is a constant. A function that depends on a tensor that a transform around follows is refused, and inside
/// <c>Vmap</c> values cannot be read.</para>
/// </remarks>
/// <example>
/// <code>
/// Tensor Rosenbrock(Tensor x) => Sum(100 * Square(x[1..] - Square(x[..^1])) + Square(1 - x[..^1]));
/// var result = Minimize.Lbfgs(Rosenbrock, Tensor.From([-1.2, 1.0]), new() { GradientTolerance = 1e-9 });
/// Console.WriteLine(result.Solution);    // [1. 1.] (dtype=Float64)
/// Console.WriteLine(result.Message);     // The gradient's norm ... is at most GradientTolerance = 1E-09.
/// </code>
/// </example>
public static partial class Minimize
{
    /// <summary>
    /// L-BFGS (D. C. Liu and J. Nocedal, "On the limited memory BFGS method for large scale optimization", 1989) with a line search for the strong
    /// conditions of Wolfe (J. J. Moré and D. J. Thuente, 1994).
    /// </summary>
    /// <typeparam name="T">A tree.</typeparam>
    /// <param name="function">What is minimised: gives a tensor of one floating element.</param>
    /// <param name="x0">Where to start. Leaves that are not floating are held fixed.</param>
    /// <param name="options">When to stop, and how much to remember.</param>
    /// <param name="callback">Is called after each iteration, and may stop.</param>
    /// <param name="cancellationToken">Ends it after an iteration.</param>
    /// <returns>The best point found, and why no better one.</returns>
    /// <exception cref="ArgumentException">x0 holds nothing floating; the function gives no single number, or one that is not finite at x0.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="InvalidOperationException">A transform around the call follows what the function gives.</exception>
    public static MinimizeResult<T> Lbfgs<T>(
        Func<T, Tensor> function, T x0, LbfgsOptions? options = null, Action<MinimizeIteration<T>>? callback = null, CancellationToken cancellationToken = default)
    {
        options ??= new LbfgsOptions();
        var problem = new Problem<T>(nameof(Lbfgs), x0, callback, cancellationToken);
        Objective objective = problem.Of(function);
        var descent = new Descent(objective, new LbfgsDirection(options.HistorySize), curvature: 0.9);
        return problem.Result(objective, descent.Run(problem.StopRule(objective, options)));
    }

    /// <summary>
    /// L-BFGS between bounds (R. H. Byrd, P. Lu, J. Nocedal and C. Zhu, "A limited memory algorithm for bound constrained optimization", 1995). The function
    /// is never evaluated outside of them.
    /// </summary>
    /// <typeparam name="T">A tree.</typeparam>
    /// <param name="function">What is minimised: gives a tensor of one floating element.</param>
    /// <param name="x0">Where to start; what is outside of the bounds is put on them.</param>
    /// <param name="lower">
    /// A tree like x0, whose leaves broadcast to those of x0: lower bounds, −∞ where there is none. A leaf, or all of it, may be null.
    /// </param>
    /// <param name="upper">Upper bounds in the same way.</param>
    /// <param name="options">When to stop, and how much to remember. The gradient counts as far as a step against it stays between the bounds.</param>
    /// <param name="callback">Is called after each iteration, and may stop.</param>
    /// <param name="cancellationToken">Ends it after an iteration.</param>
    /// <returns>The best point found, and why no better one.</returns>
    /// <exception cref="ArgumentException">
    /// A bound has another structure, is NaN, or lies above its opposite; or as in <see cref="Lbfgs"/>.
    /// </exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="InvalidOperationException">A transform around the call follows what the function gives.</exception>
    /// <example>
    /// <code>
    /// var result = Minimize.LbfgsB(x => Sum(Square(x - 3)), Tensor.Zeros([2], DType.Float64), lower: Tensor.From([0.0, 4.0]));
    /// Console.WriteLine(result.Solution);    // [3. 4.] (dtype=Float64)
    /// </code>
    /// </example>
    public static MinimizeResult<T> LbfgsB<T>(
        Func<T, Tensor> function,
        T x0,
        T? lower = default,
        T? upper = default,
        LbfgsOptions? options = null,
        Action<MinimizeIteration<T>>? callback = null,
        CancellationToken cancellationToken = default)
    {
        options ??= new LbfgsOptions();
        var problem = new Problem<T>(nameof(LbfgsB), x0, callback, cancellationToken);
        if (problem.Between(lower, upper) is not { } bounds) return Lbfgs(function, x0, options, callback, cancellationToken);
        Objective objective = problem.Of(function);
        return problem.Result(objective, new LbfgsBSolver(objective, bounds, options.HistorySize).Run(problem.StopRule(objective, options)));
    }

    /// <summary>
    /// Nonlinear conjugate gradients (W. W. Hager and H. Zhang, "A new conjugate gradient method with guaranteed descent and an efficient line search",
    /// 2005): three vectors of memory. L-BFGS takes fewer evaluations where its history fits.
    /// </summary>
    /// <typeparam name="T">A tree.</typeparam>
    /// <param name="function">What is minimised: gives a tensor of one floating element.</param>
    /// <param name="x0">Where to start. Leaves that are not floating are held fixed.</param>
    /// <param name="options">When to stop.</param>
    /// <param name="callback">Is called after each iteration, and may stop.</param>
    /// <param name="cancellationToken">Ends it after an iteration.</param>
    /// <returns>The best point found, and why no better one.</returns>
    /// <exception cref="ArgumentException">x0 holds nothing floating; the function gives no single number, or one that is not finite at x0.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="InvalidOperationException">A transform around the call follows what the function gives.</exception>
    public static MinimizeResult<T> ConjugateGradient<T>(
        Func<T, Tensor> function, T x0, MinimizeOptions? options = null, Action<MinimizeIteration<T>>? callback = null, CancellationToken cancellationToken = default)
    {
        var problem = new Problem<T>(nameof(ConjugateGradient), x0, callback, cancellationToken);
        Objective objective = problem.Of(function);
        var descent = new Descent(objective, new ConjugateDirection(), curvature: 0.1);
        return problem.Result(objective, descent.Run(problem.StopRule(objective, options ?? new MinimizeOptions())));
    }

    /// <summary>
    /// Newton's method with a line search, its equations solved by conjugate gradients as far as the gradient is worth
    /// (J. Nocedal and S. J. Wright, "Numerical optimization", 2006, section 7.1). Products with the Hessian are forward mode over one recorded gradient.
    /// </summary>
    /// <typeparam name="T">A tree.</typeparam>
    /// <param name="function">What is minimised: gives a tensor of one floating element, and can be differentiated twice.</param>
    /// <param name="x0">Where to start. Leaves that are not floating are held fixed.</param>
    /// <param name="options">When to stop.</param>
    /// <param name="callback">Is called after each iteration, and may stop.</param>
    /// <param name="cancellationToken">Ends it after an iteration.</param>
    /// <returns>The best point found, and why no better one.</returns>
    /// <exception cref="ArgumentException">x0 holds nothing floating; the function gives no single number, or one that is not finite at x0.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="InvalidOperationException">A transform around the call follows what the function gives.</exception>
    public static MinimizeResult<T> NewtonCg<T>(
        Func<T, Tensor> function, T x0, MinimizeOptions? options = null, Action<MinimizeIteration<T>>? callback = null, CancellationToken cancellationToken = default)
    {
        var problem = new Problem<T>(nameof(NewtonCg), x0, callback, cancellationToken);
        Objective objective = problem.Of(function);
        var descent = new Descent(objective, NewtonDirection.ByConjugateGradients(objective), curvature: 0.9);
        return problem.Result(objective, descent.Run(problem.StopRule(objective, options ?? new MinimizeOptions())));
    }

    /// <summary>
    /// Newton's method within the region that its quadratic model is trusted in, by conjugate gradients (T. Steihaug, "The conjugate gradient method
    /// and trust regions in large scale optimization", 1983). It goes on where the Hessian is not definite.
    /// </summary>
    /// <typeparam name="T">A tree.</typeparam>
    /// <param name="function">What is minimised: gives a tensor of one floating element, and can be differentiated twice.</param>
    /// <param name="x0">Where to start. Leaves that are not floating are held fixed.</param>
    /// <param name="options">When to stop, and how long steps may be.</param>
    /// <param name="callback">Is called after each iteration, and may stop.</param>
    /// <param name="cancellationToken">Ends it after an iteration.</param>
    /// <returns>The best point found, and why no better one.</returns>
    /// <exception cref="ArgumentException">x0 holds nothing floating; the function gives no single number, or one that is not finite at x0.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="InvalidOperationException">A transform around the call follows what the function gives.</exception>
    public static MinimizeResult<T> TrustRegion<T>(
        Func<T, Tensor> function, T x0, TrustRegionOptions? options = null, Action<MinimizeIteration<T>>? callback = null, CancellationToken cancellationToken = default)
    {
        options ??= new TrustRegionOptions();
        var problem = new Problem<T>(nameof(TrustRegion), x0, callback, cancellationToken);
        Objective objective = problem.Of(function);
        var solver = new TrustRegionSolver(objective, options.InitialTrustRadius, options.MaxTrustRadius);
        return problem.Result(objective, solver.Run(problem.StopRule(objective, options)));
    }
}
