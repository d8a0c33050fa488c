using System.Runtime.CompilerServices;

using Adjoint.Native;

using static Adjoint.Interop.Status;
using static Adjoint.Native.NativeMethods;

namespace Adjoint;

// Recurrent cells, one step at a time, and the same over sequences. Weights lie as in PyTorch: [gates × units, inputs].
public static unsafe partial class Ops
{
    /// <summary>A step of a simple recurrent network: tanh(x Wᵢᵀ + bᵢ + h Wₕᵀ + bₕ).</summary>
    /// <param name="x">Inputs along the last axis, any axes before it.</param>
    /// <param name="hidden">The hidden values before the step: units along the last axis, the same axes before it.</param>
    /// <param name="inputWeight">Wᵢ, of shape [units, inputs].</param>
    /// <param name="hiddenWeight">Wₕ, of shape [units, units].</param>
    /// <param name="inputBias">bᵢ, of shape [units]; 0 if null.</param>
    /// <param name="hiddenBias">bₕ, of shape [units]; 0 if null.</param>
    /// <returns>The hidden values after the step. With y for them their change is (1 − y²) times that of the sum.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    /// <operation formula="tanh(x Wᵢᵀ + bᵢ + h Wₕᵀ + bₕ)" numpy="–" jax="flax.nnx.SimpleCell" torch="torch.rnn_tanh_cell" mindspore="nn.RNNCell"/>
    public static Tensor RnnCell(
        Tensor x, Tensor hidden, Tensor inputWeight, Tensor hiddenWeight, Tensor? inputBias = null, Tensor? hiddenBias = null)
    {
        RequireCell(x, hidden, inputWeight, hiddenWeight, inputBias, hiddenBias, 1);
        if (hidden.DType.IsRoundedLater)
            return Cast(RnnCell(Wide(x), Wide(hidden), Wide(inputWeight), Wide(hiddenWeight), Wide(inputBias), Wide(hiddenBias)), hidden.DType);
        return Tanh(Affine(x, inputWeight, inputBias) + Affine(hidden, hiddenWeight, hiddenBias));
    }

    /// <summary>A step of an LSTM: with the gates i, f, g, o of x Wᵢᵀ + bᵢ + h Wₕᵀ + bₕ the memory becomes σ(f) c + σ(i) tanh(g), and the hidden
    /// values σ(o) tanh of that. All gates are one pass, and so is their derivative.</summary>
    /// <param name="x">Inputs along the last axis, any axes before it.</param>
    /// <param name="hidden">The hidden values h before the step: units along the last axis, the same axes before it.</param>
    /// <param name="memory">The memory c before the step, of the same shape.</param>
    /// <param name="inputWeight">Wᵢ, of shape [4 units, inputs]: input, forget, new and output gates.</param>
    /// <param name="hiddenWeight">Wₕ, of shape [4 units, units].</param>
    /// <param name="inputBias">bᵢ, of shape [4 units]; 0 if null.</param>
    /// <param name="hiddenBias">bₕ, of shape [4 units]; 0 if null.</param>
    /// <returns>Hidden values and memory after the step.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    /// <operation native="lstm_gates" formula="c′ = σ(f) c + σ(i) tanh(g), h′ = σ(o) tanh(c′)"
    ///     numpy="–" jax="flax.nnx.LSTMCell" torch="torch.lstm_cell" mindspore="nn.LSTMCell"/>
    public static (Tensor Hidden, Tensor Memory) LstmCell(
        Tensor x, Tensor hidden, Tensor memory, Tensor inputWeight, Tensor hiddenWeight, Tensor? inputBias = null, Tensor? hiddenBias = null)
    {
        RequireCell(x, hidden, inputWeight, hiddenWeight, inputBias, hiddenBias, 4);
        RequireMemory(memory, hidden);
        if (hidden.DType.IsRoundedLater)
        {
            var (h, c) = LstmCell(
                Wide(x), Wide(hidden), Wide(memory), Wide(inputWeight), Wide(hiddenWeight), Wide(inputBias), Wide(hiddenBias));
            return (Cast(h, hidden.DType), Cast(c, hidden.DType));
        }

        return LstmStep(Affine(x, inputWeight, inputBias) + Affine(hidden, hiddenWeight, hiddenBias), memory);
    }

