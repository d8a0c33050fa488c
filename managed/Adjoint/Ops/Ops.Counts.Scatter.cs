namespace Adjoint;

// Elements gathered by numbers of theirs: counts, and sums, means and maxima of segments.
public static unsafe partial class Ops
{
    /// <summary>How often each whole number occurs, or the sum of the weights that stand where it does.</summary>
    /// <param name="x">Integers of any shape.</param>
    /// <param name="length">How many numbers are counted, from 0 on; others are left out. If left out itself, up to the largest, which is read for
    /// that: not in a batch.</param>
    /// <param name="weights">What an occurrence counts, of the shape of <paramref name="x"/>; 1 if left out.</param>
    /// <returns>A vector, of int64 or of the type of the weights. Its change is the sum of dweights, alike.</returns>
    /// <exception cref="ArgumentException">x holds no integers, or, without a length, negative ones.</exception>
    /// <operation formula="Σ weights where x = i" numpy="np.bincount" jax="jnp.bincount" torch="torch.bincount" mindspore="ops.bincount"/>
    public static Tensor BinCount(Tensor x, long? length = null, Tensor? weights = null)
    {
        _ = Handle(x);
        if (!x.DType.IsInteger) throw new ArgumentException($"BinCount: counts integers, not {x.DType}.", nameof(x));
        if (length is null && x.Count > 0 && (long)Min(x) < 0) throw new ArgumentException("BinCount: a negative number stands in no place; give a length to leave it out.", nameof(x));
        long n = length ?? (x.Count == 0 ? 0 : (long)Max(x) + 1);
        if (n < 0) throw new ArgumentOutOfRangeException(nameof(length), $"BinCount: a length of {n}; it must not be negative.");
        Tensor flat = Reshape(Cast(x, DType.Int64), -1), counts = weights is null ? Tensor.Scalar(1L) : Reshape(BroadcastTo(weights, x.Shape, nameof(BinCount)), -1);
        Tensor bin = Where(LogicalAnd(flat >= 0, flat < n), flat, n);
        return IndexAdd(Tensor.Full(n + 1, ZeroOf(counts)), bin, counts)[..^1];
    }

    /// <summary>How many elements lie in each of some bins of equal width.</summary>
    /// <param name="x">Any shape; what lies outside of all bins, and NaN, is left out.</param>
    /// <param name="low">The lower edge of the first bin.</param>
    /// <param name="high">The upper edge of the last bin, which belongs to it.</param>
    /// <param name="bins">How many bins.</param>
    /// <returns>An int64 vector. No derivative passes.</returns>
    /// <exception cref="ArgumentException">There is no bin, or high does not lie above low.</exception>
    /// <operation formula="number of x in each bin" numpy="np.histogram" jax="jnp.histogram" torch="torch.histc" mindspore="ops.histc"/>
    public static Tensor Histogram(Tensor x, double low, double high, int bins = 10)
    {
        _ = Handle(x);
        if (bins < 1 || !(low < high) || !double.IsFinite(high - low))
            throw new ArgumentException(FormattableString.Invariant($"Histogram: there are no {bins} bins from {low} to {high}."));
        return Histogram(x, Tensor.Linspace(low, high, bins + 1, x.DType == DType.Float32 ? DType.Float32 : DType.Float64));
    }

    /// <summary>How many elements lie in each of some bins of any widths, or the sum of the weights that stand where they do.</summary>
    /// <param name="x">Any shape; what lies outside of all bins, and NaN, is left out.</param>
    /// <param name="edges">The edges of the bins, a vector from the smallest up. An edge belongs to the bin above it, and the last to the last bin.</param>
    /// <param name="weights">What an element counts, of the shape of <paramref name="x"/>; 1 if left out.</param>
    /// <returns>
    /// A vector with an element less than the edges, of int64 or of the type of the weights. Its change is the sum of dweights, alike.
    /// </returns>
    /// <exception cref="ArgumentException">The edges are no vector of at least two elements.</exception>
    /// <operation formula="number of x in each bin" numpy="np.histogram(bins=edges)" jax="jnp.histogram(bins=edges)" torch="torch.histogram(bins=edges)" mindspore="–"/>
    public static Tensor Histogram(Tensor x, Tensor edges, Tensor? weights = null)
    {
        _ = (Handle(x), Handle(edges));
        if (edges.Rank != 1 || edges.Count < 2)
            throw new ArgumentException($"Histogram: the edges are a vector of at least two elements, not of shape {edges.ShapeText}.", nameof(edges));
        long bins = edges.Count - 1;
        Tensor bin = Where(Equal(x, edges[-1]), bins - 1, Digitize(x, edges) - 1);
        return BinCount(bin, bins, weights);
    }

