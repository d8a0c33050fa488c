using Adjoint.Native;

using static Adjoint.Interop.Status;
using static Adjoint.Native.NativeMethods;

namespace Adjoint;

// Order along an axis.
public static unsafe partial class Ops
{
    /// <summary>The elements along an axis in order, and where they stood.</summary>
    /// <param name="x">Any shape but a scalar.</param>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <param name="descending">Whether the largest comes first.</param>
    /// <returns>
    /// The elements and their places (int64). What is equal stays in order; NaN stands behind all numbers, whichever way they go. The change of
    /// the values is dx, in the same order.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">The axis is not one of x.</exception>
    /// <operation formula="x in order, and its places" numpy="np.sort" jax="jnp.sort" torch="torch.sort" mindspore="ops.sort"/>
    public static (Tensor Values, Tensor Indices) Sort(Tensor x, int axis = -1, bool descending = false)
    {
        _ = Handle(x);
        int at = x.Axis(axis, nameof(Sort));
        Tensor places = ArgSort(x, at, descending);
        return (TakeAlongAxis(x, places, at), places);
    }

    /// <summary>Where the elements along an axis stand, the first in order first.</summary>
    /// <param name="x">Any shape but a scalar.</param>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <param name="descending">Whether the largest comes first.</param>
    /// <returns>An int64 tensor. What is equal stays in order; NaN stands behind all numbers, whichever way they go. No derivative passes.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The axis is not one of x.</exception>
    /// <operation native="argsort" formula="places of x in order" numpy="np.argsort" jax="jnp.argsort" torch="torch.argsort" mindspore="ops.argsort"/>
    public static Tensor ArgSort(Tensor x, int axis = -1, bool descending = false)
    {
        adj_tensor y;
        return Result(adj_argsort(Handle(x), axis, descending ? 1 : 0, &y), y, x);
    }

    /// <summary>The k largest or smallest elements along an axis in order, and where they stood.</summary>
    /// <param name="x">Any shape but a scalar.</param>
    /// <param name="k">How many; at most the extent of the axis.</param>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <param name="largest">Whether the largest, from the largest down, or the smallest, from the smallest up.</param>
    /// <returns>
    /// The elements and their places (int64). Of what is equal the first are taken; NaN only where there are not enough numbers. The change of the
    /// values is that of the elements.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">There are no k elements, or the axis is not one of x.</exception>
    /// <operation native="topk" formula="the k largest, and their places" numpy="–" jax="jax.lax.top_k" torch="torch.topk" mindspore="ops.topk"/>
    public static (Tensor Values, Tensor Indices) TopK(Tensor x, long k, int axis = -1, bool largest = true)
    {
        _ = Handle(x);
        int at = x.Axis(axis, nameof(TopK));
        adj_tensor y;
        Tensor places = Result(adj_topk(Handle(x), k, at, largest ? 1 : 0, &y), y, x);
        return (TakeAlongAxis(x, places, at), places);
    }

    /// <summary>Where values would have to be put into a sorted vector so that it stays in order.</summary>
    /// <param name="sorted">A vector from the smallest up, or rows of such.</param>
    /// <param name="values">Any shape; beside rows, one with their leading dimensions.</param>
    /// <param name="right">Whether to stand behind elements that are equal, else before them.</param>
    /// <returns>An int64 tensor of the shape of the values. No derivative passes.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    /// <operation formula="number of sorted &lt; values (≤, right)"
    ///     numpy="np.searchsorted" jax="jnp.searchsorted" torch="torch.searchsorted" mindspore="ops.searchsorted"/>
    public static Tensor SearchSorted(Tensor sorted, Tensor values, bool right = false)
    {
        adj_tensor y;
        return Result(adj_searchsorted(Handle(sorted), Handle(values), right ? 1 : 0, &y), y, sorted, values);
    }

    /// <summary>The number of the bin that each element lies in.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="edges">The edges between bins, a vector from the smallest up.</param>
    /// <param name="right">Whether an edge belongs to the bin below it, else to the one above.</param>
    /// <returns>An int64 tensor: 0 below the first edge, their number from the last on. No derivative passes.</returns>
    /// <exception cref="ArgumentException">The edges are no vector.</exception>
    /// <operation formula="number of edges ≤ x (&lt;, right)" numpy="np.digitize" jax="jnp.digitize" torch="torch.bucketize" mindspore="ops.bucketize"/>
    public static Tensor Digitize(Tensor x, Tensor edges, bool right = false)
    {
        _ = (Handle(x), Handle(edges));
        if (edges.Rank != 1) throw new ArgumentException($"Digitize: the edges are a vector, not of shape {edges.ShapeText}.", nameof(edges));
        return SearchSorted(edges, x, right: !right);
    }

