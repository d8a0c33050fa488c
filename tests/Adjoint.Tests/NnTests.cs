using Xunit;

using static Adjoint.Autodiff;
using static Adjoint.Ops;

namespace Adjoint.Tests;

/// <summary>Modules, their parameters, and what optimizers do to them.</summary>
public sealed class NnTests
{
    private static readonly RandomKey s_key = new(1);

    [Fact]
    public void Parameters_are_named_by_their_path() =>
        Assert.Equal(["output.weight", "scale", "hidden.weight", "hidden.bias"], new Net().Parameters().Select(static p => p.Name));

    [Fact]
    public void Parameters_in_lists_are_named_by_their_place() =>
        Assert.Equal(
            ["layers.0.weight", "layers.0.bias", "layers.2.weight"],
            new Sequential(new Linear(2, 3, s_key), new Function(Relu), new Linear(3, 1, s_key, bias: false)).Parameters().Select(static p => p.Name));

    [Fact]
    public void Parameters_in_arrays_lists_and_dictionaries_are_found() =>
        Assert.Equal(["array.0", "array.1", "list.0.weight", "named.first"], new Collections().Parameters().Select(static p => p.Name));

    [Fact]
    public void Parameters_of_base_classes_come_first() =>
        Assert.Equal(["output.weight", "scale", "hidden.weight", "hidden.bias", "extra"], new Derived().Parameters().Select(static p => p.Name));

    [Fact]
    public void Parameters_shared_by_two_members_count_once_under_the_first_name()
    {
        var shared = new Linear(2, 2, s_key, bias: false);
        var model = new Sequential(shared, shared, new Sequential(shared));
        Assert.Equal(["layers.0.weight"], model.Parameters().Select(static p => p.Name));
        Assert.Same(shared.Weight, Assert.Single(model.Parameters()));
    }

    [Fact]
    public void Modules_that_contain_themselves_end() => Assert.Single(new Loop().Parameters());

    [Fact]
    public void Gradients_of_shared_parameters_add_up()
    {
        var shared = new Linear(1, 1, s_key, bias: false, DType.Float64);
        shared.Weight.Value = Tensor.From([3.0], 1, 1);
        var model = new Sequential(shared, shared);
        Gradients g = Grad((Tensor x) => model.Forward(x), weights: model.Parameters())(Tensor.From([5.0], 1, 1));
        Assert.Equal(2 * 3.0 * 5.0, (double)g[shared.Weight]); // d(w²x)/dw
    }

    [Fact]
    public void Freeze_leaves_its_parameters_out_of_training()
    {
        var net = new Net();
        net.Hidden.Freeze();
        Assert.Equal(["output.weight", "scale"], net.TrainableParameters().Select(static p => p.Name));
        Assert.Equal(4, net.Parameters().Count);
        net.Unfreeze();
        Assert.Equal(4, net.TrainableParameters().Count);
    }

    [Fact]
    public void Freeze_of_a_member_does_not_rename_its_parameters()
    {
        var net = new Net();
        Parameter weight = net.Parameters()[2];
        net.Hidden.Freeze();
        Assert.Equal("hidden.weight", weight.Name);
    }

    [Fact]
    public void Frozen_parameters_are_not_updated()
    {
        var p = new Parameter(Tensor.From([1.0]), "p");
        Gradients g = Grad(() => Square(p.Value), weights: [p])();
        p.IsFrozen = true;
        new Sgd(0.1).Update(g);
        Assert.Equal(1.0, (double)p.Value);
    }

    [Fact]
    public void Parameter_refuses_another_shape_or_type_by_name()
    {
        var p = new Parameter(Tensor.Ones(2), "bias");
        var e = Assert.Throws<ArgumentException>(() => p.Value = Tensor.Ones(3));
        Assert.Contains("'bias'", e.Message);
        Assert.Contains("[2]", e.Message);
        Assert.Contains("[3]", e.Message);
        Assert.Contains("Float64", Assert.Throws<ArgumentException>(() => p.Value = Tensor.Ones([2], DType.Float64)).Message);
        Assert.Throws<ArgumentNullException>(() => p.Value = null!);
        Assert.Equal([1f, 1f], p.Value.ToArray<float>());
    }

    [Fact]
    public void Parameter_of_null_is_refused()
    {
        Assert.Throws<ArgumentNullException>(static () => new Parameter(null!));
        Assert.Throws<ArgumentNullException>(static () => (Tensor)(Parameter)null! + 1);
    }

