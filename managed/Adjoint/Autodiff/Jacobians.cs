namespace Adjoint;

/// <summary>The derivatives of all results of a function of tensors by some of its arguments.</summary>
/// <param name="name">The transform, for messages.</param>
/// <param name="function">The function, of an array of its arguments.</param>
/// <param name="arity">How many arguments it takes.</param>
/// <param name="positions">The arguments to differentiate by.</param>
/// <param name="blocks">The mode.</param>
internal sealed class Jacobians<TOut>(
    string name, Func<Tensor[], TOut> function, int arity, int[] positions, Func<JacobianMatrix, Tensor[][]> blocks)
{
    private readonly Moving _moving = new(name, arity, positions);

    /// <summary>For each position the result with the derivatives in place of its tensors.</summary>
    public TOut[] Of(params Tensor[] arguments)
    {
        var result = new TreeResult<TOut>(name, moved => function(_moving.In(arguments, moved)));
        var matrix = new JacobianMatrix(name, result.Run, _moving.Of(arguments), () => result.Kept);
        Tensor[][] rows = blocks(matrix);
        return [.. positions.Select((_, j) => result.Last.GradientIn([.. rows.Select(row => row[j])]))];
    }
}

/// <summary>The second derivatives of the sum of the outputs of a function of tensors by some of its arguments.</summary>
/// <param name="name">The transform, for messages.</param>
/// <param name="function">The function, of an array of its arguments.</param>
/// <param name="arity">How many arguments it takes.</param>
/// <param name="positions">The arguments to differentiate by.</param>
internal sealed class Hessians(string name, Func<Tensor[], Tensor> function, int arity, int[] positions)
{
    private readonly Moving _moving = new(name, arity, positions);
    private readonly Derivative<Tensor> _first = new(name, function, arity, positions);

    /// <summary>A block for each two positions.</summary>
    public Tensor[][] Of(params Tensor[] arguments) => new JacobianMatrix(name, GradientAt(arguments), _moving.Of(arguments)).ByForward();

    /// <summary>The product with a vector for each position.</summary>
    public Tensor[] Times(Tensor[] arguments, Tensor[] vectors) =>
        Forward.Run(name, GradientAt(arguments), _moving.Of(arguments), NotNull.Given(name, "vector", vectors)).Tangents;

    private Func<Tensor[], Tensor[]> GradientAt(Tensor[] arguments) => moved => _first.Gradient(_moving.In(arguments, moved));
}

/// <summary>Some of the arguments of a function: those that it is differentiated by.</summary>
internal sealed class Moving(string name, int arity, int[] positions)
{
    private readonly int[] _positions = Derivatives.CheckPositions(name, arity, positions);

    /// <summary>These of all arguments.</summary>
    public Tensor[] Of(Tensor[] arguments)
    {
        NotNull.Given(name, "argument", arguments);
        foreach (int position in _positions)
            Derivatives.RequireDifferentiable(name, arguments[position], ArgumentName.Of(position));
        return [.. _positions.Select(p => arguments[p])];
    }

    /// <summary>All arguments, with others in place of these.</summary>
    public Tensor[] In(Tensor[] arguments, Tensor[] moved)
    {
        Tensor[] all = [.. arguments];
        for (int i = 0; i < _positions.Length; i++)
            all[_positions[i]] = moved[i];
        return all;
    }
}
