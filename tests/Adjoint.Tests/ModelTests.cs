using Xunit;

using static Adjoint.Autodiff;
using static Adjoint.Ops;

namespace Adjoint.Tests;

/// <summary>Whole models: training and evaluation, summaries, what parameters begin with, and what PyTorch calls them.</summary>
public sealed class ModelTests
{
    private static readonly RandomKey s_key = new(5);

    [Fact]
    public void A_mode_goes_through_a_whole_model()
    {
        var model = new Sequential { new Linear(2, 50, s_key), Relu, new Dropout(0.5), new Residual(new Sequential(new Dropout(0.5))), new BatchNorm(50) };
        Tensor x = s_key.Normal(8, 2);
        Assert.Equal(model.Forward(x).ToArray<float>(), model.Forward(x, Mode.Evaluation).ToArray<float>());
        Assert.Equal(model.Forward(x).ToArray<float>(), model.Forward(x, default(Mode)).ToArray<float>());
        Assert.NotEqual(model.Forward(x).ToArray<float>(), model.Forward(x, Mode.Train(s_key)).ToArray<float>());
        Assert.Equal(model.Forward(x, Mode.Train(s_key)).ToArray<float>(), model.Forward(x, Mode.Train(s_key)).ToArray<float>());
        Assert.Equal(3, (int)((BatchNorm)model.Layers[4]).Batches);
    }

    [Fact]
    public void Each_layer_of_a_sequence_has_a_key_of_its_own()
    {
        var twice = new Sequential(new Dropout(0.5), new Dropout(0.5));
        double kept = twice.Forward(Tensor.Ones([4000], DType.Float64), Mode.Train(s_key)).ToArray<double>().Count(static x => x > 0) / 4000.0;
        Assert.Equal(0.25, kept, 0.03); // 0.5 if both dropped the same
    }

    [Fact]
    public void A_mode_that_would_get_lost_is_refused()
    {
        var model = new Forgetful();
        Tensor x = Tensor.Ones(2, 3);
        _ = model.Forward(x);
        _ = model.Forward(x, Mode.Evaluation);
        Assert.Equal(
            "Forgetful: 'inner.layers.1' Dropout(0.5) differs in training, but Forgetful overrides Forward(x) alone. "
            + "Override Forward(x, mode) and hand the mode to its members.",
            Assert.Throws<InvalidOperationException>(() => model.Forward(x, Mode.Train(s_key))).Message);
        _ = new Linear(3, 2, s_key).Forward(x, Mode.Train());
        _ = new Function(Relu).Forward(x, Mode.Train());
    }

    [Fact]
    public void Modes_are_values()
    {
        Mode train = Mode.Train(s_key);
        Assert.True(train.IsTraining);
        Assert.False(Mode.Evaluation.IsTraining);
        Assert.Null(Mode.Evaluation.FoldIn(3).Key);
        Assert.Equal(s_key.FoldIn(3).Normal(4).ToArray<float>(), train.FoldIn(3).Key!.Normal(4).ToArray<float>());
        Assert.True(Mode.Train().FoldIn(1).IsTraining);
    }

    [Fact]
    public void Training_with_dropout_is_differentiated_and_checkpointed()
    {
        var model = new Sequential { new Linear(3, 20, s_key), Tanh, new Dropout(0.3), new Linear(20, 1, s_key) };
        Tensor x = s_key.Normal(6, 3);
        Mode mode = Mode.Train(s_key);
        Sequential gradient = Grad((Sequential m) => Sum(m.Forward(x, mode)))(model);
        Sequential again = Grad((Sequential m) => Sum(Checkpoint((Sequential n, Tensor a) => n.Forward(a, mode))(m, x)))(model);
        Assert.Equal(Tree.Leaves(gradient).Select(static g => g.ToArray<float>()), Tree.Leaves(again).Select(static g => g.ToArray<float>()));
    }