    /// <summary>The median over axes: the middle of the elements in order, or the mean of the two in the middle.</summary>
    /// <param name="x">Any shape; integers count as float32.</param>
    /// <param name="axis">The axes; all of them if left out.</param>
    /// <param name="keepDims">Whether reduced axes stay, with extent 1.</param>
    /// <returns>y, without the reduced axes; NaN if any element is. Its change is that of the element, or the mean of both changes.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An axis is not one of x.</exception>
    /// <exception cref="ArgumentException">There is no element.</exception>
    /// <operation formula="the middle of x in order" numpy="np.median" jax="jnp.median" torch="torch.quantile(q=0.5)" mindspore="ops.median"/>
    public static Tensor Median(Tensor x, Axes axis = default, bool keepDims = false)
    {
        _ = Handle(x);
        return QuantileOf(x, 0.5, axis, keepDims, nameof(Median));
    }

    /// <summary>A quantile over axes, by linear interpolation between the two elements in order that lie beside it.</summary>
    /// <param name="x">Any shape; integers count as float32.</param>
    /// <param name="q">From 0, for the smallest element, to 1, for the largest.</param>
    /// <param name="axis">The axes; all of them if left out.</param>
    /// <param name="keepDims">Whether reduced axes stay, with extent 1.</param>
    /// <returns>y, without the reduced axes; NaN if any element is. Its change is that of the two elements, weighted as they are.</returns>
    /// <exception cref="ArgumentOutOfRangeException">q lies outside 0 to 1, or an axis is not one of x.</exception>
    /// <exception cref="ArgumentException">There is no element.</exception>
    /// <operation formula="x in order, at q (n − 1)" numpy="np.quantile" jax="jnp.quantile" torch="torch.quantile" mindspore="ops.quantile"/>
    public static Tensor Quantile(Tensor x, double q, Axes axis = default, bool keepDims = false)
    {
        _ = Handle(x);
        RequireFraction(q, nameof(Quantile));
        return QuantileOf(x, q, axis, keepDims, nameof(Quantile));
    }

    /// <summary>Several quantiles over axes, each by linear interpolation between the two elements in order that lie beside it.</summary>
    /// <param name="x">Any shape; integers count as float32.</param>
    /// <param name="q">From 0, for the smallest element, to 1, for the largest; of any shape.</param>
    /// <param name="axis">The axes; all of them if left out.</param>
    /// <param name="keepDims">Whether reduced axes stay, with extent 1.</param>
    /// <returns>
    /// y, of the shape of q and behind it that of x without the reduced axes; NaN if any element is, and where q lies outside its bounds. Its change
    /// is that of the two elements, weighted as they are, and with q their difference times n − 1.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">An axis is not one of x.</exception>
    /// <exception cref="ArgumentException">There is no element, or q is not of floating numbers.</exception>
    /// <operation formula="x in order, at q (n − 1)" numpy="np.quantile" jax="jnp.quantile" torch="torch.quantile" mindspore="ops.quantile"/>
    public static Tensor Quantile(Tensor x, Tensor q, Axes axis = default, bool keepDims = false)
    {
        _ = (Handle(x), Handle(q));
        if (!q.DType.IsFloating) throw new ArgumentException($"Quantile: q is {q.DType}; it is of numbers between 0 and 1.", nameof(q));
        if (!x.DType.IsFloating) x = x * 1f;
        if (x.DType.IsRoundedLater) return Cast(Quantile(Cast(x, DType.Float32), q, axis, keepDims), x.DType);
        Tensor sorted = SortedOver(x, axis, nameof(Quantile), out long[] kept);
        long n = sorted.Shape[^1];
        int others = sorted.Rank - 1;
        // Places are exact in double, also among more elements than float32 counts.
        Tensor wide = Cast(q, DType.Float64), place = wide * (double)(n - 1), below = Floor(Clip(place, 0.0, n - 1.0));
        Tensor fraction = Cast(place - below, x.DType), at = Cast(below, DType.Int64);
        Tensor low = Take(sorted, at, others), high = Take(sorted, Minimum(at + 1, n - 1), others);
        Tensor y = low + (high - low) * fraction, last = sorted[TensorIndex.Ellipsis, ^1..];
        y = Where((wide >= 0) & (wide <= 1), y, double.NaN);
        y = Where(Reshape(Equal(last, last), [.. last.Shape.Take(others), .. Enumerable.Repeat(1L, q.Rank)]), y, double.NaN);
        y = Permuted(y, [.. Enumerable.Range(others, q.Rank), .. Enumerable.Range(0, others)]);
        return keepDims ? Reshape(y, [.. q.Shape, .. kept]) : y;
    }