    /// <summary>A step of a GRU: with r and z the sigmoids of the sums of their gates in x Wᵢᵀ + bᵢ and h Wₕᵀ + bₕ, and
    /// n = tanh(nᵢ + r nₕ), the hidden values become (1 − z) n + z h. All gates are one pass, and so is their derivative.</summary>
    /// <param name="x">Inputs along the last axis, any axes before it.</param>
    /// <param name="hidden">The hidden values h before the step: units along the last axis, the same axes before it.</param>
    /// <param name="inputWeight">Wᵢ, of shape [3 units, inputs]: reset, update and new gates.</param>
    /// <param name="hiddenWeight">Wₕ, of shape [3 units, units].</param>
    /// <param name="inputBias">bᵢ, of shape [3 units]; 0 if null.</param>
    /// <param name="hiddenBias">bₕ, of shape [3 units]; 0 if null.</param>
    /// <returns>The hidden values after the step.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    /// <operation native="gru_gates" formula="(1 − z) tanh(nᵢ + r nₕ) + z h"
    ///     numpy="–" jax="flax.nnx.GRUCell" torch="torch.gru_cell" mindspore="nn.GRUCell"/>
    public static Tensor GruCell(
        Tensor x, Tensor hidden, Tensor inputWeight, Tensor hiddenWeight, Tensor? inputBias = null, Tensor? hiddenBias = null)
    {
        RequireCell(x, hidden, inputWeight, hiddenWeight, inputBias, hiddenBias, 3);
        if (hidden.DType.IsRoundedLater)
            return Cast(GruCell(Wide(x), Wide(hidden), Wide(inputWeight), Wide(hiddenWeight), Wide(inputBias), Wide(hiddenBias)), hidden.DType);
        return GruStep(Affine(x, inputWeight, inputBias), Affine(hidden, hiddenWeight, hiddenBias), hidden);
    }

    /// <summary>A simple recurrent network over a sequence: <see cref="RnnCell"/> step by step along the first axis.</summary>
    /// <param name="x">The sequence: [steps, ..., inputs].</param>
    /// <param name="hidden">The hidden values before the first step: [..., units].</param>
    /// <param name="inputWeight">As for the cell, of shape [units, inputs].</param>
    /// <param name="hiddenWeight">Of shape [units, units].</param>
    /// <param name="inputBias">Of shape [units]; 0 if null.</param>
    /// <param name="hiddenBias">Of shape [units]; 0 if null.</param>
    /// <returns>The hidden values after each step, [steps, ..., units], and those after the last.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    /// <operation formula="hₜ = tanh(xₜ Wᵢᵀ + bᵢ + hₜ₋₁ Wₕᵀ + bₕ)" numpy="–" jax="flax.nnx.RNN(SimpleCell)" torch="torch.nn.RNN" mindspore="nn.RNN"/>
    public static (Tensor Output, Tensor Hidden) Rnn(
        Tensor x, Tensor hidden, Tensor inputWeight, Tensor hiddenWeight, Tensor? inputBias = null, Tensor? hiddenBias = null) =>
        Rnn(x, hidden, inputWeight, hiddenWeight, inputBias, hiddenBias, Tanh);

    /// <summary>The same with another function of the sum.</summary>
    internal static (Tensor Output, Tensor Hidden) Rnn(
        Tensor x, Tensor hidden, Tensor inputWeight, Tensor hiddenWeight, Tensor? inputBias, Tensor? hiddenBias, Func<Tensor, Tensor> activation)
    {
        RequireSequence(x, hidden, inputWeight, hiddenWeight, inputBias, hiddenBias, 1);
        Tensor inputs = Affine(x, inputWeight, inputBias), transposed = Transpose(hiddenWeight);
        return OverTime(inputs, hidden, (input, h) => activation(input + Offset(MatMul(h, transposed), hiddenBias)));
    }

