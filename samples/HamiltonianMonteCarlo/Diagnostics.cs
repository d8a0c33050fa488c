using static Adjoint.Ops;

namespace Adjoint.Samples;

/// <summary>How far chains have mixed: "Bayesian Data Analysis", third edition, 11.4 and 11.5. Draws are [draws, chains] of one quantity.</summary>
internal static class Diagnostics
{
    /// <summary>How much wider all halves of chains together are than one; 1 when they have mixed.</summary>
    public static double RHat(Tensor draws)
    {
        var (within, total) = Variances(Halves(draws));
        return Math.Sqrt(total / within);
    }

    /// <summary>How many independent draws would tell the mean as well.</summary>
    public static double EffectiveSampleSize(Tensor draws)
    {
        Tensor halves = Halves(draws);
        long n = halves.Shape[0];
        var (within, total) = Variances(halves);

        // Autocovariances by the Fourier transform, with zeros so that ends do not meet.
        Tensor spectrum = Square(Abs(Rfft(halves - Mean(halves, 0, keepDims: true), 2 * n, axis: 0)));
        Tensor covariances = Mean(Irfft(spectrum, 2 * n, axis: 0)[..(int)n] / (n - 1), 1);
        double[] correlations = (1 - (within - covariances) / total).ToArray<double>();

        // Geyer: sums of neighbours are positive and fall; where they are not, only noise is left.
        double sum = -1, last = double.PositiveInfinity;
        for (int lag = 0; lag + 1 < n; lag += 2)
        {
            last = Math.Min(last, lag == 0 ? 1 + correlations[1] : correlations[lag] + correlations[lag + 1]);
            if (last <= 0) break;
            sum += 2 * last;
        }

        return halves.Count / sum;
    }

    // The mean variance of chains, and that of all draws as far as the chains' means tell it.
    private static (double Within, double Total) Variances(Tensor draws)
    {
        long n = draws.Shape[0];
        double within = (double)Mean(Variance(draws, 0, correction: 1));
        return (within, within * (n - 1) / n + (double)Variance(Mean(draws, 0), correction: 1));
    }

    private static Tensor Halves(Tensor draws)
    {
        int half = (int)draws.Shape[0] / 2;
        return Concat([draws[..half], draws[half..(2 * half)]], 1);
    }
}
