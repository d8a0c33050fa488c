namespace Adjoint;

/// <summary>The arguments of a transform, taken apart: the leaves that it works on, one list for all of them.</summary>
/// <param name="name">The transform, for messages.</param>
/// <param name="floatingOnly">Whether it works on floating leaves alone; the others stay where they are.</param>
internal sealed class TreeArguments(string name, bool floatingOnly = true)
{
    private readonly List<Tensor> _leaves = [];
    private readonly List<(object Value, int Start)> _values = [];

    public string Name => name;

    public Tensor[] Leaves => [.. _leaves];

    /// <summary>Takes an argument apart.</summary>
    /// <param name="value">The argument.</param>
    /// <param name="called">What a message calls it; by its number if left out.</param>
    public TreeArgument<T> Add<T>(T value, string? called = null)
    {
        called ??= $"argument {_values.Count}";
        NotNull.Given(name, called, value);
        int start = _leaves.Count;
        var slots = Tree.Written(value, operation: name).Slots;
        var places = new List<int>();
        for (int i = 0; i < slots.Count; i++)
        {
            if (slots[i] is not { } leaf || (floatingOnly && !leaf.DType.IsFloating)) continue;
            places.Add(i);
            _leaves.Add(leaf);
        }

        if (places.Count == 0 && floatingOnly && slots.Exists(static x => x is not null))
            throw new ArgumentException(
                $"{name}: {called} ({typeof(T).Name}) holds no floating tensor, but only floating numbers have derivatives.");
        if (slots.Count == 0 && !TreeWalk.IsBranch(value) && (floatingOnly || !TreeWalk.IsPlain(value)))
            throw new ArgumentException(
                $"{name}: {called} ({typeof(T).Name}) holds no tensors. Use tensors, tuples, arrays, lists or dictionaries of them, or types marked [TensorTree].");
        _values.Add((value, start));
        return new TreeArgument<T>(value, slots, [.. places], start);
    }

    /// <summary>What a message calls a leaf, where all leaves count: its argument, and its place in there.</summary>
    public string NameOf(int leaf)
    {
        int argument = _values.FindLastIndex(v => v.Start <= leaf);
        string path = Tree.NamedLeaves(_values[argument].Value)[leaf - _values[argument].Start].Path;
        return path.Length == 0 ? $"argument {argument}" : $"argument {argument}, leaf {path},";
    }
}

/// <summary>One argument of a transform, or what its function returned: a tree, and where some of its leaves stand in a list.</summary>
internal sealed class TreeArgument<T>(T value, List<Tensor?> slots, int[] places, int start)
{
    public T Value => value;

    public int Count => places.Length;

    public Tensor[] Leaves => [.. places.Select(i => slots[i]!)];

    /// <summary>The leaves that the transform does not work on.</summary>
    public IEnumerable<Tensor> Others => slots.Where((x, i) => x is not null && Array.IndexOf(places, i) < 0)!;

    /// <summary>The tree with leaves of a list in place of its own.</summary>
    public T In(Tensor[] leaves) => Put([.. slots], leaves);

    /// <summary>The tree with leaves of a list alone: derivatives, which other leaves have none of.</summary>
    public T GradientIn(Tensor[] leaves) => Put(new Tensor?[slots.Count], leaves);

    /// <summary>The leaves of a tree of the same structure, of a derivative say, in the places that count; zeros where it has none.</summary>
    public Tensor[] LeavesOf(string name, T other, string direction)
    {
        NotNull.Given(name, $"the {direction}", other);
        List<Tensor?> found = Tree.Matching(name, value, other);
        return [.. places.Select(i => found[i] ?? Tensor.ZerosLike(slots[i]!))];
    }

    /// <summary>The same, with null where it has none.</summary>
    public Tensor?[] PlacesOf(string name, T? other)
    {
        if (other is null) return new Tensor?[places.Length];
        List<Tensor?> found = Tree.Matching(name, value, other);
        return [.. places.Select(i => found[i])];
    }

    /// <summary>The same places in another tree of this structure.</summary>
    public TreeArgument<T> Around(T other) => new(other, Tree.Written(other).Slots, places, start);

    private T Put(Tensor?[] into, Tensor[] leaves)
    {
        for (int i = 0; i < places.Length; i++)
            into[places[i]] = leaves[start + i];
        return Tree.Rebuild(value, into);
    }
}
