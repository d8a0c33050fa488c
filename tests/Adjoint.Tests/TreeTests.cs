using System.Collections.Immutable;

using CsCheck;

using Xunit;

using static Adjoint.Ops;

namespace Adjoint.Tests;

/// <summary>Trees of tensors: taking apart, putting together, and what cannot be one.</summary>
public sealed class TreeTests
{
    private static readonly Tensor A = Tensor.From([1.0, 2.0]), B = Tensor.From([3.0, 4, 5, 6], 2, 2), N = Tensor.From([7, 8, 9]);

    /// <summary>A tree by hand: what the generator writes, with other data and a place that may be empty.</summary>
    internal sealed record Dense(Tensor W, Tensor? B, string Name) : ITensorTree
    {
        void ITensorTree.Flatten(TreeWriter writer)
        {
            writer.Add("W", W);
            writer.Add("B", B);
        }

        object ITensorTree.Unflatten(TreeReader reader) => this with { W = reader.Next(W), B = reader.Next(B) };
    }

    // ---- structure ----

    [Fact]
    public void Keys_are_compared_and_not_their_hashes()
    {
        const long other = (1L << 32) | 1; // with the hash of 0
        Assert.Equal(0L.GetHashCode(), other.GetHashCode());
        Dictionary<long, Tensor> first = new() { [0] = A }, second = new() { [other] = A };
        var e = Assert.Throws<ArgumentException>(() => Tree.Map(first, second, static (a, b) => a + b));
        Assert.Contains($"{other}", e.Message);
        Assert.Throws<ArgumentException>(() => Tree.Zip(first, second));
        Assert.Throws<ArgumentException>(() => Tree.Dot(first, second));
        Assert.False(Tree.Flatten(first).Structure.Matches(second));
        Assert.True(Tree.Flatten(first).Structure.Matches(new() { [0] = B }));
        // Keys of places without leaves count as well, and so do types that print alike.
        Assert.Throws<ArgumentException>(static () => Tree.Map(
            new Dictionary<object, object?> { [1] = A, [2] = null }, new Dictionary<object, object?> { [1] = A, [3] = null }, static (a, b) => a));
        Assert.Throws<ArgumentException>(static () => Tree.Map(
            new Dictionary<object, Tensor> { [1] = A }, new Dictionary<object, Tensor> { [1L] = A }, static (a, b) => a));
    }

    // ---- leaves ----

    [Fact]
    public void Leaves_come_in_the_order_of_members_elements_and_sorted_keys()
    {
        var tree = (A, new[] { B, N }, new Dictionary<string, Tensor> { ["z"] = A, ["b"] = B }, new List<(Tensor, int)> { (N, 3) });
        AssertSame([A, B, N, B, A, N], Tree.Leaves(tree));
        Assert.Equal(
            ["Item1", "Item2[0]", "Item2[1]", "Item3[\"b\"]", "Item3[\"z\"]", "Item4[0].Item1"], Tree.NamedLeaves(tree).Select(static l => l.Path));
    }

    [Fact]
    public void A_tensor_is_a_tree_of_one_leaf()
    {
        AssertSame([A], Tree.Leaves(A));
        Assert.Equal([""], Tree.NamedLeaves(A).Select(static l => l.Path));
    }

    [Fact]
    public void Other_data_is_carried_along()
    {
        Dense doubled = Tree.Map(new Dense(A, B, "first"), static x => x * 2);
        Assert.Equal("first", doubled.Name);
        Assert.Equal([2, 4], doubled.W.ToArray<double>());
        (Tensor X, string Text, int[] Numbers) plain = Tree.Map((A, "text", new[] { 1, 2 }), static x => -x);
        Assert.Equal("text", plain.Text);
        Assert.Equal([1, 2], plain.Numbers);
    }

    [Fact]
    public void Where_a_tree_has_null_there_is_no_leaf()
    {
        Dense changed = Tree.Map(new Dense(A, null, ""), static x => x + 1);
        Assert.Null(changed.B);
        Assert.Single(Tree.Leaves(changed));
    }

