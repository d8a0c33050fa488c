namespace Adjoint;

/// <summary>
/// What recurrent networks have in common: one or several layers over a sequence, each in one direction or in both. The parameters are drawn
/// from U(−1/√units, 1/√units) unless initialisers are given.
/// </summary>
/// <remarks>
/// The sequence is [steps, ..., inputs], or [batch, steps, inputs] where the batch comes first. The output has the values after each step of
/// the last layer, [steps, ..., units], both directions side by side in the last axis. A state is [layers · directions, ..., units]: layer after
/// layer, forwards before backwards.
/// </remarks>
/// <typeparam name="TState">What is handed from step to step.</typeparam>
public abstract partial class Recurrent<TState> : Module<Tensor, (Tensor Output, TState State)>
{
    private readonly RecurrentWeights[] _cells;
    private readonly RecurrentShape _shape;

    private protected Recurrent(int gates, RecurrentShape shape, RandomKey key, DType? dtype, Initializer? weightInitializer, Initializer? biasInitializer)
    {
        ArgumentNullException.ThrowIfNull(key);
        _shape = shape;
        _cells = new RecurrentWeights[shape.Layers * shape.Directions];
        for (int i = 0; i < _cells.Length; i++)
        {
            long inputs = i < shape.Directions ? shape.Inputs : shape.Units * shape.Directions;
            _cells[i] = new RecurrentWeights(inputs, shape.Units, gates, key.FoldIn(i), shape.Bias, dtype, weightInitializer, biasInitializer);
        }

        ModuleMembers.Adopt(this);
    }

    /// <summary>The weights, layer after layer, forwards before backwards.</summary>
    public IReadOnlyList<RecurrentWeights> Cells => _cells;

    /// <inheritdoc/>
    protected internal override bool DiffersInTraining => _shape.Dropout > 0 && _shape.Layers > 1;

    /// <summary>Goes over a sequence from a state of zeros, as in evaluation.</summary>
    /// <param name="x">The sequence.</param>
    /// <returns>The output, and the state after the last step of each layer and direction.</returns>
    /// <exception cref="ArgumentException">The shape does not fit.</exception>
    public override (Tensor Output, TState State) Forward(Tensor x) => Forward(x, Mode.Evaluation);

    /// <summary>Goes over a sequence from a state of zeros.</summary>
    /// <param name="x">The sequence.</param>
    /// <param name="mode">Whether elements are dropped between layers.</param>
    /// <returns>The output, and the state after the last step of each layer and direction.</returns>
    /// <exception cref="ArgumentException">The shape does not fit.</exception>
    public override (Tensor Output, TState State) Forward(Tensor x, Mode mode)
    {
        RequireSequence(x);
        Tensor zeros = Tensor.Zeros(StateShape(x), _cells[0].HiddenWeight.Value.DType);
        return Run(x, [.. Enumerable.Repeat(zeros, Parts)], mode);
    }

    /// <summary>Goes over a sequence from a state.</summary>
    /// <param name="x">The sequence.</param>
    /// <param name="state">The state before the first step of each layer and direction.</param>
    /// <param name="mode">Whether elements are dropped between layers; evaluation if left out.</param>
    /// <returns>The output, and the state after the last step of each layer and direction.</returns>
    /// <exception cref="ArgumentException">A shape does not fit.</exception>
    public (Tensor Output, TState State) Forward(Tensor x, TState state, Mode mode = default)
    {
        RequireSequence(x);
        Tensor[] parts = PartsOf(state);
        long[] shape = StateShape(x);
        foreach (Tensor part in parts)
        {
            ArgumentNullException.ThrowIfNull(part, nameof(state));
            if (!part.Shape.SequenceEqual(shape))
                throw new ArgumentException($"{Place}: a state for an input of shape {x.ShapeText} has shape {new Shape(shape)}, not {part.ShapeText}.", nameof(state));
        }

        return Run(x, parts, mode);
    }

    /// <inheritdoc/>
    protected override string Describe() => $"{GetType().Name}({_shape})";

    /// <inheritdoc/>
    internal override IEnumerable<TorchTensor> TorchState() => _cells.SelectMany((cell, i) =>
        cell.TorchState($"_l{i / _shape.Directions}{(i % _shape.Directions > 0 ? "_reverse" : "")}"));

    /// <summary>The values after the last step of an output.</summary>
    internal Tensor Last(Tensor output) => IsBatchFirst(output) ? output[TensorIndex.All, ^1] : output[^1];

    /// <summary>How many tensors a state has.</summary>
    private protected abstract int Parts { get; }

    private protected abstract Tensor[] PartsOf(TState state);

    private protected abstract TState StateOf(Tensor[] parts);

    /// <summary>One layer in one direction: [steps, ..., inputs] to [steps, ..., units], and the state.</summary>
    private protected abstract (Tensor Output, Tensor[] State) Run(Tensor x, Tensor[] state, RecurrentWeights cell);

