using Xunit;

using static Adjoint.Autodiff;
using static Adjoint.Ops;

namespace Adjoint.Tests;

/// <summary>Modules, optimisers and batches.</summary>
public sealed class TrainingTests
{
    private sealed class Network(RandomKey key) : Module<Tensor, Tensor>
    {
        private readonly Linear _hidden = new(3, 4, key.FoldIn(0));

        public Linear Output { get; } = new(4, 2, key.FoldIn(1));

        public List<Module<Tensor, Tensor>> Extra { get; } = [new Linear(2, 2, key.FoldIn(2), bias: false)];

        public override Tensor Forward(Tensor x) => Extra[0].Forward(Output.Forward(Relu(_hidden.Forward(x))));
    }

    [Fact]
    public void Parameters_are_named_by_their_path() =>
        Assert.Equal(
            ["hidden.weight", "hidden.bias", "output.weight", "output.bias", "extra.0.weight"],
            new Network(new RandomKey(0)).Parameters().Select(static p => p.Name));

    [Fact]
    public void Sequential_runs_and_names_its_layers()
    {
        var model = new Sequential(new Linear(3, 4, new RandomKey(0)), new Function(Relu), new Linear(4, 2, new RandomKey(1)));
        Assert.Equal(["layers.0.weight", "layers.0.bias", "layers.2.weight", "layers.2.bias"], model.Parameters().Select(static p => p.Name));
        Assert.Equal([5, 2], model.Forward(Tensor.Ones(5, 3)).Shape.ToArray());
        Assert.Throws<ArgumentException>(() => model.Forward(Tensor.Ones(5, 4)));
    }

    [Fact]
    public void Frozen_parameters_are_not_trained()
    {
        var model = new Network(new RandomKey(0));
        model.Output.Freeze();
        Assert.Equal(["hidden.weight", "hidden.bias", "extra.0.weight"], model.TrainableParameters().Select(static p => p.Name));
        model.Output.Unfreeze();
        Assert.Equal(5, model.TrainableParameters().Count);
    }

    private sealed class Tied : Module
    {
        public Linear First { get; } = new(2, 2, new RandomKey(0));

        public Linear Second => First;

        public Parameter Shared { get; }

        public Tied() => Shared = First.Weight;
    }

    [Fact]
    public void Shared_parameters_count_once() => Assert.Equal(2, new Tied().Parameters().Count);

    [Fact]
    public void Linear_is_x_times_w_plus_b()
    {
        var linear = new Linear(2, 1, new RandomKey(0));
        linear.Weight.Value = Tensor.From([2f, 3f], 2, 1);
        linear.Bias!.Value = Tensor.From([1f]);
        Assert.Equal([9f, 3f], linear.Forward(Tensor.From([1f, 2f, 1f, 0f], 2, 2)).ToArray<float>());
        Assert.Throws<ArgumentException>(() => linear.Weight.Value = Tensor.Ones(3));
    }

    [Fact]
    public void Sgd_steps_down_the_gradient() => Steps(new Sgd(0.1), [0.8, 0.64, 0.512]);

    // v ← 0.5 v + g with g = 2p: 1 − 0.1·2; then v = 1 + 1.6 = 2.6; then v = 1.3 + 1.08.
    [Fact]
    public void Momentum_keeps_going() => Steps(new Sgd(0.1, momentum: 0.5), [0.8, 0.54, 0.302]);

    [Fact]
    public void Nesterov_looks_ahead() => Steps(new Sgd(0.1, momentum: 0.5, nesterov: true), [0.7, 0.44]);

    [Fact]
    public void Weight_decay_joins_the_gradient() => Steps(new Sgd(0.1, weightDecay: 1), [0.7, 0.49]);

    // The first step of Adam is the rate itself, whatever the gradient.
    [Fact]
    public void Adam_begins_with_its_rate() => Steps(new Adam(0.1), [0.9, 0.8004122287], 1e-6);

    [Fact]
    public void AdamW_decays_apart() => Steps(new AdamW(0.1, weightDecay: 0.5), [0.95 - 0.1], 1e-6);

    [Fact]
    public void A_frozen_parameter_stays()
    {
        var p = new Parameter(Tensor.Scalar(1.0), "p");
        Gradients g = Grad(() => Square(p.Value), weights: [p])();
        p.IsFrozen = true;
        new Sgd(0.1).Update(g);
        Assert.Equal(1, (double)p.Value);
    }

    [Fact]
    public void Clipping_shrinks_to_the_norm_and_leaves_what_is_smaller()
    {
        Parameter a = new(Tensor.Zeros([1], DType.Float64), "a"), b = new(Tensor.Zeros([1], DType.Float64), "b");
        var g = new Gradients([a, b], [Tensor.From([3.0]), Tensor.From([4.0])]);
        Assert.Equal(5, (double)g.GlobalNorm(), 1e-12);
        Assert.Equal([0.6, 0.8], g.ClipByGlobalNorm(1).Tensors.Select(static t => (double)t), (x, y) => Math.Abs(x - y) < 1e-9);
        Assert.Equal([3.0, 4.0], g.ClipByGlobalNorm(10).Tensors.Select(static t => (double)t));
    }

    [Fact]
    public void Settings_that_make_no_sense_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sgd(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adam(0.1, beta1: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Linear(0, 1, new RandomKey(0)));
    }

    [Fact]
    public void Batches_hold_every_example_once()
    {
        var data = new TensorDataset(Tensor.Arange(10).Reshape(10, 1), Tensor.Arange(10));
        Assert.Equal([4, 4, 2], data.Batches(4).Select(static b => (int)b.Inputs.Shape[0]));
        Assert.Equal(2, data.Batches(4, dropLast: true).Count());
        var key = new RandomKey(5);
        long[] order = [.. data.Batches(3, shuffle: key).SelectMany(static b => b.Labels.ToArray<long>())];
        Assert.Equal(Enumerable.Range(0, 10).Select(static i => (long)i), order.Order());
        Assert.NotEqual(order.Order(), order);
        Assert.Equal(order, data.Batches(3, shuffle: key).SelectMany(static b => b.Inputs.ToArray<long>()));
        Assert.Throws<ArgumentException>(() => new TensorDataset(Tensor.Ones(3), Tensor.Ones(4)));
    }

    [Fact]
    public void A_small_network_learns_exclusive_or()
    {
        var key = new RandomKey(1);
        var model = new Sequential(new Linear(2, 8, key.FoldIn(0)), new Function(Tanh), new Linear(8, 1, key.FoldIn(1)));
        Tensor x = Tensor.From([0f, 0f, 0f, 1f, 1f, 0f, 1f, 1f], 4, 2), y = Tensor.From([0f, 1f, 1f, 0f], 4, 1);
        var step = ValueAndGrad(() => BinaryCrossEntropyWithLogits(model.Forward(x), y), weights: model.TrainableParameters());
        var optimizer = new Adam(0.05);
        for (int i = 0; i < 300; i++) optimizer.Update(step().Item2);
        Assert.True((double)step().Item1 < 0.05);
    }

    // Minimises p², from 1.
    private static void Steps(Optimizer optimizer, double[] expected, double tolerance = 1e-12)
    {
        var p = new Parameter(Tensor.Scalar(1.0), "p");
        var gradient = Grad(() => Square(p.Value), weights: [p]);
        foreach (double value in expected)
        {
            optimizer.Update(gradient());
            Assert.Equal(value, (double)p.Value, tolerance);
        }
    }
}