    /// <summary>The different elements from the smallest up, and how x is made of them.</summary>
    /// <param name="x">Any shape.</param>
    /// <returns>
    /// The elements, as <see cref="Unique"/> has them; where each first stands in x row by row; which of them each element of x is, in the shape of
    /// x; and how often each occurs. All but the elements are int64. No derivative passes.
    /// </returns>
    /// <exception cref="ValueDependentException">x has no value here, as inside Vmap.</exception>
    /// <operation formula="different elements, places, inverse, counts" numpy="np.unique_all" jax="jnp.unique_all" torch="torch.unique(return_inverse, return_counts)" mindspore="ops.unique"/>
    public static (Tensor Values, Tensor Indices, Tensor Inverse, Tensor Counts) UniqueAll(Tensor x)
    {
        _ = Handle(x);
        var (sorted, order) = Sort(Autodiff.StopGradient(Reshape(x, -1)));
        Tensor first = IsFirst(sorted), starts = MaskedSelect(Tensor.Arange(0L, sorted.Count), first);
        Tensor ends = starts.Count == 0 ? starts : Concat(starts[1..], Tensor.From([sorted.Count]));
        Tensor inverse = Take(CumSum(Cast(first, DType.Int64)) - 1, ArgSort(order));
        return (MaskedSelect(sorted, first), MaskedSelect(order, first), Reshape(inverse, x.Shape), ends - starts);
    }

    /// <summary>The different elements from the smallest up.</summary>
    /// <param name="x">Any shape.</param>
    /// <returns>A vector; NaN stands in it once, last. No derivative passes. Its extent depends on the elements, which must be known: not in a batch.</returns>
    /// <exception cref="ValueDependentException">x has no value here, as inside Vmap.</exception>
    /// <operation formula="different elements, in order" numpy="np.unique" jax="jnp.unique" torch="torch.unique" mindspore="ops.unique"/>
    public static Tensor Unique(Tensor x)
    {
        _ = Handle(x);
        Tensor sorted = Sort(Autodiff.StopGradient(Reshape(x, -1))).Values;
        return MaskedSelect(sorted, IsFirst(sorted));
    }

    // Which elements of a sorted vector differ from those before them; of NaN, which stands last, the first.
    private static Tensor IsFirst(Tensor sorted)
    {
        if (sorted.Count == 0) return Tensor.Zeros([0], DType.Bool);
        (Tensor before, Tensor after) = (sorted[..^1], sorted[1..]);
        Tensor differs = NotEqual(before, after);
        if (sorted.DType.IsFloating) differs = LogicalAnd(differs, Equal(before, before));
        return Concat(Tensor.From([true]), differs);
    }

    // The elements over axes in order along the last axis.
    private static Tensor SortedOver(Tensor x, Axes axis, string operation, out long[] kept)
    {
        Tensor sorted = Sort(Together(x, axis, operation, out kept)).Values;
        if (sorted.Shape[^1] > 0) return sorted;
        throw new ArgumentException($"{operation}: there is no element along the axes of shape {x.ShapeText}.", nameof(x));
    }

    private static Tensor QuantileOf(Tensor x, double q, Axes axis, bool keepDims, string operation)
    {
        if (!x.DType.IsFloating) x = x * 1f;
        if (x.DType.IsRoundedLater) return Cast(QuantileOf(Cast(x, DType.Float32), q, axis, keepDims, operation), x.DType);
        Tensor sorted = SortedOver(x, axis, operation, out long[] kept);
        long n = sorted.Shape[^1];
        double place = q * (n - 1);
        long below = (long)Math.Floor(place);
        Tensor Element(long i) => sorted[TensorIndex.Ellipsis, i];
        Tensor y = Element(below);
        if (place > below) y += (Element(below + 1) - y) * (place - below);
        Tensor last = Element(n - 1); // NaN, if any element is
        y = Where(Equal(last, last), y, last);
        return keepDims ? Reshape(y, kept) : y;
    }

    // The axes brought together at the end as one; `kept` is the shape with them as extents of 1.
    private static Tensor Together(Tensor x, Axes axis, string operation, out long[] kept)
    {
        var reduced = new SortedSet<int>();
        foreach (int given in axis.AreAll ? [.. Enumerable.Range(0, x.Rank)] : axis)
        {
            if (!reduced.Add(x.Axis(given, operation))) throw new ArgumentException($"{operation}: axis {given} is named twice.", nameof(axis));
        }

        long[] shape = x.Shape.ToArray();
        kept = [.. shape.Select((extent, i) => reduced.Contains(i) ? 1 : extent)];
        int[] others = [.. Enumerable.Range(0, x.Rank).Where(i => !reduced.Contains(i))];
        long together = reduced.Aggregate(1L, (product, i) => product * shape[i]);
        return Reshape(Permuted(x, [.. others, .. reduced]), [.. others.Select(i => shape[i]), together]);
    }

    private static Tensor Permuted(Tensor x, int[] order) => order.Length == 0 ? x : Permute(x, [.. order.Select(static i => (long)i)]);
}