    [Fact]
    public void A_summary_shows_what_each_layer_gives()
    {
        var model = new Sequential
        {
            new Conv2D(1, 8, 3, s_key, padding: 1), new BatchNorm(8), Relu, new MaxPool2D(2), new Residual(new Sequential(new Conv2D(8, 8, 3, s_key, padding: 1, bias: false))),
            new Flatten(), new Linear(8 * 14 * 14, 10, s_key),
        };
        model.Freeze("layers.0");
        Assert.Equal(
            """
            Module                                        Output          Parameters
            Sequential                                    [2, 10]
              layers.0: Conv2D(1 → 8, kernel [3, 3])      [2, 8, 28, 28]          80
              layers.1: BatchNorm(8)                      [2, 8, 28, 28]          16
              layers.2: Function(Relu)                    [2, 8, 28, 28]
              layers.3: MaxPool2D(2)                      [2, 8, 14, 14]
              layers.4: Residual                          [2, 8, 14, 14]
                inner: Sequential                         [2, 8, 14, 14]
                  layers.0: Conv2D(8 → 8, kernel [3, 3])  [2, 8, 14, 14]         576
              layers.5: Flatten                           [2, 1568]
              layers.6: Linear(1568 → 10)                 [2, 10]             15,690
            16,362 numbers in 7 parameters, 80 of them frozen
            """,
            model.Summary(2, 1, 28, 28));
        Assert.Equal(0, (int)((BatchNorm)model.Layers[1]).Batches);
    }

    [Fact]
    public void A_summary_changes_nothing_and_takes_whole_numbers()
    {
        var counting = new Counting();
        Assert.Contains("[4, 6, 3]", counting.Summary([4, 6], DType.Int64), StringComparison.Ordinal);
        Assert.Equal(0, (int)counting.Calls);
        string shapes = new Lstm(3, 2, s_key).Summary(5, 4, 3);
        Assert.Contains("[5, 4, 2], [1, 4, 2], [1, 4, 2]", shapes, StringComparison.Ordinal);
        Assert.StartsWith("layers.0 Linear(2 → 3): the last axis", Assert.Throws<ArgumentException>(
            static () => new Sequential(new Linear(2, 3, s_key)).Summary(4, 5)).Message, StringComparison.Ordinal);
    }

    public static TheoryData<Initializer, double, bool> Spreads => new()
    {
        { Initializers.GlorotUniform, Math.Sqrt(2.0 / 300), true },
        { Initializers.GlorotNormal, Math.Sqrt(2.0 / 300), false },
        { Initializers.KaimingUniform, Math.Sqrt(2.0 / 100), true },
        { Initializers.KaimingNormal, Math.Sqrt(2.0 / 100), false },
        { Initializers.LeCunUniform, Math.Sqrt(1.0 / 100), true },
        { Initializers.LeCunNormal, Math.Sqrt(1.0 / 100), false },
        { Initializers.Normal(0.5), 0.5, false },
        { Initializers.Uniform(-3, 3), Math.Sqrt(3), true },
        { Initializers.TruncatedNormal(2), 2 * 0.8796256610342398, true }, // √(1 − 4 φ(2) / (Φ(2) − Φ(−2)))
    };

    [Theory, MemberData(nameof(Spreads), DisableDiscoveryEnumeration = true)]
    public void Initializers_have_their_spread(Initializer initializer, double deviation, bool isBounded)
    {
        Tensor w = new Linear(100, 200, s_key, weightInitializer: initializer, dtype: DType.Float64).Weight;
        Assert.Equal(deviation, (double)StandardDeviation(w), 0.02 * deviation);
        Assert.Equal(0, (double)Mean(w), 0.03 * deviation);
        double largest = (double)Max(Abs(w)) / deviation;
        if (isBounded) Assert.InRange(largest, 1.7, 2 / 0.8796256610342398); // √3 of a uniform distribution
        else Assert.InRange(largest, 3.2, 6);
        Assert.Equal(DType.Float32, initializer(s_key, [2, 3], new Fans(2, 3), DType.Float32).DType);
    }

