namespace Adjoint;

/// <summary>Brings the last axis to mean 0 and variance 1, then scales and shifts each of its elements: (x − mean) / √(variance + ε) · scale + shift.</summary>
/// <remarks>The input has any shape whose last extent is the size; the output has the same (Ba et al., 2016).</remarks>
public sealed class LayerNorm : Layer
{
    private readonly long _size;
    private readonly double _epsilon;

    /// <summary>Makes a layer that neither scales nor shifts at first.</summary>
    /// <param name="size">The extent of the last axis.</param>
    /// <param name="epsilon">Added to the variance; 0 or more.</param>
    /// <param name="dtype">The parameters' type; the default type if left out.</param>
    public LayerNorm(long size, double epsilon = 1e-5, DType? dtype = null)
    {
        (_size, _epsilon) = (Limits.Positive(size), Limits.AtLeast(0.0, epsilon));
        Scale = new Parameter(Tensor.Ones([size], dtype ?? DType.Default), "scale");
        Shift = new Parameter(Tensor.Zeros([size], dtype ?? DType.Default), "shift");
    }

    /// <summary>The factors, of shape [size].</summary>
    public Parameter Scale { get; }

    /// <summary>What is added, of shape [size].</summary>
    public Parameter Shift { get; }

    /// <inheritdoc/>
    protected override string Describe() => $"LayerNorm({_size})";

    /// <inheritdoc/>
    private protected override string TorchNameOf(string member) => TorchTensor.NameOfNormalization(member);

    /// <inheritdoc/>
    private protected override Tensor Compute(Tensor x, Mode mode)
    {
        LayerInput.RequireWidth(x, _size, this);
        return Ops.LayerNorm(x, Scale.Value, Shift.Value, _epsilon);
    }
}