    [Fact]
    public void Long_tuples_are_trees_too()
    {
        var nine = (A, B, N, A, B, N, A, B, N);
        Assert.Equal(9, Tree.Leaves(nine).Count);
        Assert.Equal([8.0, 9, 10], Tree.Map(nine, static x => x + 1).Item9.Cast(DType.Float64).ToArray<double>());
    }

    private sealed record Unmarked(Tensor W);

    private sealed record Holding(string Name, Unmarked[]? Parts);

    private interface IPart;

    private sealed record Part(List<(int, Tensor)> Items) : IPart;

    private static readonly Unmarked U = new(A);

#pragma warning disable ADJ013 // What the analyzer would refuse is refused without it too.
    public static TheoryData<string, string, Action> WhatIsNoTree => new()
    {
        { "Grad: '[0]'", "Unmarked", static () => Autodiff.Grad((Unmarked[] p) => Sum(p[0].W * p[1].W))([U, U]) },
        { "Grad: the tree", "Unmarked", static () => Autodiff.Grad((Unmarked p) => Sum(p.W))(U) },
        { "Grad: 'Item2'", "Unmarked", static () => Autodiff.Grad(((Tensor, Unmarked) p) => Sum(p.Item1 * p.Item2.W))((A, U)) },
        { "Map: 'Item2[\"a\"]'", "Unmarked", static () => Tree.Map((A, new Dictionary<string, Unmarked> { ["a"] = U }), static x => x) },
        { "Count: '[0]'", "Unmarked", static () => Tree.Count(new List<Unmarked> { U }) },
        { "Count: '[1]'", "Holding", static () => Tree.Count(new object[] { A, new Holding("", null) }) },
        { "Count: '[0]'", "Part", static () => Tree.Count(new IPart[] { new Part([]) }) },
        { "Norm: 'Item1'", "Unmarked", static () => Tree.Norm((U, A)) },
        { "Leaves: 'Item2'", "Sgd", static () => Tree.Leaves((A, new Sgd(0.1))) },
        { "Leaves: the tree", "Queue<Unmarked>", static () => Tree.Leaves(new Queue<Unmarked>([U])) },
        { "Leaves: the tree", "Unmarked[,]", static () => Tree.Leaves(new Unmarked[1, 1]) },
        { "Zip: 'Item1'", "Unmarked", static () => Tree.Zip((U, A), (U, A)) },
        { "Flatten: '[0]'", "Unmarked", static () => Tree.Flatten(new[] { U }) },
        { "Vmap: 'Item2'", "Unmarked", static () => Autodiff.Vmap((Tensor x) => (x, new Unmarked(x)))(A) },
        { "ValueAndGrad: 'Item2'", "Unmarked", static () => Autodiff.ValueAndGrad((Tensor x) => (Sum(x), new Unmarked(x)), hasAux: true)(A) },
        { "Jvp: '[0]'", "Unmarked", static () => Autodiff.Jvp((Unmarked[] p) => p[0].W, [U], [U]) },
        { "Map: '[0]'", "Unmarked", static () => Autodiff.StopGradient(new[] { U }) },
    };

