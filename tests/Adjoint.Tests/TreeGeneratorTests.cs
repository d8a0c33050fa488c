using System.Collections.Immutable;
using System.Collections.ObjectModel;

using Xunit;

using static Adjoint.Autodiff;
using static Adjoint.Ops;

namespace Adjoint.Tests;

/// <summary>What the compiler writes for types marked [TensorTree].</summary>
public sealed partial class TreeGeneratorTests
{
    private static readonly Tensor X = Tensor.From([1.0, 2.0]), Y = Tensor.From([3.0, -1.0]), Z = Tensor.From([0.5, 4.0]);

    // ---- records ----

    [TensorTree]
    internal partial record Dense(Tensor W, Tensor B);

    [TensorTree]
    internal partial record Mlp(Dense[] Layers, string Name, Func<Tensor, Tensor> Activation)
    {
        public int Size => Layers.Length;
    }

    private static Mlp Network() => new([new(X, Y), new(Z, X)], "mlp", Tanh);

    [Fact]
    public void A_record_has_its_members_as_leaves() =>
        Assert.Equal(
            [("Layers[0].W", X), ("Layers[0].B", Y), ("Layers[1].W", Z), ("Layers[1].B", X)], Tree.NamedLeaves(Network()));

    [Fact]
    public void A_record_goes_round_with_its_other_data()
    {
        Mlp doubled = Tree.Map(Network(), static x => 2 * x);
        Assert.Equal("mlp", doubled.Name);
        Assert.Equal(Tanh, doubled.Activation);
        Near(2 * Z, doubled.Layers[1].W);
        Near(X, Network().Layers[0].W);
    }

    [Fact]
    public void A_gradient_of_a_record_is_one()
    {
        var (loss, gradient) = ValueAndGrad<Mlp, (Tensor X, Tensor Y)>(static (p, batch) =>
            p.Layers.Aggregate(batch.X, (x, layer) => x * layer.W + layer.B).Sum() + Sum(batch.Y))(Network(), (Z, X));
        Near(Sum((Z * X + Y) * Z + X) + Sum(X), loss);
        Near(Z * Z, gradient.Layers[0].W);
        Near(Z, gradient.Layers[0].B);
        Near(Z * X + Y, gradient.Layers[1].W);
        Assert.Equal("mlp", gradient.Name);
    }

    [Fact]
    public void Records_are_batched_and_pushed_forward()
    {
        var batch = new Dense(Stack([X, Y]), Stack([Z, X]));
        Mlp mapped = Vmap((Dense p) => new Mlp([new(p.W * p.B, p.B)], "one", Tanh), inAxes: 0)(batch);
        Near(Stack([X * Z, Y * X]), mapped.Layers[0].W);
        Near(X * Y + Z * Z, Jvp((Dense p) => p.W * p.B, new Dense(X, Z), new Dense(Z, Y)).Tangent);
    }

    [TensorTree]
    internal partial record Odd(Tensor? @event, [Static] Tensor Constant, Dense? Rest)
    {
        private readonly Tensor _hidden = X;

        public required Tensor Needed { get; init; }

        public Tensor Computed => Needed + Constant;

        public Tensor Own { get; } = Y;

        public Tensor Hidden => _hidden;
    }

    [Fact]
    public void Members_of_every_sort_are_found()
    {
        var odd = new Odd(X, Y, null) { Needed = Z };
        Assert.Equal(["event", "_hidden", "Needed", "Own"], Tree.NamedLeaves(odd).Select(static l => l.Path));
        Odd negated = Tree.Map(odd, static x => -x);
        Near(-X, negated.@event!);
        Near(-X, negated.Hidden);
        Near(-Z, negated.Needed);
        Near(-Y, negated.Own);
        Assert.Same(Y, negated.Constant);
        Assert.Null(negated.Rest);
        Assert.Null(Tree.Map(odd with { @event = null }, static x => -x).@event);
        Assert.Same(X, odd.Hidden);
    }

    [Fact]
    public void An_integer_leaf_has_no_gradient()
    {
        Dense gradient = Grad((Dense p) => Sum(p.W * p.B))(new Dense(X, Tensor.From([1L, 2L])));
        Near(X, gradient.W * X / Tensor.From([1L, 2L]));
        Assert.Null(gradient.B);
    }

    // ---- classes and structs ----

    [TensorTree]
    internal partial class Layer(Tensor w, int width)
    {
        private readonly Tensor _w = w;

        public Tensor W => _w;

        public int Width { get; } = width;

        public Tensor Bias { get; init; } = Y;

        public Tensor Scale { get; set; } = Z;

        public List<Tensor>? More;
    }

