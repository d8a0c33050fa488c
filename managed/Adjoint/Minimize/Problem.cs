namespace Adjoint;

/// <summary>What a minimiser was given, with the static types that its solver does without.</summary>
internal sealed class Problem<T>(string method, T x0, Action<MinimizeIteration<T>>? callback, CancellationToken cancellation)
{
    private readonly PackedTree<T> _tree = new($"{nameof(Minimize)}.{method}", x0, "x0");

    public string Name { get; } = $"{nameof(Minimize)}.{method}";

    public Objective<T> Of(Func<T, Tensor> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return new Objective<T>(Name, function, _tree);
    }

    public Residuals<T, TOut> Of<TOut>(Func<T, TOut> residuals, RobustLoss loss)
    {
        ArgumentNullException.ThrowIfNull(residuals);
        return new Residuals<T, TOut>(Name, residuals, _tree, loss);
    }

    public Bounds? Between(T? lower, T? upper) => Bounds.Of(Name, _tree, lower, upper);

    public StopRule StopRule(Objective objective, MinimizeOptions options) => new(objective, options, callback is null ? null : IsStopped, cancellation);

    public MinimizeResult<T> Result(Objective objective, Outcome outcome) => new(outcome, objective, At(outcome.Last.X), Gradient(outcome));

    public LeastSquaresResult<T, TOut> Result<TOut>(Residuals<T, TOut> squares, Outcome outcome) =>
        new(outcome, squares, At(outcome.Last.X), Gradient(outcome), _tree, squares.TreeAt(outcome.Last.X));

    private T Gradient(Outcome outcome) => _tree.GradientIn(_tree.Vector(outcome.Last.Gradient));

    private T At(double[] x) => _tree.In(_tree.Vector(x));

    private bool IsStopped(int number, Iterate at, double gradientNorm)
    {
        var iteration = new MinimizeIteration<T>(number, At(at.X), at.Value, gradientNorm);
        callback!(iteration);
        return iteration.IsStopped;
    }
}
