namespace Adjoint;

/// <summary>What the layers of a transformer have in common: the network of two linear maps behind attention, and where normalization stands.</summary>
/// <typeparam name="TIn">What it takes.</typeparam>
public abstract partial class TransformerLayer<TIn> : Module<TIn, Tensor>
{
    private readonly double _dropout;
    private readonly bool _normFirst;
    private readonly Func<Tensor, Tensor> _activation;

    private protected TransformerLayer(TransformerShape shape, RandomKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        Shape = shape;
        (_dropout, _normFirst, _activation) = (shape.Dropout, shape.NormFirst, shape.Activation ?? Ops.Relu);
        SelfAttention = Attention(key.FoldIn(0));
        Linear1 = new Linear(shape.Width, shape.Hidden, key.FoldIn(1), dtype: shape.DType);
        Linear2 = new Linear(shape.Hidden, shape.Width, key.FoldIn(2), dtype: shape.DType);
        (Norm1, Norm2) = (Norm(), Norm());
    }

    /// <summary>The attention of the sequence to itself.</summary>
    public MultiHeadAttention SelfAttention { get; }

    /// <summary>The first map of the network behind attention.</summary>
    public Linear Linear1 { get; }

    /// <summary>The second map.</summary>
    public Linear Linear2 { get; }

    /// <summary>The normalization of the first part.</summary>
    public LayerNorm Norm1 { get; }

    /// <summary>The normalization of the second part.</summary>
    public LayerNorm Norm2 { get; }

    /// <inheritdoc/>
    protected internal override bool DiffersInTraining => _dropout > 0;

    private protected TransformerShape Shape { get; }

    /// <inheritdoc/>
    protected override string Describe() => $"{GetType().Name}({Shape.Width}, {Shape.Heads} heads, {Shape.Hidden})";

    /// <inheritdoc/>
    private protected override string TorchNameOf(string member) => member == "selfAttention" ? "self_attn" : base.TorchNameOf(member);

    private protected MultiHeadAttention Attention(RandomKey key) => new(Shape.Width, Shape.Heads, key, _dropout, dtype: Shape.DType);

    private protected LayerNorm Norm() => new(Shape.Width, Shape.Epsilon, Shape.DType);

    /// <summary>A part with a way around it, normalized before it or behind it.</summary>
    private protected Tensor Part(Tensor x, LayerNorm norm, Mode mode, Func<Tensor, Mode, Tensor> part) => _normFirst
        ? x + Dropped(part(norm.Forward(x), mode.FoldIn(0)), mode.FoldIn(1))
        : norm.Forward(x + Dropped(part(x, mode.FoldIn(0)), mode.FoldIn(1)));

    /// <summary>The network behind attention.</summary>
    private protected Tensor FeedForward(Tensor x, Mode mode) => Linear2.Forward(Dropped(_activation(Linear1.Forward(x)), mode));

    private Tensor Dropped(Tensor x, Mode mode) => Dropout.Apply(x, _dropout, mode, this);
}

/// <summary>What is told to all layers of a transformer.</summary>
internal sealed record TransformerShape(
    long Width, long Heads, long Hidden, double Dropout, bool NormFirst, Func<Tensor, Tensor>? Activation, double Epsilon, DType? DType)
{
    public long Hidden { get; } = Limits.Positive(Hidden, "hidden");
}

/// <summary>
/// A layer of a transformer's encoder: attention of a sequence to itself, then a network of two linear maps, each with a way around it and a
/// normalization (Vaswani et al., 2017; with normFirst Xiong et al., 2020).
/// </summary>
/// <remarks>With <c>causal</c> it is a layer of a decoder without memory, as in GPT. In training, dropout acts on the weights of attention, inside
/// the network and behind each part, as in PyTorch.</remarks>
public sealed partial class TransformerEncoderLayer : TransformerLayer<Tensor>
{
    private readonly bool _causal;

    /// <summary>Makes a layer.</summary>
    /// <param name="width">How many features each place has.</param>
    /// <param name="heads">How many heads attention has; divides the width.</param>
    /// <param name="hidden">How many features lie between the two linear maps.</param>
    /// <param name="key">Where the random numbers come from.</param>
    /// <param name="dropout">How likely an element becomes 0 in training.</param>
    /// <param name="normFirst">Whether each part is normalized before it, else behind it.</param>
    /// <param name="causal">Whether a place sees itself and those before it alone.</param>
    /// <param name="activation">What stands between the two linear maps; <see cref="Ops.Relu"/> if left out.</param>
    /// <param name="epsilon">Added to variances.</param>
    /// <param name="dtype">The parameters' type; the default type if left out.</param>
    /// <exception cref="ArgumentException">The width does not fall into so many heads.</exception>
    public TransformerEncoderLayer(
        long width, long heads, long hidden, RandomKey key, double dropout = 0.1, bool normFirst = false, bool causal = false,
        Func<Tensor, Tensor>? activation = null, double epsilon = 1e-5, DType? dtype = null)
        : base(new TransformerShape(width, heads, hidden, dropout, normFirst, activation, epsilon, dtype), key)
    {
        _causal = causal;
        ModuleMembers.Adopt(this);
    }

    /// <summary>Computes the layer, as in evaluation.</summary>
    /// <param name="x">[..., L, width].</param>
    /// <returns>[..., L, width].</returns>
    public override Tensor Forward(Tensor x) => Forward(x, mask: null);

