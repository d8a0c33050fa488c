using Xunit;

using static Adjoint.Ops;

namespace Adjoint.Tests;

/// <summary>Layers with the options that PyTorch's have, by numbers that can be followed by hand.</summary>
public sealed class LayerOptionTests
{
    private static readonly RandomKey s_key = new(0);

    private static string[] Torch(Module module) => [.. module.TorchState().Select(static t => $"{t.Name} {t.Value.Shape}")];

    private static void Near(double[] expected, Tensor actual) =>
        Assert.Equal(expected, actual.Cast(DType.Float64).ToArray<double>(), static (a, b) => Math.Abs(a - b) < 1e-6);

    [Fact]
    public void A_recurrent_network_takes_another_function_than_tanh()
    {
        var rnn = new Rnn(1, 1, s_key, bias: false, weightInitializer: Initializers.Ones, activation: Relu);
        var (output, state) = rnn.Forward(Tensor.From([1f, -3f, 2f], 3, 1, 1));
        Near([1, 0, 2], output); // 1, max(−3 + 1, 0), 2 + 0
        Near([2], state);
    }

    [Fact]
    public void Several_last_axes_are_normalized_together()
    {
        var layer = new LayerNorm([2, 2], epsilon: 0);
        Near([-1.3416407865, -0.4472135955, 0.4472135955, 1.3416407865], layer.Forward(Tensor.From([1f, 2f, 3f, 4f], 1, 2, 2))); // mean 2.5, variance 1.25
        Assert.Equal(["weight [2, 2]", "bias [2, 2]"], Torch(layer));
        Assert.Equal("LayerNorm([2, 2])", layer.ToString().Split("  ")[0]);
        Assert.Contains("[2, 2]", Assert.Throws<ArgumentException>(() => layer.Forward(Tensor.Ones(2, 3))).Message, StringComparison.Ordinal);
        Assert.Contains("[2, 2]", Assert.Throws<ArgumentException>(() => layer.Forward(Tensor.Ones(2))).Message, StringComparison.Ordinal);
        _ = Assert.Throws<ArgumentException>(static () => new LayerNorm([]));
        _ = Assert.Throws<ArgumentException>(static () => new LayerNorm([2, 0]));
    }

