namespace Adjoint;

/// <summary>Brings the last axis to mean 0 and variance 1, then scales and shifts each of its elements.</summary>
public sealed class LayerNorm : Module<Tensor, Tensor>
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

    /// <summary>Computes (x − mean) / √(variance + ε) · scale + shift.</summary>
    /// <param name="x">Any shape whose last extent is the size.</param>
    /// <returns>The output.</returns>
    /// <exception cref="ArgumentException">The last extent is another.</exception>
    public override Tensor Forward(Tensor x)
    {
        LayerInput.RequireWidth(x, _size, this);
        return Ops.LayerNorm(x, Scale.Value, Shift.Value, _epsilon);
    }

    /// <inheritdoc/>
    protected override string Describe() => $"LayerNorm({_size})";
}
