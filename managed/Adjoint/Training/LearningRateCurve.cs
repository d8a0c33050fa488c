namespace Adjoint;

/// <summary>How the loss went while the learning rate grew: what <see cref="LearningRateFinder"/> found.</summary>
public sealed class LearningRateCurve
{
    internal LearningRateCurve(IReadOnlyList<double> rates, IReadOnlyList<double> losses, IReadOnlyList<double> smoothed)
    {
        Rates = rates;
        Losses = losses;
        SmoothedLosses = smoothed;
        Suggestion = SteepestDescent();
    }

    /// <summary>The rates, each by the same factor above the one before.</summary>
    public IReadOnlyList<double> Rates { get; }

    /// <summary>The loss of the batch that each rate was tried on, before the step.</summary>
    public IReadOnlyList<double> Losses { get; }

    /// <summary>The losses as an exponential moving mean.</summary>
    public IReadOnlyList<double> SmoothedLosses { get; }

    /// <summary>
    /// The rate where the smoothed loss falls most steeply, by the logarithm of the rate, on the way to its minimum; null where it never falls.
    /// </summary>
    public double? Suggestion { get; }

    private double? SteepestDescent()
    {
        int lowest = 0;
        for (int i = 1; i < SmoothedLosses.Count; i++)
        {
            if (SmoothedLosses[i] < SmoothedLosses[lowest]) lowest = i;
        }

        double steepest = 0;
        double? rate = null;
        for (int i = 1; i < lowest; i++) // the factor between rates is one: differences of losses say what slopes would
        {
            double slope = SmoothedLosses[i + 1] - SmoothedLosses[i - 1];
            if (slope < steepest) (steepest, rate) = (slope, Rates[i]);
        }

        return rate;
    }
}
