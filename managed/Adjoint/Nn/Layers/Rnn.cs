namespace Adjoint;

/// <summary>A simple recurrent network, by <see cref="Ops.Rnn"/>: hₜ = tanh(xₜ Wᵢᵀ + bᵢ + hₜ₋₁ Wₕᵀ + bₕ), or another function of the sum.</summary>
/// <remarks>See <see cref="Recurrent{TState}"/> for shapes.</remarks>
public sealed partial class Rnn : Recurrent<Tensor>
{
    private readonly Func<Tensor, Tensor>? _activation;

    /// <summary>Makes a network.</summary>
    /// <param name="inputs">The extent of the last axis of the sequence.</param>
    /// <param name="units">How many values each layer has in each direction.</param>
    /// <param name="key">Where the random numbers come from.</param>
    /// <param name="layers">How many layers, each over the output of the one before.</param>
    /// <param name="bidirectional">Whether each layer also goes over the sequence backwards.</param>
    /// <param name="batchFirst">Whether sequences are [batch, steps, inputs], else [steps, ..., inputs].</param>
    /// <param name="dropout">How likely an element between two layers becomes 0 in training.</param>
    /// <param name="bias">Whether numbers are added to the products.</param>
    /// <param name="dtype">The parameters' type; the default type if left out.</param>
    /// <param name="weightInitializer">What the weights begin with.</param>
    /// <param name="biasInitializer">What is added at first.</param>
    /// <param name="activation">What the sum goes through, such as <see cref="Ops.Relu"/>; tanh if left out.</param>
    public Rnn(
        long inputs, long units, RandomKey key, int layers = 1, bool bidirectional = false, bool batchFirst = false, double dropout = 0, bool bias = true,
        DType? dtype = null, Initializer? weightInitializer = null, Initializer? biasInitializer = null,
        Func<Tensor, Tensor>? activation = null)
        : base(1, new RecurrentShape(inputs, units, layers, bidirectional, batchFirst, dropout, bias), key, dtype, weightInitializer, biasInitializer) => _activation = activation;

    /// <inheritdoc/>
    private protected override int Parts => 1;

    /// <inheritdoc/>
    private protected override Tensor[] PartsOf(Tensor state) => [state];

    /// <inheritdoc/>
    private protected override Tensor StateOf(Tensor[] parts) => parts[0];

    /// <inheritdoc/>
    private protected override (Tensor Output, Tensor[] State) Run(Tensor x, Tensor[] state, RecurrentWeights cell)
    {
        var (output, hidden) = Ops.Rnn(
            x, state[0], cell.InputWeight.Value, cell.HiddenWeight.Value, cell.InputBias?.Value, cell.HiddenBias?.Value, _activation ?? Ops.Tanh);
        return (output, [hidden]);
    }
}

/// <summary>A network of gated units, by <see cref="Ops.Gru"/>: hₜ = (1 − z) tanh(nᵢ + r nₕ) + z hₜ₋₁ (Cho et al., 2014).</summary>
/// <remarks>The gates lie in the order reset, update, new. See <see cref="Recurrent{TState}"/> for shapes.</remarks>
public sealed partial class Gru : Recurrent<Tensor>
{
    /// <summary>Makes a network.</summary>
    /// <param name="inputs">The extent of the last axis of the sequence.</param>
    /// <param name="units">How many values each layer has in each direction.</param>
    /// <param name="key">Where the random numbers come from.</param>
    /// <param name="layers">How many layers, each over the output of the one before.</param>
    /// <param name="bidirectional">Whether each layer also goes over the sequence backwards.</param>
    /// <param name="batchFirst">Whether sequences are [batch, steps, inputs], else [steps, ..., inputs].</param>
    /// <param name="dropout">How likely an element between two layers becomes 0 in training.</param>
    /// <param name="bias">Whether numbers are added to the products.</param>
    /// <param name="dtype">The parameters' type; the default type if left out.</param>
    /// <param name="weightInitializer">What the weights begin with.</param>
    /// <param name="biasInitializer">What is added at first.</param>
    public Gru(
        long inputs, long units, RandomKey key, int layers = 1, bool bidirectional = false, bool batchFirst = false, double dropout = 0, bool bias = true,
        DType? dtype = null, Initializer? weightInitializer = null, Initializer? biasInitializer = null)
        : base(3, new RecurrentShape(inputs, units, layers, bidirectional, batchFirst, dropout, bias), key, dtype, weightInitializer, biasInitializer)
    {
    }

