using static Adjoint.Ops;

namespace Adjoint;

public sealed partial class Schedule
{
    /// <summary>The same rate always: what the number itself stands for.</summary>
    /// <param name="rate">The rate.</param>
    /// <returns>A schedule.</returns>
    public static Schedule Constant(double rate) => Limits.AtLeast(0.0, rate);

    /// <summary>Multiplies the rate by a factor every so many updates: rate · factor^⌊t / every⌋.</summary>
    /// <param name="rate">The first rate.</param>
    /// <param name="every">How many updates a rate holds; at least 1.</param>
    /// <param name="factor">The factor, at least 0.</param>
    /// <returns>A schedule.</returns>
    public static Schedule Step(double rate, long every, double factor = 0.1)
    {
        double length = Limits.Positive(every);
        (rate, factor) = (Limits.AtLeast(0.0, rate), Limits.AtLeast(0.0, factor));
        return new(t => rate * Pow(factor, Floor(t / length)));
    }

    /// <summary>Multiplies the rate by a factor after each of some numbers of updates.</summary>
    /// <param name="rate">The first rate.</param>
    /// <param name="factor">The factor, at least 0.</param>
    /// <param name="at">The numbers of updates, which rise.</param>
    /// <returns>A schedule.</returns>
    public static Schedule MultiStep(double rate, double factor, params ReadOnlySpan<long> at)
    {
        var pieces = new (long, double)[at.Length];
        double next = Limits.AtLeast(0.0, rate);
        for (int i = 0; i < at.Length; i++)
            pieces[i] = (at[i], next *= Limits.AtLeast(0.0, factor));
        return Piecewise(rate, pieces);
    }

    /// <summary>A constant rate, and others from some numbers of updates on.</summary>
    /// <param name="rate">The first rate.</param>
    /// <param name="then">From which number of updates on, which rise, there is which rate.</param>
    /// <returns>A schedule.</returns>
    /// <exception cref="ArgumentException">The numbers do not rise.</exception>
    public static Schedule Piecewise(double rate, params ReadOnlySpan<(long From, double Rate)> then)
    {
        (long From, double Rate)[] pieces = [(0, rate), .. then];
        for (int i = 0; i < pieces.Length; i++)
        {
            _ = Limits.AtLeast(0.0, pieces[i].Rate, nameof(rate));
            if (i > 0 && pieces[i].From <= pieces[i - 1].From)
                throw new ArgumentException(FormattableString.Invariant($"Schedule: the numbers of updates have to rise from 1 on; {pieces[i].From} stands after {pieces[i - 1].From}."), nameof(then));
        }

        return new(t => pieces[1..].Aggregate((Tensor)rate, (before, piece) => Where(t >= (double)piece.From, piece.Rate, before)));
    }

    /// <summary>Goes down by a factor in so many updates: rate · factor^(t / every).</summary>
    /// <param name="rate">The first rate.</param>
    /// <param name="factor">The factor, at least 0.</param>
    /// <param name="every">How many updates it takes; at least 1.</param>
    /// <returns>A schedule.</returns>
    public static Schedule Exponential(double rate, double factor, long every = 1)
    {
        double length = Limits.Positive(every);
        (rate, factor) = (Limits.AtLeast(0.0, rate), Limits.AtLeast(0.0, factor));
        return new(t => rate * Pow(factor, t / length));
    }

    /// <summary>Goes from one rate to another in equal steps, and stays there.</summary>
    /// <param name="from">The first rate.</param>
    /// <param name="to">The last rate.</param>
    /// <param name="steps">In how many updates; at least 1.</param>
    /// <returns>A schedule.</returns>
    public static Schedule Linear(double from, double to, long steps) => Polynomial(from, to, steps, 1);

    /// <summary>Goes from one rate to another by a power of what is left, and stays there: end + (rate − end) (1 − t / steps)^power.</summary>
    /// <param name="rate">The first rate.</param>
    /// <param name="end">The last rate.</param>
    /// <param name="steps">In how many updates; at least 1.</param>
    /// <param name="power">The power, above 0.</param>
    /// <returns>A schedule.</returns>
    public static Schedule Polynomial(double rate, double end, long steps, double power)
    {
        double length = Limits.Positive(steps);
        (rate, end, power) = (Limits.AtLeast(0.0, rate), Limits.AtLeast(0.0, end), Limits.Positive(power));
        return new(t => end + (rate - end) * Pow(1 - Minimum(t, length) / length, power));
    }

