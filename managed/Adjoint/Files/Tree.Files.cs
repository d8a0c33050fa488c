namespace Adjoint;

// Trees in files.
public static partial class Tree
{
    /// <summary>Writes the leaves of a tree to a safetensors file, under their places.</summary>
    /// <typeparam name="T">A tree.</typeparam>
    /// <param name="path">The file; one that is there is replaced, whole or not at all.</param>
    /// <param name="tree">The tree.</param>
    /// <param name="metadata">Text that is kept beside them.</param>
    /// <example>
    /// <code>
    /// Tree.Save("run.safetensors", (parameters, key));
    /// (parameters, key) = Tree.Load("run.safetensors", (parameters, key));
    /// </code>
    /// </example>
    public static void Save<T>(string path, T tree, IReadOnlyDictionary<string, string>? metadata = null) =>
        SafeTensors.Save(path, NamedLeaves(tree), metadata);

    /// <summary>Writes the leaves of a tree to a stream, under their places.</summary>
    /// <typeparam name="T">A tree.</typeparam>
    /// <param name="stream">The stream.</param>
    /// <param name="tree">The tree.</param>
    /// <param name="metadata">Text that is kept beside them.</param>
    public static void Save<T>(Stream stream, T tree, IReadOnlyDictionary<string, string>? metadata = null) =>
        SafeTensors.Save(stream, NamedLeaves(tree), metadata);

    /// <summary>A tree with the leaves of a file.</summary>
    /// <typeparam name="T">A tree.</typeparam>
    /// <param name="path">The file.</param>
    /// <param name="like">A tree of the structure that was saved; it decides about names, shapes, types and data that is no leaf.</param>
    /// <returns>The tree.</returns>
    /// <exception cref="InvalidDataException">The file is damaged, or does not fit: the message lists all that is missing, unexpected or of
    /// another shape. Floating numbers take the floating type of their place.</exception>
    public static T Load<T>(string path, T like) => Load(SafeTensors.Load(path), like);

    /// <summary>A tree with the leaves of a stream.</summary>
    /// <typeparam name="T">A tree.</typeparam>
    /// <param name="stream">The stream.</param>
    /// <param name="like">A tree of the structure that was saved.</param>
    /// <returns>The tree.</returns>
    /// <exception cref="InvalidDataException">The file is damaged or does not fit.</exception>
    public static T Load<T>(Stream stream, T like) => Load(SafeTensors.Load(stream), like);

    private static T Load<T>(NamedTensors file, T like)
    {
        TreeWriter writer = Written(like, withPaths: true);
        Place[] places = [.. writer.Slots.Zip(writer.Paths).Where(static p => p.First is not null).Select(static p => new Place(p.Second, p.First!))];
        (Tensor?[] values, _) = Places.Match(file, places, strict: true, $"the tree of type {typeof(T).Name}");
        int next = 0;
        return Rebuild(like, [.. writer.Slots.Select(leaf => leaf is null ? null : values[next++])]);
    }
}