    [Fact]
    public void A_layer_norm_may_have_no_shift_or_nothing()
    {
        var scaled = new LayerNorm(2, epsilon: 0, bias: false, scaleInitializer: Initializers.Constant(3));
        Near([-3, 3], scaled.Forward(Tensor.From([1f, 2f], 1, 2)));
        Assert.Equal(["weight [2]"], Torch(scaled));
        Assert.Contains("bias: true", Assert.Throws<InvalidOperationException>(() => scaled.Shift).Message, StringComparison.Ordinal);
        var plain = new LayerNorm(2, epsilon: 0, affine: false);
        Near([-1, 1], plain.Forward(Tensor.From([1f, 2f], 1, 2)));
        Assert.Empty(plain.Slots());
        Assert.Contains("affine: true", Assert.Throws<InvalidOperationException>(() => plain.Scale).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Normalizations_begin_with_what_initialisers_give()
    {
        Near([0, 0], new BatchNorm(2, scaleInitializer: Initializers.Zeros).Scale!.Value);
        Near([2, 2], new GroupNorm(1, 2, shiftInitializer: Initializers.Constant(2)).Shift!.Value);
        Near([3, 3], new InstanceNorm(2, affine: true, scaleInitializer: Initializers.Constant(3)).Scale!.Value);
        Near([4, 4], new RmsNorm(2, scaleInitializer: Initializers.Constant(4)).Scale.Value);
        Tensor drawn = new LayerNorm(3, scaleInitializer: Initializers.Normal(1), key: s_key).Scale.Value;
        Assert.True(drawn.ElementwiseEquals(new LayerNorm(3, scaleInitializer: Initializers.Normal(1), key: s_key).Scale.Value));
        Assert.False(drawn.ElementwiseEquals(new LayerNorm(3, scaleInitializer: Initializers.Normal(1), key: s_key.FoldIn(1)).Scale.Value));
    }

    [Fact]
    public void Recurrent_networks_stand_among_the_layers_of_a_sequential()
    {
        var lstm = new Lstm(3, 4, s_key, batchFirst: true);
        var model = new Sequential { new Linear(2, 3, s_key), lstm, new Gru(4, 4, s_key.FoldIn(1), batchFirst: true), new Linear(4, 1, s_key) };
        Tensor x = s_key.Normal(5, 6, 2);
        Assert.Equal([5, 6, 1], model.Forward(x).Shape);
        Assert.Contains("layers.1.network.cells.0.inputWeight", model.Parameters().Select(static p => p.Name));
        Assert.Contains("1.weight_ih_l0 [16, 3]", Torch(model));
        Assert.Contains("layers.1.network Lstm", Assert.Throws<ArgumentException>(() => lstm.Forward(Tensor.Ones(5, 6, 2))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_last_step_of_a_recurrent_network_is_taken_alone(bool batchFirst)
    {
        var gru = new Gru(2, 3, s_key, batchFirst: batchFirst);
        Tensor x = s_key.Normal(4, 5, 2);
        var (output, _) = gru.Forward(x);
        Tensor last = batchFirst ? output[TensorIndex.All, ^1] : output[^1];
        Assert.True(last.ElementwiseEquals(new RecurrentOutput<Tensor>(gru, last: true).Forward(x)));
        Assert.True(output.ElementwiseEquals(new RecurrentOutput<Tensor>(gru).Forward(x)));
    }

    [Fact]
    public void A_part_of_what_is_negative_is_learned()
    {
        var one = new PRelu();
        Near([-0.5, 3], one.Forward(Tensor.From([-2f, 3f])));
        Near([-2], Autodiff.ValueAndGrad((Tensor x) => Sum(one.Forward(x)), weights: one.TrainableParameters())(Tensor.From([-2f, 3f])).Item2.Tensors[0]);
        var each = new PRelu(2);
        each.Weight.Value = Tensor.From([0.5f, 2f]);
        Near([-1, -4], each.Forward(Tensor.From([-2f, -2f], 1, 2)));
        Assert.Equal(["weight [2]"], Torch(each));
        Assert.Contains("2 channels", Assert.Throws<ArgumentException>(() => each.Forward(Tensor.Ones(1, 3))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Images_get_other_extents()
    {
        Near([0, 1, 2, 3], new PixelShuffle(2).Forward(Tensor.From([0f, 1f, 2f, 3f], 1, 4, 1, 1))[0, 0]);
        Near([0, 1, 2, 3], new PixelUnshuffle(2).Forward(Tensor.From([0f, 1f, 2f, 3f], 1, 1, 2, 2))[0, TensorIndex.All, 0, 0]);
        Near([1, 1, 2, 2, 1, 1, 2, 2], new Upsample(2).Forward(Tensor.From([1f, 2f], 1, 1, 1, 2)));
        Assert.Equal([3, 2, 5], new Unflatten(1, [2, -1]).Forward(Tensor.Ones(3, 10)).Shape);
        Near([4], new AdaptiveMaxPool2D(1).Forward(Tensor.From([1f, 4f, 3f, 2f], 1, 1, 2, 2)));
        Near([2, 4], new AdaptiveMaxPool1D(2).Forward(Tensor.From([1f, 2f, 3f, 4f], 1, 1, 4)));
        Near([8], new AdaptiveMaxPool3D(1).Forward(Tensor.Arange(1f, 9f).Reshape(1, 1, 2, 2, 2)));
    }

    [Fact]
    public void Whole_channels_are_dropped()
    {
        Tensor y = new ChannelDropout(0.5).Forward(Tensor.Ones(50, 4, 3, 2), Mode.Train(s_key)), sums = Sum(y, (2, 3));
        Assert.Equal([0f, 12f], sums.ToArray<float>().Distinct().Order());   // 6 elements of 0, or of 2
        Assert.InRange((double)Mean(y), 0.8, 1.2);
        Near([1, 1], new ChannelDropout(0.5).Forward(Tensor.Ones(1, 2)));
    }

    [Fact]
    public void Alpha_dropout_keeps_mean_and_variance()
    {
        Tensor x = s_key.FoldIn(1).Normal([100_000], DType.Float64), y = new AlphaDropout(0.3).Forward(x, Mode.Train(s_key));
        Assert.Equal(0, (double)Mean(y), 0.02);
        Assert.Equal(1, (double)Variance(y), 0.03);
        // a (−λα) + b with a = (0.7 (1 + 0.3 · 1.7580993²))^(−1/2) and b = 0.3 · 1.7580993 a
        double a = 1 / Math.Sqrt(0.7 * (1 + 0.3 * 1.7580993408473766 * 1.7580993408473766));
        Assert.Equal(0.3, (double)Mean((Abs(y - (-0.7 * 1.7580993408473766 * a)) < 1e-12).Cast(DType.Float64)), 0.01);
        Assert.True(x.ElementwiseEquals(new AlphaDropout(0.3).Forward(x)));
    }

    [Fact]
    public void Stacks_of_transformer_layers_compute_them_in_order_and_have_the_names_of_PyTorch()
    {
        var encoder = new TransformerEncoder(4, 2, 8, layers: 2, s_key, normFirst: true, norm: true);
        Tensor x = s_key.Normal(3, 5, 4);
        Tensor expected = encoder.Norm!.Forward(encoder.Layers[1].Forward(encoder.Layers[0].Forward(x)));
        Assert.True(expected.ElementwiseEquals(encoder.Forward(x)));
        Assert.False(encoder.Forward(x).ElementwiseEquals(encoder.Forward(x, Mode.Train(s_key))));
        Assert.Contains("layers.1.self_attn.in_proj_weight [12, 4]", Torch(encoder));
        Assert.Contains("norm.weight [4]", Torch(encoder));

        var decoder = new TransformerDecoder(4, 2, 8, layers: 2, s_key);
        Tensor memory = encoder.Forward(x), target = s_key.FoldIn(1).Normal(3, 2, 4);
        Assert.True(decoder.Layers[1].Forward(decoder.Layers[0].Forward(target, memory), memory).ElementwiseEquals(decoder.Forward((target, memory))));
        Assert.Contains("layers.0.multihead_attn.out_proj.bias [4]", Torch(decoder));
    }

    [Fact]
    public void What_is_added_to_a_module_later_is_looked_at_too()
    {
        var inner = new Sequential { new Linear(2, 2, s_key) };
        var model = new EvaluatesAlone(inner);
        _ = model.Forward(Tensor.Ones(1, 2), Mode.Train(s_key));
        inner.Add(new Dropout(0.5));
        Assert.Contains("inner.layers.1", Assert.Throws<InvalidOperationException>(() => model.Forward(Tensor.Ones(1, 2), Mode.Train(s_key))).Message, StringComparison.Ordinal);
    }

    private sealed class EvaluatesAlone : Module<Tensor, Tensor>
    {
        private readonly Sequential _inner;

        public EvaluatesAlone(Sequential inner)
        {
            _inner = inner;
            _ = Parameters();
        }

        public override Tensor Forward(Tensor x) => _inner.Forward(x);
    }
}