    [Fact]
    public void Parameter_stands_where_a_tensor_does()
    {
        var p = new Parameter(Tensor.From([2.0]), "p");
        Assert.Equal(6.0, (double)Multiply(p, Tensor.From([3.0])));
    }

    [Fact]
    public void Linear_maps_the_last_axis()
    {
        var layer = new Linear(3, 2, s_key);
        Assert.Equal([3, 2], layer.Weight.Value.Shape.ToArray());
        Assert.Equal([2], layer.Bias!.Value.Shape.ToArray());
        Assert.Equal([2], layer.Forward(Tensor.Ones(3)).Shape.ToArray());
        Assert.Equal([5, 2], layer.Forward(Tensor.Ones(5, 3)).Shape.ToArray());
        Assert.Equal([4, 5, 2], layer.Forward(Tensor.Ones(4, 5, 3)).Shape.ToArray());
        Assert.Equal([0, 2], layer.Forward(Tensor.Ones(0, 3)).Shape.ToArray());
    }

    [Fact]
    public void Linear_computes_x_W_plus_b()
    {
        var layer = new Linear(2, 2, s_key, dtype: DType.Float64);
        layer.Weight.Value = Tensor.From([1.0, 2.0, 3.0, 4.0], 2, 2);
        layer.Bias!.Value = Tensor.From([10.0, 20.0]);
        Assert.Equal([1 * 5 + 3 * 6 + 10.0, 2 * 5 + 4 * 6 + 20.0], layer.Forward(Tensor.From([5.0, 6.0])).ToArray<double>());
    }

    [Fact]
    public void LayerNorm_brings_the_last_axis_to_mean_0_and_variance_1()
    {
        var layer = new LayerNorm(4, epsilon: 0, DType.Float64);
        Assert.Equal(["scale", "shift"], layer.Parameters().Select(static p => p.Name));
        Tensor y = layer.Forward(s_key.Normal([3, 4], DType.Float64) * 5 + 2);
        Assert.All(Mean(y, -1).ToArray<double>(), static mean => Assert.Equal(0, mean, 1e-14));
        Assert.All(Variance(y, -1).ToArray<double>(), static variance => Assert.Equal(1, variance, 1e-14));
    }

    [Fact]
    public void LayerNorm_scales_and_shifts()
    {
        var layer = new LayerNorm(2, epsilon: 0);
        layer.Scale.Value = Tensor.From([2f, 3f]);
        layer.Shift.Value = Tensor.From([10f, 20f]);
        Assert.Equal([8f, 23f], layer.Forward(Tensor.From([1f, 5f])).ToArray<float>());
    }

    [Fact]
    public void Linear_without_bias_has_one_parameter()
    {
        var layer = new Linear(2, 3, s_key, bias: false);
        Assert.Null(layer.Bias);
        Assert.Equal(["weight"], layer.Parameters().Select(static p => p.Name));
        Assert.Equal([0f, 0f, 0f], layer.Forward(Tensor.Zeros(2)).ToArray<float>());
    }

    [Fact]
    public void Linear_draws_within_its_bounds_by_its_key()
    {
        Linear a = new(100, 50, s_key), b = new(100, 50, s_key), c = new(100, 50, s_key.FoldIn(1));
        Assert.True(a.Weight.Value.ElementwiseEquals(b.Weight.Value));
        Assert.False(a.Weight.Value.ElementwiseEquals(c.Weight.Value));
        Assert.InRange((double)Max(Abs(a.Weight.Value)), 0.099, 0.1);
        Assert.Equal(0, (double)Mean(a.Weight.Value), 0.005);
        Assert.InRange((double)Max(Abs(a.Bias!.Value)), 0.05, 0.1);
    }

