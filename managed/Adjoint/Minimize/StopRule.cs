namespace Adjoint;

/// <summary>Where a minimiser ended, and why.</summary>
internal sealed record Outcome(Iterate Last, double Stationarity, int Iterations, StopReason Reason, string Message);

/// <summary>Counts iterations and decides after each whether to go on.</summary>
/// <param name="objective">What is minimised.</param>
/// <param name="options">The tolerances.</param>
/// <param name="callback">Is shown number, point and what is held against the tolerance of the gradient; true stops.</param>
/// <param name="cancellation">Ends it by an exception.</param>
internal sealed class StopRule(
    Objective objective, MinimizeOptions options, Func<int, Iterate, double, bool>? callback, CancellationToken cancellation)
{
    private int _iterations;
    private double _stationarity; // of the last point
    private double _promised; // the largest decrease of a step from the last point, none of which was taken
    private Outcome? _outcome;

    /// <summary>The end, once there is one.</summary>
    public Outcome Outcome => _outcome ?? throw new InvalidOperationException($"{objective.Name}: it has not stopped.");

    /// <summary>Whether the start is a solution, or there is no iteration to be made.</summary>
    public bool StopsAtStart(Iterate start, double stationarity)
    {
        cancellation.ThrowIfCancellationRequested();
        _stationarity = stationarity;
        return MeetsGradient(start, stationarity) || HasNoMoreIterations(start, stationarity);
    }

    /// <summary>Whether an iteration that went from one point to another is the last.</summary>
    public bool Stops(Iterate from, Iterate to, double stationarity)
    {
        _iterations++;
        bool isBroken = IsPromiseBroken(from);
        _promised = 0;
        cancellation.ThrowIfCancellationRequested();
        if (MeetsGradient(to, stationarity)) return true;
        double decrease = from.Value - to.Value, size = Math.Max(Math.Abs(from.Value), Math.Abs(to.Value));
        bool isFlat = options.ValueTolerance > 0 ? decrease <= options.ValueTolerance * size : !IsBetter(from, to, stationarity);
        _stationarity = stationarity;
        if (isFlat && isBroken && decrease <= objective.Rounding * size)
            return Ends(to, stationarity, StopReason.TrustRadiusCollapsed, $"No step that can be seen decreases the value, though its derivatives promise it; the gradient's norm is {stationarity:G4}.");
        if (isFlat)
            return Ends(to, stationarity, StopReason.ValueTolerance, $"The value decreased by {decrease:G4}, no more than {nameof(MinimizeOptions.ValueTolerance)} = {options.ValueTolerance:G4} of its size.");
        double step = Vectors.Norm(Vectors.Difference(to.X, from.X)), length = Vectors.Norm(to.X);
        if (options.StepTolerance > 0 && step <= options.StepTolerance * length)
            return Ends(to, stationarity, StopReason.StepTolerance, $"The step of length {step:G4} is at most {nameof(MinimizeOptions.StepTolerance)} = {options.StepTolerance:G4} of the length of x.");
        return StopsOtherwise(to, stationarity);
    }

    /// <summary>Whether an iteration is the last whose step was not taken.</summary>
    /// <param name="at">The point that stays.</param>
    /// <param name="stationarity">What is held against the tolerance of the gradient there.</param>
    /// <param name="predicted">By how much the step should have decreased the value.</param>
    /// <param name="radius">How long the next step may be, as a part of the length of x.</param>
    public bool StopsWithoutStep(Iterate at, double stationarity, double predicted, double radius)
    {
        _iterations++;
        cancellation.ThrowIfCancellationRequested();
        // Far below 0 it is after a projection on bounds, of a step that was too long for it: no sign that nothing is left.
        _promised = Math.Max(_promised, Math.Abs(predicted));
        double visible = Math.Max(options.ValueTolerance, objective.Rounding);
        if (_promised <= visible * Math.Abs(at.Value))
            return Ends(at, stationarity, StopReason.ValueTolerance, $"A step would decrease the value by {_promised:G4}, no more than {visible:G4} of its size.");
        double shortest = Math.Max(options.StepTolerance, objective.Rounding);
        if (radius > shortest) return StopsOtherwise(at, stationarity);
        if (!IsPromiseBroken(at))
            return Ends(at, stationarity, StopReason.StepTolerance, $"The trust radius has come down to {radius:G4} of the length of x, no more than {shortest:G4}, since rounding hides what steps decrease.");
        return Ends(at, stationarity, StopReason.TrustRadiusCollapsed, $"No step decreases the value, though its derivatives promise {_promised:G4}: the trust radius has come down to {radius:G4} of the length of x, no more than {shortest:G4}; the gradient's norm is {stationarity:G4}.");
    }

    // A value that is known to half of its digits cannot show a smaller decrease: what hides it is rounding. A larger one is a promise that was not kept.
    private bool IsPromiseBroken(Iterate at) => _promised > Math.Sqrt(objective.Rounding) * Math.Abs(at.Value);

    /// <summary>The end where no step decreases the value.</summary>
    public Outcome LineSearchFailed(Iterate at, double stationarity)
    {
        _ = Ends(at, stationarity, StopReason.LineSearchFailed, $"No step along the gradient decreases the value; the gradient's norm is {stationarity:G4}.");
        return Outcome;
    }

    /// <summary>Whether a point has a value that is lower than the last by more than rounding or, where that hides it, a much smaller gradient.</summary>
    public bool IsBetter(Iterate last, Iterate next, double stationarity) =>
        last.Value - next.Value > objective.Rounding * Math.Abs(last.Value) || stationarity <= 0.9 * _stationarity;

    private bool MeetsGradient(Iterate at, double stationarity) =>
        stationarity <= options.GradientTolerance
        && Ends(at, stationarity, StopReason.GradientTolerance, $"The gradient's norm {stationarity:G4} is at most {nameof(MinimizeOptions.GradientTolerance)} = {options.GradientTolerance:G4}.");

    private bool StopsOtherwise(Iterate at, double stationarity) =>
        (callback is not null && callback(_iterations, at, stationarity) && Ends(at, stationarity, StopReason.Callback, $"The callback stopped it after iteration {_iterations}."))
        || HasNoMoreIterations(at, stationarity);

    private bool HasNoMoreIterations(Iterate at, double stationarity) =>
        _iterations >= options.MaxIterations
        && Ends(at, stationarity, StopReason.MaxIterations, $"There were {nameof(MinimizeOptions.MaxIterations)} = {options.MaxIterations} iterations; the gradient's norm is {stationarity:G4}.");

    private bool Ends(Iterate at, double stationarity, StopReason reason, FormattableString message)
    {
        _outcome = new Outcome(at, stationarity, _iterations, reason, FormattableString.Invariant(message));
        return true;
    }
}
