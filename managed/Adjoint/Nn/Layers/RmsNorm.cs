namespace Adjoint;

/// <summary>Divides the last axis by the root of its mean square, then scales each of its elements: x / √(mean(x²) + ε) · scale (Zhang and Sennrich, 2019).</summary>
/// <remarks>The input has any shape whose last extent is the size; the output has the same.</remarks>
public sealed partial class RmsNorm : Layer
{
    private readonly long _size;
    private readonly double _epsilon;

    /// <summary>Makes a layer.</summary>
    /// <param name="size">The extent of the last axis.</param>
    /// <param name="epsilon">Added to the mean square; 0 or more.</param>
    /// <param name="dtype">The parameter's type; the default type if left out.</param>
    /// <param name="scaleInitializer">What the factors begin with; 1 if left out.</param>
    /// <param name="key">Where the random numbers of the initialiser come from; the key of 0 if left out.</param>
    public RmsNorm(long size, double epsilon = 1e-6, DType? dtype = null, Initializer? scaleInitializer = null, RandomKey? key = null)
    {
        (_size, _epsilon) = (Limits.Positive(size), Limits.AtLeast(0.0, epsilon));
        Scale = FirstValues.OfNormalization(size, key, dtype).Scale([size], scaleInitializer);
    }

    /// <summary>The factors, of shape [size].</summary>
    public Parameter Scale { get; }

    /// <inheritdoc/>
    protected override string Describe() => $"RmsNorm({_size})";

    /// <inheritdoc/>
    private protected override string TorchNameOf(string member) => TorchTensor.NameOfNormalization(member);

    /// <inheritdoc/>
    private protected override Tensor Compute(Tensor x, Mode mode)
    {
        LayerInput.RequireWidth(x, _size, this);
        return Ops.RmsNorm(x, Scale.Value, _epsilon);
    }
}
