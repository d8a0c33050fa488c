using Xunit;

using static Adjoint.Autodiff;
using static Adjoint.Ops;

namespace Adjoint.Tests;

/// <summary>Recurrent networks and transformers against the operations and formulas that they stand for.</summary>
public sealed class SequenceLayerTests
{
    private const DType Double = DType.Float64;
    private static readonly RandomKey s_key = new(4);

    // From the numbers of 40 digits in RecurrentTests.
    [Fact]
    public void Values_have_their_digits()
    {
        Tensor[] weights = [Tensor.From([0.5, -0.25, 1, 0.75], 4, 1), Tensor.From([0.125, 1, -0.5, 0.25], 4, 1), Tensor.From([0.1, 0.2, 0.3, -0.4]), Tensor.Zeros([4], Double)];
        Lstm lstm = new Lstm(1, 1, s_key, dtype: Double).With(weights);
        var (output, (hidden, memory)) = lstm.Forward(Tensor.From([1.0, -2], 2, 1), (Tensor.From([0.25], 1, 1), Tensor.From([-0.5], 1, 1)));
        Near([0.15536047559276742, -0.01226523785220946], output);
        Near([-0.01226523785220946], hidden);
        Near([-0.09139899710769597], memory);
        Gru gru = new Gru(1, 1, s_key, dtype: Double).With([weights[0][..3], weights[1][..3], weights[2][..3], weights[2][1..]]);
        Near([0.432193875133984, 0.16437016832443874], gru.Forward(Tensor.From([1.0, -2], 2, 1), Tensor.From([0.25], 1, 1)).Output);
        Rnn rnn = new Rnn(1, 1, s_key, dtype: Double).With([weights[0][..1], weights[1][..1], weights[2][..1], weights[3][..1]]);
        Near([0.5589123372764934, -0.6805490022483144], rnn.Forward(Tensor.From([1.0, -2], 2, 1), Tensor.From([0.25], 1, 1)).Output);
    }

    [Fact]
    public void Layers_and_directions_are_sequences_over_sequences()
    {
        var lstm = new Lstm(3, 2, s_key, layers: 2, bidirectional: true, dtype: Double);
        Tensor x = Draw(0, 5, 4, 3), zeros = Tensor.Zeros([4, 2], Double);
        (Tensor Output, Tensor Hidden, Tensor Memory) Cell(Tensor input, int i, bool backwards)
        {
            RecurrentWeights w = lstm.Cells[i];
            var (y, h, c) = Lstm(backwards ? Flip(input, 0) : input, zeros, zeros, w.InputWeight, w.HiddenWeight, w.InputBias!, w.HiddenBias!);
            return (backwards ? Flip(y, 0) : y, h, c);
        }

        var (a, b) = (Cell(x, 0, false), Cell(x, 1, true));
        Tensor between = Concat([a.Output, b.Output], -1);
        var (c, d) = (Cell(between, 2, false), Cell(between, 3, true));
        var (output, (hidden, memory)) = lstm.Forward(x);
        Assert.Equal([5, 4, 4], output.Shape);
        Near(Concat([c.Output, d.Output], -1).ToArray<double>(), output);
        Near(Stack(a.Hidden, b.Hidden, c.Hidden, d.Hidden).ToArray<double>(), hidden);
        Near(Stack(a.Memory, b.Memory, c.Memory, d.Memory).ToArray<double>(), memory);
        Near(output[^1, .., ..2].ToArray<double>(), hidden[2]); // forwards the last step, backwards the first
        Near(output[0, .., 2..].ToArray<double>(), hidden[3]);
    }

