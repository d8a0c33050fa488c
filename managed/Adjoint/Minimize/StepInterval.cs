namespace Adjoint;

/// <summary>
/// The interval of steps that a line search holds, and the next step to try: the routines dcsrch and dcstep of MINPACK-2 (Moré and Thuente, 1994).
/// </summary>
internal sealed class StepInterval
{
    private readonly double _value, _slope, _decrease;
    private readonly double _longest;
    private Step _best, _other; // x and y in the paper: the best step so far, and the other end
    private double _ceiling = double.PositiveInfinity; // no number is there or, as far as is known, beyond
    private double _nearest, _width, _widthBefore;
    private bool _isBracketed, _seeksDecrease = true;

    /// <param name="value">The value at step 0.</param>
    /// <param name="slope">The slope there, below 0.</param>
    /// <param name="decrease">How much of the slope a step has to gain.</param>
    /// <param name="longest">The longest step.</param>
    public StepInterval(double value, double slope, double decrease, double longest)
    {
        (_value, _slope, _decrease, _longest) = (value, slope, decrease * slope, longest);
        _best = _other = new Step(0, value, slope);
        (_width, _widthBefore) = (longest, 2 * longest);
    }

    /// <summary>A shorter step than one that led to no number.</summary>
    public double Shortened(double step)
    {
        _ceiling = Math.Min(_ceiling, step);
        _nearest = _best.Length;
        return _best.Length + 0.25 * (step - _best.Length);
    }

    /// <summary>Whether the longest step is not long enough.</summary>
    public bool IsAtEnd(double step, double value, double slope) =>
        step >= _longest && value <= _value + step * _decrease && slope <= _decrease;

    /// <summary>Whether the interval holds no other numbers any more.</summary>
    public bool IsNarrow(double tolerance) => _isBracketed && Math.Abs(_other.Length - _best.Length) <= tolerance * Math.Max(_other.Length, _best.Length);

    /// <summary>The next step, given what was found at the last one.</summary>
    public double Next(double length, double value, double slope)
    {
        double required = _value + length * _decrease;
        if (_seeksDecrease && value <= required && slope >= 0) _seeksDecrease = false;
        var step = new Step(length, value, slope);
        // Until a step decreases enough and the slope has turned, the function less the required decrease is searched.
        double next = _seeksDecrease && value <= _best.Value && value > required
            ? Narrow(step.Less(_decrease), less: _decrease)
            : Narrow(step, less: 0);
        if (_isBracketed) return Below(Inside(Halved(next)));
        _nearest = next + 1.1 * (next - _best.Length);
        return Below(Math.Min(next, _longest));
    }

    private double Below(double next) => next < _ceiling ? next : _best.Length + 0.5 * (_ceiling - _best.Length);

    private double Inside(double next)
    {
        double lower = Math.Min(_best.Length, _other.Length), upper = Math.Max(_best.Length, _other.Length);
        return next > lower && next < upper ? next : lower + 0.5 * (upper - lower);
    }

    // Where the interval shrinks too slowly, it is halved.
    private double Halved(double next)
    {
        double width = Math.Abs(_other.Length - _best.Length);
        if (width >= 0.66 * _widthBefore) next = _best.Length + 0.5 * (_other.Length - _best.Length);
        (_widthBefore, _width) = (_width, width);
        return next;
    }

    private double Narrow(Step step, double less)
    {
        Step best = _best.Less(less), other = _other.Less(less);
        double next = Trial(best, other, step);
        if (step.Value > best.Value)
        {
            other = step;
        }
        else
        {
            if (Turns(best, step)) other = best;
            best = step;
        }

        (_best, _other) = (best.Less(-less), other.Less(-less));
        return next;
    }

    private static bool Turns(Step best, Step step) => step.Slope * Math.Sign(best.Slope) < 0;

    // The four cases of the paper's section 4.
    private double Trial(Step best, Step other, Step step)
    {
        double t = step.Length;
        if (step.Value > best.Value)
        {
            _isBracketed = true;
            double cubic = best.CubicMinimum(step), quadratic = best.QuadraticMinimum(step);
            return Math.Abs(cubic - best.Length) < Math.Abs(quadratic - best.Length) ? cubic : cubic + (quadratic - cubic) / 2;
        }

        if (Turns(best, step))
        {
            _isBracketed = true;
            double cubic = step.CubicMinimum(best), secant = step.SecantZero(best);
            return Math.Abs(cubic - t) > Math.Abs(secant - t) ? cubic : secant;
        }

        if (Math.Abs(step.Slope) < Math.Abs(best.Slope)) return Extrapolated(best, other, step);
        return _isBracketed ? step.CubicMinimum(other) : Farthest(best, t);
    }

    private double Extrapolated(Step best, Step other, Step step)
    {
        double t = step.Length, secant = step.SecantZero(best), cubic = step.CubicBeyond(best) ?? Farthest(best, t);
        bool isCubicNearer = Math.Abs(cubic - t) < Math.Abs(secant - t);
        if (!_isBracketed) return Math.Min(Farthest(best, t), Math.Max(isCubicNearer ? secant : cubic, _nearest));
        double near = isCubicNearer ? cubic : secant, limit = t + 0.66 * (other.Length - t);
        return t > best.Length ? Math.Min(limit, near) : Math.Max(limit, near);
    }

    private double Farthest(Step best, double t) => Math.Min(_longest, t + 4 * (t - best.Length));

    /// <summary>A step with the value and the slope there.</summary>
    private readonly record struct Step(double Length, double Value, double Slope)
    {
        /// <summary>The same of the function less a linear one.</summary>
        public Step Less(double slope) => new(Length, Value - Length * slope, Slope - slope);

        /// <summary>The minimum of the cubic that two steps agree with.</summary>
        public double CubicMinimum(Step other)
        {
            var (theta, gamma) = Cubic(other);
            double r = (gamma - Slope + theta) / (gamma - Slope + gamma + other.Slope);
            return Length + r * (other.Length - Length);
        }

        /// <summary>The same if it lies on the other side of this step, and the cubic grows without end there; else null.</summary>
        public double? CubicBeyond(Step other)
        {
            var (theta, gamma) = Cubic(other);
            double r = (gamma - Slope + theta) / (gamma + (other.Slope - Slope) + gamma);
            return r < 0 && gamma != 0 ? Length + r * (other.Length - Length) : null;
        }

        public double QuadraticMinimum(Step other) =>
            Length + Slope / ((Value - other.Value) / (other.Length - Length) + Slope) / 2 * (other.Length - Length);

        public double SecantZero(Step other) => Length + Slope / (Slope - other.Slope) * (other.Length - Length);

        private (double Theta, double Gamma) Cubic(Step other)
        {
            double theta = 3 * (Value - other.Value) / (other.Length - Length) + Slope + other.Slope;
            double size = Math.Max(Math.Abs(theta), Math.Max(Math.Abs(Slope), Math.Abs(other.Slope)));
            double gamma = size * Math.Sqrt(Math.Max(0, theta / size * (theta / size) - Slope / size * (other.Slope / size)));
            return (theta, other.Length < Length ? -gamma : gamma);
        }
    }
}
