namespace Adjoint;

/// <summary>The affine map y = x W + b of the last axis.</summary>
/// <example>
/// <code>
/// var layer = new Linear(784, 128, new RandomKey(0));
/// Console.WriteLine(layer.Forward(Tensor.Ones(64, 784)).Shape);   // [64, 128]
/// </code>
/// </example>
public sealed class Linear : Module<Tensor, Tensor>
{
    private readonly long _inputs, _outputs;

    /// <summary>Makes a layer whose parameters are drawn from U(−1/√inputs, 1/√inputs).</summary>
    /// <param name="inputs">The extent of the last axis of the input.</param>
    /// <param name="outputs">The extent of the last axis of the output.</param>
    /// <param name="key">Where the random numbers come from.</param>
    /// <param name="bias">Whether there is an offset b.</param>
    /// <param name="dtype">The parameters' type; the default type if left out.</param>
    public Linear(long inputs, long outputs, RandomKey key, bool bias = true, DType? dtype = null)
    {
        _ = Limits.Positive(inputs);
        _ = Limits.Positive(outputs);
        ArgumentNullException.ThrowIfNull(key);
        (_inputs, _outputs) = (inputs, outputs);
        DType type = dtype ?? DType.Default;
        double limit = 1 / Math.Sqrt(inputs);
        Weight = new Parameter((2 * key.FoldIn(0).Uniform([inputs, outputs], type) - 1) * limit, "weight");
        if (bias) Bias = new Parameter((2 * key.FoldIn(1).Uniform([outputs], type) - 1) * limit, "bias");
    }

    /// <summary>W, of shape [inputs, outputs].</summary>
    public Parameter Weight { get; }

    /// <summary>b, of shape [outputs], or null.</summary>
    public Parameter? Bias { get; }

    /// <summary>Computes x W + b.</summary>
    /// <param name="x">Any shape whose last extent is that of the inputs.</param>
    /// <returns>The output.</returns>
    /// <exception cref="ArgumentException">The last extent is another.</exception>
    public override Tensor Forward(Tensor x)
    {
        LayerInput.RequireWidth(x, _inputs, this);
        Tensor product = Ops.MatMul(x, Weight.Value);
        return Bias is null ? product : product + Bias.Value;
    }

    /// <inheritdoc/>
    protected override string Describe() => $"Linear({_inputs} → {_outputs})";
}