    [Fact]
    public void A_batch_may_come_first_and_a_sequence_may_come_alone()
    {
        Gru stepsFirst = new(3, 2, s_key, layers: 2, bidirectional: true, dtype: Double), batchFirst = new(3, 2, s_key, layers: 2, bidirectional: true, batchFirst: true, dtype: Double);
        Tensor x = Draw(0, 5, 4, 3);
        var (output, state) = stepsFirst.Forward(x);
        var (same, sameState) = batchFirst.Forward(SwapAxes(x, 0, 1));
        Near(SwapAxes(output, 0, 1).ToArray<double>(), same);
        Near(state.ToArray<double>(), sameState);
        Near(output[.., 1].ToArray<double>(), stepsFirst.Forward(x[.., 1]).Output);
        Near(output[.., 1].ToArray<double>(), batchFirst.Forward(x[.., 1]).Output);
    }

    [Fact]
    public void A_state_is_handed_on()
    {
        var lstm = new Lstm(3, 2, s_key, layers: 2, dtype: Double);
        Tensor x = Draw(0, 6, 4, 3);
        var (whole, _) = lstm.Forward(x);
        var (first, state) = lstm.Forward(x[..2]);
        var (second, _) = lstm.Forward(x[2..], state);
        Near(whole.ToArray<double>(), Concat([first, second], 0));
        Refused("Lstm(3 → 2, 2 layers): a state for an input of shape [6, 4, 3] has shape [2, 4, 2], not [2, 4, 3].",
            () => lstm.Forward(x, (Draw(1, 2, 4, 3), Draw(1, 2, 4, 3))));
        Assert.Throws<ArgumentNullException>("state", () => lstm.Forward(x, (null!, null!)));
    }

    [Fact]
    public void Elements_are_dropped_between_layers_in_training()
    {
        var rnn = new Rnn(3, 4, s_key, layers: 2, dropout: 0.5, dtype: Double);
        Tensor x = Draw(0, 2, 5, 3);
        Assert.Equal(rnn.Forward(x).Output.ToArray<double>(), rnn.Forward(x, Mode.Evaluation).Output.ToArray<double>());
        Assert.NotEqual(rnn.Forward(x).Output.ToArray<double>(), rnn.Forward(x, Mode.Train(s_key)).Output.ToArray<double>());
        Assert.Equal(rnn.Forward(x, Mode.Train(s_key)).Output.ToArray<double>(), rnn.Forward(x, Mode.Train(s_key)).Output.ToArray<double>());
        Assert.Throws<InvalidOperationException>(() => rnn.Forward(x, Mode.Train()));
        _ = new Rnn(3, 4, s_key, dropout: 0.5).Forward(Tensor.Ones(2, 3), Mode.Train()); // one layer has nothing between
    }

    [Fact]
    public void Gradients_go_through_recurrent_networks()
    {
        Tensor x = Draw(0, 3, 2, 2);
        CheckGrads(((Lstm L, Tensor X) p) => p.L.Forward(p.X).Output, (new Lstm(2, 2, s_key, layers: 2, bidirectional: true, dtype: Double), x), order: 1);
        CheckGrads(((Gru L, Tensor X) p) => p.L.Forward(p.X).State, (new Gru(2, 2, s_key, bias: false, dtype: Double), x));
        CheckGrads(((Rnn L, Tensor X) p) => p.L.Forward(p.X).Output, (new Rnn(2, 2, s_key, dtype: Double), x));
        Tensor batch = Vmap((Tensor a) => new Gru(2, 2, s_key, dtype: Double).Forward(a).Output)(Draw(1, 4, 3, 2, 2));
        Near(new Gru(2, 2, s_key, dtype: Double).Forward(Draw(1, 4, 3, 2, 2)[1]).Output.ToArray<double>(), batch[1]);
    }

    [Fact]
    public void Recurrent_networks_refuse_what_does_not_fit()
    {
        Refused("Gru(3 → 2): the last axis of the input has to have 3 elements, but its shape is [5, 4].", static () => new Gru(3, 2, s_key).Forward(Tensor.Ones(5, 4)));
        Refused("Gru(3 → 2): a sequence has shape [steps, ..., inputs], but that of the input is [3].", static () => new Gru(3, 2, s_key).Forward(Tensor.Ones(3)));
        Assert.Throws<ArgumentOutOfRangeException>("layers", static () => new Gru(3, 2, s_key, layers: 0));
        Assert.Throws<ArgumentOutOfRangeException>("units", static () => new Lstm(3, 0, s_key));
        Assert.Throws<ArgumentOutOfRangeException>("dropout", static () => new Lstm(3, 2, s_key, dropout: -1));
        Assert.Throws<ArgumentNullException>(static () => new Rnn(3, 2, null!));
    }

