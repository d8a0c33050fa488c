namespace Adjoint;

/// <summary>What each element of a vector lies between; ±∞ where there is no bound.</summary>
internal sealed class Bounds(double[] lower, double[] upper)
{
    public double[] Lower => lower;

    public double[] Upper => upper;

    /// <summary>The bounds of a minimiser; null if there are none.</summary>
    /// <exception cref="ArgumentException">A bound is NaN, or a lower one above the upper one.</exception>
    public static Bounds? Of<T>(string name, PackedTree<T> tree, T? lower, T? upper)
    {
        double[]? least = tree.Matching(lower, "the lower bound", double.NegativeInfinity), most = tree.Matching(upper, "the upper bound", double.PositiveInfinity);
        if (least is null && most is null) return null;
        least ??= [.. Enumerable.Repeat(double.NegativeInfinity, most!.Length)];
        most ??= [.. Enumerable.Repeat(double.PositiveInfinity, least.Length)];
        for (int i = 0; i < least.Length; i++)
        {
            if (!(least[i] <= most[i]))
                throw new ArgumentException(FormattableString.Invariant($"{name}: element {i} of x0 is to lie between {least[i]} and {most[i]}, but no number does."));
        }

        return new Bounds(least, most);
    }

    /// <summary>Puts each element between its bounds.</summary>
    public void Clip(Span<double> x)
    {
        for (int i = 0; i < x.Length; i++)
            x[i] = Math.Clamp(x[i], lower[i], upper[i]);
    }

    /// <summary>Whether a bound holds an element where the gradient would move it further out.</summary>
    public bool Holds(int i, double x, double gradient) => gradient > 0 ? x <= lower[i] : gradient < 0 && x >= upper[i];

    /// <summary>How far x may go along a direction until the first bound.</summary>
    public double LongestStep(ReadOnlySpan<double> x, ReadOnlySpan<double> direction)
    {
        double longest = double.PositiveInfinity;
        for (int i = 0; i < x.Length; i++)
        {
            if (direction[i] != 0) longest = Math.Min(longest, ((direction[i] > 0 ? upper[i] : lower[i]) - x[i]) / direction[i]);
        }

        return longest;
    }

    /// <summary>The largest change of an element by a step against the gradient that ends at the bounds.</summary>
    public double ProjectedGradientSize(Iterate at)
    {
        double largest = 0;
        for (int i = 0; i < at.X.Length; i++)
            largest = Math.Max(largest, Math.Abs(Math.Clamp(-at.Gradient[i], lower[i] - at.X[i], upper[i] - at.X[i])));
        return largest;
    }
}