    /// <summary>Computes the layer.</summary>
    /// <param name="x">[..., L, width].</param>
    /// <param name="mode">Whether elements are dropped.</param>
    /// <returns>[..., L, width].</returns>
    public override Tensor Forward(Tensor x, Mode mode) => Forward(x, null, mode);

    /// <summary>Computes the layer.</summary>
    /// <param name="x">[..., L, width].</param>
    /// <param name="mask">Which places see which, as for <see cref="MultiHeadAttention"/>; all if null.</param>
    /// <param name="mode">Whether elements are dropped; evaluation if left out.</param>
    /// <returns>[..., L, width].</returns>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public Tensor Forward(Tensor x, Tensor? mask, Mode mode = default)
    {
        LayerInput.RequirePlaces(x, Shape.Width, this);
        Tensor h = Part(x, Norm1, mode.FoldIn(0), (a, m) => SelfAttention.Forward(a, a, a, mask, _causal, m));
        Tensor y = Part(h, Norm2, mode.FoldIn(1), FeedForward);
        OutputShapes.Note(this, y);
        return y;
    }
}

/// <summary>
/// A layer of a transformer's decoder: attention of a sequence to itself, where each place sees itself and those before it, then to a memory, then
/// a network of two linear maps, each with a way around it and a normalization (Vaswani et al., 2017; with normFirst Xiong et al., 2020).
/// </summary>
public sealed partial class TransformerDecoderLayer : TransformerLayer<(Tensor Target, Tensor Memory)>
{
    private readonly bool _causal;

    /// <summary>Makes a layer.</summary>
    /// <param name="width">How many features each place has.</param>
    /// <param name="heads">How many heads attention has; divides the width.</param>
    /// <param name="hidden">How many features lie between the two linear maps.</param>
    /// <param name="key">Where the random numbers come from.</param>
    /// <param name="dropout">How likely an element becomes 0 in training.</param>
    /// <param name="normFirst">Whether each part is normalized before it, else behind it.</param>
    /// <param name="causal">Whether a place of the target sees itself and those before it alone.</param>
    /// <param name="activation">What stands between the two linear maps; <see cref="Ops.Relu"/> if left out.</param>
    /// <param name="epsilon">Added to variances.</param>
    /// <param name="dtype">The parameters' type; the default type if left out.</param>
    /// <exception cref="ArgumentException">The width does not fall into so many heads.</exception>
    public TransformerDecoderLayer(
        long width, long heads, long hidden, RandomKey key, double dropout = 0.1, bool normFirst = false, bool causal = true,
        Func<Tensor, Tensor>? activation = null, double epsilon = 1e-5, DType? dtype = null)
        : base(new TransformerShape(width, heads, hidden, dropout, normFirst, activation, epsilon, dtype), key)
    {
        _causal = causal;
        CrossAttention = Attention(key.FoldIn(3));
        Norm3 = Norm();
        ModuleMembers.Adopt(this);
    }

    /// <summary>The attention to the memory.</summary>
    public MultiHeadAttention CrossAttention { get; }

    /// <summary>The normalization of the third part.</summary>
    public LayerNorm Norm3 { get; }

    /// <summary>Computes the layer, as in evaluation.</summary>
    /// <param name="x">The target, [..., L, width], and what the encoder gave, [..., S, width].</param>
    /// <returns>[..., L, width].</returns>
    public override Tensor Forward((Tensor Target, Tensor Memory) x) => Forward(x.Target, x.Memory);

    /// <summary>Computes the layer.</summary>
    /// <param name="x">The target, [..., L, width], and what the encoder gave, [..., S, width].</param>
    /// <param name="mode">Whether elements are dropped.</param>
    /// <returns>[..., L, width].</returns>
    public override Tensor Forward((Tensor Target, Tensor Memory) x, Mode mode) => Forward(x.Target, x.Memory, mode: mode);

    /// <summary>Computes the layer.</summary>
    /// <param name="target">[..., L, width].</param>
    /// <param name="memory">What the encoder gave, [..., S, width].</param>
    /// <param name="targetMask">Which places of the target see which, as for <see cref="MultiHeadAttention"/>; all if null.</param>
    /// <param name="memoryMask">Which places of the target see which of the memory; all if null.</param>
    /// <param name="mode">Whether elements are dropped; evaluation if left out.</param>
    /// <returns>[..., L, width].</returns>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public Tensor Forward(Tensor target, Tensor memory, Tensor? targetMask = null, Tensor? memoryMask = null, Mode mode = default)
    {
        LayerInput.RequirePlaces(target, Shape.Width, this);
        LayerInput.RequirePlaces(memory, Shape.Width, this);
        Tensor h = Part(target, Norm1, mode.FoldIn(0), (a, m) => SelfAttention.Forward(a, a, a, targetMask, _causal, m));
        h = Part(h, Norm2, mode.FoldIn(1), (a, m) => CrossAttention.Forward(a, memory, memory, memoryMask, mode: m));
        Tensor y = Part(h, Norm3, mode.FoldIn(2), FeedForward);
        OutputShapes.Note(this, y);
        return y;
    }

    /// <inheritdoc/>
    private protected override string TorchNameOf(string member) => member == "crossAttention" ? "multihead_attn" : base.TorchNameOf(member);
}
