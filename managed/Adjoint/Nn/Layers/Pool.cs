namespace Adjoint;

// The windows of layers go over the last one to three axes of [batch, channels, ...], or of [channels, ...] for one image.

/// <summary>The largest element of each window that goes over signals, by <see cref="Ops.MaxPool1D"/>.</summary>
/// <param name="kernel">The extents of the window.</param>
/// <param name="stride">How far the window moves from result to result; as far as it is wide if left out.</param>
/// <param name="padding">How many elements, which are never the largest, continue the signal at each side.</param>
/// <param name="dilation">How far the window's elements are apart; 1 if left out.</param>
/// <param name="ceilMode">Whether a last window may reach beyond the padding, if it begins before its end.</param>
public sealed partial class MaxPool1D(PerAxis kernel, PerAxis stride = default, WindowPadding padding = default, PerAxis dilation = default, bool ceilMode = false) : Layer
{
    /// <inheritdoc/>
    protected override string Describe() => $"MaxPool1D({kernel})";

    /// <inheritdoc/>
    private protected override Tensor Compute(Tensor x, Mode mode) => Ops.MaxPool1D(x, kernel, stride, padding, dilation, ceilMode);
}

/// <summary>The mean of each window that goes over signals, by <see cref="Ops.AvgPool1D"/>.</summary>
/// <param name="kernel">The extents of the window.</param>
/// <param name="stride">How far the window moves from result to result; as far as it is wide if left out.</param>
/// <param name="padding">How many zeros continue the signal at each side.</param>
/// <param name="ceilMode">Whether a last window may reach beyond the padding, if it begins before its end.</param>
/// <param name="countIncludePad">Whether sums are divided by what a window has in the signal and its padding, else by what it has in the signal.</param>
public sealed partial class AvgPool1D(PerAxis kernel, PerAxis stride = default, WindowPadding padding = default, bool ceilMode = false, bool countIncludePad = true) : Layer
{
    /// <inheritdoc/>
    protected override string Describe() => $"AvgPool1D({kernel})";

    /// <inheritdoc/>
    private protected override Tensor Compute(Tensor x, Mode mode) => Ops.AvgPool1D(x, kernel, stride, padding, ceilMode, countIncludePad);
}

/// <summary>The mean of each of so many bins of signals, by <see cref="Ops.AdaptiveAvgPool1D"/>: the output has extents of one's choice.</summary>
/// <param name="size">The extents of the output.</param>
public sealed partial class AdaptiveAvgPool1D(PerAxis size) : Layer
{
    /// <inheritdoc/>
    protected override string Describe() => $"AdaptiveAvgPool1D({size})";

    /// <inheritdoc/>
    private protected override Tensor Compute(Tensor x, Mode mode) => Ops.AdaptiveAvgPool1D(x, size);
}

/// <summary>The largest element of each window that goes over images, by <see cref="Ops.MaxPool2D"/>.</summary>
/// <param name="kernel">The extents of the window.</param>
/// <param name="stride">How far the window moves from result to result; as far as it is wide if left out.</param>
/// <param name="padding">How many elements, which are never the largest, continue the image at each side.</param>
/// <param name="dilation">How far the window's elements are apart; 1 if left out.</param>
/// <param name="ceilMode">Whether a last window may reach beyond the padding, if it begins before its end.</param>
public sealed partial class MaxPool2D(PerAxis kernel, PerAxis stride = default, WindowPadding padding = default, PerAxis dilation = default, bool ceilMode = false) : Layer
{
    /// <inheritdoc/>
    protected override string Describe() => $"MaxPool2D({kernel})";

    /// <inheritdoc/>
    private protected override Tensor Compute(Tensor x, Mode mode) => Ops.MaxPool2D(x, kernel, stride, padding, dilation, ceilMode);
}

/// <summary>The mean of each window that goes over images, by <see cref="Ops.AvgPool2D"/>.</summary>
/// <param name="kernel">The extents of the window.</param>
/// <param name="stride">How far the window moves from result to result; as far as it is wide if left out.</param>
/// <param name="padding">How many zeros continue the image at each side.</param>
/// <param name="ceilMode">Whether a last window may reach beyond the padding, if it begins before its end.</param>
/// <param name="countIncludePad">Whether sums are divided by what a window has in the image and its padding, else by what it has in the image.</param>
public sealed partial class AvgPool2D(PerAxis kernel, PerAxis stride = default, WindowPadding padding = default, bool ceilMode = false, bool countIncludePad = true) : Layer
{
    /// <inheritdoc/>
    protected override string Describe() => $"AvgPool2D({kernel})";

    /// <inheritdoc/>
    private protected override Tensor Compute(Tensor x, Mode mode) => Ops.AvgPool2D(x, kernel, stride, padding, ceilMode, countIncludePad);
}

