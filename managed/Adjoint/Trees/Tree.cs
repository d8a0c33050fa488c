using System.Runtime.CompilerServices;

namespace Adjoint;

/// <summary>
/// Trees of tensors: a tensor, a tuple, array, list or dictionary of trees, a type marked <see cref="TensorTreeAttribute"/>, or a
/// <see cref="RandomKey"/>. Every transform takes and returns them.
/// </summary>
/// <remarks>
/// <para>The leaves come in the order of members, elements and sorted keys. Where a tree has null there is no leaf; other data is
/// carried along as it is.</para>
/// <para>In a gradient the place of a tensor that is not floating is null. In <see cref="Map{T}(T, T, Func{Tensor, Tensor, Tensor})"/>
/// such a place keeps the leaf of the first tree, so that an update by gradients leaves it alone.</para>
/// </remarks>
/// <example>
/// <code>
/// [TensorTree] partial record Dense(Tensor W, Tensor B);
/// Dense next = Tree.Map(layer, gradient, (p, g) => p - 0.1 * g);
/// </code>
/// </example>
public static partial class Tree
{
    /// <summary>The same tree with each leaf changed.</summary>
    /// <typeparam name="T">A tree.</typeparam>
    /// <param name="tree">The tree.</param>
    /// <param name="change">What becomes of a leaf.</param>
    /// <returns>A tree of the same structure.</returns>
    public static T Map<T>(T tree, Func<Tensor, Tensor> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return Rebuild(tree, [.. Written(tree).Slots.Select(x => x is null ? null : change(x))]);
    }

    /// <summary>A tree of what a function gives for the leaves of two trees at the same place.</summary>
    /// <typeparam name="T">A tree.</typeparam>
    /// <param name="first">The first tree.</param>
    /// <param name="second">A tree of the same structure.</param>
    /// <param name="combine">Takes a leaf of each.</param>
    /// <returns>A tree of the same structure.</returns>
    /// <exception cref="ArgumentException">The structures differ.</exception>
    public static T Map<T>(T first, T second, Func<Tensor, Tensor, Tensor> combine)
    {
        ArgumentNullException.ThrowIfNull(combine);
        List<Tensor?> x = Written(first).Slots, y = Matching(nameof(Map), first, second);
        return Rebuild(first, [.. x.Select((leaf, i) => leaf is null || y[i] is null ? leaf : combine(leaf, y[i]!))]);
    }

    /// <summary>A tree of what a function gives for the leaves of three trees at the same place.</summary>
    /// <typeparam name="T">A tree.</typeparam>
    /// <param name="first">The first tree.</param>
    /// <param name="second">A tree of the same structure.</param>
    /// <param name="third">Another one.</param>
    /// <param name="combine">Takes a leaf of each.</param>
    /// <returns>A tree of the same structure.</returns>
    /// <exception cref="ArgumentException">The structures differ.</exception>
    public static T Map<T>(T first, T second, T third, Func<Tensor, Tensor, Tensor, Tensor> combine)
    {
        ArgumentNullException.ThrowIfNull(combine);
        List<Tensor?> x = Written(first).Slots, y = Matching(nameof(Map), first, second), z = Matching(nameof(Map), first, third);
        return Rebuild(
            first, [.. x.Select((leaf, i) => leaf is null || y[i] is null || z[i] is null ? leaf : combine(leaf, y[i]!, z[i]!))]);
    }

    /// <summary>The leaves of two trees in pairs.</summary>
    /// <typeparam name="T">A tree.</typeparam>
    /// <param name="first">The first tree.</param>
    /// <param name="second">A tree of the same structure.</param>
    /// <returns>The pairs, in order.</returns>
    /// <exception cref="ArgumentException">The structures differ.</exception>
    public static IReadOnlyList<(Tensor First, Tensor Second)> Zip<T>(T first, T second)
    {
        List<Tensor?> x = Written(first).Slots, y = Matching(nameof(Zip), first, second);
        return [.. x.Zip(y).Where(static p => p.First is not null && p.Second is not null).Select(static p => (p.First!, p.Second!))];
    }

    /// <summary>The leaves in order.</summary>
    /// <typeparam name="T">A tree.</typeparam>
    /// <param name="tree">The tree.</param>
    /// <returns>The leaves.</returns>
    public static IReadOnlyList<Tensor> Leaves<T>(T tree) => LeavesOf(tree);

