namespace Adjoint;

/// <summary>Divides the last axis by the root of its mean square, then scales each of its elements: x / √(mean(x²) + ε) · scale (Zhang and Sennrich, 2019).</summary>
/// <remarks>The input has any shape whose last extent is the size; the output has the same.</remarks>
public sealed class RmsNorm : Layer
{
    private readonly long _size;
    private readonly double _epsilon;

    /// <summary>Makes a layer that does not scale at first.</summary>
    /// <param name="size">The extent of the last axis.</param>
    /// <param name="epsilon">Added to the mean square; 0 or more.</param>
    /// <param name="dtype">The parameter's type; the default type if left out.</param>
    public RmsNorm(long size, double epsilon = 1e-6, DType? dtype = null)
    {
        (_size, _epsilon) = (Limits.Positive(size), Limits.AtLeast(0.0, epsilon));
        Scale = new Parameter(Tensor.Ones([size], dtype ?? DType.Default), "scale");
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
