namespace Adjoint;

/// <summary>Half the sum of squares, or of a robust loss, of residuals.</summary>
internal abstract class SumOfSquares : Objective
{
    private protected SumOfSquares(string name, double[] start, double rounding)
        : base(name, start, rounding)
    {
    }

    /// <summary>The value alone.</summary>
    public abstract double Cost(double[] x);

    /// <summary>The residuals to first order around a point.</summary>
    public abstract Linearization Linearize(double[] x);

    /// <summary>What the type of the function can hold in the place of a point.</summary>
    public abstract double[] Rounded(double[] x);

    // Gradient of the norm of the residuals: it does not depend on their unit.
    public override double Stationarity(Iterate at) => at.GradientSize == 0 ? 0 : at.GradientSize / Math.Sqrt(2 * at.Value);
}

/// <summary>The residuals that a function of a tree returns.</summary>
internal sealed class Residuals<T, TOut> : SumOfSquares
{
    private readonly Func<T, TOut> _function;
    private readonly PackedTree<T> _tree;
    private readonly RobustLoss _loss;
    private Packing? _packing;

    public Residuals(string name, Func<T, TOut> function, PackedTree<T> tree, RobustLoss loss)
        : base(name, tree.Elements, tree.Rounding)
    {
        _function = function;
        _tree = tree;
        _loss = loss;
    }

    public override double Cost(double[] x)
    {
        Evaluations++;
        Tensor packed = Packed(_tree.Vector(x));
        RequireNoTransform(packed);
        return _loss.Cost(PackedTree<TOut>.ElementsOf(packed));
    }

    public override double[] Rounded(double[] x) => _tree.Rounded(x);

    /// <summary>How many residuals there are, once the function has run.</summary>
    public long ResidualCount => _packing!.Count;

    /// <summary>The residuals at a point as the function returns them.</summary>
    public TOut TreeAt(double[] x)
    {
        Evaluations++;
        return _function(_tree.In(_tree.Vector(x)));
    }

    public override Linearization Linearize(double[] x)
    {
        Evaluations++;
        GradientEvaluations++;
        double[] residuals = [];
        var matrix = new JacobianMatrix(Name, a => Recorded(a, out residuals), [_tree.Vector(x)]);
        Tensor jacobian = Ops.Cast(matrix.ByFewerPasses()[0][0], DType.Float64);
        var (first, second) = _loss.Weights(residuals);
        return new Linearization(x, _loss.Cost(residuals), jacobian, residuals, first, second);
    }

    /// <summary>∂r/∂x at a point: a row for each residual, a column for each element of x.</summary>
    public Tensor Jacobian(double[] x) => new JacobianMatrix(Name, a => [Packed(a[0])], [_tree.Vector(x)]).ByFewerPasses()[0][0];

    public override Iterate Evaluate(double[] x)
    {
        x = _tree.Rounded(x);
        Evaluations++;
        GradientEvaluations++;
        double[] residuals = [];
        var (values, recording) = FunctionRecording.Of(Name, a => Recorded(a, out residuals), [_tree.Vector(x)]);
        RequireNoTransform(values[0]);
        double[] pulled = Multiply(_loss.Weights(residuals).First, residuals);
        return new Iterate(x, _loss.Cost(residuals), Pull(recording, pulled));
    }

    public override Func<double[], double[]> HessianAt(double[] x)
    {
        Evaluations++;
        GradientEvaluations++;
        double[] residuals = [];
        var (_, recording) = FunctionRecording.Of(Name, a => Recorded(a, out residuals), [_tree.Vector(x)]);
        double[] weights = _loss.Weights(residuals).Second;
        return v =>
        {
            HessianProducts++;
            double[] image = PackedTree<TOut>.ElementsOf(recording.Push(_tree.Vector(v))[0]);
            return Pull(recording, Multiply(weights, image));
        };
    }

    private double[] Pull(FunctionRecording recording, double[] cotangent) =>
        PackedTree<T>.ElementsOf(recording.Pull(Ops.Cast(Tensor.From(cotangent), _packing!.DType))[0]);

    private Tensor[] Recorded(Tensor[] x, out double[] residuals)
    {
        Tensor packed = Packed(x[0]);
        residuals = PackedTree<TOut>.ElementsOf(packed);
        return [packed];
    }

    private Tensor Packed(Tensor x)
    {
        Tensor[] leaves = TreeResult<TOut>.Of(Name, _function(_tree.In(x))).Leaves;
        var packing = new Packing(leaves);
        if (packing.DType.IsComplex)
            throw new ArgumentException($"{Name}: the residuals are {packing.DType}, but squares are summed of real numbers; take real and imaginary parts (Real, Imaginary).");
        if (_packing is not null && packing.Count != _packing.Count)
            throw new ArgumentException($"{Name}: the function returned {packing.Count} residuals, at x0 {_packing.Count}; their number must not change.");
        _packing = packing;
        return packing.Pack(leaves);
    }

    private static double[] Multiply(double[] weights, double[] v)
    {
        double[] product = new double[v.Length];
        for (int i = 0; i < product.Length; i++)
            product[i] = weights[i] * v[i];
        return product;
    }
}
