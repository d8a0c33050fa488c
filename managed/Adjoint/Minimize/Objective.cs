namespace Adjoint;

/// <summary>What is minimised, as a function of a vector, and how often it was asked for.</summary>
internal abstract class Objective
{
    private protected Objective(string name, double[] start, double rounding)
    {
        Name = name;
        Start = start;
        Rounding = rounding;
    }

    /// <summary>The minimiser, for messages.</summary>
    public string Name { get; }

    public double[] Start { get; }

    /// <summary>How far apart numbers near 1 are in the type of the function.</summary>
    public double Rounding { get; }

    public int Evaluations { get; private protected set; }

    public int GradientEvaluations { get; private protected set; }

    public int HessianProducts { get; private protected set; }

    /// <summary>Value and gradient at a point, or at what the type of the function can hold in its place.</summary>
    public abstract Iterate Evaluate(double[] x);

    /// <summary>v ↦ H v, where H is the Hessian at a point or what stands for it.</summary>
    public abstract Func<double[], double[]> HessianAt(double[] x);

    /// <summary>What is held against the tolerance of the gradient.</summary>
    public virtual double Stationarity(Iterate at) => at.GradientSize;

    /// <summary>Value and gradient at the start.</summary>
    /// <exception cref="ArgumentException">One of them is not finite there.</exception>
    public Iterate Begin()
    {
        Iterate first = Evaluate(Start);
        RequireFinite(first.X, first.Value);
        if (!first.IsFinite)
            throw new ArgumentException(
                $"{Name}: the gradient at x0 has elements that are NaN or infinite, though the value is not. Start elsewhere; DetectAnomaly shows the operation that they come from.");
        return first;
    }

    /// <summary>Refuses a start that no step can be measured by.</summary>
    public void RequireFinite(double[] x, double value)
    {
        if (!double.IsFinite(Vectors.MaxAbs(x)))
            throw new ArgumentException($"{Name}: x0 has elements that are NaN or infinite.");
        if (!double.IsFinite(value))
            throw new ArgumentException(FormattableString.Invariant($"{Name}: the value at x0 is {value}. Start where the function is finite."));
    }

    // A solution is made of numbers, so that a transform around would take it for a constant without a word.
    private protected void RequireNoTransform(Tensor value)
    {
        if (value.Info().recorded != 0)
            throw new InvalidOperationException(
                $"{Name}: the function depends on a tensor that a transform around the minimiser follows, but no derivative passes through a minimiser. "
                + "Take that tensor as a constant by StopGradient.");
    }
}

/// <summary>A function of a tree that gives one number.</summary>
internal sealed class Objective<T> : Objective
{
    private readonly PackedTree<T> _tree;
    private readonly Derivative<Tensor> _derivative;

    public Objective(string name, Func<T, Tensor> function, PackedTree<T> tree)
        : base(name, tree.Elements, tree.Rounding)
    {
        _tree = tree;
        _derivative = new Derivative<Tensor>(name, x => OneNumber(NotNull.Returned(name, function(tree.In(x[0])))), 1, null);
    }

    public override Iterate Evaluate(double[] x)
    {
        x = _tree.Rounded(x);
        var (value, gradients) = _derivative.ValueAndGradient(_tree.Vector(x));
        Evaluations++;
        GradientEvaluations++;
        RequireNoTransform(value);
        return new Iterate(x, value.ToDouble(), PackedTree<T>.ElementsOf(gradients[0]));
    }

    // The gradient is recorded once; each product is a forward pass through that.
    public override Func<double[], double[]> HessianAt(double[] x)
    {
        var (_, recording) = FunctionRecording.Of(Name, _derivative.Gradient, [_tree.Vector(x)]);
        Evaluations++;
        GradientEvaluations++;
        return v =>
        {
            HessianProducts++;
            return PackedTree<T>.ElementsOf(recording.Push(_tree.Vector(v))[0]);
        };
    }

    private Tensor OneNumber(Tensor value) => value.Count == 1
        ? value
        : throw new ArgumentException($"{Name}: the function returned a tensor of shape {value.Shape}, but what is minimised is one number: take its Sum or Mean.");
}