    /// <inheritdoc/>
    private protected override int Parts => 1;

    /// <inheritdoc/>
    private protected override Tensor[] PartsOf(Tensor state) => [state];

    /// <inheritdoc/>
    private protected override Tensor StateOf(Tensor[] parts) => parts[0];

    /// <inheritdoc/>
    private protected override (Tensor Output, Tensor[] State) Run(Tensor x, Tensor[] state, RecurrentWeights cell)
    {
        var (output, hidden) = Ops.Gru(
            x, state[0], cell.InputWeight.Value, cell.HiddenWeight.Value, cell.InputBias?.Value, cell.HiddenBias?.Value);
        return (output, [hidden]);
    }
}

/// <summary>A network with a memory, by <see cref="Ops.Lstm"/>: cₜ = σ(f) cₜ₋₁ + σ(i) tanh(g), hₜ = σ(o) tanh(cₜ) (Hochreiter and Schmidhuber, 1997).</summary>
/// <remarks>The gates lie in the order input, forget, new, output. See <see cref="Recurrent{TState}"/> for shapes.</remarks>
public sealed partial class Lstm : Recurrent<(Tensor Hidden, Tensor Memory)>
{
    /// <summary>Makes a network.</summary>
    /// <param name="inputs">The extent of the last axis of the sequence.</param>
    /// <param name="units">How many values each layer has in each direction.</param>
    /// <param name="key">Where the random numbers come from.</param>
    /// <param name="layers">How many layers, each over the output of the one before.</param>
    /// <param name="bidirectional">Whether each layer also goes over the sequence backwards.</param>
    /// <param name="batchFirst">Whether sequences are [batch, steps, inputs], else [steps, ..., inputs].</param>
    /// <param name="dropout">How likely an element between two layers becomes 0 in training.</param>
    /// <param name="bias">Whether numbers are added to the products.</param>
    /// <param name="dtype">The parameters' type; the default type if left out.</param>
    /// <param name="weightInitializer">What the weights begin with.</param>
    /// <param name="biasInitializer">What is added at first.</param>
    public Lstm(
        long inputs, long units, RandomKey key, int layers = 1, bool bidirectional = false, bool batchFirst = false, double dropout = 0, bool bias = true,
        DType? dtype = null, Initializer? weightInitializer = null, Initializer? biasInitializer = null)
        : base(4, new RecurrentShape(inputs, units, layers, bidirectional, batchFirst, dropout, bias), key, dtype, weightInitializer, biasInitializer)
    {
    }

    /// <inheritdoc/>
    private protected override int Parts => 2;

    /// <inheritdoc/>
    private protected override Tensor[] PartsOf((Tensor Hidden, Tensor Memory) state) => [state.Hidden, state.Memory];

    /// <inheritdoc/>
    private protected override (Tensor Hidden, Tensor Memory) StateOf(Tensor[] parts) => (parts[0], parts[1]);

    /// <inheritdoc/>
    private protected override (Tensor Output, Tensor[] State) Run(Tensor x, Tensor[] state, RecurrentWeights cell)
    {
        var (output, hidden, memory) = Ops.Lstm(
            x, state[0], state[1], cell.InputWeight.Value, cell.HiddenWeight.Value, cell.InputBias?.Value, cell.HiddenBias?.Value);
        return (output, [hidden, memory]);
    }
}
