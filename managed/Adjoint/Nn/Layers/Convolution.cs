namespace Adjoint;

/// <summary>
/// What convolutions of one to three dimensions have in common. The weights are drawn from U(−1/√fan, 1/√fan) unless initialisers are given, the
/// fan being the second extent of the weight times the elements of the kernel, as in PyTorch.
/// </summary>
/// <remarks>The input is [batch, channels, extents ...], or [channels, extents ...] for one image.</remarks>
public abstract partial class Convolution : Layer
{
    private readonly int _axes;
    private readonly long _inputs, _outputs;
    private readonly long[] _kernel;

    private protected Convolution(ConvolutionShape shape, RandomKey key, bool bias, DType? dtype, Initializer? weightInitializer, Initializer? biasInitializer)
    {
        (_axes, _inputs, _outputs, _kernel) = (shape.Axes, shape.Inputs, shape.Outputs, shape.Kernel);
        var first = new FirstValues(key, shape.Fans, dtype);
        Weight = first.Draw("weight", 0, shape.Weight, weightInitializer);
        if (bias) Bias = first.Draw("bias", 1, [_outputs], biasInitializer);
    }

    /// <summary>The kernels: [outputs, inputs / groups, extents ...]; of a transposed convolution [inputs, outputs / groups, extents ...].</summary>
    public Parameter Weight { get; }

    /// <summary>What is added to each channel of the output, of shape [outputs], or null.</summary>
    public Parameter? Bias { get; }

    /// <inheritdoc/>
    protected override string Describe() => $"{GetType().Name}({_inputs} → {_outputs}, kernel {new Shape(_kernel)})";

    /// <inheritdoc/>
    private protected sealed override Tensor Compute(Tensor x, Mode mode)
    {
        LayerInput.RequireImages(x, _inputs, _axes, this);
        return Convolve(x, Weight.Value, Bias?.Value);
    }

    /// <summary>The operation.</summary>
    private protected abstract Tensor Convolve(Tensor x, Tensor weight, Tensor? bias);
}

/// <summary>The extents of a convolution's weight.</summary>
internal sealed class ConvolutionShape
{
    public ConvolutionShape(string layer, int axes, long inputs, long outputs, PerAxis kernel, long groups, bool isTransposed = false)
    {
        _ = (Limits.Positive(inputs), Limits.Positive(outputs), Limits.Positive(groups));
        if (inputs % groups != 0 || outputs % groups != 0)
            throw new ArgumentException(
                $"{layer}: {inputs} channels of the input and {outputs} of the output do not fall into {groups} groups of equal size.", nameof(groups));
        if (kernel.Count == 0) throw new ArgumentException($"{layer}: a kernel needs extents: one for all axes, or one for each.", nameof(kernel));
        (Axes, Inputs, Outputs) = (axes, inputs, outputs);
        Kernel = kernel.ToArray(axes, 1, layer, nameof(kernel));
        foreach (long extent in Kernel)
            _ = Limits.Positive(extent, nameof(kernel));
        Weight = isTransposed ? [inputs, outputs / groups, .. Kernel] : [outputs, inputs / groups, .. Kernel];
        long elements = Kernel.Aggregate(1L, static (a, b) => a * b);
        Fans = new Fans(Weight[1] * elements, Weight[0] * elements);
    }

    public int Axes { get; }

    public long Inputs { get; }

    public long Outputs { get; }

    public long[] Kernel { get; }

    public Shape Weight { get; }

    public Fans Fans { get; }
}