    /// <summary>The leaves in order with their places, such as "Layers[0].W".</summary>
    /// <typeparam name="T">A tree.</typeparam>
    /// <param name="tree">The tree.</param>
    /// <returns>The places and the leaves.</returns>
    public static IReadOnlyList<(string Path, Tensor Leaf)> NamedLeaves<T>(T tree)
    {
        TreeWriter writer = Written(tree, withPaths: true);
        return [.. writer.Slots.Zip(writer.Paths).Where(static p => p.First is not null).Select(static p => (p.Second, p.First!))];
    }

    /// <summary>The leaves in order, and what makes a tree of such leaves again.</summary>
    /// <typeparam name="T">A tree.</typeparam>
    /// <param name="tree">The tree.</param>
    /// <returns>The leaves and the structure.</returns>
    public static (Tensor[] Leaves, TreeStructure<T> Structure) Flatten<T>(T tree) =>
        (LeavesOf(tree), new TreeStructure<T>(tree));

    /// <summary>A tree of a structure with these leaves.</summary>
    /// <typeparam name="T">A tree.</typeparam>
    /// <param name="structure">The structure.</param>
    /// <param name="leaves">As many tensors as it has leaves.</param>
    /// <returns>The tree.</returns>
    /// <exception cref="ArgumentException">There are more or fewer.</exception>
    public static T Unflatten<T>(TreeStructure<T> structure, params ReadOnlySpan<Tensor> leaves)
    {
        ArgumentNullException.ThrowIfNull(structure);
        return structure.Unflatten(leaves);
    }

    /// <summary>One tree of several: each leaf is a stack of theirs. So <c>Vmap</c> with axis 0 takes an ensemble of models.</summary>
    /// <typeparam name="T">A tree.</typeparam>
    /// <param name="trees">Trees of one structure and of equal shapes; at least one.</param>
    /// <param name="axis">Where the new axis stands in each leaf.</param>
    /// <returns>A tree of the same structure.</returns>
    /// <exception cref="ArgumentException">There are none, or their structures or shapes differ.</exception>
    public static T Stack<T>(IReadOnlyList<T> trees, int axis = 0)
    {
        ArgumentNullException.ThrowIfNull(trees);
        if (trees.Count == 0) throw new ArgumentException("Stack: there is no tree to stack.", nameof(trees));
        List<Tensor?>[] slots = [.. trees.Select(tree => Matching(nameof(Stack), trees[0], tree))];
        return Rebuild(trees[0], [.. slots[0].Select((leaf, i) => leaf is null ? null : Ops.Stack([.. slots.Select(s => s[i]!)], axis))]);
    }

    /// <summary>The trees that <see cref="Stack{T}"/> makes one of.</summary>
    /// <typeparam name="T">A tree.</typeparam>
    /// <param name="tree">A tree whose leaves all have the same extent along an axis.</param>
    /// <param name="axis">The axis.</param>
    /// <returns>As many trees as the extent says.</returns>
    /// <exception cref="ArgumentException">There are no leaves, or their extents differ.</exception>
    public static IReadOnlyList<T> Unstack<T>(T tree, int axis = 0)
    {
        List<Tensor?> slots = Written(tree).Slots;
        long[] counts = [.. slots.OfType<Tensor>().Select(x => x.Shape[x.Axis(axis, nameof(Unstack))]).Distinct()];
        if (counts is not [var count])
            throw new ArgumentException(
                counts.Length == 0 ? "Unstack: the tree has no leaves." : $"Unstack: the leaves have different extents along axis {axis}: {string.Join(", ", counts)}.", nameof(tree));
        Tensor[]?[] parts = [.. slots.Select(x => x is null ? null : Ops.Unbind(x, axis))];
        return [.. Enumerable.Range(0, (int)count).Select(i => Rebuild(tree, [.. parts.Select(p => p?[i])]))];
    }

    /// <summary>All elements as one vector of the widest type among the leaves, and the way back.</summary>
    /// <typeparam name="T">A tree.</typeparam>
    /// <param name="tree">The tree.</param>
    /// <returns>The vector, and a function that makes a tree of such a vector; both can be differentiated.</returns>
    public static (Tensor Flat, Func<Tensor, T> Unravel) Ravel<T>(T tree)
    {
        var (leaves, structure) = Flatten(tree);
        var packing = new Packing(leaves);
        return (packing.Pack(leaves), flat => structure.Unflatten(packing.Unpack(flat)));
    }

