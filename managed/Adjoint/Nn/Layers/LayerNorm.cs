namespace Adjoint;

/// <summary>Brings the last axis, or several, to mean 0 and variance 1, then scales and shifts each element: (x − mean) / √(variance + ε) · scale + shift.</summary>
/// <remarks>The input has any shape whose last extents are those of the layer; the output has the same (Ba et al., 2016).</remarks>
public sealed partial class LayerNorm : Layer
{
    private readonly Shape _shape;
    private readonly double _epsilon;
    private readonly Parameter? _scale, _shift;

    /// <summary>Makes a layer that normalizes the last axis.</summary>
    /// <param name="size">The extent of the last axis.</param>
    /// <param name="epsilon">Added to the variance; 0 or more.</param>
    /// <param name="dtype">The parameters' type; the default type if left out.</param>
    /// <param name="affine">Whether there is a scale and a shift.</param>
    /// <param name="bias">Whether there is a shift beside the scale.</param>
    /// <param name="scaleInitializer">What the factors begin with; 1 if left out.</param>
    /// <param name="shiftInitializer">What is added at first; 0 if left out.</param>
    /// <param name="key">Where the random numbers of initialisers come from; the key of 0 if left out.</param>
    public LayerNorm(
        long size, double epsilon = 1e-5, DType? dtype = null, bool affine = true, bool bias = true,
        Initializer? scaleInitializer = null, Initializer? shiftInitializer = null, RandomKey? key = null)
        : this([Limits.Positive(size)], epsilon, dtype, affine, bias, scaleInitializer, shiftInitializer, key)
    {
    }

    /// <summary>Makes a layer that normalizes the last axes together.</summary>
    /// <param name="shape">Their extents, such as [channels, height, width]: what PyTorch calls normalized_shape.</param>
    /// <param name="epsilon">Added to the variance; 0 or more.</param>
    /// <param name="dtype">The parameters' type; the default type if left out.</param>
    /// <param name="affine">Whether there is a scale and a shift.</param>
    /// <param name="bias">Whether there is a shift beside the scale.</param>
    /// <param name="scaleInitializer">What the factors begin with; 1 if left out.</param>
    /// <param name="shiftInitializer">What is added at first; 0 if left out.</param>
    /// <param name="key">Where the random numbers of initialisers come from; the key of 0 if left out.</param>
    /// <exception cref="ArgumentException">There is no extent, or one is not above 0.</exception>
    public LayerNorm(
        Shape shape, double epsilon = 1e-5, DType? dtype = null, bool affine = true, bool bias = true,
        Initializer? scaleInitializer = null, Initializer? shiftInitializer = null, RandomKey? key = null)
    {
        if (shape.Length == 0 || shape.Any(static extent => extent <= 0))
            throw new ArgumentException($"LayerNorm: axes of shape {shape} cannot be normalized; give one extent or more, each above 0.", nameof(shape));
        (_shape, _epsilon) = (shape, Limits.AtLeast(0.0, epsilon));
        if (!affine) return;
        FirstValues first = FirstValues.OfNormalization(shape.Aggregate(1L, static (a, b) => a * b), key, dtype);
        _scale = first.Scale(shape, scaleInitializer);
        if (bias) _shift = first.Shift(shape, shiftInitializer);
    }

    /// <summary>The factors, of the shape of the last axes.</summary>
    /// <exception cref="InvalidOperationException">The layer was made without.</exception>
    public Parameter Scale => _scale ?? throw new InvalidOperationException($"{Place}: there is no scale; make the layer with affine: true.");

    /// <summary>What is added, of the shape of the last axes.</summary>
    /// <exception cref="InvalidOperationException">The layer was made without.</exception>
    public Parameter Shift => _shift ?? throw new InvalidOperationException($"{Place}: there is no shift; make the layer with affine: true and bias: true.");

    /// <inheritdoc/>
    protected override string Describe() => _shape.Length == 1 ? $"LayerNorm({_shape[0]})" : $"LayerNorm({_shape})";

    /// <inheritdoc/>
    private protected override string TorchNameOf(string member) => TorchTensor.NameOfNormalization(member);

    /// <inheritdoc/>
    private protected override Tensor Compute(Tensor x, Mode mode)
    {
        if (_shape.Length == 1) LayerInput.RequireWidth(x, _shape[0], this);
        else if (x.Rank < _shape.Length || !x.Shape[^_shape.Length..].Equals(_shape))
            throw new ArgumentException($"{Place}: the last axes of the input have to be {_shape}, but its shape is {x.ShapeText}.", nameof(x));
        return Ops.LayerNorm(x, _scale?.Value, _shift?.Value, _epsilon, _shape.Length);
    }
}
