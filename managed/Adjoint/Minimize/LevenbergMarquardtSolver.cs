namespace Adjoint;

/// <summary>
/// The method of K. Levenberg and D. Marquardt as J. J. Moré made it ("The Levenberg-Marquardt algorithm: implementation and theory", 1978) and
/// MINPACK's lmder has it: damping by the length of the step, parameters measured by the largest norm so far of their column of J.
/// Between bounds the elements that a bound holds are left out of a step and its end is projected (C. Kanzow, N. Yamashita and M. Fukushima, 2004).
/// </summary>
internal sealed class LevenbergMarquardtSolver(SumOfSquares squares, Bounds? bounds, double? firstRadius)
{
    private double[] _norms = []; // the largest of each column so far
    private double _radius, _damping;

    public Outcome Run(StopRule stop)
    {
        Linearization model = Begin();
        bool[] held = Held(model.At);
        if (stop.StopsAtStart(model.At, model.LargestCosine(held))) return stop.Outcome;
        double length = ScaledLength(model.At.X);
        _radius = firstRadius ?? (length > 0 ? length : 1);
        DampedSteps steps = Steps(model, held);
        while (true)
        {
            Linearization? next = Next(model, steps, out double predicted);
            if (next is null)
            {
                double part = _radius / Math.Max(ScaledLength(model.At.X), double.Epsilon);
                if (stop.StopsWithoutStep(model.At, model.LargestCosine(held), predicted, part)) return stop.Outcome;
                continue;
            }

            held = Held(next.At);
            if (stop.Stops(model.At, next.At, next.LargestCosine(held))) return stop.Outcome;
            model = next;
            Measure(model);
            steps = Steps(model, held);
        }
    }

    private Linearization Begin()
    {
        bounds?.Clip(squares.Start);
        squares.RequireFinite(squares.Start, squares.Cost(squares.Start));
        Linearization model = squares.Linearize(squares.Start);
        if (!model.IsFinite)
            throw new ArgumentException(
                $"{squares.Name}: the Jacobian at x0 has elements that are NaN or infinite, though the residuals have not. Start elsewhere; DetectAnomaly shows the operation that they come from.");
        _norms = [.. model.ColumnNorms.Select(static n => n > 0 ? n : 1)];
        return model;
    }

    // The point after a step, if it is better; the next step is longer or shorter as the model was good or bad.
    private Linearization? Next(Linearization model, DampedSteps steps, out double predicted)
    {
        double[] x = Vectors.Sum(model.At.X, 1, steps.Step(_radius, ref _damping));
        bounds?.Clip(x);
        x = squares.Rounded(x);
        double[] step = Vectors.Difference(x, model.At.X);
        predicted = model.PredictedDecrease(step);
        double cost = squares.Cost(x), decrease = model.At.Value - cost, ratio = predicted > 0 && double.IsFinite(cost) ? decrease / predicted : double.NegativeInfinity;
        Linearization? next = ratio > 1e-4 ? squares.Linearize(x) : null;
        if (next is { IsFinite: false }) (next, ratio) = (null, double.NegativeInfinity);
        Adapt(ratio, cost, Vectors.Dot(model.At.Gradient, step), decrease, model.At.Value, ScaledLength(step));
        return next;
    }

    private void Adapt(double ratio, double cost, double slope, double decrease, double costBefore, double length)
    {
        if (ratio > 0.25)
        {
            if (_damping != 0 && ratio < 0.75) return;
            _radius = 2 * length;
            _damping /= 2;
            return;
        }

        // The minimum of the parabola through both costs and the first slope.
        double factor = decrease >= 0 ? 0.5 : 0.5 * slope / (slope + decrease);
        if (!(cost < 100 * costBefore) || !(factor >= 0.1)) factor = 0.1;
        _radius = factor * Math.Min(_radius, 10 * length);
        _damping /= factor;
    }

    private void Measure(Linearization model)
    {
        for (int i = 0; i < _norms.Length; i++)
            _norms[i] = Math.Max(_norms[i], model.ColumnNorms[i]);
    }

    private DampedSteps Steps(Linearization model, bool[] held) => new(model, [.. _norms.Select((n, i) => held[i] ? 0 : 1 / n)]);

    private double ScaledLength(double[] x) => Vectors.Norm([.. x.Zip(_norms, static (e, n) => e * n)]);

    private bool[] Held(Iterate at)
    {
        bool[] held = new bool[at.X.Length];
        for (int i = 0; i < held.Length; i++)
            held[i] = bounds is not null && bounds.Holds(i, at.X[i], at.Gradient[i]);
        return held;
    }
}
