namespace Adjoint;

/// <summary>Layers of a transformer's encoder one behind the other, and a normalization behind them if it is asked for (Vaswani et al., 2017).</summary>
/// <remarks>In training each layer has a key of its own.</remarks>
public sealed partial class TransformerEncoder : Module<Tensor, Tensor>
{
    /// <summary>Makes layers of one shape.</summary>
    /// <param name="width">How many features each place has.</param>
    /// <param name="heads">How many heads attention has; divides the width.</param>
    /// <param name="hidden">How many features lie between the two linear maps of a layer.</param>
    /// <param name="layers">How many layers.</param>
    /// <param name="key">Where the random numbers come from.</param>
    /// <param name="dropout">How likely an element becomes 0 in training.</param>
    /// <param name="normFirst">Whether each part is normalized before it, else behind it.</param>
    /// <param name="causal">Whether a place sees itself and those before it alone.</param>
    /// <param name="norm">Whether there is a normalization behind the last layer, which those with normFirst need.</param>
    /// <param name="activation">What stands between the two linear maps; <see cref="Ops.Relu"/> if left out.</param>
    /// <param name="epsilon">Added to variances.</param>
    /// <param name="dtype">The parameters' type; the default type if left out.</param>
    /// <exception cref="ArgumentException">The width does not fall into so many heads.</exception>
    public TransformerEncoder(
        long width, long heads, long hidden, int layers, RandomKey key, double dropout = 0.1, bool normFirst = false, bool causal = false, bool norm = false,
        Func<Tensor, Tensor>? activation = null, double epsilon = 1e-5, DType? dtype = null)
    {
        ArgumentNullException.ThrowIfNull(key);
        Layers = [.. Enumerable.Range(0, Limits.Positive(layers)).Select(i =>
            new TransformerEncoderLayer(width, heads, hidden, key.FoldIn(i), dropout, normFirst, causal, activation, epsilon, dtype))];
        if (norm) Norm = new LayerNorm(width, epsilon, dtype);
        ModuleMembers.Adopt(this);
    }

    /// <summary>The layers, in order.</summary>
    public IReadOnlyList<TransformerEncoderLayer> Layers { get; }

    /// <summary>The normalization behind them, if there is one.</summary>
    public LayerNorm? Norm { get; }

    /// <summary>Computes all layers, as in evaluation.</summary>
    /// <param name="x">[..., L, width].</param>
    /// <returns>[..., L, width].</returns>
    public override Tensor Forward(Tensor x) => Forward(x, mask: null);

    /// <summary>Computes all layers.</summary>
    /// <param name="x">[..., L, width].</param>
    /// <param name="mode">Whether elements are dropped.</param>
    /// <returns>[..., L, width].</returns>
    public override Tensor Forward(Tensor x, Mode mode) => Forward(x, null, mode);

    /// <summary>Computes all layers.</summary>
    /// <param name="x">[..., L, width].</param>
    /// <param name="mask">Which places see which, as for <see cref="MultiHeadAttention"/>; all if null.</param>
    /// <param name="mode">Whether elements are dropped; evaluation if left out.</param>
    /// <returns>[..., L, width].</returns>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public Tensor Forward(Tensor x, Tensor? mask, Mode mode = default)
    {
        for (int i = 0; i < Layers.Count; i++)
            x = Layers[i].Forward(x, mask, mode.FoldIn(i));
        return Norm?.Forward(x) ?? x;
    }

    /// <inheritdoc/>
    protected override string Describe() => $"TransformerEncoder({Layers.Count} layers)";
}

/// <summary>Layers of a transformer's decoder one behind the other, and a normalization behind them if it is asked for (Vaswani et al., 2017).</summary>
/// <remarks>In training each layer has a key of its own.</remarks>
public sealed partial class TransformerDecoder : Module<(Tensor Target, Tensor Memory), Tensor>
{
    /// <summary>Makes layers of one shape.</summary>
    /// <param name="width">How many features each place has.</param>
    /// <param name="heads">How many heads attention has; divides the width.</param>
    /// <param name="hidden">How many features lie between the two linear maps of a layer.</param>
    /// <param name="layers">How many layers.</param>
    /// <param name="key">Where the random numbers come from.</param>
    /// <param name="dropout">How likely an element becomes 0 in training.</param>
    /// <param name="normFirst">Whether each part is normalized before it, else behind it.</param>
    /// <param name="causal">Whether a place of the target sees itself and those before it alone.</param>
    /// <param name="norm">Whether there is a normalization behind the last layer, which those with normFirst need.</param>
    /// <param name="activation">What stands between the two linear maps; <see cref="Ops.Relu"/> if left out.</param>
    /// <param name="epsilon">Added to variances.</param>
    /// <param name="dtype">The parameters' type; the default type if left out.</param>
    /// <exception cref="ArgumentException">The width does not fall into so many heads.</exception>
    public TransformerDecoder(
        long width, long heads, long hidden, int layers, RandomKey key, double dropout = 0.1, bool normFirst = false, bool causal = true, bool norm = false,
        Func<Tensor, Tensor>? activation = null, double epsilon = 1e-5, DType? dtype = null)
    {
        ArgumentNullException.ThrowIfNull(key);
        Layers = [.. Enumerable.Range(0, Limits.Positive(layers)).Select(i =>
            new TransformerDecoderLayer(width, heads, hidden, key.FoldIn(i), dropout, normFirst, causal, activation, epsilon, dtype))];
        if (norm) Norm = new LayerNorm(width, epsilon, dtype);
        ModuleMembers.Adopt(this);
    }

    /// <summary>The layers, in order.</summary>
    public IReadOnlyList<TransformerDecoderLayer> Layers { get; }

    /// <summary>The normalization behind them, if there is one.</summary>
    public LayerNorm? Norm { get; }

    /// <summary>Computes all layers, as in evaluation.</summary>
    /// <param name="x">The target, [..., L, width], and what the encoder gave, [..., S, width].</param>
    /// <returns>[..., L, width].</returns>
    public override Tensor Forward((Tensor Target, Tensor Memory) x) => Forward(x.Target, x.Memory);

    /// <summary>Computes all layers.</summary>
    /// <param name="x">The target, [..., L, width], and what the encoder gave, [..., S, width].</param>
    /// <param name="mode">Whether elements are dropped.</param>
    /// <returns>[..., L, width].</returns>
    public override Tensor Forward((Tensor Target, Tensor Memory) x, Mode mode) => Forward(x.Target, x.Memory, mode: mode);

    /// <summary>Computes all layers.</summary>
    /// <param name="target">[..., L, width].</param>
    /// <param name="memory">What the encoder gave, [..., S, width].</param>
    /// <param name="targetMask">Which places of the target see which, as for <see cref="MultiHeadAttention"/>; all if null.</param>
    /// <param name="memoryMask">Which places of the target see which of the memory; all if null.</param>
    /// <param name="mode">Whether elements are dropped; evaluation if left out.</param>
    /// <returns>[..., L, width].</returns>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public Tensor Forward(Tensor target, Tensor memory, Tensor? targetMask = null, Tensor? memoryMask = null, Mode mode = default)
    {
        for (int i = 0; i < Layers.Count; i++)
            target = Layers[i].Forward(target, memory, targetMask, memoryMask, mode.FoldIn(i));
        return Norm?.Forward(target) ?? target;
    }

    /// <inheritdoc/>
    protected override string Describe() => $"TransformerDecoder({Layers.Count} layers)";
}
