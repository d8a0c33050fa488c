namespace Adjoint;

/// <summary>A recurrent network that gives its output without the state, so that it stands where a tensor goes on: in a <see cref="Sequential"/>.</summary>
/// <typeparam name="TState">What the network hands from step to step.</typeparam>
/// <example>
/// <code>
/// var key = new RandomKey(0);
/// var model = new Sequential { new Embedding(100, 8, key), new Lstm(8, 16, key.FoldIn(1), batchFirst: true), new Linear(16, 100, key.FoldIn(2)) };
/// var classifier = new Sequential(new RecurrentOutput&lt;Tensor>(new Gru(8, 16, key, batchFirst: true), last: true), new Linear(16, 2, key.FoldIn(3)));
/// </code>
/// </example>
public sealed partial class RecurrentOutput<TState> : Module<Tensor, Tensor>
{
    private readonly bool _last;

    /// <summary>Takes the output of a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="last">Whether the values after the last step alone are taken, [..., units]; else those after each, [steps, ..., units].</param>
    public RecurrentOutput(Recurrent<TState> network, bool last = false)
    {
        ArgumentNullException.ThrowIfNull(network);
        (Network, _last) = (network, last);
        ModuleMembers.Adopt(this);
    }

    /// <summary>The network.</summary>
    public Recurrent<TState> Network { get; }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x) => Forward(x, Mode.Evaluation);

    /// <inheritdoc/>
    public override Tensor Forward(Tensor x, Mode mode)
    {
        (Tensor output, _) = Network.Forward(x, mode);
        return _last ? Network.Last(output) : output;
    }

    /// <inheritdoc/>
    protected override string Describe() => _last ? "Last step" : "Output";

    // In PyTorch there is nothing around the network.
    /// <inheritdoc/>
    internal override IEnumerable<TorchTensor> TorchState() => Network.TorchState();
}
