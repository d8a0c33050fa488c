using static Adjoint.Ops;

namespace Adjoint;

/// <summary>
/// A learning rate that is a function of the number of updates before, from 0. Given to an optimizer in place of a number; it computes with
/// tensors, so that batches, derivatives and compiled programs follow the count.
/// </summary>
/// <example>
/// <code>
/// var optimizer = new AdamW(Schedule.Cosine(1e-3, steps: 10_000).WithWarmUp(500));
/// var own = new Schedule(t => 0.1 / Sqrt(t + 1));
/// Console.WriteLine(Schedule.Step(0.1, every: 10, factor: 0.5).At(25));   // 0.025
/// </code>
/// </example>
public sealed partial class Schedule
{
    private readonly Func<Tensor, Tensor> _rate;

    /// <summary>Makes a schedule of a function.</summary>
    /// <param name="rate">Takes the number of updates before, a float64 scalar that adapts to what is beside it, and gives the rate, a scalar.</param>
    public Schedule(Func<Tensor, Tensor> rate)
    {
        ArgumentNullException.ThrowIfNull(rate);
        _rate = rate;
    }

    private Schedule(double rate)
        : this(_ => rate) => Number = rate;

    /// <summary>The rate of a constant schedule.</summary>
    internal double? Number { get; }

    /// <summary>A constant rate.</summary>
    /// <param name="rate">The rate.</param>
    /// <returns>A schedule.</returns>
    public static implicit operator Schedule(double rate) => new(rate);

    /// <summary>The rates of a schedule, each times a number.</summary>
    /// <param name="schedule">The schedule.</param>
    /// <param name="factor">The number.</param>
    /// <returns>A schedule.</returns>
    public static Schedule operator *(Schedule schedule, double factor)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        return schedule.Number is { } rate ? rate * factor : new Schedule(t => factor * schedule._rate(t));
    }

    /// <summary>The rate after some updates.</summary>
    /// <param name="updates">How many there were, from 0.</param>
    /// <returns>The rate.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number is below 0, or so is the rate.</exception>
    public double At(long updates)
    {
        if (Number is { } number) return number;
        using var scope = new TensorScope();
        double rate = (double)At(Tensor.Scalar(Limits.AtLeast(0L, updates)));
        if (rate >= 0) return rate;
        throw new ArgumentOutOfRangeException(nameof(updates), FormattableString.Invariant($"Schedule: the rate after {updates} updates is {rate}; it must be at least 0."));
    }

    /// <summary>The same as a tensor, which transforms can follow.</summary>
    /// <param name="updates">How many there were: a scalar, or several at once.</param>
    /// <returns>The rate: float64, that adapts to what is beside it.</returns>
    public Tensor At(Tensor updates) => Cast(_rate(Cast(updates, DType.Float64).Weakened()), DType.Float64).Weakened();

    /// <summary>This schedule up to some number of updates, and from there another one, which begins with its first rate.</summary>
    /// <param name="updates">How many updates this one is for; at least 0.</param>
    /// <param name="next">The schedule after that.</param>
    /// <returns>A schedule.</returns>
    public Schedule Then(long updates, Schedule next)
    {
        ArgumentNullException.ThrowIfNull(next);
        double at = Limits.AtLeast(0L, updates);
        return new(t => Where(t < at, _rate(t), next._rate(Maximum(t - at, 0))));
    }

    /// <summary>First rises in equal steps from a part of this schedule's first rate up to it, then goes on with this schedule.</summary>
    /// <param name="updates">How many updates it rises; at least 0.</param>
    /// <param name="from">The part that it begins with, from 0 to 1.</param>
    /// <returns>A schedule.</returns>
    public Schedule WithWarmUp(long updates, double from = 0)
    {
        double length = Limits.AtLeast(0L, updates);
        _ = Limits.AtMost(1.0, Limits.AtLeast(0.0, from));
        return length == 0 ? this : new Schedule(t => _rate(0.0) * (from + (1 - from) * t / length)).Then(updates, this);
    }
}
