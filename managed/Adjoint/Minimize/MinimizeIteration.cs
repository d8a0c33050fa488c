namespace Adjoint;

/// <summary>Where a minimiser is after an iteration, for its callback.</summary>
/// <typeparam name="T">The type of the argument: a tree.</typeparam>
public sealed class MinimizeIteration<T>
{
    internal MinimizeIteration(int number, T point, double value, double gradientNorm)
    {
        Number = number;
        Point = point;
        Value = value;
        GradientNorm = gradientNorm;
    }

    /// <summary>The number of the iteration, from 1.</summary>
    public int Number { get; }

    /// <summary>The best point so far.</summary>
    public T Point { get; }

    /// <summary>The value there.</summary>
    public double Value { get; }

    /// <summary>What <see cref="MinimizeOptions.GradientTolerance"/> is held against.</summary>
    public double GradientNorm { get; }

    internal bool IsStopped { get; private set; }

    /// <summary>Ends the minimisation with this point as its result, whose reason is <see cref="StopReason.Callback"/>.</summary>
    public void Stop() => IsStopped = true;
}