    [Fact]
    public void A_class_is_copied()
    {
        var layer = new Layer(X, 3) { More = [Z, X] };
        Assert.Equal(["_w", "Bias", "Scale", "More[0]", "More[1]"], Tree.NamedLeaves(layer).Select(static l => l.Path));
        Layer halved = Tree.Map(layer, static x => x / 2);
        Near(X / 2, halved.W);
        Near(Y / 2, halved.Bias);
        Near(Z / 2, halved.Scale);
        Near(X / 2, halved.More![1]);
        Assert.Equal(3, halved.Width);
        Assert.Same(X, layer.W);
        Near(2 * X * Y, Grad((Layer p) => Sum(Square(p.W) * p.Bias))(layer).W);
    }

    [TensorTree]
    internal partial struct Point
    {
        public Tensor A;

        public Tensor B { get; set; }

        public int Tag;
    }

    [TensorTree]
    internal readonly partial struct Fixed(Tensor a)
    {
        public Tensor A { get; } = a;

        public readonly Point Inner = new() { A = a, B = Y, Tag = 7 };
    }

    [TensorTree]
    internal readonly partial record struct Pair(Tensor A, Point? B);

    [Fact]
    public void Structs_are_copied()
    {
        Fixed tripled = Tree.Map(new Fixed(X), static x => 3 * x);
        Near(3 * X, tripled.A);
        Near(3 * Y, tripled.Inner.B);
        Assert.Equal(7, tripled.Inner.Tag);
        Assert.Equal(["A", "Inner.A", "Inner.B"], Tree.NamedLeaves(new Fixed(X)).Select(static l => l.Path));
        Pair gradient = Grad((Pair p) => Sum(p.A * p.B!.Value.A))(new Pair(X, new Point { A = Z, B = Y, Tag = 1 }));
        Near(Z, gradient.A);
        Near(X, gradient.B!.Value.A);
        Near(0 * X, gradient.B.Value.B);
        Assert.Null(Grad((Pair p) => Sum(p.A * p.A))(new Pair(X, null)).B);
    }

    // ---- generics ----

    [TensorTree]
    internal partial record AdamState<T>(T M, T V, Tensor Step);

    internal partial class Outer<T>
        where T : class
    {
        [TensorTree]
        internal sealed partial class Inner<TOther>(T first, TOther second)
            where TOther : struct
        {
            public T First { get; } = first;

            public TOther Second { get; } = second;
        }
    }

    [Fact]
    public void Type_parameters_stand_for_any_tree()
    {
        var state = new AdamState<Mlp>(Network(), Tree.ZerosLike(Network()), 3.0);
        Assert.Equal(9, Tree.Leaves(state).Count);
        Assert.Equal("M.Layers[1].W", Tree.NamedLeaves(state)[2].Path);
        Near(4.0, Tree.Map(state, static x => x + 1).Step);
        Near(X + 1, Tree.Map(new AdamState<(Tensor, int)>((X, 1), (Y, 2), Z), static x => x + 1).M.Item1);
    }

    [Fact]
    public void Generic_types_lie_in_generic_types()
    {
        Outer<Dense>.Inner<Point> inner = Tree.Map(new Outer<Dense>.Inner<Point>(new(X, Y), new() { A = Z, B = X }), static x => -x);
        Near(-X, inner.First.W);
        Near(-Z, inner.Second.A);
    }

    // ---- inheritance ----

    [TensorTree]
    internal abstract partial record Block(Tensor Gain)
    {
        public abstract Tensor Apply(Tensor x);
    }

    [TensorTree]
    internal sealed partial record Affine(Tensor Gain, Tensor Shift) : Block(Gain)
    {
        public override Tensor Apply(Tensor x) => x * Gain + Shift;
    }

    internal record Plain(Tensor Gain, string Label) : Block(Gain)
    {
        public override Tensor Apply(Tensor x) => x * Gain;
    }

    [TensorTree]
    internal partial class WideLayer(Tensor w) : Layer(w, 9)
    {
        private readonly Tensor _w = 2 * w;

        public Tensor Wide => _w;
    }

    internal interface IPart
    {
        Tensor Apply(Tensor x);
    }

    [TensorTree]
    internal partial record Scaling(Tensor Factor) : IPart
    {
        public Tensor Apply(Tensor x) => x * Factor;
    }

    internal sealed record Negation : IPart
    {
        public Tensor Apply(Tensor x) => -x;
    }

    [TensorTree]
    internal partial record Chain(IReadOnlyList<Block> Blocks, IPart Last);