/// <summary>The mean of each of so many bins of images, by <see cref="Ops.AdaptiveAvgPool2D"/>: the output has extents of one's choice.</summary>
/// <param name="size">The extents of the output.</param>
public sealed partial class AdaptiveAvgPool2D(PerAxis size) : Layer
{
    /// <inheritdoc/>
    protected override string Describe() => $"AdaptiveAvgPool2D({size})";

    /// <inheritdoc/>
    private protected override Tensor Compute(Tensor x, Mode mode) => Ops.AdaptiveAvgPool2D(x, size);
}

/// <summary>The largest element of each window that goes over volumes, by <see cref="Ops.MaxPool3D"/>.</summary>
/// <param name="kernel">The extents of the window.</param>
/// <param name="stride">How far the window moves from result to result; as far as it is wide if left out.</param>
/// <param name="padding">How many elements, which are never the largest, continue the volume at each side.</param>
/// <param name="dilation">How far the window's elements are apart; 1 if left out.</param>
/// <param name="ceilMode">Whether a last window may reach beyond the padding, if it begins before its end.</param>
public sealed partial class MaxPool3D(PerAxis kernel, PerAxis stride = default, WindowPadding padding = default, PerAxis dilation = default, bool ceilMode = false) : Layer
{
    /// <inheritdoc/>
    protected override string Describe() => $"MaxPool3D({kernel})";

    /// <inheritdoc/>
    private protected override Tensor Compute(Tensor x, Mode mode) => Ops.MaxPool3D(x, kernel, stride, padding, dilation, ceilMode);
}

/// <summary>The mean of each window that goes over volumes, by <see cref="Ops.AvgPool3D"/>.</summary>
/// <param name="kernel">The extents of the window.</param>
/// <param name="stride">How far the window moves from result to result; as far as it is wide if left out.</param>
/// <param name="padding">How many zeros continue the volume at each side.</param>
/// <param name="ceilMode">Whether a last window may reach beyond the padding, if it begins before its end.</param>
/// <param name="countIncludePad">Whether sums are divided by what a window has in the volume and its padding, else by what it has in the volume.</param>
public sealed partial class AvgPool3D(PerAxis kernel, PerAxis stride = default, WindowPadding padding = default, bool ceilMode = false, bool countIncludePad = true) : Layer
{
    /// <inheritdoc/>
    protected override string Describe() => $"AvgPool3D({kernel})";

    /// <inheritdoc/>
    private protected override Tensor Compute(Tensor x, Mode mode) => Ops.AvgPool3D(x, kernel, stride, padding, ceilMode, countIncludePad);
}

/// <summary>The mean of each of so many bins of volumes, by <see cref="Ops.AdaptiveAvgPool3D"/>: the output has extents of one's choice.</summary>
/// <param name="size">The extents of the output.</param>
public sealed partial class AdaptiveAvgPool3D(PerAxis size) : Layer
{
    /// <inheritdoc/>
    protected override string Describe() => $"AdaptiveAvgPool3D({size})";

    /// <inheritdoc/>
    private protected override Tensor Compute(Tensor x, Mode mode) => Ops.AdaptiveAvgPool3D(x, size);
}

/// <summary>The largest element of each of so many bins of signals, by <see cref="Ops.AdaptiveMaxPool1D"/>: the output has extents of one's choice.</summary>
/// <param name="size">The extents of the output.</param>
public sealed partial class AdaptiveMaxPool1D(PerAxis size) : Layer
{
    /// <inheritdoc/>
    protected override string Describe() => $"AdaptiveMaxPool1D({size})";

    /// <inheritdoc/>
    private protected override Tensor Compute(Tensor x, Mode mode) => Ops.AdaptiveMaxPool1D(x, size);
}

/// <summary>The largest element of each of so many bins of images, by <see cref="Ops.AdaptiveMaxPool2D"/>: the output has extents of one's choice.</summary>
/// <param name="size">The extents of the output.</param>
public sealed partial class AdaptiveMaxPool2D(PerAxis size) : Layer
{
    /// <inheritdoc/>
    protected override string Describe() => $"AdaptiveMaxPool2D({size})";

    /// <inheritdoc/>
    private protected override Tensor Compute(Tensor x, Mode mode) => Ops.AdaptiveMaxPool2D(x, size);
}

/// <summary>The largest element of each of so many bins of volumes, by <see cref="Ops.AdaptiveMaxPool3D"/>: the output has extents of one's choice.</summary>
/// <param name="size">The extents of the output.</param>
public sealed partial class AdaptiveMaxPool3D(PerAxis size) : Layer
{
    /// <inheritdoc/>
    protected override string Describe() => $"AdaptiveMaxPool3D({size})";

    /// <inheritdoc/>
    private protected override Tensor Compute(Tensor x, Mode mode) => Ops.AdaptiveMaxPool3D(x, size);
}
