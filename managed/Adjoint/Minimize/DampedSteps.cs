namespace Adjoint;

/// <summary>
/// Steps p that minimise |r + J p|² + α |p / scale|², of a length |p / scale|, as J. J. Moré makes them ("The Levenberg-Marquardt algorithm:
/// implementation and theory", 1978): for each damping α that is tried, R of J = Q R with √α below it is brought to a triangle again.
/// </summary>
internal sealed class DampedSteps
{
    private const int MostDampings = 20;

    // A damping whose root is below this part of R is felt only where J has no rank.
    private const double LeastDamping = 1e-8;

    private readonly int _count; // of the elements of a step
    private readonly int[] _free; // those that are not held
    private readonly double[] _scale, _projected;
    private readonly Tensor _triangle; // R of the free columns, scaled
    private readonly double[]? _undamped; // null where J has not full rank, so that there is none
    private readonly double _slopeUndamped, _leastDamping;

    /// <param name="linearization">The residuals.</param>
    /// <param name="scale">The unit of each element of a step; 0 holds it.</param>
    public DampedSteps(Linearization linearization, double[] scale)
    {
        _count = scale.Length;
        _free = [.. Enumerable.Range(0, _count).Where(i => scale[i] > 0)];
        _scale = [.. _free.Select(i => scale[i])];
        var (r, projected) = linearization.Factors;
        if (_free.Length < _count)
        {
            var (q, again) = Ops.QR(Ops.Take(r, Tensor.From(_free), axis: 1));
            (r, projected) = (again, Ops.MatMul(q.T, projected));
        }

        _triangle = r * Tensor.From(_scale);
        _projected = projected.ToArray<double>();
        double[] diagonal = Ops.Abs(Ops.Diagonal(_triangle)).ToArray<double>();
        double largest = diagonal.DefaultIfEmpty().Max();
        _leastDamping = LeastDamping * largest * LeastDamping * largest;
        // A triangle's diagonal tells of its rank what a step needs: one that it shows too late is too long, and damped.
        if (diagonal.Length == _free.Length && largest > 0 && diagonal.Min() > linearization.RankTolerance * largest)
            (_undamped, _slopeUndamped) = Solved(_triangle, _projected);
    }

    /// <summary>The step that is as long as it may be to a tenth, or the undamped one if that is shorter.</summary>
    /// <param name="radius">How long |p / scale| may be.</param>
    /// <param name="damping">α of the last step before, and then of this one.</param>
    public double[] Step(double radius, ref double damping)
    {
        double[] step = new double[_count], scaled;
        if (_undamped is not null && Vectors.Norm(_undamped) <= 1.1 * radius) (scaled, damping) = (_undamped, 0);
        else scaled = Damped(radius, ref damping);
        for (int i = 0; i < scaled.Length; i++)
            step[_free[i]] = scaled[i] * _scale[i];
        return step;
    }

    private double[] Damped(double radius, ref double damping)
    {
        double upper = Vectors.Norm(Ops.MatMul(_triangle.T, Tensor.From(_projected)).ToArray<double>()) / radius, lower = 0;
        if (upper == 0) return new double[_free.Length]; // no direction descends
        if (_undamped is not null) lower = (Vectors.Norm(_undamped) - radius) / -_slopeUndamped;
        double[] step = [];
        for (int i = 0; i < MostDampings; i++)
        {
            if (!(damping > lower && damping < upper)) damping = Math.Max(1e-3 * upper, Math.Sqrt(lower * upper));
            (step, double slope) = Solved(damping);
            double length = Vectors.Norm(step), excess = length - radius;
            if (Math.Abs(excess) <= 0.1 * radius || (excess < 0 && damping <= _leastDamping)) break;
            if (excess < 0) upper = damping;
            lower = Math.Max(lower, damping - excess / slope);
            damping -= length / radius * (excess / slope);
        }

        return step;
    }

    private (double[] Step, double Slope) Solved(double damping)
    {
        var (q, r) = Ops.QR(Ops.Concat([_triangle, Math.Sqrt(damping) * Tensor.Eye(_free.Length, dtype: DType.Float64)]));
        return Solved(r, Ops.MatMul(Tensor.From(_projected), q[..(int)_triangle.Shape[0]]).ToArray<double>());
    }

    // The step, and the derivative of its length by the damping.
    private static (double[] Step, double Slope) Solved(Tensor r, double[] projected)
    {
        Tensor step = -Ops.TriangularSolve(r, Tensor.From(projected), upper: true);
        double[] p = step.ToArray<double>();
        double length = Vectors.Norm(p);
        if (length == 0) return (p, 0);
        double[] w = Ops.TriangularSolve(r.T, step / length).ToArray<double>();
        return (p, -length * Vectors.Dot(w, w));
    }
}
