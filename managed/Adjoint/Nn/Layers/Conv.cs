namespace Adjoint;

/// <summary>A convolution of signals, by <see cref="Ops.Conv1D"/>: [batch, inputs, length] becomes [batch, outputs, ...].</summary>
public sealed partial class Conv1D : Convolution
{
    private readonly PerAxis _stride, _dilation;
    private readonly WindowPadding _padding;
    private readonly long _groups;

    /// <summary>Makes a layer.</summary>
    /// <param name="inputs">How many channels the input has.</param>
    /// <param name="outputs">How many channels the output has.</param>
    /// <param name="kernel">The extents of the kernels.</param>
    /// <param name="key">Where the random numbers come from.</param>
    /// <param name="stride">How far the kernel moves from result to result; 1 if left out.</param>
    /// <param name="padding">How many zeros continue the signal at each side.</param>
    /// <param name="dilation">How far the kernel's elements are apart; 1 if left out.</param>
    /// <param name="groups">Into how many groups the channels fall, each with an equal share of the weights.</param>
    /// <param name="bias">Whether a number is added to each channel of the output.</param>
    /// <param name="dtype">The parameters' type; the default type if left out.</param>
    /// <param name="weightInitializer">What the kernels begin with.</param>
    /// <param name="biasInitializer">What is added at first.</param>
    /// <exception cref="ArgumentException">The channels do not fall into such groups, or the kernel has other axes.</exception>
    public Conv1D(
        long inputs, long outputs, PerAxis kernel, RandomKey key, PerAxis stride = default, WindowPadding padding = default, PerAxis dilation = default,
        long groups = 1, bool bias = true, DType? dtype = null, Initializer? weightInitializer = null, Initializer? biasInitializer = null)
        : base(new ConvolutionShape(nameof(Conv1D), 1, inputs, outputs, kernel, groups), key, bias, dtype, weightInitializer, biasInitializer) =>
        (_stride, _padding, _dilation, _groups) = (stride, padding, dilation, groups);

    /// <inheritdoc/>
    private protected override Tensor Convolve(Tensor x, Tensor weight, Tensor? bias) =>
        Ops.Conv1D(x, weight, bias, _stride, _padding, _dilation, _groups);
}

/// <summary>A convolution of images, by <see cref="Ops.Conv2D"/>: [batch, inputs, height, width] becomes [batch, outputs, ...].</summary>
public sealed partial class Conv2D : Convolution
{
    private readonly PerAxis _stride, _dilation;
    private readonly WindowPadding _padding;
    private readonly long _groups;

    /// <summary>Makes a layer.</summary>
    /// <param name="inputs">How many channels the input has.</param>
    /// <param name="outputs">How many channels the output has.</param>
    /// <param name="kernel">The extents of the kernels.</param>
    /// <param name="key">Where the random numbers come from.</param>
    /// <param name="stride">How far the kernel moves from result to result; 1 if left out.</param>
    /// <param name="padding">How many zeros continue the image at each side.</param>
    /// <param name="dilation">How far the kernel's elements are apart; 1 if left out.</param>
    /// <param name="groups">Into how many groups the channels fall, each with an equal share of the weights.</param>
    /// <param name="bias">Whether a number is added to each channel of the output.</param>
    /// <param name="dtype">The parameters' type; the default type if left out.</param>
    /// <param name="weightInitializer">What the kernels begin with.</param>
    /// <param name="biasInitializer">What is added at first.</param>
    /// <exception cref="ArgumentException">The channels do not fall into such groups, or the kernel has other axes.</exception>
    public Conv2D(
        long inputs, long outputs, PerAxis kernel, RandomKey key, PerAxis stride = default, WindowPadding padding = default, PerAxis dilation = default,
        long groups = 1, bool bias = true, DType? dtype = null, Initializer? weightInitializer = null, Initializer? biasInitializer = null)
        : base(new ConvolutionShape(nameof(Conv2D), 2, inputs, outputs, kernel, groups), key, bias, dtype, weightInitializer, biasInitializer) =>
        (_stride, _padding, _dilation, _groups) = (stride, padding, dilation, groups);

    /// <inheritdoc/>
    private protected override Tensor Convolve(Tensor x, Tensor weight, Tensor? bias) =>
        Ops.Conv2D(x, weight, bias, _stride, _padding, _dilation, _groups);
}

/// <summary>A convolution of volumes, by <see cref="Ops.Conv3D"/>: [batch, inputs, depth, height, width] becomes [batch, outputs, ...].</summary>
public sealed partial class Conv3D : Convolution
{
    private readonly PerAxis _stride, _dilation;
    private readonly WindowPadding _padding;
    private readonly long _groups;

    /// <summary>Makes a layer.</summary>
    /// <param name="inputs">How many channels the input has.</param>
    /// <param name="outputs">How many channels the output has.</param>
    /// <param name="kernel">The extents of the kernels.</param>
    /// <param name="key">Where the random numbers come from.</param>
    /// <param name="stride">How far the kernel moves from result to result; 1 if left out.</param>
    /// <param name="padding">How many zeros continue the volume at each side.</param>
    /// <param name="dilation">How far the kernel's elements are apart; 1 if left out.</param>
    /// <param name="groups">Into how many groups the channels fall, each with an equal share of the weights.</param>
    /// <param name="bias">Whether a number is added to each channel of the output.</param>
    /// <param name="dtype">The parameters' type; the default type if left out.</param>
    /// <param name="weightInitializer">What the kernels begin with.</param>
    /// <param name="biasInitializer">What is added at first.</param>
    /// <exception cref="ArgumentException">The channels do not fall into such groups, or the kernel has other axes.</exception>
    public Conv3D(
        long inputs, long outputs, PerAxis kernel, RandomKey key, PerAxis stride = default, WindowPadding padding = default, PerAxis dilation = default,
        long groups = 1, bool bias = true, DType? dtype = null, Initializer? weightInitializer = null, Initializer? biasInitializer = null)
        : base(new ConvolutionShape(nameof(Conv3D), 3, inputs, outputs, kernel, groups), key, bias, dtype, weightInitializer, biasInitializer) =>
        (_stride, _padding, _dilation, _groups) = (stride, padding, dilation, groups);

    /// <inheritdoc/>
    private protected override Tensor Convolve(Tensor x, Tensor weight, Tensor? bias) =>
        Ops.Conv3D(x, weight, bias, _stride, _padding, _dilation, _groups);
}