    /// <summary>The root of the sum of all squares, over the floating leaves.</summary>
    /// <typeparam name="T">A tree.</typeparam>
    /// <param name="tree">The tree.</param>
    /// <returns>A scalar.</returns>
    public static Tensor Norm<T>(T tree)
    {
        Tensor[] norms = [.. LeavesOf(tree).Where(static x => x.DType.IsFloating).Select(static x => Ops.Norm(Unrounded(x)))];
        return norms.Length == 0 ? Tensor.Scalar(0f) : Ops.Norm(new Packing(norms).Pack(norms));
    }

    /// <summary>The tree scaled so that its <see cref="Norm">norm</see> is at most a number, as it is if it is no larger: for gradients.</summary>
    /// <typeparam name="T">A tree.</typeparam>
    /// <param name="tree">The tree.</param>
    /// <param name="largest">The largest norm.</param>
    /// <returns>The scaled tree.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number is not positive.</exception>
    public static T ClipByNorm<T>(T tree, double largest)
    {
        // Two factors, since their quotient may be too small for the type; both are 1 where nothing is to shrink.
        Tensor norm = Norm(tree), within = norm <= Limits.Positive(largest);
        Tensor divisor = Ops.Where(within, 1, norm), factor = Ops.Where(within, 1, largest);
        return Map(tree, x => x.DType.IsFloating ? Ops.Cast(Unrounded(x) / divisor * factor, x.DType) : x);
    }

    // A norm may be too large for 16 bits.
    private static Tensor Unrounded(Tensor x) => x.DType.IsRoundedLater ? Ops.Cast(x, DType.Float32) : x;

    /// <summary>The sum of the products of the elements of two trees, over the floating leaves.</summary>
    /// <typeparam name="T">A tree.</typeparam>
    /// <param name="first">The first tree.</param>
    /// <param name="second">A tree of the same structure.</param>
    /// <returns>A scalar.</returns>
    /// <exception cref="ArgumentException">The structures differ.</exception>
    public static Tensor Dot<T>(T first, T second) =>
        Zip(first, second).Where(static p => p.First.DType.IsFloating)
            .Aggregate((Tensor)0.0, static (sum, p) => sum + Ops.Sum(p.First * p.Second));

    /// <summary>The number of elements of all leaves.</summary>
    /// <typeparam name="T">A tree.</typeparam>
    /// <param name="tree">The tree.</param>
    /// <returns>The number.</returns>
    public static long Count<T>(T tree) => LeavesOf(tree).Sum(static x => x.Count);

    /// <summary>The same tree with zeros in every leaf.</summary>
    /// <typeparam name="T">A tree.</typeparam>
    /// <param name="tree">The tree.</param>
    /// <returns>The tree of zeros.</returns>
    public static T ZerosLike<T>(T tree) => Map(tree, Tensor.ZerosLike);

    internal static TreeWriter Written<T>(T tree, bool withPaths = false, [CallerMemberName] string operation = "")
    {
        var writer = new TreeWriter(operation, withPaths);
        writer.AddRoot(typeof(T), tree);
        return writer;
    }

    private static Tensor[] LeavesOf<T>(T tree, [CallerMemberName] string operation = "") =>
        [.. Written(tree, operation: operation).Slots.OfType<Tensor>()];

    internal static T Rebuild<T>(T tree, Tensor?[] slots) => (T)TreeWalk.Rebuild(new TreeReader(slots), typeof(T), tree)!;

    /// <summary>The places of a second tree, which must have the structure of the first.</summary>
    internal static List<Tensor?> Matching<T>(string name, T first, T second)
    {
        TreeWriter x = Written(first, operation: name), y = Written(second, operation: name);
        if (x.HasStructureOf(y)) return y.Slots;
        IReadOnlyList<string> a = Written(first, withPaths: true).Paths, b = Written(second, withPaths: true).Paths;
        int at = 0;
        while (at < a.Count && at < b.Count && a[at] == b[at]) at++;
        string difference = at < a.Count || at < b.Count
            ? $"at leaf {at} the first has {(at < a.Count ? $"'{a[at]}'" : "no more")}, the other {(at < b.Count ? $"'{b[at]}'" : "no more")}"
            : "the types of their branches are not the same";
        throw new ArgumentException($"{name}: the trees of type {typeof(T).Name} have different structures: {difference}.");
    }
}
