using System.Globalization;

namespace Adjoint;

/// <summary>Numbers of examples drawn for several parts, each number once.</summary>
internal static class SplitOrder
{
    /// <summary>The numbers of each part, in random order.</summary>
    /// <param name="key">Determines which.</param>
    /// <param name="count">How many examples there are.</param>
    /// <param name="fractions">How much of the whole each part has.</param>
    public static IEnumerable<Tensor> Of(RandomKey key, long count, IReadOnlyList<double> fractions)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(fractions);
        TensorDataset.RequireOneKey(key, "Split", nameof(key));
        const double tolerance = 1e-9;
        if (!(Math.Abs(fractions.Sum() - 1) <= tolerance) || fractions.Any(static f => f is < 0 or > 1))
            throw new ArgumentException(
                $"Split: fractions are from 0 to 1 and make 1 together, not {string.Join(", ", fractions.Select(static f => f.ToString(CultureInfo.InvariantCulture)))}.", nameof(fractions));
        Tensor order = key.Permutation(count);
        // Ends are rounded, not sizes, so that nothing is left over.
        long[] ends = [0, .. fractions.Select((_, i) => i == fractions.Count - 1 ? count : (long)Math.Round(fractions.Take(i + 1).Sum() * count))];
        return fractions.Select((_, i) => order[TensorIndex.Slice(ends[i], ends[i + 1])]).ToArray();
    }
}
