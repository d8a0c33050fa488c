namespace Adjoint;

/// <summary>
/// Attention of several heads side by side, each over its own projection of queries, keys and values, whose results are projected once more
/// (Vaswani et al., 2017), by <see cref="Ops.ScaledDotProductAttention"/>.
/// </summary>
/// <remarks>Queries are [..., L, width], keys and values [..., S, width]; the output is [..., L, width]. Projections are drawn by Glorot's uniform
/// initialiser unless others are given; their offsets begin at 0.</remarks>
public sealed partial class MultiHeadAttention : Module<Tensor, Tensor>
{
    private readonly long _width, _heads, _keyWidth, _valueWidth;
    private readonly double _dropout;

    /// <summary>Makes a layer.</summary>
    /// <param name="width">How many features queries and outputs have; keys and values too, if nothing else is said.</param>
    /// <param name="heads">How many heads; divides the width.</param>
    /// <param name="key">Where the random numbers come from.</param>
    /// <param name="dropout">How likely a weight becomes 0 in training.</param>
    /// <param name="bias">Whether the projections have offsets.</param>
    /// <param name="keyWidth">How many features keys have; the width if left out.</param>
    /// <param name="valueWidth">How many features values have; the width if left out.</param>
    /// <param name="dtype">The parameters' type; the default type if left out.</param>
    /// <param name="weightInitializer">What the projections begin with.</param>
    /// <param name="biasInitializer">What their offsets begin with.</param>
    /// <exception cref="ArgumentException">The width does not fall into so many heads.</exception>
    public MultiHeadAttention(
        long width, long heads, RandomKey key, double dropout = 0, bool bias = true, long? keyWidth = null, long? valueWidth = null, DType? dtype = null,
        Initializer? weightInitializer = null, Initializer? biasInitializer = null)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (Limits.Positive(width) % Limits.Positive(heads) != 0)
            throw new ArgumentException($"MultiHeadAttention: {width} features do not fall into {heads} heads of equal size.", nameof(heads));
        (_width, _heads, _dropout) = (width, heads, Limits.AtMost(1.0, Limits.AtLeast(0.0, dropout), nameof(dropout)));
        (_keyWidth, _valueWidth) = (keyWidth ?? width, valueWidth ?? width);
        Linear Projection(long from, int number) => new(
            from, width, key.FoldIn(number), bias, dtype, weightInitializer ?? Initializers.GlorotUniform, biasInitializer ?? Initializers.Zeros);
        (Query, Key, Value, Output) = (Projection(width, 0), Projection(_keyWidth, 1), Projection(_valueWidth, 2), Projection(width, 3));
        ModuleMembers.Adopt(this);
    }

    /// <summary>What makes queries.</summary>
    public Linear Query { get; }

    /// <summary>What makes keys.</summary>
    public Linear Key { get; }

    /// <summary>What makes values.</summary>
    public Linear Value { get; }

    /// <summary>What the results of all heads go through.</summary>
    public Linear Output { get; }

    /// <inheritdoc/>
    protected internal override bool DiffersInTraining => _dropout > 0;

    /// <summary>Attention of a sequence to itself, as in evaluation.</summary>
    /// <param name="x">[..., L, width].</param>
    /// <returns>[..., L, width].</returns>
    /// <exception cref="ArgumentException">The shape does not fit.</exception>
    public override Tensor Forward(Tensor x) => Forward(x, x, x);

    /// <summary>Attention of a sequence to itself.</summary>
    /// <param name="x">[..., L, width].</param>
    /// <param name="mode">Whether weights are dropped.</param>
    /// <returns>[..., L, width].</returns>
    /// <exception cref="ArgumentException">The shape does not fit.</exception>
    public override Tensor Forward(Tensor x, Mode mode) => Forward(x, x, x, mode: mode);

    /// <summary>Attention of queries to keys, whose values they take.</summary>
    /// <param name="query">[..., L, width].</param>
    /// <param name="key">[..., S, width of keys].</param>
    /// <param name="value">[..., S, width of values].</param>
    /// <param name="mask">What broadcasts to [..., L, S], without an axis of heads: bools, true where a key counts (in PyTorch: where it does not), or
    /// floating numbers that are added to the scaled products. Where keys are padding, [batch, 1, S].</param>
    /// <param name="causal">Whether query i sees keys 0 to i alone.</param>
    /// <param name="mode">Whether weights are dropped; evaluation if left out.</param>
    /// <returns>[..., L, width].</returns>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public Tensor Forward(Tensor query, Tensor key, Tensor value, Tensor? mask = null, bool causal = false, Mode mode = default)
    {
        Require(query, _width, nameof(query));
        Require(key, _keyWidth, nameof(key));
        Require(value, _valueWidth, nameof(value));
        double dropout = mode.IsTraining ? _dropout : 0;
        if (mask is { Rank: > 2 }) mask = Ops.ExpandDims(mask, -3);
        Tensor heads = Ops.ScaledDotProductAttention(
            Apart(Query.Forward(query)), Apart(Key.Forward(key)), Apart(Value.Forward(value)), mask, causal, dropout: dropout,
            key: dropout > 0 ? mode.KeyFor(this) : null);
        Tensor joined = Ops.SwapAxes(heads, -2, -3);
        Tensor y = Output.Forward(joined.Reshape([.. joined.Shape[..^2], _width]));
        OutputShapes.Note(this, y);
        return y;
    }

    /// <inheritdoc/>
    protected override string Describe() => $"MultiHeadAttention({_width}, {_heads} heads)";

    // In PyTorch the projections of queries, keys and values are one matrix, if they are of one shape.
    /// <inheritdoc/>
    internal override IEnumerable<TorchTensor> TorchState()
    {
        Linear[] inner = [Query, Key, Value];
        if (_keyWidth == _width && _valueWidth == _width)
        {
            yield return new TorchTensor("in_proj_weight", [.. inner.Select(static p => p.Weight.Slot)], IsTransposed: true);
        }
        else
        {
            string[] names = ["q_proj_weight", "k_proj_weight", "v_proj_weight"];
            for (int i = 0; i < inner.Length; i++)
                yield return new TorchTensor(names[i], inner[i].Weight.Slot, isTransposed: true);
        }

        if (Query.Bias is not null) yield return new TorchTensor("in_proj_bias", [.. inner.Select(static p => p.Bias!.Slot)]);
        foreach (TorchTensor tensor in Output.TorchState())
            yield return tensor.Within("out_proj");
    }

    // [..., L, width] to [..., heads, L, width / heads].
    private Tensor Apart(Tensor x) => Ops.SwapAxes(x.Reshape([.. x.Shape[..^1], _heads, _width / _heads]), -2, -3);

    private void Require(Tensor x, long width, string name)
    {
        LayerInput.RequireWidth(x, width, this, name);
        if (x.Rank < 2) throw new ArgumentException($"{Place}: {name} has to be [..., places, {width}], but its shape is {x.ShapeText}.", name);
    }
}
