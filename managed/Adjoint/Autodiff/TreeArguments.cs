namespace Adjoint;

/// <summary>The arguments of a transform, taken apart: the leaves that it works on, one list for all of them.</summary>
/// <param name="name">The transform, for messages.</param>
/// <param name="differentiableOnly">Whether it works on floating leaves alone; the others stay where they are.</param>
/// <param name="holdsOthers">Whether whole arguments without floating leaves stay where they are too, unless all do.</param>
internal sealed class TreeArguments(string name, bool differentiableOnly = true, bool holdsOthers = false)
{
    private readonly List<Tensor> _leaves = [];
    private readonly List<(object Value, int Start)> _values = [];
    private ArgumentException? _held;

    public string Name => name;

    public Tensor[] Leaves => _leaves.Count == 0 && _held is not null ? throw _held : [.. _leaves];

    /// <summary>Takes an argument apart.</summary>
    /// <param name="value">The argument.</param>
    /// <param name="called">What a message calls it; by its number if left out.</param>
    public TreeArgument<T> Add<T>(T value, string? called = null)
    {
        called ??= ArgumentName.Of(_values.Count);
        NotNull.Given(name, called, value);
        TreeArgument<T> argument = TreeArgument.Of(name, value, called, differentiableOnly, _leaves.Count);
        _values.Add((value, _leaves.Count));
        argument.AddTo(_leaves);
        if (argument.Count > 0 || !(differentiableOnly || argument.IsEmpty)) return argument;
        if (!argument.IsEmpty)
        {
            _held ??= new ArgumentException(value is Tensor x
                ? $"{name}: {called} holds {x.DType}, but only floating numbers have derivatives. Cast it to Float32 or Float64, or do not differentiate by it."
                : $"{name}: {called} ({NoTensor.Named(value.GetType())}) holds no floating tensor, but only floating numbers have derivatives.");
            if (!holdsOthers) throw _held;
        }
        else if (!TreeWalk.IsBranch(value) && (differentiableOnly || !TreeWalk.IsPlain(value)))
        {
            throw new ArgumentException(
                $"{name}: {called} ({NoTensor.Named(value.GetType())}) holds no tensors. Use tensors, tuples, arrays, lists or dictionaries of them, or types marked [TensorTree].");
        }

        return argument;
    }

    /// <summary>An axis for each leaf, given one for each argument.</summary>
    public int?[] AxesOf(params ReadOnlySpan<int?> axes)
    {
        int?[] each = new int?[_leaves.Count];
        for (int i = 0; i < axes.Length; i++)
            each.AsSpan(_values[i].Start..(i + 1 < axes.Length ? _values[i + 1].Start : each.Length)).Fill(axes[i]);
        return each;
    }

    /// <summary>What a message calls a leaf, where all leaves count: its argument, and its place in there.</summary>
    public string NameOf(int leaf)
    {
        int argument = _values.FindLastIndex(v => v.Start <= leaf);
        string path = Tree.NamedLeaves(_values[argument].Value)[leaf - _values[argument].Start].Path;
        return path.Length == 0 ? ArgumentName.Of(argument) : $"argument {argument}, leaf {path},";
    }
}
