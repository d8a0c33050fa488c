using Xunit;

using static Adjoint.Autodiff;
using static Adjoint.Ops;

namespace Adjoint.Tests;

/// <summary>Recurrent cells and sequences against numbers of 40 digits, and against each other; embedding.</summary>
public sealed class RecurrentTests
{
    private static readonly Tensor s_inputWeight = Tensor.From([0.5, -0.25, 1, 0.75], 4, 1), s_hiddenWeight = Tensor.From([0.125, 1, -0.5, 0.25], 4, 1);
    private static readonly Tensor s_bias = Tensor.From([0.1, 0.2, 0.3, -0.4]), s_sequence = Tensor.From([1.0, -2], 2, 1);
    private static readonly Tensor s_hidden = Tensor.From([0.25]), s_memory = Tensor.From([-0.5]);

    [Fact]
    public void Values_have_their_digits()
    {
        var (output, hidden, memory) = Lstm(s_sequence, s_hidden, s_memory, s_inputWeight, s_hiddenWeight, s_bias);
        Near([0.15536047559276742, -0.01226523785220946], output);
        Near([-0.01226523785220946], hidden);
        Near([-0.09139899710769597], memory);
        Near([0.432193875133984, 0.16437016832443874], Gru(s_sequence, s_hidden, s_inputWeight[..3], s_hiddenWeight[..3], s_bias[..3], s_bias[1..]).Output);
        Near([0.5589123372764934, -0.6805490022483144], Rnn(s_sequence, s_hidden, s_inputWeight[..1], s_hiddenWeight[..1], s_bias[..1]).Output);
    }

    [Fact]
    public void A_sequence_is_its_steps()
    {
        var key = new RandomKey(5);
        Tensor Draw(int number, params long[] shape) => key.FoldIn(number).Normal(shape, DType.Float64);
        Tensor x = Draw(0, 3, 2, 5), h = Draw(1, 2, 4), c = Draw(2, 2, 4), inputs = Draw(3, 16, 5), weight = Draw(4, 16, 4), a = Draw(5, 16), b = Draw(6, 16);
        var (output, hidden, memory) = Lstm(x, h, c, inputs, weight, a, b);
        Tensor g = h, r = h, lastGru = h, lastRnn = h;
        for (int i = 0; i < 3; i++)
        {
            (h, c) = LstmCell(x[i], h, c, inputs, weight, a, b);
            Near(h.ToArray<double>(), output[i]);
            lastGru = g = GruCell(x[i], g, inputs[..12], weight[..12], a[..12], b[..12]);
            lastRnn = r = RnnCell(x[i], r, inputs[..4], weight[..4], a[..4], b[..4]);
        }

        Near(h.ToArray<double>(), hidden);
        Near(c.ToArray<double>(), memory);
        h = Draw(1, 2, 4);
        Near(lastGru.ToArray<double>(), Gru(x, h, inputs[..12], weight[..12], a[..12], b[..12]).Hidden);
        Near(lastRnn.ToArray<double>(), Rnn(x, h, inputs[..4], weight[..4], a[..4], b[..4]).Hidden);
    }

    [Fact]
    public void The_third_derivative_of_the_gates_is_that_of_their_formula()
    {
        Tensor gates = new RandomKey(6).Normal([2, 12], DType.Float64), memory = new RandomKey(7).Normal([2, 3], DType.Float64), eye = Tensor.Eye(12, DType.Float64);
        Tensor zeros = Tensor.Zeros([12, 3], DType.Float64), nothing = Tensor.Zeros([2, 3], DType.Float64);
        Tensor Fused(Tensor a)
        {
            var (h, c) = LstmCell(a, nothing, memory, eye, zeros);
            return Sum(h * 1.3 + c);
        }

        Tensor Formula(Tensor a)
        {
            Tensor[] parts = Split(a, 4, -1);
            Tensor c = Sigmoid(parts[1]) * memory + Sigmoid(parts[0]) * Tanh(parts[2]);
            return Sum(Sigmoid(parts[3]) * Tanh(c) * 1.3 + c);
        }

        static Func<Tensor, Tensor> Third(Func<Tensor, Tensor> f) => Grad((Tensor a) => Sum(Grad((Tensor b) => Sum(Grad(f)(b) * Cos(b)))(a) * Sin(a)));
        Near(Third(Formula)(gates).ToArray<double>(), Third(Fused)(gates));
    }

    [Fact]
    public void A_sequence_of_no_steps_changes_nothing()
    {
        var (output, hidden, memory) = Lstm(Tensor.Zeros([0, 1], DType.Float64), s_hidden, s_memory, s_inputWeight, s_hiddenWeight);
        Assert.Equal([0, 1], output.Shape);
        Near(s_hidden.ToArray<double>(), hidden);
        Near(s_memory.ToArray<double>(), memory);
    }

    [Fact]
    public void Padding_gets_no_gradient()
    {
        Tensor table = Tensor.From([1.0, 2, 3, 4, 5, 6], 3, 2), indices = Tensor.From([2, 1, 2, -2]);
        Assert.Equal([5.0, 6, 3, 4, 5, 6, 3, 4], Embedding(indices, table, paddingIndex: 1).ToArray<double>());
        Assert.Equal([0.0, 0, 0, 0, 2, 2], Grad((Tensor w) => Sum(Embedding(indices, w, 1)))(table).ToArray<double>());
        Assert.Equal([0.0, 0, 2, 2, 0, 0], Grad((Tensor w) => Sum(Embedding(indices, w, -1)))(table).ToArray<double>());
        Assert.Equal([0.0, 0, 2, 2, 2, 2], Grad((Tensor w) => Sum(Embedding(indices, w)))(table).ToArray<double>());
        Assert.Throws<ArgumentOutOfRangeException>(() => Embedding(indices, table, 3));
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        Refused("LstmCell: an input weight of shape [4, 1] does not fit; it needs shape [4, 2]", () => LstmCell(Tensor.Ones(2), s_hidden, s_memory, s_inputWeight, s_hiddenWeight));
        Refused("LstmCell: a memory of shape [2]", () => LstmCell(s_hidden, s_hidden, Tensor.Ones(2), s_inputWeight, s_hiddenWeight));
        Refused("GruCell: hidden values of shape [1] do not fit x of shape [2, 1]", () => GruCell(s_sequence, s_hidden, s_inputWeight, s_hiddenWeight));
        Refused("Gru: a hidden bias of shape [4] does not fit; it needs shape [3]", () => Gru(s_sequence, s_hidden, s_inputWeight[..3], s_hiddenWeight[..3], hiddenBias: s_bias));
        Refused("Lstm: a sequence has shape", () => Lstm(s_hidden, s_hidden, s_memory, s_inputWeight, s_hiddenWeight));
    }

    private static void Refused(string message, Action action) =>
        Assert.StartsWith(message, Assert.ThrowsAny<ArgumentException>(action).Message, StringComparison.Ordinal);

    private static void Near(double[] expected, Tensor actual)
    {
        double[] a = actual.ToArray<double>();
        Assert.Equal(expected.Length, a.Length);
        for (int i = 0; i < a.Length; i++) Assert.Equal(expected[i], a[i], 1e-13 * (1 + Math.Abs(expected[i])));
    }
}
