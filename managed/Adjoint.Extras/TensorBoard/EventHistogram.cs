namespace Adjoint.Extras;

/// <summary>Numbers in buckets whose limits grow by a tenth, as TensorFlow's do.</summary>
internal sealed record EventHistogram(double Min, double Max, double Count, double Sum, double SumOfSquares, double[] Limits, double[] Counts)
{
    // ..., -1.1e-12, -1e-12, 0, 1e-12, 1.1e-12, ..., the largest number.
    private static readonly double[] s_limits = AllLimits();

    public static EventHistogram Of(double[] values, string tag)
    {
        double[] counts = new double[s_limits.Length];
        double min = double.PositiveInfinity, max = double.NegativeInfinity, sum = 0, squares = 0;
        foreach (double value in values)
        {
            if (!double.IsFinite(value)) throw new ArgumentException($"AddHistogram: there is a number in '{tag}' that is not finite.", nameof(values));
            min = Math.Min(min, value);
            max = Math.Max(max, value);
            sum += value;
            squares += value * value;
            int found = Array.BinarySearch(s_limits, value); // a value on a limit lies in the bucket above it
            counts[found >= 0 ? Math.Min(found + 1, counts.Length - 1) : ~found]++;
        }

        // Of empty buckets in a row one is enough: its limit says where the next one begins.
        int[] kept = [.. Enumerable.Range(0, counts.Length).Where(i => counts[i] > 0 || (i + 1 < counts.Length && counts[i + 1] > 0))];
        return new(min, max, values.Length, sum, squares, [.. kept.Select(static i => s_limits[i])], [.. kept.Select(i => counts[i])]);
    }

    private static double[] AllLimits()
    {
        List<double> positive = [];
        for (double limit = 1e-12; limit < 1e20; limit *= 1.1)
            positive.Add(limit);
        positive.Add(double.MaxValue);
        return [.. positive.AsEnumerable().Reverse().Select(static x => -x), 0, .. positive];
    }
}
