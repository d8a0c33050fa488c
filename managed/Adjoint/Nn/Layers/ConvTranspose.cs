namespace Adjoint;

/// <summary>A transposed convolution of signals, by <see cref="Ops.ConvTranspose1D"/>: [batch, inputs, length] becomes [batch, outputs, ...].</summary>
public sealed partial class ConvTranspose1D : Convolution
{
    private readonly PerAxis _stride, _outputPadding, _dilation;
    private readonly WindowPadding _padding;
    private readonly long _groups;

    /// <summary>Makes a layer.</summary>
    /// <param name="inputs">How many channels the input has.</param>
    /// <param name="outputs">How many channels the output has.</param>
    /// <param name="kernel">The extents of the kernels.</param>
    /// <param name="key">Where the random numbers come from.</param>
    /// <param name="stride">How far the kernel moves in the output from element to element of the input; 1 if left out.</param>
    /// <param name="padding">How many elements are cut off each side of the output.</param>
    /// <param name="outputPadding">How much larger the output is, at the end of its axes; less than the stride or the dilation.</param>
    /// <param name="dilation">How far the kernel's elements are apart; 1 if left out.</param>
    /// <param name="groups">Into how many groups the channels fall, each with an equal share of the weights.</param>
    /// <param name="bias">Whether a number is added to each channel of the output.</param>
    /// <param name="dtype">The parameters' type; the default type if left out.</param>
    /// <param name="weightInitializer">What the kernels begin with.</param>
    /// <param name="biasInitializer">What is added at first.</param>
    /// <exception cref="ArgumentException">The channels do not fall into such groups, or the kernel has other axes.</exception>
    public ConvTranspose1D(
        long inputs, long outputs, PerAxis kernel, RandomKey key, PerAxis stride = default, WindowPadding padding = default,
        PerAxis outputPadding = default, PerAxis dilation = default, long groups = 1, bool bias = true, DType? dtype = null,
        Initializer? weightInitializer = null, Initializer? biasInitializer = null)
        : base(
            new ConvolutionShape(nameof(ConvTranspose1D), 1, inputs, outputs, kernel, groups, isTransposed: true), key, bias, dtype, weightInitializer,
            biasInitializer) =>
        (_stride, _padding, _outputPadding, _dilation, _groups) = (stride, padding, outputPadding, dilation, groups);

    /// <inheritdoc/>
    private protected override Tensor Convolve(Tensor x, Tensor weight, Tensor? bias) =>
        Ops.ConvTranspose1D(x, weight, bias, _stride, _padding, _outputPadding, _dilation, _groups);
}

/// <summary>A transposed convolution of images, by <see cref="Ops.ConvTranspose2D"/>: [batch, inputs, height, width] becomes [batch, outputs, ...].</summary>
public sealed partial class ConvTranspose2D : Convolution
{
    private readonly PerAxis _stride, _outputPadding, _dilation;
    private readonly WindowPadding _padding;
    private readonly long _groups;

    /// <summary>Makes a layer.</summary>
    /// <param name="inputs">How many channels the input has.</param>
    /// <param name="outputs">How many channels the output has.</param>
    /// <param name="kernel">The extents of the kernels.</param>
    /// <param name="key">Where the random numbers come from.</param>
    /// <param name="stride">How far the kernel moves in the output from element to element of the input; 1 if left out.</param>
    /// <param name="padding">How many elements are cut off each side of the output.</param>
    /// <param name="outputPadding">How much larger the output is, at the end of its axes; less than the stride or the dilation.</param>
    /// <param name="dilation">How far the kernel's elements are apart; 1 if left out.</param>
    /// <param name="groups">Into how many groups the channels fall, each with an equal share of the weights.</param>
    /// <param name="bias">Whether a number is added to each channel of the output.</param>
    /// <param name="dtype">The parameters' type; the default type if left out.</param>
    /// <param name="weightInitializer">What the kernels begin with.</param>
    /// <param name="biasInitializer">What is added at first.</param>
    /// <exception cref="ArgumentException">The channels do not fall into such groups, or the kernel has other axes.</exception>
    public ConvTranspose2D(
        long inputs, long outputs, PerAxis kernel, RandomKey key, PerAxis stride = default, WindowPadding padding = default,
        PerAxis outputPadding = default, PerAxis dilation = default, long groups = 1, bool bias = true, DType? dtype = null,
        Initializer? weightInitializer = null, Initializer? biasInitializer = null)
        : base(
            new ConvolutionShape(nameof(ConvTranspose2D), 2, inputs, outputs, kernel, groups, isTransposed: true), key, bias, dtype, weightInitializer,
            biasInitializer) =>
        (_stride, _padding, _outputPadding, _dilation, _groups) = (stride, padding, outputPadding, dilation, groups);

    /// <inheritdoc/>
    private protected override Tensor Convolve(Tensor x, Tensor weight, Tensor? bias) =>
        Ops.ConvTranspose2D(x, weight, bias, _stride, _padding, _outputPadding, _dilation, _groups);
}

/// <summary>A transposed convolution of volumes, by <see cref="Ops.ConvTranspose3D"/>: [batch, inputs, depth, height, width] becomes [batch, outputs, ...].</summary>
public sealed partial class ConvTranspose3D : Convolution
{
    private readonly PerAxis _stride, _outputPadding, _dilation;
    private readonly WindowPadding _padding;
    private readonly long _groups;

    /// <summary>Makes a layer.</summary>
    /// <param name="inputs">How many channels the input has.</param>
    /// <param name="outputs">How many channels the output has.</param>
    /// <param name="kernel">The extents of the kernels.</param>
    /// <param name="key">Where the random numbers come from.</param>
    /// <param name="stride">How far the kernel moves in the output from element to element of the input; 1 if left out.</param>
    /// <param name="padding">How many elements are cut off each side of the output.</param>
    /// <param name="outputPadding">How much larger the output is, at the end of its axes; less than the stride or the dilation.</param>
    /// <param name="dilation">How far the kernel's elements are apart; 1 if left out.</param>
    /// <param name="groups">Into how many groups the channels fall, each with an equal share of the weights.</param>
    /// <param name="bias">Whether a number is added to each channel of the output.</param>
    /// <param name="dtype">The parameters' type; the default type if left out.</param>
    /// <param name="weightInitializer">What the kernels begin with.</param>
    /// <param name="biasInitializer">What is added at first.</param>
    /// <exception cref="ArgumentException">The channels do not fall into such groups, or the kernel has other axes.</exception>
    public ConvTranspose3D(
        long inputs, long outputs, PerAxis kernel, RandomKey key, PerAxis stride = default, WindowPadding padding = default,
        PerAxis outputPadding = default, PerAxis dilation = default, long groups = 1, bool bias = true, DType? dtype = null,
        Initializer? weightInitializer = null, Initializer? biasInitializer = null)
        : base(
            new ConvolutionShape(nameof(ConvTranspose3D), 3, inputs, outputs, kernel, groups, isTransposed: true), key, bias, dtype, weightInitializer,
            biasInitializer) =>
        (_stride, _padding, _outputPadding, _dilation, _groups) = (stride, padding, outputPadding, dilation, groups);

    /// <inheritdoc/>
    private protected override Tensor Convolve(Tensor x, Tensor weight, Tensor? bias) =>
        Ops.ConvTranspose3D(x, weight, bias, _stride, _padding, _outputPadding, _dilation, _groups);
}