    /// <summary>An LSTM over a sequence: <see cref="LstmCell"/> step by step along the first axis; the products with the inputs of all steps
    /// are one.</summary>
    /// <param name="x">The sequence: [steps, ..., inputs].</param>
    /// <param name="hidden">The hidden values before the first step: [..., units].</param>
    /// <param name="memory">The memory before the first step, of the same shape.</param>
    /// <param name="inputWeight">As for the cell, of shape [4 units, inputs].</param>
    /// <param name="hiddenWeight">Of shape [4 units, units].</param>
    /// <param name="inputBias">Of shape [4 units]; 0 if null.</param>
    /// <param name="hiddenBias">Of shape [4 units]; 0 if null.</param>
    /// <returns>The hidden values after each step, [steps, ..., units], and hidden values and memory after the last.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    /// <operation formula="cₜ = σ(f) cₜ₋₁ + σ(i) tanh(g), hₜ = σ(o) tanh(cₜ)" numpy="–" jax="flax.nnx.RNN(LSTMCell)" torch="torch.nn.LSTM" mindspore="nn.LSTM"/>
    public static (Tensor Output, Tensor Hidden, Tensor Memory) Lstm(
        Tensor x, Tensor hidden, Tensor memory, Tensor inputWeight, Tensor hiddenWeight, Tensor? inputBias = null, Tensor? hiddenBias = null)
    {
        RequireSequence(x, hidden, inputWeight, hiddenWeight, inputBias, hiddenBias, 4);
        RequireMemory(memory, hidden);
        Tensor inputs = Offset(Affine(x, inputWeight, inputBias), hiddenBias), transposed = Transpose(hiddenWeight);
        (Tensor output, hidden) = OverTime(inputs, hidden, (input, h) =>
        {
            (h, memory) = LstmStep(input + MatMul(h, transposed), memory);
            return h;
        });
        return (output, hidden, memory);
    }

    /// <summary>A GRU over a sequence: <see cref="GruCell"/> step by step along the first axis; the products with the inputs of all steps are
    /// one.</summary>
    /// <param name="x">The sequence: [steps, ..., inputs].</param>
    /// <param name="hidden">The hidden values before the first step: [..., units].</param>
    /// <param name="inputWeight">As for the cell, of shape [3 units, inputs].</param>
    /// <param name="hiddenWeight">Of shape [3 units, units].</param>
    /// <param name="inputBias">Of shape [3 units]; 0 if null.</param>
    /// <param name="hiddenBias">Of shape [3 units]; 0 if null.</param>
    /// <returns>The hidden values after each step, [steps, ..., units], and those after the last.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    /// <operation formula="hₜ = (1 − z) tanh(nᵢ + r nₕ) + z hₜ₋₁" numpy="–" jax="flax.nnx.RNN(GRUCell)" torch="torch.nn.GRU" mindspore="nn.GRU"/>
    public static (Tensor Output, Tensor Hidden) Gru(
        Tensor x, Tensor hidden, Tensor inputWeight, Tensor hiddenWeight, Tensor? inputBias = null, Tensor? hiddenBias = null)
    {
        RequireSequence(x, hidden, inputWeight, hiddenWeight, inputBias, hiddenBias, 3);
        Tensor inputs = Affine(x, inputWeight, inputBias), transposed = Transpose(hiddenWeight);
        return OverTime(inputs, hidden, (input, h) => GruStep(input, Offset(MatMul(h, transposed), hiddenBias), h));
    }

    private static (Tensor Output, Tensor Hidden) OverTime(Tensor inputs, Tensor hidden, Func<Tensor, Tensor, Tensor> step)
    {
        long steps = inputs.Shape[0];
        if (steps == 0) return (Tensor.Zeros([0, .. hidden.Shape], hidden.DType), hidden);
        var outputs = new Tensor[steps];
        for (int i = 0; i < outputs.Length; i++) outputs[i] = hidden = step(inputs[i], hidden);
        return (Stack(outputs), hidden);
    }

