namespace Adjoint;

/// <summary>
/// The line search of J. J. Moré and D. J. Thuente ("Line search algorithms with guaranteed sufficient decrease", ACM TOMS 20, 1994), as in
/// MINPACK-2: a step that decreases the value enough and the size of the slope by a factor (the strong conditions of Wolfe).
/// </summary>
/// <remarks>
/// Where the value or the gradient is not finite the step is shortened, and no later one is as long. Where the
/// value changes by rounding alone the condition on the slope decides (W. W. Hager and H. Zhang, 2005).
/// </remarks>
/// <param name="objective">The function.</param>
/// <param name="curvature">The factor of the slope, above 1e-4 and below 1.</param>
/// <param name="bounds">Points are put between them, if there are any.</param>
internal sealed class LineSearch(Objective objective, double curvature, Bounds? bounds = null)
{
    private const double Decrease = 1e-4, NarrowestInterval = 1e-16;
    private const int MostTrials = 60;

    /// <summary>A point along a direction.</summary>
    /// <param name="from">Where the line begins.</param>
    /// <param name="direction">Where it goes.</param>
    /// <param name="slope">The derivative along it, below 0.</param>
    /// <param name="firstStep">The first step to try.</param>
    /// <param name="longest">The longest step.</param>
    /// <returns>The point, or the best one if the conditions cannot be met; null if no better one than the beginning is found.</returns>
    public Iterate? Along(Iterate from, double[] direction, double slope, double firstStep, double longest)
    {
        var interval = new StepInterval(from.Value, slope, Decrease, longest);
        double noise = 10 * objective.Rounding * Math.Abs(from.Value), step = Math.Min(firstStep, longest);
        Iterate? best = null;
        for (int trial = 0; trial < MostTrials; trial++)
        {
            Iterate at = At(from, direction, step);
            if (!at.IsFinite)
            {
                step = interval.Shortened(step);
                continue;
            }

            double slopeThere = Vectors.Dot(at.Gradient, direction);
            bool decreases = at.Value <= from.Value + Decrease * step * slope + noise;
            if (decreases && Math.Abs(slopeThere) <= -curvature * slope) return at;
            if (at.Value < (best ?? from).Value) best = at;
            if (interval.IsAtEnd(step, at.Value, slopeThere) || interval.IsNarrow(NarrowestInterval)) return best;
            step = interval.Next(step, at.Value, slopeThere);
        }

        return best;
    }

    private Iterate At(Iterate from, double[] direction, double step)
    {
        double[] x = Vectors.Sum(from.X, step, direction);
        bounds?.Clip(x);
        return objective.Evaluate(x);
    }
}
