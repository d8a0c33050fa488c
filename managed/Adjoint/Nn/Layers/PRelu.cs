namespace Adjoint;

/// <summary>x where it is positive, else a part of it that is learned, one for all channels or one for each (He et al., 2015), by <see cref="Ops.PRelu"/>.</summary>
/// <remarks>The input is [batch, channels, ...] where each channel has a part of its own, else any.</remarks>
public sealed partial class PRelu : Layer
{
    private readonly long _count;

    /// <summary>Makes a layer.</summary>
    /// <param name="count">1, or the number of channels along axis 1.</param>
    /// <param name="start">The part at first.</param>
    /// <param name="dtype">The parameter's type; the default type if left out.</param>
    public PRelu(long count = 1, double start = 0.25, DType? dtype = null)
    {
        _count = Limits.Positive(count);
        Weight = new Parameter(Tensor.Full([count], start, dtype ?? DType.Default), "weight");
    }

    /// <summary>The part of what is not positive, of shape [count].</summary>
    public Parameter Weight { get; }

    /// <inheritdoc/>
    protected override string Describe() => $"PRelu({_count})";

    /// <inheritdoc/>
    private protected override Tensor Compute(Tensor x, Mode mode)
    {
        if (_count > 1) LayerInput.RequireChannels(x, _count, this);
        return Ops.PRelu(x, Weight.Value);
    }
}
