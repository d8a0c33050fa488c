using Adjoint;

using static Adjoint.Autodiff;
using static Adjoint.Ops;

// What the readme of the package shows, line by line.
Func<Tensor, Tensor> f = x => Sum(Square(x) * 3.0);
Console.WriteLine(Grad(f)(Tensor.From([1f, 2f])));

var model = new Network(new RandomKey(0));
var optimizer = new Sgd(0.1);
Tensor x = Tensor.From([1f, 2f]), y = Tensor.From([3f]);
for (int i = 0; i < 100; i++)
{
    var (loss, gradients) = ValueAndGrad(
        () => Losses.MeanSquaredError(model.Forward(x), y), weights: model.TrainableParameters())();
    optimizer.Update(gradients);
}

Console.WriteLine($"trained: {Math.Abs((double)Sum(model.Forward(x)) - 3) < 1e-2}");

// Results in all their shapes, and derivatives of derivatives.
var (dx, dy) = Grad((Tensor a, Tensor b) => Sum(a * a * b), (0, 1))(x, x);
Console.WriteLine($"pair: {Numbers(dx)} / {Numbers(dy)}");
Console.WriteLine($"second: {Numbers(Grad((Tensor a) => Sum(Grad((Tensor b) => Sum(b * b * b))(a)))(x))}");

// Members of every kind must be found, those of base classes too: of Parts by what the compiler wrote, of Scaled and Network by reflection.
var parts = new Parts(new RandomKey(1));
Console.WriteLine($"names: {string.Join(' ', parts.Parameters().Select(p => p.Name))}");
var (value, byWeight) = ValueAndGrad((Tensor input) => Sum(parts.Forward(input)), weights: parts.TrainableParameters())(x);
Console.WriteLine($"weights: {byWeight.Count()} {string.Join(' ', byWeight.Select(g => g.Gradient.Shape.Length))}");

// A module is a tree, whose members are made again, whatever keeps them.
Parts awake = parts.With([("property.bias", Tensor.From([5f, 5f]))]);
Parts byModule = Grad((Parts m, Tensor input) => Sum(m.Forward(input)))(awake, x);
Parts moved = Tree.Map(awake, byModule, (p, g) => p - 0.001 * g);
Tensor votes = Vmap((Parts m, Tensor input) => m.Forward(input), inAxes: (0, null))(Tree.Stack([parts, moved]), x);
Console.WriteLine($"module: {Tree.Leaves(byModule).Count} {(double)Sum(moved.Forward(x)) < (double)Sum(awake.Forward(x))} {votes.Shape}");

// Trees: what the compiler wrote for marked types, and what is found in tuples, lists and dictionaries given as they are.
Func<Mlp, Tensor, Tensor> squared = (p, input) => Sum(Square(p.Layers.Aggregate(input, (h, layer) => Tanh(h * layer.W) + layer.B)));
var mlp = new Mlp([new(x, x), new(2 * x, x)]);
Mlp slope = Grad(squared)(mlp, x);
Mlp next = Tree.Map(mlp, slope, (p, g) => p - 0.1 * g);
Console.WriteLine($"descends: {(double)squared(next, x) < (double)squared(mlp, x)}");
Console.WriteLine($"leaves: {string.Join(' ', Tree.NamedLeaves(next).Select(l => l.Path))}");

var state = new State<(Tensor, int)>(new Counted(x, 3), (x, 4), [(x, y)], new() { ["a"] = [x] });
State<(Tensor, int)> doubled = Tree.Map(state, t => 2 * t);
Console.WriteLine($"state: {Numbers(doubled.Counted.Value)} {doubled.Counted.Count} {Numbers(doubled.Other.Item1)} {doubled.Other.Item2} {Numbers(doubled.Pairs[0].Y)} {Numbers(doubled.Named["a"][0])}");

var (byTuple, _) = Grad(((Tensor A, int Times) p) => Sum(p.A * p.A * p.Times))((x, 3));
var byDictionary = Grad((Dictionary<string, Tensor> p) => Sum(p["a"] * p["b"]))(new() { ["a"] = x, ["b"] = 3 * x });
var byList = Grad((List<(Tensor W, Tensor B)> p) => Sum(p[0].W * p[1].B))([(x, x), (x, 5 * x)]);
var byRest = Tree.Map((x, x, x, 1, 2.5, x, x, "eight", 5 * x), t => 2 * t);
Console.WriteLine($"given: {Numbers(byTuple)} / {Numbers(byDictionary["b"])} / {Numbers(byList[0].W)} / {Numbers(byRest.Item9)} {byRest.Item8}");

var mapped = Vmap(((Tensor A, Dictionary<string, Tensor> B) p) => new Dense(p.A * p.B["a"], p.A), inAxes: 0)((x, new() { ["a"] = x }));
Console.WriteLine($"mapped: {Numbers(mapped.W)} / {Numbers(mapped.B)}");

// In C# 12 a list of params is an array, and null alone could be one.
Console.WriteLine($"shapes: {x[null].Shape} {x[.., null].Shape} {x[null, 0].Shape} {Tensor.Zeros(3, 0).Shape}");

static string Numbers(Tensor tensor) => string.Join(' ', tensor.ToArray<float>());

sealed class Network(RandomKey key) : Module<Tensor, Tensor>
{
    private readonly Linear _first = new(2, 8, key.FoldIn(0)), _second = new(8, 1, key.FoldIn(1));

    public override Tensor Forward(Tensor x) => _second.Forward(Tanh(_first.Forward(x)));
}

abstract class Scaled : Module<Tensor, Tensor>
{
    private readonly Parameter _scale = new(Tensor.From([2f]));

    protected Tensor Scale(Tensor x) => x * _scale;
}

sealed partial class Parts(RandomKey key) : Scaled
{
    private readonly List<Linear> _list = [new(2, 2, key.FoldIn(0), bias: false)];
    private readonly Dictionary<string, Module<Tensor, Tensor>> _named = new() { ["a"] = new Linear(2, 2, key.FoldIn(1), bias: false) };

    public Linear Property { get; } = new(2, 2, key.FoldIn(2));

    public IReadOnlyList<Parameter> Fixed { get; } = [new(Tensor.From([3f]))];

    public (Parameter, Parameter[]) Pair { get; } = (new(Tensor.From([1f])), [new(Tensor.From([1f]))]);

    private Sequential Chain { get; } = new(new Function(Relu), new Linear(2, 2, key.FoldIn(3), bias: false));

    public override Tensor Forward(Tensor x) =>
        Scale(Chain.Forward(Property.Forward(_named["a"].Forward(_list[0].Forward(x))))) * Fixed[0] * Pair.Item1 * Pair.Item2[0];
}

[TensorTree]
sealed partial record Dense(Tensor W, Tensor B);

[TensorTree]
partial record Mlp(Dense[] Layers);

[TensorTree]
partial class Counted(Tensor value, int count)
{
    private readonly Tensor _value = value;

    public Tensor Value => _value;

    public int Count { get; } = count;
}

[TensorTree]
readonly partial record struct State<T>(Counted Counted, T Other, IReadOnlyList<(Tensor X, Tensor Y)> Pairs, Dictionary<string, Tensor[]> Named)
{
    public Tensor Own { get; } = Tensor.Ones(2);
}
