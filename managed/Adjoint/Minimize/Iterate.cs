namespace Adjoint;

/// <summary>A point with the value and the gradient there.</summary>
internal sealed class Iterate(double[] x, double value, double[] gradient)
{
    public double[] X => x;

    public double Value => value;

    public double[] Gradient => gradient;

    /// <summary>The largest size of an element of the gradient; NaN if one is.</summary>
    public double GradientSize { get; } = Vectors.MaxAbs(gradient);

    public bool IsFinite => double.IsFinite(value) && double.IsFinite(GradientSize);
}
