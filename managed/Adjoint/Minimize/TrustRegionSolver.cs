namespace Adjoint;

/// <summary>
/// Steps to the minimum of the quadratic model among those that it can be trusted for (A. R. Conn, N. I. M. Gould and
/// Ph. L. Toint, "Trust-region methods", 2000).
/// </summary>
internal sealed class TrustRegionSolver(Objective objective, double firstRadius, double largestRadius)
{
    public Outcome Run(StopRule stop)
    {
        Iterate at = objective.Begin();
        if (stop.StopsAtStart(at, objective.Stationarity(at))) return stop.Outcome;
        double radius = Math.Min(firstRadius, largestRadius);
        QuadraticModel model = QuadraticModel.At(objective, at);
        while (true)
        {
            var (step, predicted, isLongest) = model.Minimum(radius);
            Iterate next = objective.Evaluate(Vectors.Sum(at.X, 1, step));
            double ratio = Ratio(at, next, predicted), length = Vectors.Norm(step);
            if (!(ratio >= 0.25)) radius = 0.25 * length;
            else if (ratio > 0.75 && isLongest) radius = Math.Min(2 * radius, largestRadius);
            if (ratio > 0.1)
            {
                if (stop.Stops(at, next, objective.Stationarity(next))) return stop.Outcome;
                at = next;
                model = QuadraticModel.At(objective, at);
            }
            else if (stop.StopsWithoutStep(at, objective.Stationarity(at), predicted, radius / Math.Max(Vectors.Norm(at.X), objective.Rounding)))
            {
                return stop.Outcome;
            }
        }
    }

    // Both decreases are taken for larger by what rounding may hide (section 17.4.2 there).
    private double Ratio(Iterate at, Iterate next, double predicted)
    {
        double noise = 10 * objective.Rounding * Math.Abs(at.Value);
        return next.IsFinite ? (at.Value - next.Value + noise) / (predicted + noise) : double.NegativeInfinity;
    }
}
