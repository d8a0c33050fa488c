namespace Adjoint;

/// <summary>What a tree is besides its leaves: types, lengths, keys and other data. It keeps the tree that it was taken from.</summary>
/// <typeparam name="T">A tree.</typeparam>
public sealed partial class TreeStructure<T>
{
    private readonly T _tree;
    private readonly bool[] _present;
    private readonly TreeWriter _written;

    internal TreeStructure(T tree)
    {
        _written = Tree.Written(tree, operation: nameof(Tree.Flatten));
        _tree = tree;
        _present = [.. _written.Slots.Select(static x => x is not null)];
        LeafCount = _present.Count(static p => p);
    }

    /// <summary>The number of leaves.</summary>
    public int LeafCount { get; }

    /// <summary>The places of the leaves, such as "Layers[0].W".</summary>
    public IReadOnlyList<string> Paths => [.. Tree.NamedLeaves(_tree).Select(static l => l.Path)];

    /// <summary>A tree of this structure.</summary>
    /// <param name="leaves">A tensor for each leaf.</param>
    /// <returns>The tree.</returns>
    /// <exception cref="ArgumentException">There are more or fewer.</exception>
    public T Unflatten(params ReadOnlySpan<Tensor> leaves)
    {
        if (leaves.Length != LeafCount)
            throw new ArgumentException($"Unflatten: a {typeof(T).Name} of {LeafCount} leaves cannot be made of {leaves.Length} tensors.");
        var slots = new Tensor?[_present.Length];
        for (int i = 0, next = 0; i < slots.Length; i++)
        {
            if (_present[i]) slots[i] = leaves[next++] ?? throw new ArgumentNullException(nameof(leaves), $"Unflatten: leaf {next - 1} is null.");
        }

        return Tree.Rebuild(_tree, slots);
    }

    /// <summary>Whether a tree has this structure, so that their leaves stand in the same places.</summary>
    /// <param name="tree">A tree.</param>
    /// <returns>True if it has.</returns>
    public bool Matches(T tree) => Tree.Written(tree).HasStructureOf(_written);

    /// <summary>The type and the places of the leaves.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"{typeof(T).Name}({string.Join(", ", Paths)})";
}