    [Fact]
    public void What_derives_from_a_tree_is_written_with_its_base()
    {
        var chain = new Chain([new Affine(X, Y), new Plain(Z, "plain")], new Scaling(Y));
        Assert.Equal(["Blocks[0].Gain", "Blocks[0].Shift", "Blocks[1].Gain", "Last.Factor"], Tree.NamedLeaves(chain).Select(static l => l.Path));
        Chain gradient = Grad((Chain p) => Sum(p.Last.Apply(p.Blocks.Aggregate(X, static (x, block) => block.Apply(x)))))(chain);
        Near(Z * Y, Assert.IsType<Affine>(gradient.Blocks[0]).Shift);
        Assert.Equal("plain", Assert.IsType<Plain>(gradient.Blocks[1]).Label);
        Near((X * X + Y) * Y, gradient.Blocks[1].Gain);
        Near((X * X + Y) * Z, Assert.IsType<Scaling>(gradient.Last).Factor);
        Assert.IsType<Negation>(Tree.Map(chain with { Last = new Negation() }, static x => x).Last);
    }

    [Fact]
    public void Private_members_of_one_name_are_kept_apart()
    {
        var layer = new WideLayer(X);
        Assert.Equal(["_w", "Bias", "Scale", "_w"], Tree.NamedLeaves(layer).Select(static l => l.Path));
        WideLayer negated = Assert.IsType<WideLayer>(Tree.Map<Layer>(layer, static x => -x));
        Near(-X, negated.W);
        Near(-2 * X, negated.Wide);
    }

    // ---- collections ----

    [TensorTree]
    internal sealed partial record Many(
        (Tensor A, (Tensor B, int C) D) Tuple,
        (Tensor, Tensor)? Maybe,
        List<(Tensor W, Tensor B)> Pairs,
        Tensor[][] Jagged,
        ImmutableArray<Dense> Fixed,
        IReadOnlyList<Tensor> Any,
        IList<Tensor?> Sparse,
        Dictionary<string, Tensor[]> Named,
        IReadOnlyDictionary<string, Dense> Layers,
        double[] Data,
        List<string> Words);

    private static Many Mixture() => new(
        (X, (Y, 5)), (Z, X), [(X, Y), (Z, X)], [[X], [Y, Z]], [new(X, Y)], new ReadOnlyCollection<Tensor>([Z]), [null, X],
        new() { ["b"] = [X], ["a"] = [Y] }, new SortedDictionary<string, Dense> { ["k"] = new(Z, Y) }, [1, 2], ["word"]);

    [Fact]
    public void Collections_of_every_sort_go_round()
    {
        Many many = Mixture();
        Assert.Equal(
            [
                "Tuple.Item1", "Tuple.Item2.Item1", "Maybe.Item1", "Maybe.Item2", "Pairs[0].Item1", "Pairs[0].Item2", "Pairs[1].Item1",
                "Pairs[1].Item2", "Jagged[0][0]", "Jagged[1][0]", "Jagged[1][1]", "Fixed[0].W", "Fixed[0].B", "Any[0]", "Sparse[1]",
                "Named[\"a\"][0]", "Named[\"b\"][0]", "Layers[\"k\"].W", "Layers[\"k\"].B",
            ],
            Tree.NamedLeaves(many).Select(static l => l.Path));
        Many copy = Tree.Map(many, static x => x * 1);
        Assert.Equal(Tree.NamedLeaves(many).Select(static l => l.Path), Tree.NamedLeaves(copy).Select(static l => l.Path));
        foreach (var (first, second) in Tree.Zip(many, copy)) Near(first, second);
        Assert.Equal(5, copy.Tuple.D.C);
        Assert.Null(copy.Sparse[0]);
        Assert.Equal(["b", "a"], copy.Named.Keys);
        Assert.Same(many.Data, copy.Data);
        Assert.Same(many.Words, copy.Words);
    }

    [Fact]
    public void What_was_made_anew_has_the_structure_of_the_original()
    {
        Many many = Mixture();
        Many gradient = Grad((Many p) => Tree.Leaves(p).Aggregate((Tensor)0.0, static (sum, x) => sum + Sum(x * x)))(many);
        Many next = Tree.Map(many, gradient, static (p, g) => p - 0.5 * g);
        Assert.All(Tree.Leaves(next), static x => Near(Tensor.Zeros([2], DType.Float64), x));
    }

    [Fact]
    public void Missing_members_are_no_leaves()
    {
        var empty = new Many(default, null, null!, null!, default, null!, null!, null!, null!, null!, null!);
        Assert.Empty(Tree.Leaves(empty));
        Many copy = Tree.Map(empty, static x => x);
        Assert.Null(copy.Maybe);
        Assert.Null(copy.Any);
        Assert.True(copy.Fixed.IsDefault);
    }

    private static void Near(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.Shape.ToArray(), actual.Shape.ToArray());
        Assert.True((double)Max(Abs(expected - actual)) < 1e-12, $"{actual} instead of {expected}");
    }
}
