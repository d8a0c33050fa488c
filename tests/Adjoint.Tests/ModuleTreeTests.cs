using Xunit;

using static Adjoint.Autodiff;
using static Adjoint.Ops;

namespace Adjoint.Tests;

/// <summary>Modules as trees: in and out of every transform, copied with other values, frozen and shared.</summary>
[Collection("alone")] // it looks at memory
public sealed class ModuleTreeTests
{
    private static readonly RandomKey s_key = new(1);

    [Fact]
    public void The_leaves_of_a_module_are_its_parameters_and_buffers_by_name()
    {
        var net = new Net();
        Assert.Equal(["hidden.weight", "hidden.bias", "norm.scale", "norm.shift", "norm.runningMean", "norm.runningVariance", "norm.batches", "gain"],
            Tree.NamedLeaves(net).Select(static l => l.Path));
        Assert.Equal(2 * 3 + 3 + 4 * 3 + 1 + 1, Tree.Count(net));
        Assert.Equal(["norm.runningMean", "norm.runningVariance", "norm.batches"], net.Buffers().Names);
    }

    [Fact]
    public void Map_makes_a_copy_with_other_values_and_leaves_the_module_alone()
    {
        var net = new Net();
        float[] before = net.Hidden.Weight.Value.ToArray<float>();
        Net twice = Tree.Map(net, static x => 2 * x);
        Assert.Equal(before.Select(static x => 2 * x), twice.Hidden.Weight.Value.ToArray<float>());
        Assert.Equal(before, net.Hidden.Weight.Value.ToArray<float>());
        Assert.NotSame(net.Hidden, twice.Hidden);
        Assert.Equal(net.Parameters().Select(static p => p.Name), twice.Parameters().Select(static p => p.Name));
        twice.Hidden.Weight.Value = Tensor.Zeros(2, 3);
        Assert.Equal(before, net.Hidden.Weight.Value.ToArray<float>());
    }

    [Fact]
    public void The_gradient_by_a_module_is_a_module_and_agrees_with_that_by_weights()
    {
        var net = new Net();
        Tensor x = s_key.Normal(5, 2);
        var (loss, gradient) = ValueAndGrad((Net m, Tensor a) => Mean(Square(m.Forward(a))))(net, x);
        var (same, byWeights) = ValueAndGrad(() => Mean(Square(net.Forward(x))), weights: net.Parameters())();
        Assert.Equal((float)same, (float)loss);
        foreach ((Parameter parameter, Tensor expected) in byWeights)
            Assert.Equal(expected.ToArray<float>(), gradient.Slots()[parameter.Name].Value.ToArray<float>());
        Assert.Contains("norm.runningMean (no tensor)", gradient.Buffers().ToString(), StringComparison.Ordinal);
        Assert.Contains("norm: BatchNorm(3)", gradient.ToString(), StringComparison.Ordinal);
        Net next = Tree.Map(net, gradient, static (p, g) => p - 0.1f * g);
        Assert.True((double)Mean(Square(next.Forward(x))) < (double)loss);
        Assert.Equal([0f, 0f, 0f], next.Norm.RunningMean.Value.ToArray<float>());
    }

    [Fact]
    public void Frozen_parameters_have_no_gradient_by_the_module()
    {
        var net = new Net();
        net.Freeze("hidden");
        Net gradient = Grad((Net m) => Sum(m.Forward(Tensor.Ones(4, 2))))(net);
        Assert.Null(gradient.Hidden.Weight.Slot.Held);
        Assert.Equal([1], gradient.Gain.Value.Shape);
        Assert.Equal(["norm.scale", "norm.shift", "gain"], Tree.NamedLeaves(gradient).Select(static l => l.Path));
        Assert.True(gradient.Hidden.Weight.IsFrozen);
        Net next = Tree.Map(net, gradient, static (p, g) => p - g);
        Assert.True(next.Hidden.Weight.Value.ElementwiseEquals(net.Hidden.Weight.Value));
    }