    [Fact]
    public void Initializers_are_values_of_layers()
    {
        var layer = new Linear(3, 2, s_key, weightInitializer: Initializers.Constant(0.5), biasInitializer: Initializers.Ones);
        Assert.Equal([2.5f, 2.5f], layer.Forward(Tensor.From([1f, 1f, 1f])).ToArray<float>());
        Assert.Equal(0f, (float)Sum(new Conv2D(2, 3, 3, s_key, weightInitializer: Initializers.Zeros).Weight.Value));
        Assert.Equal(7f, (float)new Gru(1, 1, s_key, biasInitializer: static (_, shape, _, type) => Tensor.Zeros(shape, type) + 7).Cells[0].InputBias!.Value[0]);
        var fans = default(Fans);
        _ = new Conv2D(4, 6, (3, 5), s_key, groups: 2, weightInitializer: (key, shape, f, type) => Tensor.Zeros(shape, (fans = f) == default ? type : type));
        Assert.Equal(new Fans(2 * 15, 6 * 15), fans);
        Assert.StartsWith("The initialiser of 'weight' gives Float32 of shape [1]; Float32 of shape [3, 2] is needed.", Assert.Throws<ArgumentException>(
            static () => new Linear(3, 2, s_key, weightInitializer: static (_, _, _, _) => Tensor.Ones(1))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(static () => new Linear(3, 2, s_key, weightInitializer: static (_, _, _, _) => null!));
        Assert.Throws<ArgumentOutOfRangeException>(static () => Initializers.Normal(-1));
        Assert.Throws<ArgumentOutOfRangeException>(static () => Initializers.Uniform(1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(static () => Initializers.TruncatedNormal(0));
    }

    [Theory, InlineData(3, 5), InlineData(5, 3), InlineData(4, 4)]
    public void Orthogonal_matrices_are_orthogonal(long rows, long columns)
    {
        Tensor w = Initializers.Orthogonal(2)(s_key, [rows, columns], default, DType.Float64);
        Tensor product = rows <= columns ? MatMul(w, Transpose(w)) : MatMul(Transpose(w), w);
        Assert.Equal(0, (double)Max(Abs(product - 4 * Tensor.Eye(Math.Min(rows, columns), DType.Float64))), 1e-13);
        Tensor kernel = Initializers.Orthogonal()(s_key, [4, 2, 3], default, DType.Float32).Reshape(4, 6);
        Assert.Equal(0, (double)Max(Abs(MatMul(kernel, Transpose(kernel)) - Tensor.Eye(4))), 1e-6);
        Assert.Throws<ArgumentException>(static () => Initializers.Orthogonal()(s_key, [3], default, DType.Float32));
    }

    [Fact]
    public void PyTorch_calls_the_tensors_of_layers_so()
    {
        Assert.Equal(["0.weight [2, 3]", "0.bias [2]", "2.weight [2]", "2.bias [2]"], Torch(new Sequential(new Linear(3, 2, s_key), new Function(Relu), new LayerNorm(2))));
        Assert.Equal(["weight [3]", "bias [3]", "running_mean [3]", "running_var [3]", "num_batches_tracked []"], Torch(new BatchNorm(3)));
        Assert.Equal(["weight [8, 4, 3, 3]"], Torch(new Conv2D(8, 8, 3, s_key, groups: 2, bias: false)));
        Assert.Equal(
            ["weight_ih_l0 [20, 6]", "weight_hh_l0 [20, 5]", "bias_ih_l0 [20]", "bias_hh_l0 [20]",
             "weight_ih_l0_reverse [20, 6]", "weight_hh_l0_reverse [20, 5]", "bias_ih_l0_reverse [20]", "bias_hh_l0_reverse [20]",
             "weight_ih_l1 [20, 10]", "weight_hh_l1 [20, 5]", "bias_ih_l1 [20]", "bias_hh_l1 [20]",
             "weight_ih_l1_reverse [20, 10]", "weight_hh_l1_reverse [20, 5]", "bias_ih_l1_reverse [20]", "bias_hh_l1_reverse [20]"],
            Torch(new Lstm(6, 5, s_key, layers: 2, bidirectional: true)));
        Assert.Equal(["in_proj_weight [12, 4]", "in_proj_bias [12]", "out_proj.weight [4, 4]", "out_proj.bias [4]"], Torch(new MultiHeadAttention(4, 2, s_key)));
        Assert.Equal(
            ["q_proj_weight [4, 4]", "k_proj_weight [4, 3]", "v_proj_weight [4, 5]", "in_proj_bias [12]", "out_proj.weight [4, 4]", "out_proj.bias [4]"],
            Torch(new MultiHeadAttention(4, 2, s_key, keyWidth: 3, valueWidth: 5)));
        Assert.Equal(
            ["linear1.bias [8]", "linear1.weight [8, 4]", "linear2.bias [4]", "linear2.weight [4, 8]", "multihead_attn.in_proj_bias [12]", "multihead_attn.in_proj_weight [12, 4]",
             "multihead_attn.out_proj.bias [4]", "multihead_attn.out_proj.weight [4, 4]", "norm1.bias [4]", "norm1.weight [4]", "norm2.bias [4]", "norm2.weight [4]",
             "norm3.bias [4]", "norm3.weight [4]", "self_attn.in_proj_bias [12]", "self_attn.in_proj_weight [12, 4]", "self_attn.out_proj.bias [4]", "self_attn.out_proj.weight [4, 4]"],
            Torch(new TransformerDecoderLayer(4, 2, 8, s_key)).Order(StringComparer.Ordinal));
        Assert.Equal(["inner_part.0.weight [1, 1]", "own_scale [1]"], Torch(new Named()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Tensors_of_PyTorch_go_back_into_their_slots()
    {
        var attention = new MultiHeadAttention(4, 2, s_key);
        TorchTensor joint = attention.TorchState().First();
        Tensor given = s_key.Normal(12, 4);
        (Slot, Tensor)[] parts = [.. joint.Split(given)];
        Assert.Equal(3, parts.Length);
        Assert.Same(attention.Key.Weight.Slot, parts[1].Item1);
        Assert.Equal(Transpose(given[4..8]).ToArray<float>(), parts[1].Item2.ToArray<float>());
        foreach ((Slot slot, Tensor value) in parts) slot.Value = value;
        Assert.Equal(given.ToArray<float>(), joint.Value.ToArray<float>());
        Assert.Contains("'in_proj_weight' has shape [4, 12]; it needs shape [12, 4]", Assert.Throws<ArgumentException>(() => joint.Split(Tensor.Ones(4, 12)).ToArray()).Message);
    }

    private static IEnumerable<string> Torch(Module module) => module.TorchState().Select(static t => $"{t.Name} {t.Value.ShapeText}");

    private sealed class Forgetful : Module<Tensor, Tensor>
    {
        private readonly Sequential _inner = new(new Linear(3, 3, s_key), new Dropout(0.5));

        public override Tensor Forward(Tensor x) => _inner.Forward(x);
    }

    private sealed class Counting : Module<Tensor, Tensor>
    {
        private readonly Embedding _table = new(5, 3, s_key);

        public Slot Calls { get; } = Slot.Of(0);

        public override Tensor Forward(Tensor x)
        {
            Calls.Value += 1;
            return _table.Forward(x);
        }
    }

    private sealed class Named : Module
    {
        public Parameter OwnScale { get; } = new(Tensor.Ones(1));

        public Sequential InnerPart { get; } = new(new Linear(1, 1, s_key, bias: false));
    }
}
