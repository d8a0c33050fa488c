namespace Adjoint;

/// <summary>Trees taken apart.</summary>
internal static class TreeArgument
{
    private static readonly int[] s_first = [0];

    /// <summary>A tree, and where the leaves that a transform works on stand in it.</summary>
    /// <param name="name">The transform, for messages.</param>
    /// <param name="value">The tree.</param>
    /// <param name="called">What a message calls it.</param>
    /// <param name="differentiableOnly">Whether it works on floating leaves alone, without those that the tree holds fixed.</param>
    /// <param name="start">How many leaves of other trees stand before these in the transform's list.</param>
    public static TreeArgument<T> Of<T>(string name, T value, string called, bool differentiableOnly, int start = 0)
    {
        if (value is Tensor single)
        {
            _ = Tensor.HandleOf(single, name, called); // refuses what was disposed
            return new TreeArgument<T>(value, [single], differentiableOnly && !single.DType.IsDifferentiable ? [] : s_first, start);
        }

        TreeWriter written = Tree.Written(value, operation: name);
        Tensor?[] slots = [.. written.Slots];
        int count = 0;
        int[] places = new int[slots.Length];
        for (int i = 0; i < slots.Length; i++)
        {
            if (slots[i] is { } leaf && (!differentiableOnly || (leaf.DType.IsDifferentiable && !written.IsHeld(i)))) places[count++] = i;
        }

        return new TreeArgument<T>(value, slots, places[..count], start);
    }
}

/// <summary>One argument of a transform, or what its function returned: a tree, and where some of its leaves stand in a list.</summary>
internal sealed class TreeArgument<T>(T value, Tensor?[] slots, int[] places, int start)
{
    public T Value => value;

    /// <summary>How many leaves the transform works on.</summary>
    public int Count => places.Length;

    /// <summary>Whether there are no leaves at all.</summary>
    public bool IsEmpty => Array.TrueForAll(slots, static x => x is null);

    public Tensor[] Leaves
    {
        get
        {
            var leaves = new Tensor[places.Length];
            for (int i = 0; i < leaves.Length; i++)
                leaves[i] = slots[places[i]]!;
            return leaves;
        }
    }

    /// <summary>The leaves that the transform does not work on.</summary>
    public IEnumerable<Tensor> Others => places.Length == slots.Length ? [] : slots.Where((x, i) => x is not null && Array.IndexOf(places, i) < 0).Select(static x => x!);

    /// <summary>Appends the leaves that the transform works on.</summary>
    public void AddTo(List<Tensor> leaves)
    {
        foreach (int place in places)
            leaves.Add(slots[place]!);
    }

    /// <summary>The tree with leaves of a list in place of its own.</summary>
    public T In(Tensor[] leaves) => value is Tensor ? Only(leaves, slots[0]) : Put([.. slots], leaves);

    /// <summary>The tree with leaves of a list alone: derivatives, which other leaves have none of.</summary>
    public T GradientIn(Tensor[] leaves) => value is Tensor ? Only(leaves, null) : Put(new Tensor?[slots.Length], leaves);

    /// <summary>The leaves of a tree of the same structure, of a derivative, in the places that count; zeros where it has none.</summary>
    public Tensor[] LeavesOf(string name, T other, string direction)
    {
        if (places.Length > 0) NotNull.Given(name, $"the {direction}", other);
        List<Tensor?> found = Matching(name, other);
        if (places.Length < slots.Length) RefuseOthers(name, found, direction);
        var leaves = new Tensor[places.Length];
        for (int i = 0; i < leaves.Length; i++)
            leaves[i] = found[places[i]] ?? Tensor.ZerosLike(slots[places[i]]!);
        return leaves;
    }

    /// <summary>The same, with null where it has none.</summary>
    public Tensor?[] PlacesOf(string name, T? other)
    {
        if (other is null) return new Tensor?[places.Length];
        List<Tensor?> found = Matching(name, other);
        return [.. places.Select(i => found[i])];
    }

    /// <summary>The same places in another tree of this structure.</summary>
    public TreeArgument<T> Around(T other) => new(other, other is Tensor single ? [single] : [.. Tree.Written(other).Slots], places, start);

    // What is held fixed does not change: a change that would be given up is a mistake.
    private void RefuseOthers(string name, List<Tensor?> found, string direction)
    {
        for (int i = 0; i < slots.Length; i++)
        {
            if (found[i] is { DType.IsDifferentiable: true } given && slots[i] is { DType.IsDifferentiable: false } held)
                throw new ArgumentException(
                    $"{name}: the {direction} holds {given.DType} where there is {held.DType}, which is held fixed and has no derivative; give null there.");
        }
    }

    private List<Tensor?> Matching(string name, T? other) =>
        value is Tensor && other is Tensor or null ? [other as Tensor] : Tree.Matching(name, value, other!);

    private T Only(Tensor[] leaves, Tensor? otherwise) => (T)(object)(places.Length > 0 ? leaves[start] : otherwise)!;

    private T Put(Tensor?[] into, Tensor[] leaves)
    {
        for (int i = 0; i < places.Length; i++)
            into[places[i]] = leaves[start + i];
        return Tree.Rebuild(value, into);
    }
}