    [Fact]
    public void Linear_refuses_what_does_not_fit()
    {
        var e = Assert.Throws<ArgumentException>(static () => new Linear(3, 2, s_key).Forward(Tensor.Ones(4, 5)));
        Assert.StartsWith("Linear(3 → 2): the last axis of the input has to have 3 elements, but its shape is [4, 5].", e.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>("x", static () => new Linear(3, 2, s_key).Forward(1.0));
        Assert.Throws<ArgumentNullException>("x", static () => new Linear(3, 2, s_key).Forward(null!));
        Assert.Throws<ArgumentOutOfRangeException>(static () => new Linear(0, 2, s_key));
        Assert.Throws<ArgumentOutOfRangeException>(static () => new Linear(2, -1, s_key));
        Assert.Throws<ArgumentNullException>(static () => new Linear(2, 2, null!));
    }

    [Fact]
    public void LayerNorm_refuses_another_width()
    {
        var e = Assert.Throws<ArgumentException>("x", static () => new LayerNorm(3).Forward(Tensor.Ones(4, 1)));
        Assert.StartsWith("LayerNorm(3): the last axis of the input has to have 3 elements, but its shape is [4, 1].", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Layers_see_the_shape_of_a_member_of_a_batch()
    {
        var e = Assert.Throws<ArgumentException>(static () => Vmap(new Linear(3, 2, s_key).Forward)(Tensor.Ones(3, 7, 5)));
        Assert.Contains("its shape is [7, 5]", e.Message, StringComparison.Ordinal);
        Assert.Equal([7, 2], Vmap(new Linear(3, 2, s_key).Forward)(Tensor.Ones(7, 3)).Shape.ToArray());
    }

    [Fact]
    public void Sequential_applies_its_modules_in_order()
    {
        var model = new Sequential(new Function(static x => x + 1), new Function(static x => x * 10));
        Assert.Equal(30.0, (double)model.Forward(Tensor.Scalar(2.0)));
        Assert.Equal(2, model.Layers.Count);
    }

    [Fact]
    public void Sequential_of_nothing_is_the_identity()
    {
        Tensor x = Tensor.Ones(2);
        Assert.Same(x, new Sequential().Forward(x));
    }

    [Fact]
    public void Sequential_does_not_see_later_changes_of_its_array()
    {
        Module<Tensor, Tensor>[] layers = [new Function(static x => x + 1)];
        var model = new Sequential(layers);
        layers[0] = new Function(static x => x + 100);
        Assert.Equal(1.0, (double)model.Forward(Tensor.Scalar(0.0)));
    }

    [Fact]
    public void Modules_of_null_are_refused()
    {
        Assert.Throws<ArgumentNullException>(static () => new Function(null!));
        Assert.Throws<ArgumentNullException>(static () => new Sequential(null!));
        Assert.Throws<ArgumentNullException>(static () => new Sequential(new Function(Relu), null!));
    }

    [Fact]
    public void Sgd_steps_against_the_gradient() =>
        Steps(new Sgd(0.1), 1, [2, -3], [0.8, 1.1]);

    [Fact]
    public void Sgd_with_momentum_remembers_its_direction() =>
        Steps(new Sgd(0.1, momentum: 0.9), 1, [1, 1, 0], [0.9, 0.71, 0.539]); // v = 1, 1.9, 1.71

    [Fact]
    public void Sgd_with_nesterov_looks_ahead() =>
        Steps(new Sgd(0.1, momentum: 0.9, nesterov: true), 1, [1, 1], [0.81, 0.539]); // g + 0.9 v = 1.9, 2.71

    [Fact]
    public void Sgd_with_weight_decay_pulls_to_zero() =>
        Steps(new Sgd(0.1, weightDecay: 0.5), 2, [1, 0], [1.8, 1.71]); // g + 0.5 p = 2, 0.9

    [Fact]
    public void Adam_steps_by_its_rate_while_the_gradient_stays() =>
        Steps(new Adam(0.1, epsilon: 0), 1, [2, 2, 2], [0.9, 0.8, 0.7]);

    // m = 0.1, -0.01; s = 0.001, 0.001999; both corrected, and epsilon added to the root.
    [Fact]
    public void Adam_corrects_its_means_for_starting_at_zero() =>
        Steps(new Adam(0.1, epsilon: 1), 1, [1, -1],
        [
            1 - 0.1 * 1 / (1 + 1),
            1 - 0.1 * 1 / (1 + 1) - 0.1 * (-0.01 / 0.19) / (Math.Sqrt(0.001999 / 0.001999) + 1),
        ]);

    [Fact]
    public void Adam_with_weight_decay_adds_to_the_gradient() =>
        Steps(new Adam(0.1, epsilon: 1, weightDecay: 0.5), 2, [1], [2 - 0.1 * 2 / (2 + 1)]);

    [Fact]
    public void AdamW_decays_apart_from_the_gradient() =>
        Steps(new AdamW(0.1, epsilon: 1, weightDecay: 0.5), 2, [1], [2 * (1 - 0.05) - 0.1 * 1 / (1 + 1)]);

    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    public void AdamW_agrees_with_its_formula_over_many_steps(double weightDecay)
    {
        double[] gradients = [.. Enumerable.Range(0, 30).Select(static i => Math.Sin(i) * (i % 7))];
        double p = 1.5, m = 0, s = 0;
        double[] expected = new double[gradients.Length];
        for (int t = 1; t <= gradients.Length; t++)
        {
            double g = gradients[t - 1];
            p -= 0.01 * weightDecay * p;
            m = 0.8 * m + 0.2 * g;
            s = 0.95 * s + 0.05 * g * g;
            p -= 0.01 * (m / (1 - Math.Pow(0.8, t))) / (Math.Sqrt(s / (1 - Math.Pow(0.95, t))) + 1e-6);
            expected[t - 1] = p;
        }

        Steps(new AdamW(0.01, 0.8, 0.95, 1e-6, weightDecay), 1.5, gradients, expected);
    }

    [Fact]
    public void Optimizers_remember_each_parameter_apart()
    {
        Parameter a = new(Tensor.From([1.0]), "a"), b = new(Tensor.From([1.0]), "b");
        var optimizer = new Sgd(0.1, momentum: 0.9);
        optimizer.Update(new Gradients([a], [Tensor.From([1.0])]));
        optimizer.Update(new Gradients([a, b], [Tensor.From([1.0]), Tensor.From([1.0])]));
        Assert.Equal(0.71, (double)a.Value, 1e-12);
        Assert.Equal(0.9, (double)b.Value, 1e-12);
    }

    [Fact]
    public void Optimizers_follow_changes_of_the_rate()
    {
        var p = new Parameter(Tensor.From([1.0]), "p");
        var optimizer = new Sgd(0.1);
        optimizer.Update(new Gradients([p], [Tensor.From([1.0])]));
        optimizer.LearningRate = 0.5;
        optimizer.Update(new Gradients([p], [Tensor.From([1.0])]));
        Assert.Equal(0.4, (double)p.Value, 1e-12);
    }

    [Fact]
    public void Optimizers_keep_the_type_of_parameters()
    {
        var p = new Parameter(Tensor.Ones(2), "p");
        foreach (Optimizer optimizer in new Optimizer[] { new Sgd(0.1, 0.9, 0.1, true), new Adam(weightDecay: 0.1), new AdamW() })
        {
            optimizer.Update(new Gradients([p], [Tensor.Ones(2)]));
            optimizer.Update(new Gradients([p], [Tensor.Ones(2)]));
            Assert.Equal(DType.Float32, p.Value.DType);
        }
    }

    [Fact]
    public void Optimizers_refuse_impossible_settings()
    {
        Assert.Throws<ArgumentOutOfRangeException>(static () => new Sgd(-0.1));
        Assert.Throws<ArgumentOutOfRangeException>(static () => new Sgd(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(static () => new Sgd(0.1, momentum: 1));
        Assert.Throws<ArgumentOutOfRangeException>(static () => new Sgd(0.1, weightDecay: -1));
        Assert.Throws<ArgumentOutOfRangeException>(static () => new Adam(beta1: 1));
        Assert.Throws<ArgumentOutOfRangeException>(static () => new Adam(beta2: -0.1));
        Assert.Throws<ArgumentOutOfRangeException>(static () => new AdamW(epsilon: -1));
        Assert.Throws<ArgumentNullException>(static () => new Adam().Update(null!));
        Assert.Throws<ArgumentOutOfRangeException>(static () => new Adam().LearningRate = -1);
    }

    [Fact]
    public void GlobalNorm_is_the_root_of_all_squares() =>
        Assert.Equal(13.0, (double)Three(3, 4, 12).GlobalNorm(), 1e-12);

    [Fact]
    public void ClipByGlobalNorm_shrinks_all_by_one_factor()
    {
        Gradients clipped = Three(3, 4, 12).ClipByGlobalNorm(6.5);
        Assert.Equal(1.5, (double)clipped.Tensors[0][0], 1e-9);
        Assert.Equal(2.0, (double)clipped.Tensors[0][1], 1e-9);
        Assert.Equal(6.0, (double)clipped.Tensors[1], 1e-9);
        Assert.Equal(["a", "b"], clipped.Parameters.Select(static p => p.Name));
    }

    [Fact]
    public void ClipByGlobalNorm_leaves_small_gradients_alone()
    {
        Gradients clipped = Three(3, 4, 12).ClipByGlobalNorm(13.1);
        Assert.Equal([3.0, 4.0], clipped.Tensors[0].ToArray<double>());
        Assert.Equal([0.0, 0.0], Three(0, 0, 0).ClipByGlobalNorm(1).Tensors[0].ToArray<double>());
    }

    [Fact]
    public void ClipByGlobalNorm_keeps_the_type_of_each_gradient()
    {
        Parameter a = new(Tensor.Ones(1), "a"), b = new(Tensor.Ones([1], DType.Float64), "b");
        Gradients clipped = new Gradients([a, b], [a.Value, b.Value]).ClipByGlobalNorm(0.5);
        Assert.Equal([DType.Float32, DType.Float64], clipped.Tensors.Select(static g => g.DType));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    public void ClipByGlobalNorm_needs_a_limit_above_zero(double limit) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Three(1, 1, 1).ClipByGlobalNorm(limit));

    [Fact]
    public void Gradients_are_found_by_parameter_and_place()
    {
        Parameter a = new(Tensor.Ones(1), "a"), b = new(Tensor.Ones(1), "b");
        var g = new Gradients([a], [Tensor.From([5f])]);
        Assert.Equal(5f, (float)g[a]);
        Assert.Same(a, g[0].Parameter);
        Assert.Single(g);
        Assert.Contains("'b'", Assert.Throws<KeyNotFoundException>(() => g[b]).Message);
        Assert.Throws<ArgumentException>(() => new Gradients([a, b], [Tensor.Ones(1)]));
    }

    [Fact]
    public void Losses_are_those_of_Ops()
    {
        Tensor x = Tensor.From([0.5, -1.0, 2.0, 0.0], 2, 2), classes = Tensor.From([1, 0]), y = Tensor.From([1.0, 0.0, 0.0, 1.0], 2, 2);
        Assert.Equal((double)CrossEntropy(x, classes, 0.1), (double)Losses.CrossEntropy(x, classes, 0.1));
        Assert.Equal((double)BinaryCrossEntropyWithLogits(x, y), (double)Losses.BinaryCrossEntropyWithLogits(x, y));
        Assert.Equal([0.25, 1.0, 4.0, 1.0], Losses.MeanSquaredError(x, y, Reduction.None).Reshape(4).ToArray<double>());
    }

    // The parameter after each update of one number.
    private static void Steps(Optimizer optimizer, double start, double[] gradients, double[] expected)
    {
        var p = new Parameter(Tensor.From([start]), "p");
        for (int i = 0; i < gradients.Length; i++)
        {
            optimizer.Update(new Gradients([p], [Tensor.From([gradients[i]])]));
            Assert.Equal(expected[i], (double)p.Value, 1e-12);
        }
    }

    private static Gradients Three(double a, double b, double c) =>
        new([new Parameter(Tensor.Ones(2), "a"), new Parameter(Tensor.Ones(1), "b")], [Tensor.From([a, b]), Tensor.From([c])]);

    private class Net : Module<Tensor, Tensor>
    {
        private readonly Linear _output = new(3, 1, s_key, bias: false);
        private readonly Parameter _scale = new(Tensor.Ones(1));

        public Linear Hidden { get; } = new(2, 3, s_key);

        public override Tensor Forward(Tensor x) => _output.Forward(Relu(Hidden.Forward(x))) * _scale;
    }

    private sealed class Derived : Net
    {
        public Parameter Extra { get; } = new(Tensor.Ones(1));
    }

    private sealed class Collections : Module
    {
        public Parameter[] Array { get; } = [new(Tensor.Ones(1)), new(Tensor.Ones(1))];

        public IReadOnlyList<Linear> List { get; } = [new Linear(1, 1, s_key, bias: false)];

        public Dictionary<string, Parameter> Named { get; } = new() { ["first"] = new(Tensor.Ones(1)) };
    }

    private sealed class Loop : Module
    {
        private readonly Loop _self;
        private readonly Parameter _only = new(Tensor.Ones(1));

        public Loop() => _self = this;

        public override string ToString() => $"{_self.GetType().Name} {_only}";
    }
}