    [Fact]
    public void A_module_without_anything_to_differentiate_by_is_refused()
    {
        var layer = new Linear(2, 1, s_key);
        layer.Freeze();
        Assert.Contains("Linear", Assert.Throws<ArgumentException>(() => Grad((Linear m) => Sum(m.Forward(Tensor.Ones(2))))(layer)).Message);
    }

    [Theory]
    [InlineData("hidden", "hidden.weight,hidden.bias")]
    [InlineData("hidden.*", "hidden.weight,hidden.bias")]
    [InlineData("*.bias", "hidden.bias")]
    [InlineData("*", "hidden.weight,hidden.bias,norm.scale,norm.shift,gain")]
    [InlineData("norm.s?ale", "norm.scale")]
    public void Patterns_name_what_is_frozen(string pattern, string expected)
    {
        var net = new Net();
        net.Freeze(pattern);
        Assert.Equal(expected.Split(','), net.Parameters().Where(static p => p.IsFrozen).Select(static p => p.Name));
        net.Unfreeze(pattern);
        Assert.DoesNotContain(net.Parameters(), static p => p.IsFrozen);
    }

    [Fact]
    public void A_pattern_of_nothing_is_refused_with_the_names_that_there_are()
    {
        string message = Assert.Throws<ArgumentException>("pattern", static () => new Net().Freeze("encoder.*")).Message;
        Assert.StartsWith("Freeze: Net has no parameter 'encoder.*'; there are: hidden.weight, hidden.bias, norm.scale, norm.shift, gain.", message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(static () => new Net().Unfreeze("norm.runningMean")); // no parameter
        Assert.Throws<ArgumentException>(static () => new Net().Freeze("hid")); // no whole name
        Assert.Throws<ArgumentNullException>(static () => new Net().Freeze(null!));
    }

    [Fact]
    public void With_is_a_function_of_the_values()
    {
        var layer = new Linear(2, 1, s_key, dtype: DType.Float64);
        Tensor x = Tensor.From([3.0, 4.0]), weight = Tensor.From([1.0, 2.0], 2, 1), bias = Tensor.From([10.0]);
        Assert.Equal([21.0], layer.With([weight, bias]).Forward(x).ToArray<double>());
        Assert.Equal([21.0], layer.With(new Dictionary<string, Tensor> { ["weight"] = weight, ["bias"] = bias }).Forward(x).ToArray<double>());
        Assert.Equal([11.0], layer.With([("weight", 0 * weight), ("bias", bias + 1)]).Forward(x).ToArray<double>());
        Assert.Equal(layer.Forward(x).ToArray<double>(), layer.With(Tree.NamedLeaves(layer)).Forward(x).ToArray<double>());
        Assert.Equal([21.0], layer.With(new Slots(new Slot(weight, "weight"), new Slot(bias, "bias"))).Forward(x).ToArray<double>());
        var (dw, db) = Grad((Tensor w, Tensor b) => Sum(Square(layer.With([w, b]).Forward(x))), (0, 1))(weight, bias);
        Assert.Equal([2 * 21 * 3.0, 2 * 21 * 4.0], dw.ToArray<double>().AsEnumerable());
        Assert.Equal(42.0, (double)db);
        Assert.False(layer.Weight.Value.ElementwiseEquals(weight));
    }

    [Fact]
    public void With_refuses_what_does_not_fit_by_name()
    {
        var net = new Net();
        Assert.Contains("'hidden.gain'", Assert.Throws<ArgumentException>("values", () => net.With([("hidden.gain", Tensor.Ones(1))])).Message);
        Assert.Contains("has 5 parameters; 1 tensors", Assert.Throws<ArgumentException>("parameters", () => net.With([Tensor.Ones(1)])).Message);
        Assert.StartsWith(
            "With: slot 'hidden.weight' is Float32 of shape [2, 3]; it cannot become Float32 of shape [3, 2].",
            Assert.Throws<ArgumentException>(() => net.With([("hidden.weight", Tensor.Ones(3, 2))])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>(() => net.With((Slots)null!));
    }

    [Fact]
    public void An_ensemble_is_a_stack_of_models_under_Vmap()
    {
        Net[] models = [new Net(1), new Net(2), new Net(3)];
        Net stacked = Tree.Stack(models);
        Assert.Equal([3, 2, 3], stacked.Hidden.Weight.Value.Shape);
        Tensor x = s_key.Normal(4, 2);
        Tensor all = Vmap((Net m, Tensor a) => m.Forward(a), inAxes: (0, null))(stacked, x);
        Assert.Equal([3, 4, 3], all.Shape);
        for (int i = 0; i < models.Length; i++)
            Near(models[i].Forward(x).ToArray<float>(), all[i]);
        Net gradients = Vmap((Net m, Tensor a) => Grad((Net n) => Mean(Square(n.Forward(a))))(m), inAxes: (0, null))(stacked, x);
        for (int i = 0; i < models.Length; i++)
        {
            Net own = Grad((Net n) => Mean(Square(n.Forward(x))))(models[i]);
            Near(own.Hidden.Weight.Value.ToArray<float>(), gradients.Hidden.Weight.Value[i]);
        }

        IReadOnlyList<Net> apart = Tree.Unstack(stacked);
        Assert.Equal(3, apart.Count);
        Assert.True(apart[1].Hidden.Weight.Value.ElementwiseEquals(models[1].Hidden.Weight.Value));
    }

    [Fact]
    public void Models_are_made_inside_Vmap()
    {
        Linear stacked = Vmap((RandomKey key) => new Linear(2, 3, key), 0)(s_key.Batch(4));
        Assert.Equal([4, 2, 3], stacked.Weight.Value.Shape);
        Assert.False(stacked.Weight.Value[0].ElementwiseEquals(stacked.Weight.Value[1]));
        Assert.Equal([4, 3], Vmap((Linear m) => m.Forward(Tensor.Ones(2)), 0)(stacked).Shape);
    }

    [Fact]
    public void Trees_that_cannot_be_stacked_are_refused()
    {
        Assert.Throws<ArgumentException>(static () => Tree.Stack(Array.Empty<Net>()));
        Assert.Contains("different structures", Assert.Throws<ArgumentException>(static () =>
            Tree.Stack<Module>([new Linear(1, 1, s_key), new Linear(1, 1, s_key, bias: false)])).Message);
        Assert.Throws<ArgumentException>(static () => Tree.Stack([new Linear(1, 2, s_key), new Linear(2, 2, s_key)]));
        Assert.Contains("2, 3", Assert.Throws<ArgumentException>(static () => Tree.Unstack((Tensor.Ones(2), Tensor.Ones(3)))).Message);
        Assert.Throws<ArgumentException>(static () => Tree.Unstack(Array.Empty<Tensor>()));
    }

    [Fact]
    public void A_checkpoint_of_a_module_changes_no_gradient()
    {
        var net = new Net();
        Tensor x = s_key.Normal(4, 2);
        Func<Net, Tensor, Tensor> forward = static (m, a) => m.Forward(a), again = Checkpoint(forward);
        Net expected = Grad((Net m) => Sum(Square(forward(m, x))))(net), actual = Grad((Net m) => Sum(Square(again(m, x))))(net);
        Assert.Equal(Tree.Leaves(expected).Select(static g => g.ToArray<float>()), Tree.Leaves(actual).Select(static g => g.ToArray<float>()));
        Gradients captured = Grad((Tensor a) => Sum(Square(Checkpoint((Tensor b) => net.Forward(b))(a))), weights: net.Parameters())(x);
        Assert.Equal(expected.Hidden.Weight.Value.ToArray<float>(), captured[net.Hidden.Weight].ToArray<float>());
    }

    [Fact]
    public void Forward_mode_and_second_derivatives_go_through_modules()
    {
        var net = new Net(dtype: DType.Float64);
        Tensor x = s_key.Normal([4, 2], DType.Float64);
        CheckGrads((Net m) => Mean(Square(Tanh(m.Forward(x)))), net);
        Net direction = Tree.Map(net, static p => p.DType.IsFloating ? Tensor.OnesLike(p) : p);
        Net hvp = Jvp((Net m) => Grad((Net n) => Mean(Square(n.Forward(x))))(m), net, direction).Tangent;
        Assert.Equal([2, 3], hvp.Hidden.Weight.Value.Shape);
    }

    [Fact]
    public void Tied_weights_are_one_leaf_and_one_object_in_a_copy()
    {
        var shared = new Linear(2, 2, s_key, bias: false, DType.Float64);
        var model = new Sequential(shared, new Function(Tanh), shared);
        Assert.Single(Tree.Leaves(model));
        Sequential copy = Tree.Map(model, static x => x + 1);
        Assert.Same(copy.Layers[0], copy.Layers[2]);
        Assert.NotSame(shared, copy.Layers[0]);
        Tensor x = Tensor.From([1.0, 2.0]);
        Sequential gradient = Grad((Sequential m) => Sum(m.Forward(x)))(model);
        Tensor expected = Grad((Tensor w) => Sum(MatMul(Tanh(MatMul(x, w)), w)))(shared.Weight.Value);
        Near(expected.ToArray<double>(), Assert.Single(Tree.Leaves(gradient)));
    }

    [Fact]
    public void Members_of_every_kind_are_copied()
    {
        var kinds = new Kinds();
        Kinds copy = Tree.Map(kinds, static x => x + 1);
        Assert.Equal(["array.0", "list.0.weight", "named.a", "fixed.0.weight", "state.0", "single", "pair.0.weight", "pair.1"], Tree.NamedLeaves(kinds).Select(static l => l.Path));
        Assert.Equal(Tree.Leaves(kinds).Select(static l => (float)Sum(l) + 1), Tree.Leaves(copy).Select(static l => (float)Sum(l)));
        Assert.Same(copy, copy.Itself);
        Assert.NotSame(kinds.List, copy.List);
        Assert.NotSame(kinds.State, copy.State);
        Assert.Same(kinds.Numbers, copy.Numbers);
        Assert.Same(kinds.Words, copy.Words);
        Assert.Same(kinds.Data, copy.Data);
        Assert.Equal(7, copy.Pair.Item3);
        Assert.Same(kinds.Constant, copy.Constant);
        Assert.Contains("ReadOnlyCollection`1", Assert.Throws<ArgumentException>(static () => Tree.Map(new Odd(), static x => x)).Message);
    }

    [Fact]
    public void Structures_of_modules_differ_by_their_members()
    {
        Module<Tensor, Tensor> a = new Sequential(new Linear(1, 1, s_key)), b = new Sequential(new Linear(1, 1, s_key), new Function(Tanh));
        Assert.True(Tree.Flatten(a).Structure.Matches(new Sequential(new Linear(1, 1, s_key))));
        Assert.False(Tree.Flatten(a).Structure.Matches(b));
        Assert.Throws<ArgumentException>(() => Tree.Map(a, b, static (x, y) => x + y));
    }

    [Fact]
    public void A_parameter_is_a_tree()
    {
        var p = new Parameter(Tensor.From([2.0]), "p");
        Parameter gradient = Grad((Parameter q) => Sum(Square(q.Value)))(p);
        Assert.Equal(4.0, (double)gradient.Value);
        Assert.Equal("p", gradient.Name);
        p.IsFrozen = true;
        Assert.Throws<ArgumentException>(() => Grad((Parameter q) => Sum(Square(q.Value)))(p));
    }

    [Fact]
    public void A_module_is_a_member_of_a_tuple_and_what_training_changes_comes_out()
    {
        var net = new Net();
        Tensor x = s_key.Normal(6, 2);
        var ((gradient, _), updated) = Grad(
            (Net m, Tensor a) => (Sum(Square(m.Forward(a, Mode.Train()))), m), (0, 1), hasAux: true)(net, x);
        Assert.Equal(0L, net.Norm.Batches.Value.ToScalar<long>());
        Assert.Equal(1L, updated.Norm.Batches.Value.ToScalar<long>());
        Assert.NotEqual([0f, 0f, 0f], updated.Norm.RunningMean.Value.ToArray<float>());
        Assert.Equal(net.Hidden.Weight.Value.ToArray<float>(), updated.Hidden.Weight.Value.ToArray<float>());
        Assert.NotNull(gradient.Hidden.Weight.Value);
        net.Slots().Set(updated.Slots());
        Assert.Equal(1L, net.Norm.Batches.Value.ToScalar<long>());
    }

    [Fact]
    public void Steps_by_module_leave_no_memory_behind()
    {
        var net = new Net();
        Tensor x = Tensor.Ones(8, 2);
        Func<Net, Tensor, Net> slope = Grad((Net m, Tensor a) => Sum(Square(m.Forward(a))));
        long Held(int steps)
        {
            for (int i = 0; i < steps; i++)
                net = Tree.Map(net, slope(net, x), static (p, g) => p - 1e-4f * g);
            for (int i = 0; i < 2; i++) _ = TensorMemory.Collect();
            return TensorMemory.Collect().LiveTensors;
        }

        long before = Held(20), after = Held(200);
        Assert.InRange(after, 0, before + 50);
    }

    private static void Near<T>(T[] expected, Tensor actual)
        where T : unmanaged, System.Numerics.INumber<T>
    {
        T[] found = actual.ToArray<T>();
        Assert.Equal(expected.Length, found.Length);
        for (int i = 0; i < found.Length; i++) Assert.Equal(double.CreateChecked(expected[i]), double.CreateChecked(found[i]), 1e-5);
    }

    private sealed class Net(ulong seed = 1, DType? dtype = null) : Module<Tensor, Tensor>
    {
        public Linear Hidden { get; } = new(2, 3, new RandomKey(seed), dtype: dtype);

        public BatchNorm Norm { get; } = new(3, dtype: dtype);

        public Parameter Gain { get; } = new(Tensor.Ones([1], dtype ?? DType.Float32));

        public override Tensor Forward(Tensor x) => Forward(x, Mode.Evaluation);

        public override Tensor Forward(Tensor x, Mode mode) => Norm.Forward(Hidden.Forward(x), mode) * Gain;
    }

    private sealed class Kinds : Module
    {
        public Kinds() => Itself = this;

        public Parameter[] Array { get; } = [new(Tensor.Ones(1))];

        public List<Linear> List { get; } = [new(1, 1, s_key, bias: false)];

        public Dictionary<string, Parameter> Named { get; } = new() { ["a"] = new(Tensor.Ones(1)) };

        public IReadOnlyList<Linear> Fixed { get; } = [new(1, 1, s_key, bias: false)];

        public Slots State { get; } = new(new Slot(Tensor.Ones(1)));

        public Slot Single { get; } = new(Tensor.Ones(1));

        public (Linear, Parameter, int) Pair { get; } = (new(1, 1, s_key, bias: false), new(Tensor.Ones(1)), 7);

        public Tuple<int, string> Data { get; } = new(1, "a");

        public SortedDictionary<string, int[]> Words { get; } = new() { ["a"] = [1] };

        public double[] Numbers { get; } = [1, 2];

        public Tensor Constant { get; } = Tensor.Ones(3);

        public Kinds Itself { get; }
    }

    private sealed class Odd : Module
    {
        public System.Collections.ObjectModel.ReadOnlyCollection<Parameter> Things { get; } = new([new(Tensor.Ones(1))]);
    }
}
