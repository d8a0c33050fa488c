namespace Adjoint;

/// <summary>The affine map y = x W + b of the last axis.</summary>
/// <remarks>The input has any shape whose last extent is that of the inputs; that of the output is the number of outputs.</remarks>
/// <example>
/// <code>
/// var layer = new Linear(784, 128, new RandomKey(0));
/// Console.WriteLine(layer.Forward(Tensor.Ones(64, 784)).Shape);   // [64, 128]
/// </code>
/// </example>
public sealed partial class Linear : Layer
{
    private readonly long _inputs, _outputs;

    /// <summary>Makes a layer whose parameters are drawn from U(−1/√inputs, 1/√inputs) unless initialisers are given.</summary>
    /// <param name="inputs">The extent of the last axis of the input.</param>
    /// <param name="outputs">The extent of the last axis of the output.</param>
    /// <param name="key">Where the random numbers come from.</param>
    /// <param name="bias">Whether there is an offset b.</param>
    /// <param name="dtype">The parameters' type; the default type if left out.</param>
    /// <param name="weightInitializer">What W begins with.</param>
    /// <param name="biasInitializer">What b begins with.</param>
    public Linear(
        long inputs, long outputs, RandomKey key, bool bias = true, DType? dtype = null, Initializer? weightInitializer = null,
        Initializer? biasInitializer = null)
    {
        _ = Limits.Positive(inputs);
        _ = Limits.Positive(outputs);
        (_inputs, _outputs) = (inputs, outputs);
        var first = new FirstValues(key, new Fans(inputs, outputs), dtype);
        Weight = first.Draw("weight", 0, [inputs, outputs], weightInitializer);
        if (bias) Bias = first.Draw("bias", 1, [outputs], biasInitializer);
    }

    /// <summary>W, of shape [inputs, outputs].</summary>
    public Parameter Weight { get; }

    /// <summary>b, of shape [outputs], or null.</summary>
    public Parameter? Bias { get; }

    /// <inheritdoc/>
    protected override string Describe() => $"Linear({_inputs} → {_outputs})";

    /// <inheritdoc/>
    internal override IEnumerable<TorchTensor> TorchState()
    {
        yield return new TorchTensor("weight", Weight.Slot, isTransposed: true);
        if (Bias is not null) yield return new TorchTensor("bias", Bias.Slot);
    }

    /// <inheritdoc/>
    private protected override Tensor Compute(Tensor x, Mode mode)
    {
        LayerInput.RequireWidth(x, _inputs, this);
        Tensor product = Ops.MatMul(x, Weight.Value);
        return Bias is null ? product : product + Bias.Value;
    }
}