    /// <summary>Half a wave from one rate to another, where it stays: end + (rate − end) (1 + cos(π t / steps)) / 2 (Loshchilov and Hutter, "SGDR", ICLR 2017).</summary>
    /// <param name="rate">The first rate.</param>
    /// <param name="steps">In how many updates; at least 1.</param>
    /// <param name="end">The last rate.</param>
    /// <returns>A schedule.</returns>
    public static Schedule Cosine(double rate, long steps, double end = 0)
    {
        double length = Limits.Positive(steps);
        (rate, end) = (Limits.AtLeast(0.0, rate), Limits.AtLeast(0.0, end));
        return new(t => HalfWave(rate, end, Minimum(t, length) / length));
    }

    /// <summary>Half waves one after the other, each so many times as long as the one before (Loshchilov and Hutter, "SGDR: stochastic gradient descent with warm restarts", ICLR 2017).</summary>
    /// <param name="rate">The first rate of each.</param>
    /// <param name="steps">How many updates the first one takes; at least 1.</param>
    /// <param name="growth">How many times as long the next one is; at least 1.</param>
    /// <param name="end">The rate that each goes down to.</param>
    /// <returns>A schedule.</returns>
    public static Schedule CosineRestarts(double rate, long steps, double growth = 1, double end = 0)
    {
        double length = Limits.Positive(steps);
        (rate, end, growth) = (Limits.AtLeast(0.0, rate), Limits.AtLeast(0.0, end), Limits.AtLeast(1.0, growth));
        if (growth == 1) return new(t => HalfWave(rate, end, Remainder(t, length) / length));
        return new(t =>
        {
            // The number of waves before; what is added is more than the error of logarithms, and less than an update.
            Tensor waves = Floor(Log(1 + t * ((growth - 1) / length)) / Math.Log(growth) + 1e-12), scale = Pow(growth, waves);
            return HalfWave(rate, end, (t - length * (scale - 1) / (growth - 1)) / (length * scale));
        });
    }

    /// <summary>Rises in equal steps from 0, then half a wave down to another rate.</summary>
    /// <param name="rate">The highest rate.</param>
    /// <param name="warmUp">How many updates it rises; at least 0.</param>
    /// <param name="steps">How many updates it takes in all; above <paramref name="warmUp"/>.</param>
    /// <param name="end">The last rate.</param>
    /// <returns>A schedule.</returns>
    public static Schedule WarmUpCosine(double rate, long warmUp, long steps, double end = 0) =>
        Cosine(rate, Limits.Positive(steps - warmUp, nameof(steps)), end).WithWarmUp(warmUp);

    /// <summary>
    /// One wave up and down: from highest / startFactor to highest and down to highest / startFactor / endFactor (Smith and Topin,
    /// "Super-convergence", 2017; the phases are PyTorch's).
    /// </summary>
    /// <param name="highest">The highest rate.</param>
    /// <param name="steps">How many updates there are in all; the last of them has the last rate.</param>
    /// <param name="rising">Which part of them it rises, above 0 and below 1.</param>
    /// <param name="startFactor">How many times higher the highest rate is than the first.</param>
    /// <param name="endFactor">How many times higher the first rate is than the last.</param>
    /// <returns>A schedule.</returns>
    public static Schedule OneCycle(double highest, long steps, double rising = 0.3, double startFactor = 25, double endFactor = 1e4)
    {
        double top = Limits.Positive(rising) * Limits.Positive(steps) - 1, last = steps - 1;
        if (!(top > 0 && top < last))
            throw new ArgumentOutOfRangeException(nameof(rising), FormattableString.Invariant($"OneCycle: rising for {rising} of {steps} updates leaves no way up or down."));
        double first = Limits.AtLeast(0.0, highest) / Limits.Positive(startFactor), end = first / Limits.Positive(endFactor);
        return new(t => Where(t <= top, HalfWave(first, highest, t / top), HalfWave(highest, end, (Minimum(t, last) - top) / (last - top))));
    }

    /// <summary>
    /// Rises in equal steps, then goes down with the inverse root: rate · min((t + 1) / warmUp, √(warmUp / (t + 1))) (Vaswani et al.,
    /// "Attention is all you need", NeurIPS 2017).
    /// </summary>
    /// <param name="rate">The highest rate.</param>
    /// <param name="warmUp">At which update, from 1, it is reached; at least 1.</param>
    /// <returns>A schedule.</returns>
    public static Schedule InverseSqrt(double rate, long warmUp)
    {
        double length = Limits.Positive(warmUp);
        _ = Limits.AtLeast(0.0, rate);
        return new(t => rate * Minimum((t + 1) / length, Sqrt(length / (t + 1))));
    }

    private static Tensor HalfWave(double from, double to, Tensor part) => to + (from - to) * (1 + Cos(Math.PI * part)) * 0.5;
}
