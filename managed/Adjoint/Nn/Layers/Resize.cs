namespace Adjoint;

// Layers without parameters that give images other extents.

/// <summary>Images larger or smaller by a factor, by <see cref="Ops.Upsample(Tensor, double, InterpolationMode, bool)"/>.</summary>
/// <param name="scale">The factor of each extent.</param>
/// <param name="interpolation">How elements between others are made.</param>
/// <param name="alignCorners">Whether the corners of input and output are the same places.</param>
public sealed partial class Upsample(double scale, InterpolationMode interpolation = InterpolationMode.Nearest, bool alignCorners = false) : Layer
{
    private readonly double _scale = Limits.Positive(scale);

    /// <inheritdoc/>
    protected override string Describe() => FormattableString.Invariant($"Upsample({_scale}, {interpolation})");

    /// <inheritdoc/>
    private protected override Tensor Compute(Tensor x, Mode mode) => Ops.Upsample(x, _scale, interpolation, alignCorners);
}

/// <summary>[..., channels · factor², height, width] to [..., channels, height · factor, width · factor] (Shi et al., 2016), by <see cref="Ops.PixelShuffle"/>.</summary>
/// <param name="factor">How many times larger height and width become.</param>
public sealed partial class PixelShuffle(long factor) : Layer
{
    private readonly long _factor = Limits.Positive(factor);

    /// <inheritdoc/>
    protected override string Describe() => $"PixelShuffle({_factor})";

    /// <inheritdoc/>
    private protected override Tensor Compute(Tensor x, Mode mode) => Ops.PixelShuffle(x, _factor);
}

/// <summary>The other way than <see cref="PixelShuffle"/>, by <see cref="Ops.PixelUnshuffle"/>.</summary>
/// <param name="factor">How many times smaller height and width become.</param>
public sealed partial class PixelUnshuffle(long factor) : Layer
{
    private readonly long _factor = Limits.Positive(factor);

    /// <inheritdoc/>
    protected override string Describe() => $"PixelUnshuffle({_factor})";

    /// <inheritdoc/>
    private protected override Tensor Compute(Tensor x, Mode mode) => Ops.PixelUnshuffle(x, _factor);
}

/// <summary>One axis as several, whose product its extent is: the other way than <see cref="Flatten"/>.</summary>
/// <param name="axis">The axis; negative counts from the end.</param>
/// <param name="shape">The extents of the new axes; one may be −1, for what is left.</param>
public sealed partial class Unflatten(int axis, Shape shape) : Layer
{
    /// <inheritdoc/>
    protected override string Describe() => $"Unflatten({axis}, {shape})";

    /// <inheritdoc/>
    private protected override Tensor Compute(Tensor x, Mode mode)
    {
        int at = x.Axis(axis, nameof(Unflatten));
        return Ops.Reshape(x, [.. x.Shape[..at], .. shape, .. x.Shape[(at + 1)..]]);
    }
}
