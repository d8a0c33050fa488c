namespace Adjoint.Benchmarks.Report;

/// <summary>A work that has to reach something.</summary>
/// <param name="Work">What is done, for the reader.</param>
/// <param name="Contests">How the names of its contests begin; each is a line of the report, one for each number of threads.</param>
/// <param name="Ratio">How many times better than the best peer it has to be; null where the peers do not decide.</param>
/// <param name="AtMost">A figure that it must not exceed, in the contest's unit.</param>
/// <param name="OfLimit">The part of what the machine can do that it has to reach.</param>
internal sealed record Goal(string Work, string Contests, double? Ratio, double? AtMost = null, double? OfLimit = null)
{
    /// <summary>How far below its goal a ratio may lie because the clock cannot tell them apart.</summary>
    public const double Noise = 0.02;

    /// <summary>Whether a contest is one of this goal's.</summary>
    public bool Covers(Contest contest) => contest.Name.StartsWith(Contests, StringComparison.Ordinal);

    /// <summary>Whether a contest reached it; null where there is nothing to reach.</summary>
    public bool? IsMet(Contest contest)
    {
        if (Ratio is null && AtMost is null && OfLimit is null) return null;
        return !(contest.Ratio < Ratio * (1 - Noise)) && !(contest.Adjoint > AtMost) && !(contest.OfLimit < OfLimit);
    }
}
