namespace Adjoint;

/// <summary>
/// The floating tensors of a function's result as one tensor, for rules that know one result only: a single one stands for itself,
/// several are packed into a vector.
/// </summary>
internal sealed class JointResult<TOut>
{
    private readonly string _name;
    private readonly TreeArgument<TOut> _result;
    private readonly Packing? _packing;

    public JointResult(string name, TOut value)
    {
        _name = name;
        _result = TreeResult<TOut>.Of(name, value, differentiableOnly: value is not Tensor);
        Leaves = _result.Leaves;
        if (Leaves.Length > 1) _packing = new Packing(Leaves);
        Joint = _packing?.Pack(Leaves) ?? Leaves[0];
    }

    /// <summary>The tensors of the result.</summary>
    public Tensor[] Leaves { get; }

    /// <summary>The tensors of the result as one.</summary>
    public Tensor Joint { get; }

    /// <summary>What is not floating, and so is not part of it.</summary>
    public IEnumerable<Tensor> Others => _result.Others;

    /// <summary>The result with another joint tensor taken apart into it.</summary>
    public TOut With(Tensor joint) => _result.In(Unpacked(joint));

    /// <summary>A derivative of the result, of one of the joint tensor.</summary>
    public TOut Derivative(Tensor joint) => _result.GradientIn(Unpacked(joint));

    /// <summary>A derivative of the joint tensor, of one of the result.</summary>
    public Tensor JointOf(TOut derivative)
    {
        Tensor[] leaves = _result.LeavesOf(_name, NotNull.Returned(_name, derivative, "the tangent function"), "tangent");
        return _packing?.Pack(leaves) ?? leaves[0];
    }

    /// <summary>The tensors of the result, of one joint tensor.</summary>
    public Tensor[] Unpacked(Tensor joint) => _packing?.Unpack(joint) ?? [joint];
}
