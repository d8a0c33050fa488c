namespace Adjoint;

/// <summary>What stands between the elements of an image that <see cref="Ops.Interpolate(Tensor, ReadOnlySpan{long}, InterpolationMode, bool)"/>
/// brings to another size.</summary>
public enum InterpolationMode
{
    /// <summary>The element ⌊i n / m⌋ of n, for element i of m: that on whose left edge, or right of it, the left edge of the new one lies.</summary>
    Nearest,

    /// <summary>The element ⌊(i + 1/2) n / m⌋: that in which the middle of the new one lies. PyTorch calls it nearest-exact.</summary>
    NearestExact,

    /// <summary>What lies on the line between two neighbours along each axis. PyTorch calls it linear, bilinear and trilinear.</summary>
    Linear,

    /// <summary>What lies on a cubic curve through four neighbours along each axis, Keys's with a slope of −3/4. PyTorch calls it bicubic.</summary>
    Cubic,

    /// <summary>The mean of the elements that the new one covers, in part or as a whole, as
    /// <see cref="Ops.AdaptiveAvgPool2D(Tensor, PerAxis)"/> has it.</summary>
    Area,
}