    [Fact]
    public void Attention_is_its_formula_head_by_head()
    {
        var layer = new MultiHeadAttention(4, 2, s_key, keyWidth: 3, valueWidth: 5, dtype: Double, biasInitializer: Initializers.Normal(1));
        Tensor q = Draw(0, 2, 3, 4), k = Draw(1, 2, 6, 3), v = Draw(2, 2, 6, 5);
        Tensor a = layer.Query.Forward(q), b = layer.Key.Forward(k), c = layer.Value.Forward(v);
        Tensor Head(TensorIndex some) => MatMul(Softmax(MatMul(a[.., .., some], SwapAxes(b[.., .., some], 1, 2)) / Math.Sqrt(2)), c[.., .., some]);
        Near(layer.Output.Forward(Concat([Head(..2), Head(2..)], -1)).ToArray<double>(), layer.Forward(q, k, v));
    }

    [Fact]
    public void Masks_say_who_sees_whom()
    {
        var layer = new MultiHeadAttention(4, 2, s_key, dtype: Double);
        Tensor x = Draw(0, 2, 3, 4), lower = Tril(Tensor.Ones([3, 3], DType.Bool));
        Tensor causal = layer.Forward(x, x, x, causal: true);
        Near(causal.ToArray<double>(), layer.Forward(x, x, x, mask: lower));
        Near(layer.Forward(x[.., ..1]).ToArray<double>(), causal[.., ..1]); // the first place sees itself alone
        Tensor padding = Tensor.From([true, true, false, true, true, true], 2, 1, 3); // of the first sequence the last place
        Tensor masked = layer.Forward(x, x, x, padding);
        Near(layer.Forward(x[0], x[0, ..2], x[0, ..2]).ToArray<double>(), masked[0]);
        Near(layer.Forward(x[1]).ToArray<double>(), masked[1]);
        Near(masked.ToArray<double>(), layer.Forward(x, x, x, Where(padding, 0.0, double.NegativeInfinity)));
    }

    [Fact]
    public void Attention_drops_weights_in_training()
    {
        var layer = new MultiHeadAttention(4, 2, s_key, dropout: 0.5);
        Tensor x = Tensor.Ones(3, 4);
        Assert.NotEqual(layer.Forward(x).ToArray<float>(), layer.Forward(x, Mode.Train(s_key)).ToArray<float>());
        Assert.Throws<InvalidOperationException>(() => layer.Forward(x, Mode.Train()));
    }

    [Fact]
    public void Attention_refuses_what_does_not_fit()
    {
        var layer = new MultiHeadAttention(4, 2, s_key);
        Refused("MultiHeadAttention(4, 2 heads): the last axis of query has to have 4 elements", () => layer.Forward(Tensor.Ones(2, 3)));
        Refused("MultiHeadAttention(4, 2 heads): query has to be [..., places, 4]", () => layer.Forward(Tensor.Ones(4)));
        Refused("MultiHeadAttention: 5 features do not fall into 2 heads", static () => new MultiHeadAttention(5, 2, s_key));
        Assert.Throws<ArgumentOutOfRangeException>(static () => new MultiHeadAttention(4, 0, s_key));
    }