    [Theory]
    [MemberData(nameof(WhatIsNoTree), DisableDiscoveryEnumeration = true)]
    public void What_holds_tensors_and_is_no_tree_is_refused_wherever_a_tree_is_expected(string place, string type, Action use)
    {
        string message = Assert.Throws<ArgumentException>(use).Message;
        Assert.StartsWith(place, message, StringComparison.Ordinal);
        Assert.Contains($"'{type}'", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_refused_type_is_told_to_be_marked() => Assert.Equal(
        "Count: '[0]' is of the type 'Unmarked', which holds tensors but is not marked [TensorTree]: "
        + "mark 'Unmarked', or mark the member [Static] to carry it along as it is.",
        Assert.Throws<ArgumentException>(static () => Tree.Count(new[] { U })).Message);
#pragma warning restore ADJ013

    private sealed record Settings(string Name, Func<Tensor, Tensor> F, Settings? Next, DType[] Types, IComparer<Tensor>? Order);

    [Fact]
    public void Data_that_holds_no_tensors_is_carried_along()
    {
        var settings = new Settings("a", static x => x, null, [DType.Bool], null);
        Assert.Same(settings, Tree.Map((A, settings), static x => -x).settings);
        Assert.Equal(2, Tree.Count((A, new object[] { settings, 1, "b", DType.Bool, new int[2, 2], new object() })));
    }

    [Fact]
    public void Arrays_of_several_dimensions_and_sets_of_tensors_are_no_trees()
    {
#pragma warning disable ADJ013 // the compiler says of these types what running says
        Assert.Contains("List", Assert.Throws<ArgumentException>(() => Tree.Leaves(new HashSet<Tensor> { A })).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Tree.Leaves(new Tensor[1, 1] { { A } }));
        Assert.Throws<ArgumentException>(() => Tree.Map(new LinkedList<Tensor>([A]), static x => x));
#pragma warning restore ADJ013
        AssertSame([A], Tree.Leaves((A, new int[2, 2])));
    }

    // ---- several trees ----

    [Fact]
    public void Trees_of_one_structure_are_combined_leaf_by_leaf()
    {
        var first = new Dense(A, B, "first");
        var second = new Dense(A * 10, B * 10, "second");
        Dense sum = Tree.Map(first, second, static (x, y) => x + y);
        Assert.Equal([11, 22], sum.W.ToArray<double>());
        Assert.Equal("first", sum.Name);
        Assert.Equal([12, 24], Tree.Map(first, second, first, static (x, y, z) => x + y + z).W.ToArray<double>());
        Assert.Equal(2, Tree.Zip(first, second).Count);
        Assert.Equal(10 * (1 + 4 + 9 + 16 + 25 + 36), (double)Tree.Dot(first, second));
    }

    [Fact]
    public void A_leaf_keeps_its_value_where_another_tree_has_none()
    {
        Dense kept = Tree.Map(new Dense(A, B, ""), new Dense(A, null, ""), static (x, y) => x - y);
        Assert.Equal([0, 0], kept.W.ToArray<double>());
        Assert.Same(B, kept.B);
    }

    [Fact]
    public void Trees_of_other_structures_are_refused_with_the_place_of_the_difference()
    {
        string message = Assert.Throws<ArgumentException>(() => Tree.Map(new[] { A, B }, [A], static (x, y) => x + y)).Message;
        Assert.Contains("'[1]'", message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Tree.Zip(
            new Dictionary<string, Tensor> { ["a"] = A }, new Dictionary<string, Tensor> { ["b"] = A }));
        Assert.Throws<ArgumentException>(() => Tree.Dot<object>((A, B), new[] { A, B }));
    }

    // ---- taking apart and putting together ----

    [Fact]
    public void A_structure_makes_trees_of_other_leaves()
    {
        var (leaves, structure) = Tree.Flatten((X: A, Others: new[] { B, N }));
        Assert.Equal(3, structure.LeafCount);
        Assert.Equal(["Item1", "Item2[0]", "Item2[1]"], structure.Paths);
        (Tensor X, Tensor[] Others) other = Tree.Unflatten(structure, [.. leaves.Reverse()]);
        Assert.Same(N, other.X);
        Assert.Same(A, other.Others[1]);
        Assert.True(structure.Matches(other));
        Assert.False(structure.Matches((A, [B])));
        Assert.Contains("3 leaves", Assert.Throws<ArgumentException>(() => structure.Unflatten(A)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_tree_becomes_a_vector_and_back()
    {
        var (flat, unravel) = Tree.Ravel((A, new List<Tensor> { B, N }));
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 9], flat.ToArray<double>());
        (Tensor first, List<Tensor> rest) = unravel(flat * 2);
        Assert.Equal([2, 4], first.ToArray<double>());
        Assert.Equal(new long[] { 2, 2 }, rest[0].Shape);
        Assert.Equal([14, 16, 18], rest[1].ToArray<int>());
        Assert.Throws<ArgumentException>(() => unravel(A));
    }

    [Fact]
    public void Norm_and_count_and_zeros()
    {
        Assert.Equal(Math.Sqrt(1 + 4 + 9 + 16 + 25 + 36), (double)Tree.Norm((A, B, N)), 12);
        Assert.Equal(9, Tree.Count((A, B, N)));
        Assert.Equal([0, 0], Tree.ZerosLike((A, B)).Item1.ToArray<double>());
        Assert.Equal(0, (double)Tree.Norm(Array.Empty<Tensor>()));
    }

    [Fact]
    public void A_tree_is_scaled_to_a_norm_it_may_not_exceed()
    {
        Assert.Equal(2, (double)Tree.Norm(Tree.ClipByNorm((A, B, N), 2)), 12);
        Assert.Equal(A.ToArray<double>(), Tree.ClipByNorm((A, N), 100).A.ToArray<double>());
        Assert.Throws<ArgumentOutOfRangeException>(() => Tree.ClipByNorm(A, 0));
    }

    [Fact]
    public void Immutable_arrays_and_nests_are_given_back_as_they_were()
    {
        var tree = new Holder(ImmutableArray.Create(A, B), [[A], [B, N]], (A, (B, N)));
        Holder twice = Tree.Map(tree, static x => x * 2);
        Assert.Equal([2, 4], twice.Some[0].ToArray<double>());
        Assert.Equal([14, 16, 18], twice.Rows[1][1].ToArray<int>());
        Assert.Equal([14, 16, 18], twice.Nest.Item2.Item2.ToArray<int>());
    }

    [Fact]
    public void Every_nest_comes_back_from_its_leaves() =>
        Nests(3).Sample(static nest =>
        {
            var (leaves, structure) = Tree.Flatten(nest);
            object back = structure.Unflatten([.. leaves.Select(static x => x + 0)]);
            Assert.True(structure.Matches(back));
            Assert.Equal(leaves.Select(static x => (double)x), Tree.Leaves(back).Select(static x => (double)x));
            Assert.Equal(Tree.NamedLeaves(nest).Select(static l => l.Path), Tree.NamedLeaves(back).Select(static l => l.Path));
        }, iter: 200);

    private static Gen<object> Nests(int depth)
    {
        Gen<object> leaf = Gen.Double[-1, 1].Select(static x => (object)Tensor.Scalar(x));
        if (depth == 0) return leaf;
        Gen<object> inner = Nests(depth - 1);
        return Gen.OneOf(
            leaf,
            inner.Array[0, 3].Select(static xs => (object)xs),
            inner.List[0, 3].Select(static xs => (object)xs),
            Gen.Select(inner, inner).Select(static p => (object)p),
            Gen.Select(Gen.String[1, 3], inner).Array[0, 3].Select(static ps => (object)ps.DistinctBy(static p => p.Item1).ToDictionary(static p => p.Item1, static p => p.Item2)));
    }

    private sealed record Holder(ImmutableArray<Tensor> Some, Tensor[][] Rows, (Tensor, (Tensor, Tensor)) Nest) : ITensorTree
    {
        void ITensorTree.Flatten(TreeWriter writer)
        {
            writer.Add("Some", Some);
            writer.Add("Rows", Rows);
            writer.Add("Nest", Nest);
        }

        object ITensorTree.Unflatten(TreeReader reader) =>
            new Holder(reader.Next(Some), reader.Next(Rows), reader.Next(Nest));
    }

    // The very tensors, not equal ones.
    private static void AssertSame(Tensor[] expected, IReadOnlyList<Tensor> actual) =>
        Assert.True(expected.SequenceEqual(actual, ReferenceEqualityComparer.Instance));
}
