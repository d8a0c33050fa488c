namespace Adjoint;

/// <summary>What a function of trees returned, caught while a transform that knows only lists of tensors runs it.</summary>
internal sealed class TreeResult<TOut>(string name, Func<Tensor[], TOut> function, bool floatingOnly = true)
{
    private TreeArgument<TOut>? _result;

    /// <summary>The last result.</summary>
    public TreeArgument<TOut> Last => _result ?? throw new InvalidOperationException($"{name}: the function has not run.");

    /// <summary>What must outlive the transform besides the leaves that it works on.</summary>
    public IEnumerable<Tensor> Kept => Last.Others;

    /// <summary>The function as the transform sees it.</summary>
    public Tensor[] Run(Tensor[] leaves)
    {
        _result = Of(name, function(leaves), floatingOnly);
        return _result.Leaves;
    }

    /// <summary>A result, and where its leaves are.</summary>
    public static TreeArgument<TOut> Of(string name, TOut value, bool floatingOnly = true)
    {
        NotNull.Returned(name, value);
        List<Tensor?> slots = Tree.Written(value, operation: name).Slots;
        int[] places = [.. Enumerable.Range(0, slots.Count).Where(i => slots[i] is { } x && (!floatingOnly || x.DType.IsFloating))];
        if (places.Length == 0) throw NoTensor.In(name, value, floatingOnly ? "floating " : "");
        return new TreeArgument<TOut>(value, slots, places, 0);
    }
}