    [Theory, InlineData(false), InlineData(true)]
    public void A_layer_of_an_encoder_is_its_parts(bool normFirst)
    {
        var layer = new TransformerEncoderLayer(4, 2, 6, s_key, normFirst: normFirst, dtype: Double);
        Tensor x = Draw(0, 2, 3, 4);
        Tensor Network(Tensor h) => layer.Linear2.Forward(Relu(layer.Linear1.Forward(h)));
        Tensor expected;
        if (normFirst)
        {
            Tensor h = x + layer.SelfAttention.Forward(layer.Norm1.Forward(x));
            expected = h + Network(layer.Norm2.Forward(h));
        }
        else
        {
            Tensor h = layer.Norm1.Forward(x + layer.SelfAttention.Forward(x));
            expected = layer.Norm2.Forward(h + Network(h));
        }

        Near(expected.ToArray<double>(), layer.Forward(x));
    }

    [Theory, InlineData(false), InlineData(true)]
    public void A_layer_of_a_decoder_is_its_parts(bool normFirst)
    {
        var layer = new TransformerDecoderLayer(4, 2, 6, s_key, normFirst: normFirst, dtype: Double);
        Tensor x = Draw(0, 2, 3, 4), memory = Draw(1, 2, 5, 4);
        Func<Tensor, Tensor>[] parts =
        [
            h => layer.SelfAttention.Forward(h, h, h, causal: true),
            h => layer.CrossAttention.Forward(h, memory, memory),
            h => layer.Linear2.Forward(Relu(layer.Linear1.Forward(h))),
        ];
        LayerNorm[] norms = [layer.Norm1, layer.Norm2, layer.Norm3];
        Tensor expected = x;
        for (int i = 0; i < 3; i++)
            expected = normFirst ? expected + parts[i](norms[i].Forward(expected)) : norms[i].Forward(expected + parts[i](expected));
        Near(expected.ToArray<double>(), layer.Forward((x, memory)));
        CheckGrads(((TransformerDecoderLayer L, Tensor X, Tensor M) p) => p.L.Forward(p.X, p.M),
            (new TransformerDecoderLayer(4, 2, 6, s_key, normFirst: normFirst, activation: Tanh, dtype: Double), x, memory), order: 1);
    }

    [Fact]
    public void A_causal_layer_does_not_look_ahead()
    {
        var layer = new TransformerEncoderLayer(4, 2, 6, s_key, causal: true, dtype: Double);
        Tensor x = Draw(0, 3, 4), changed = Concat([x[..2], x[2..] + 1], 0);
        Assert.Equal(layer.Forward(x)[..2].ToArray<double>(), layer.Forward(changed)[..2].ToArray<double>());
        Assert.NotEqual(layer.Forward(x)[2].ToArray<double>(), layer.Forward(changed)[2].ToArray<double>());
    }

    [Fact]
    public void Transformers_drop_elements_in_training_by_their_key()
    {
        var layer = new TransformerEncoderLayer(4, 2, 8, s_key, dropout: 0.5);
        Tensor x = Tensor.Ones(3, 4);
        Assert.Equal(layer.Forward(x, Mode.Train(s_key)).ToArray<float>(), layer.Forward(x, Mode.Train(s_key)).ToArray<float>());
        Assert.NotEqual(layer.Forward(x).ToArray<float>(), layer.Forward(x, Mode.Train(s_key)).ToArray<float>());
        Refused("TransformerEncoderLayer(4, 2 heads, 8): the last axis", () => layer.Forward(Tensor.Ones(3, 5)));
        Assert.Throws<ArgumentOutOfRangeException>("hidden", static () => new TransformerEncoderLayer(4, 2, 0, s_key));
    }

    private static Tensor Draw(int number, params long[] shape) => s_key.FoldIn(100 + number).Normal(shape, Double);

    private static void Refused(string message, Func<object?> use) =>
        Assert.StartsWith(message, Assert.ThrowsAny<ArgumentException>(use).Message, StringComparison.Ordinal);

    private static void Near(double[] expected, Tensor actual)
    {
        double[] a = actual.ToArray<double>();
        Assert.Equal(expected.Length, a.Length);
        for (int i = 0; i < a.Length; i++) Assert.Equal(expected[i], a[i], 1e-12 * (1 + Math.Abs(expected[i])));
    }
}
