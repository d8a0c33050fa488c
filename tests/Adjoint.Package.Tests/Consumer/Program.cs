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

// Members of every kind must be found by reflection, those of base classes too.
var parts = new Parts(new RandomKey(1));
Console.WriteLine($"names: {string.Join(' ', parts.Parameters().Select(p => p.Name))}");
var (value, byWeight) = ValueAndGrad((Tensor input) => Sum(parts.Forward(input)), weights: parts.TrainableParameters())(x);
Console.WriteLine($"weights: {byWeight.Count()} {string.Join(' ', byWeight.Select(g => g.Gradient.Shape.Length))}");

static string Numbers(Tensor tensor) => string.Join(' ', tensor.ToArray<float>());

sealed class Network(RandomKey key) : Module<Tensor, Tensor>
{
    private readonly Linear _first = new(2, 8, key.Split(0)), _second = new(8, 1, key.Split(1));

    public override Tensor Forward(Tensor x) => _second.Forward(Tanh(_first.Forward(x)));
}

abstract class Scaled : Module<Tensor, Tensor>
{
    private readonly Parameter _scale = new(Tensor.From([2f]));

    protected Tensor Scale(Tensor x) => x * _scale;
}

sealed class Parts(RandomKey key) : Scaled
{
    private readonly List<Linear> _list = [new(2, 2, key.Split(0), bias: false)];
    private readonly Dictionary<string, Module<Tensor, Tensor>> _named = new() { ["a"] = new Linear(2, 2, key.Split(1), bias: false) };

    public Linear Property { get; } = new(2, 2, key.Split(2));

    private Sequential Chain { get; } = new(new Function(Relu), new Linear(2, 2, key.Split(3), bias: false));

    public override Tensor Forward(Tensor x) =>
        Scale(Chain.Forward(Property.Forward(_named["a"].Forward(_list[0].Forward(x)))));
}