    private (Tensor Output, TState State) Run(Tensor x, Tensor[] before, Mode mode)
    {
        bool isBatchFirst = IsBatchFirst(x);
        Tensor y = isBatchFirst ? Ops.SwapAxes(x, 0, 1) : x;
        var after = new Tensor[_cells.Length][];
        for (int layer = 0; layer < _shape.Layers; layer++)
        {
            if (layer > 0) y = Dropout.Apply(y, _shape.Dropout, mode.FoldIn(layer), this);
            y = RunLayer(y, layer, before, after);
        }

        if (isBatchFirst) y = Ops.SwapAxes(y, 0, 1);
        OutputShapes.Note(this, y);
        return (y, StateOf([.. Enumerable.Range(0, Parts).Select(part => Ops.Stack([.. after.Select(state => state[part])]))]));
    }

    private Tensor RunLayer(Tensor x, int layer, Tensor[] before, Tensor[][] after)
    {
        var outputs = new Tensor[_shape.Directions];
        for (int direction = 0; direction < outputs.Length; direction++)
        {
            int i = layer * outputs.Length + direction;
            bool isBackwards = direction > 0;
            var (output, state) = Run(isBackwards ? Ops.Flip(x, 0) : x, [.. before.Select(part => part[i])], _cells[i]);
            outputs[direction] = isBackwards ? Ops.Flip(output, 0) : output;
            after[i] = state;
        }

        return outputs.Length == 1 ? outputs[0] : Ops.Concat(outputs, -1);
    }

    private bool IsBatchFirst(Tensor x) => _shape.BatchFirst && x.Rank > 2;

    private long[] StateShape(Tensor x)
    {
        long[] axes = IsBatchFirst(x) ? [x.Shape[0], .. x.Shape[2..^1]] : [.. x.Shape[1..^1]];
        return [_cells.Length, .. axes, _shape.Units];
    }

    private void RequireSequence(Tensor x)
    {
        LayerInput.RequireWidth(x, _shape.Inputs, this);
        if (x.Rank < 2)
            throw new ArgumentException(
                $"{Place}: a sequence has shape {(_shape.BatchFirst ? "[batch, steps, inputs]" : "[steps, ..., inputs]")}, but that of the input is {x.ShapeText}.", nameof(x));
    }
}

/// <summary>What is told to all recurrent networks.</summary>
internal sealed record RecurrentShape(long Inputs, long Units, int Layers, bool IsBidirectional, bool BatchFirst, double Dropout, bool Bias)
{
    public long Inputs { get; } = Limits.Positive(Inputs, "inputs");

    public long Units { get; } = Limits.Positive(Units, "units");

    public int Layers { get; } = Limits.Positive(Layers, "layers");

    public double Dropout { get; } = Limits.AtMost(1.0, Limits.AtLeast(0.0, Dropout, "dropout"), "dropout");

    public int Directions => IsBidirectional ? 2 : 1;

    public override string ToString() => $"{Inputs} → {Units}{(Layers > 1 ? $", {Layers} layers" : "")}{(IsBidirectional ? ", both directions" : "")}";
}

/// <summary>The weights of one layer of a recurrent network in one direction, as they lie in PyTorch.</summary>
public sealed partial class RecurrentWeights : Module
{
    internal RecurrentWeights(
        long inputs, long units, int gates, RandomKey key, bool bias, DType? dtype, Initializer? weightInitializer, Initializer? biasInitializer)
    {
        var first = new FirstValues(key, new Fans(inputs, units), dtype, Initializers.Uniform(-1 / Math.Sqrt(units), 1 / Math.Sqrt(units)));
        InputWeight = first.Draw("inputWeight", 0, [gates * units, inputs], weightInitializer);
        HiddenWeight = first.Draw("hiddenWeight", 1, [gates * units, units], weightInitializer);
        if (!bias) return;
        InputBias = first.Draw("inputBias", 2, [gates * units], biasInitializer);
        HiddenBias = first.Draw("hiddenBias", 3, [gates * units], biasInitializer);
    }

    /// <summary>What the inputs are multiplied by, of shape [gates · units, inputs].</summary>
    public Parameter InputWeight { get; }

    /// <summary>What the values of the step before are multiplied by, of shape [gates · units, units].</summary>
    public Parameter HiddenWeight { get; }

    /// <summary>What is added to the products with inputs, of shape [gates · units], or null.</summary>
    public Parameter? InputBias { get; }

    /// <summary>What is added to the products with values of the step before, of shape [gates · units], or null.</summary>
    public Parameter? HiddenBias { get; }

    internal IEnumerable<TorchTensor> TorchState(string suffix)
    {
        yield return new TorchTensor("weight_ih" + suffix, InputWeight.Slot);
        yield return new TorchTensor("weight_hh" + suffix, HiddenWeight.Slot);
        if (InputBias is not null) yield return new TorchTensor("bias_ih" + suffix, InputBias.Slot);
        if (HiddenBias is not null) yield return new TorchTensor("bias_hh" + suffix, HiddenBias.Slot);
    }
}
