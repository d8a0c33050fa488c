namespace Adjoint;

/// <summary>
/// L-BFGS between bounds (R. H. Byrd, P. Lu, J. Nocedal and C. Zhu, "A limited memory algorithm for bound constrained optimization", SIAM J. Sci.
/// Comput. 16, 1995): the generalized Cauchy point says which bounds hold, then the quadratic model is minimised over the other elements.
/// The end of that step is projected as J. L. Morales and Nocedal (2011) propose.
/// </summary>
internal sealed class LbfgsBSolver(Objective objective, Bounds bounds, int historySize)
{
    private readonly CompactHessian _hessian = new(historySize);
    private readonly LineSearch _search = new(objective, curvature: 0.9, bounds);

    public Outcome Run(StopRule stop)
    {
        bounds.Clip(objective.Start);
        Iterate at = objective.Begin();
        if (stop.StopsAtStart(at, bounds.ProjectedGradientSize(at))) return stop.Outcome;
        while (true)
        {
            Iterate? next = Next(at);
            // What is remembered may be all that is wrong: the gradient has the last word.
            if ((next is null || !stop.IsBetter(at, next, bounds.ProjectedGradientSize(next))) && _hessian.Forget()) continue;
            if (next is null) return stop.LineSearchFailed(at, bounds.ProjectedGradientSize(at));
            _hessian.Learn(Vectors.Difference(next.X, at.X), Vectors.Difference(next.Gradient, at.Gradient));
            if (stop.Stops(at, next, bounds.ProjectedGradientSize(next))) return stop.Outcome;
            at = next;
        }
    }

    private Iterate? Next(Iterate at)
    {
        if (ModelMinimum(at) is not { } minimum) return null;
        double[] direction = Vectors.Difference(minimum, at.X);
        double slope = Vectors.Dot(at.Gradient, direction);
        if (!(slope < 0)) return null;
        double first = _hessian.Columns == 0 ? Math.Min(1, 1 / Vectors.Norm(direction)) : 1;
        return _search.Along(at, direction, slope, first, Math.Max(1, bounds.LongestStep(at.X, direction)));
    }

    private double[]? ModelMinimum(Iterate at)
    {
        var (cauchy, change) = CauchyPoint(at);
        try
        {
            return SubspaceMinimum(at, cauchy, change);
        }
        catch (LinearAlgebraException)
        {
            return null; // rounding has spoiled what is remembered
        }
    }

    // The first minimum of the model along the projected gradient (algorithm CP), and c = Wᵀ (xᶜ − x) there.
    private (double[] Point, double[] Change) CauchyPoint(Iterate at)
    {
        var (breaks, direction) = Path(at);
        double[] point = [.. at.X], change = new double[_hessian.Columns], projected = _hessian.Project(direction);
        double slope = -Vectors.Dot(direction, direction), least = -2.2e-16 * _hessian.Theta * slope;
        double curvature = -_hessian.Theta * slope - Vectors.Dot(projected, _hessian.MiddleTimes(projected));
        int[] order = [.. Enumerable.Range(0, breaks.Length).Where(i => breaks[i] is > 0 and < double.PositiveInfinity).OrderBy(i => breaks[i])];
        double reached = 0;
        foreach (int b in order)
        {
            double interval = breaks[b] - reached;
            if (slope >= 0 || -slope / Math.Max(curvature, least) < interval) break;
            point[b] = direction[b] > 0 ? bounds.Upper[b] : bounds.Lower[b];
            Vectors.Add(change, interval, projected);
            double g = at.Gradient[b], moved = point[b] - at.X[b];
            double[] row = _hessian.Row(b), image = _hessian.MiddleTimes(row);
            slope += interval * curvature + g * g + _hessian.Theta * g * moved - g * Vectors.Dot(image, change);
            curvature -= g * (_hessian.Theta * g + 2 * Vectors.Dot(image, projected) + g * Vectors.Dot(image, row));
            Vectors.Add(projected, g, row);
            direction[b] = 0;
            reached = breaks[b];
        }

        double rest = slope < 0 ? -slope / Math.Max(curvature, least) : 0;
        Vectors.Add(change, rest, projected);
        Vectors.Add(point, reached + rest, direction);
        bounds.Clip(point);
        return (point, change);
    }

    // How far each element goes against the gradient until its bound, and which way.
    private (double[] Breaks, double[] Direction) Path(Iterate at)
    {
        double[] breaks = new double[at.X.Length], direction = new double[breaks.Length];
        for (int i = 0; i < breaks.Length; i++)
        {
            double g = at.Gradient[i];
            breaks[i] = g == 0 ? double.PositiveInfinity : (at.X[i] - (g < 0 ? bounds.Upper[i] : bounds.Lower[i])) / g;
            direction[i] = breaks[i] > 0 ? -g : 0;
        }

        return (breaks, direction);
    }

    // The minimum of the model over the elements that the Cauchy point leaves between their bounds.
    private double[] SubspaceMinimum(Iterate at, double[] cauchy, double[] change)
    {
        int[] free = [.. Enumerable.Range(0, cauchy.Length).Where(i => cauchy[i] > bounds.Lower[i] && cauchy[i] < bounds.Upper[i])];
        if (free.Length == 0 || _hessian.Columns == 0) return cauchy;
        double[] image = _hessian.MiddleTimes(change), residual = new double[free.Length];
        for (int i = 0; i < free.Length; i++)
        {
            int place = free[i];
            residual[i] = at.Gradient[place] + _hessian.Theta * (cauchy[place] - at.X[place]) - Vectors.Dot(_hessian.Row(place), image);
        }

        double[] inside = _hessian.Solve(free, residual), step = new double[cauchy.Length];
        for (int i = 0; i < free.Length; i++)
            step[free[i]] = inside[i];
        double[] projected = Vectors.Sum(cauchy, 1, step);
        bounds.Clip(projected);
        return Vectors.Dot(at.Gradient, Vectors.Difference(projected, at.X)) < 0
            ? projected
            : Vectors.Sum(cauchy, Math.Min(1, bounds.LongestStep(cauchy, step)), step);
    }
}
