namespace Adjoint;

/// <summary>Goes from point to point along directions in which the value decreases, each as far as a line search says.</summary>
/// <param name="objective">What is minimised.</param>
/// <param name="rule">Gives the directions.</param>
/// <param name="curvature">How much of the slope a step may leave.</param>
internal sealed class Descent(Objective objective, DescentDirection rule, double curvature)
{
    private readonly LineSearch _search = new(objective, curvature);

    public Outcome Run(StopRule stop)
    {
        Iterate at = objective.Begin();
        if (stop.StopsAtStart(at, objective.Stationarity(at))) return stop.Outcome;
        while (true)
        {
            Iterate? next = Next(at);
            // What the rule remembers, or its model, may be all that is wrong: steepest descent has the last word.
            if ((next is null || !stop.IsBetter(at, next, objective.Stationarity(next))) && rule.Forget()) continue;
            if (next is null) return stop.LineSearchFailed(at, objective.Stationarity(at));
            rule.Learn(at, next);
            if (stop.Stops(at, next, objective.Stationarity(next))) return stop.Outcome;
            at = next;
        }
    }

    private Iterate? Next(Iterate at)
    {
        double[] direction = rule.At(at);
        double slope = Vectors.Dot(at.Gradient, direction);
        return slope < 0 ? _search.Along(at, direction, slope, rule.FirstStep(at, direction, slope), double.PositiveInfinity) : null;
    }
}

/// <summary>A rule for directions of descent.</summary>
internal abstract class DescentDirection
{
    /// <summary>The direction at a point.</summary>
    public abstract double[] At(Iterate at);

    /// <summary>The first step to try along it.</summary>
    public virtual double FirstStep(Iterate at, double[] direction, double slope) => 1;

    /// <summary>Takes in a step.</summary>
    public virtual void Learn(Iterate from, Iterate to)
    {
    }

    /// <summary>Has the next direction be that of steepest descent. False if the last one was.</summary>
    public abstract bool Forget();

    /// <summary>A step of length 1 along the gradient, and shorter where that is small.</summary>
    protected static double StepAlongGradient(Iterate at) => Math.Min(1, 1 / Vectors.Norm(at.Gradient));
}
