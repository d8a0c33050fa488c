namespace Adjoint;

/// <summary>
/// Conjugate gradients with the factor of W. W. Hager and H. Zhang ("A new conjugate gradient method with guaranteed descent and an efficient
/// line search", SIAM J. Optim. 16, 2005).
/// </summary>
internal sealed class ConjugateDirection : DescentDirection
{
    private double[]? _last;
    private double _factor, _lastStep, _lastSlope;

    public override double[] At(Iterate at)
    {
        double[] direction = Vectors.Scaled(-1, at.Gradient);
        if (_last is not null) Vectors.Add(direction, _factor, _last);
        return _last = direction;
    }

    // The change of the value to first order is that of the last step.
    public override double FirstStep(Iterate at, double[] direction, double slope)
    {
        double first = _lastStep > 0 ? _lastStep * _lastSlope / slope : StepAlongGradient(at);
        _lastSlope = slope;
        return first;
    }

    public override void Learn(Iterate from, Iterate to)
    {
        double[] direction = _last!, change = Vectors.Difference(to.Gradient, from.Gradient);
        double length = Vectors.Norm(direction), along = Vectors.Dot(direction, change);
        _lastStep = Vectors.Norm(Vectors.Difference(to.X, from.X)) / length;
        if (!(along > 0))
        {
            _ = Forget();
            return;
        }

        double inner = Vectors.Dot(change, to.Gradient) - 2 * Vectors.Dot(change, change) / along * Vectors.Dot(direction, to.Gradient);
        double least = -1 / (length * Math.Min(0.01, Vectors.Norm(from.Gradient)));
        _factor = Math.Max(inner / along, least);
    }

    public override bool Forget()
    {
        bool had = _last is not null && _factor != 0;
        (_last, _factor, _lastStep) = (null, 0, 0);
        return had;
    }
}
