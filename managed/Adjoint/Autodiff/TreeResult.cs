namespace Adjoint;

/// <summary>What a function of trees returned, caught while a transform that knows only lists of tensors runs it.</summary>
internal sealed class TreeResult<TOut>(string name, Func<Tensor[], TOut> function, bool differentiableOnly = true)
{
    private TreeArgument<TOut>? _result;

    /// <summary>The last result.</summary>
    public TreeArgument<TOut> Last => _result ?? throw new InvalidOperationException($"{name}: the function has not run.");

    /// <summary>What must outlive the transform besides the leaves that it works on.</summary>
    public IEnumerable<Tensor> Kept => Last.Others;

    /// <summary>The same, and further data.</summary>
    public Func<IEnumerable<Tensor>> KeptWith(Func<IEnumerable<Tensor>>? further) => further is null ? () => Kept : () => [.. Kept, .. further()];

    /// <summary>The function as the transform sees it.</summary>
    public Tensor[] Run(Tensor[] leaves)
    {
        _result = Of(name, function(leaves), differentiableOnly);
        return _result.Leaves;
    }

    /// <summary>A result, and where its leaves are.</summary>
    public static TreeArgument<TOut> Of(string name, TOut value, bool differentiableOnly = true)
    {
        NotNull.Returned(name, value);
        TreeArgument<TOut> result = TreeArgument.Of(name, value, "output 0", differentiableOnly);
        if (result.Count > 0) return result;
        throw value is Tensor x
            ? new ArgumentException($"{name}: the function returned {x.DType}, but only floating numbers have derivatives.")
            : NoTensor.In(name, value, differentiableOnly ? "floating " : "");
    }
}