    /// <summary>The sums of slices along the first axis that have one number.</summary>
    /// <param name="x">Any shape but a scalar.</param>
    /// <param name="segments">The number of each slice, in any order: integers of the first extent of <paramref name="x"/>.</param>
    /// <param name="count">How many segments there are.</param>
    /// <returns>A slice for each number; 0 where it does not occur. Its change is the sums of dx.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number lies outside the segments.</exception>
    /// <operation formula="Σ x where segments = i" numpy="–" jax="jax.ops.segment_sum" torch="torch.index_add" mindspore="ops.unsorted_segment_sum"/>
    public static Tensor SegmentSum(Tensor x, Tensor segments, long count) =>
        IndexAdd(OfSegments(x, segments, count, 0, nameof(SegmentSum)), segments, x);

    /// <summary>The means of slices along the first axis that have one number.</summary>
    /// <param name="x">Any shape but a scalar; integers count as float32.</param>
    /// <param name="segments">The number of each slice, in any order: integers of the first extent of <paramref name="x"/>.</param>
    /// <param name="count">How many segments there are.</param>
    /// <returns>A slice for each number; 0 where it does not occur. Its change is the means of dx.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number lies outside the segments.</exception>
    /// <operation formula="mean of x where segments = i" numpy="–" jax="–" torch="Tensor.index_reduce(mean)" mindspore="–"/>
    public static Tensor SegmentMean(Tensor x, Tensor segments, long count)
    {
        Tensor sums = SegmentSum(x, segments, count);
        Tensor members = Maximum(BinCount(segments, count), 1);
        return sums / Reshape(members, [-1, .. Enumerable.Repeat(1L, x.Rank - 1)]);
    }

    /// <summary>The largest elements of slices along the first axis that have one number.</summary>
    /// <param name="x">Any shape but a scalar, floating.</param>
    /// <param name="segments">The number of each slice, in any order: integers of the first extent of <paramref name="x"/>.</param>
    /// <param name="count">How many segments there are.</param>
    /// <returns>A slice for each number; −∞ where it does not occur. Its change is the mean of dx over the largest elements.</returns>
    /// <exception cref="ArgumentException">x holds no floating numbers.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number lies outside the segments.</exception>
    /// <operation formula="max x where segments = i" numpy="–" jax="jax.ops.segment_max" torch="Tensor.index_reduce(amax)" mindspore="ops.unsorted_segment_max"/>
    public static Tensor SegmentMax(Tensor x, Tensor segments, long count)
    {
        _ = Handle(x);
        if (!x.DType.IsFloating) throw new ArgumentException($"SegmentMax: takes floating numbers, not {x.DType}: a segment without elements has −∞.", nameof(x));
        return IndexMax(OfSegments(x, segments, count, double.NegativeInfinity, nameof(SegmentMax)), segments, x);
    }

    /// <summary>The smallest elements of slices along the first axis that have one number.</summary>
    /// <param name="x">Any shape but a scalar, floating.</param>
    /// <param name="segments">The number of each slice, in any order: integers of the first extent of <paramref name="x"/>.</param>
    /// <param name="count">How many segments there are.</param>
    /// <returns>A slice for each number; ∞ where it does not occur. Its change is the mean of dx over the smallest elements.</returns>
    /// <exception cref="ArgumentException">x holds no floating numbers.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number lies outside the segments.</exception>
    /// <operation formula="min x where segments = i" numpy="–" jax="jax.ops.segment_min" torch="Tensor.index_reduce(amin)" mindspore="ops.unsorted_segment_min"/>
    public static Tensor SegmentMin(Tensor x, Tensor segments, long count)
    {
        _ = Handle(x);
        if (!x.DType.IsFloating) throw new ArgumentException($"SegmentMin: takes floating numbers, not {x.DType}: a segment without elements has ∞.", nameof(x));
        return IndexMin(OfSegments(x, segments, count, double.PositiveInfinity, nameof(SegmentMin)), segments, x);
    }

    private static Tensor OfSegments(Tensor x, Tensor segments, long count, Tensor value, string operation)
    {
        _ = (Handle(x, operation), Handle(segments, operation));
        if (x.Rank == 0 || segments.Rank != 1 || segments.Count != x.Shape[0])
            throw new ArgumentException($"{operation}: segments of shape {segments.ShapeText} do not number the slices of shape {x.ShapeText}.", nameof(segments));
        if (count < 0) throw new ArgumentOutOfRangeException(nameof(count), $"{operation}: {count} segments; there can be none, but not fewer.");
        return Tensor.Full([count, .. x.Shape[1..]], Cast(value, x.DType));
    }
}