    private static (Tensor Hidden, Tensor Memory) LstmStep(Tensor gates, Tensor memory)
    {
        adj_tensor y;
        Tensor both = Result(adj_lstm_gates(Handle(gates), Handle(memory), &y), y, gates, memory, nameof(LstmCell));
        Tensor[] halves = Split(both, 2, -1);
        return (halves[0], halves[1]);
    }

    private static Tensor GruStep(Tensor ofInputs, Tensor ofHidden, Tensor hidden)
    {
        adj_tensor y;
        adj_status status = adj_gru_gates(Handle(ofInputs), Handle(ofHidden), Handle(hidden), &y);
        return Result(status, y, (ReadOnlySpan<Tensor?>)[ofInputs, ofHidden, hidden], nameof(GruCell));
    }

    private static Tensor Affine(Tensor x, Tensor weight, Tensor? bias) => Offset(MatMul(x, Transpose(weight)), bias);

    private static Tensor Offset(Tensor x, Tensor? bias) => bias is null ? x : x + bias;

    // In the type that 16-bit floats are calculated in.
    [return: System.Diagnostics.CodeAnalysis.NotNullIfNotNull(nameof(x))]
    private static Tensor? Wide(Tensor? x) => x is not null && x.DType.IsRoundedLater ? Cast(x, DType.Float32) : x;

    private static void RequireSequence(
        Tensor x, Tensor hidden, Tensor inputWeight, Tensor hiddenWeight, Tensor? inputBias, Tensor? hiddenBias, int gates,
        [CallerMemberName] string operation = "")
    {
        _ = Handle(x, operation);
        if (x.Rank < 2) throw new ArgumentException($"{operation}: a sequence has shape [steps, ..., inputs], not {x.ShapeText}.");
        RequireUnits(x, [.. x.Shape[1..]], hidden, inputWeight, hiddenWeight, gates, operation);
        RequireBiases(inputBias, hiddenBias, hidden, gates, operation);
    }

    private static void RequireCell(
        Tensor x, Tensor hidden, Tensor inputWeight, Tensor hiddenWeight, Tensor? inputBias, Tensor? hiddenBias, int gates,
        [CallerMemberName] string operation = "")
    {
        _ = Handle(x, operation);
        RequireUnits(x, [.. x.Shape], hidden, inputWeight, hiddenWeight, gates, operation);
        RequireBiases(inputBias, hiddenBias, hidden, gates, operation);
    }

    private static void RequireUnits(
        Tensor x, long[] input, Tensor hidden, Tensor inputWeight, Tensor hiddenWeight, int gates, string operation)
    {
        _ = (Handle(hidden, operation), Handle(inputWeight, operation), Handle(hiddenWeight, operation));
        if (input.Length == 0 || hidden.Rank != input.Length || !input.AsSpan(..^1).SequenceEqual([.. hidden.Shape[..^1]]))
        {
            throw new ArgumentException(
                $"{operation}: hidden values of shape {hidden.ShapeText} do not fit x of shape {x.ShapeText}; they need the same axes before that of the units.");
        }

        long units = gates * hidden.Shape[^1];
        RequireShape(inputWeight, "an input weight", [units, input[^1]], operation);
        RequireShape(hiddenWeight, "a hidden weight", [units, hidden.Shape[^1]], operation);
    }

    private static void RequireBiases(Tensor? inputBias, Tensor? hiddenBias, Tensor hidden, int gates, string operation)
    {
        long units = gates * hidden.Shape[^1];
        if (inputBias is not null) RequireShape(inputBias, "an input bias", [units], operation);
        if (hiddenBias is not null) RequireShape(hiddenBias, "a hidden bias", [units], operation);
    }

    private static void RequireMemory(Tensor memory, Tensor hidden, [CallerMemberName] string operation = "")
    {
        _ = Handle(memory, operation);
        RequireShape(memory, "a memory", [.. hidden.Shape], operation);
    }

    private static void RequireShape(Tensor x, string what, long[] shape, string operation)
    {
        if (x.Shape.SequenceEqual(shape)) return;
        throw new ArgumentException($"{operation}: {what} of shape {x.ShapeText} does not fit; it needs shape [{string.Join(", ", shape)}].");
    }
}
