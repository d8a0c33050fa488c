namespace Adjoint;

// Single elements by their rank: of what is not NaN, one by its place, and the most frequent one.
public static unsafe partial class Ops
{
    /// <summary>The median over axes of what is not NaN.</summary>
    /// <param name="x">Any shape; integers count as float32.</param>
    /// <param name="axis">The axes; all of them if left out.</param>
    /// <param name="keepDims">Whether reduced axes stay, with extent 1.</param>
    /// <returns>y, without the reduced axes; NaN where all is. Its change is that of the element in the middle, or the mean of both changes.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An axis is not one of x.</exception>
    /// <exception cref="ArgumentException">There is no element.</exception>
    /// <operation formula="the middle of x in order, without NaN" numpy="np.nanmedian" jax="jnp.nanmedian" torch="torch.nanquantile(q=0.5)" mindspore="ops.nanmedian"/>
    public static Tensor NanMedian(Tensor x, Axes axis = default, bool keepDims = false)
    {
        _ = Handle(x);
        return NanQuantileOf(x, 0.5, axis, keepDims, nameof(NanMedian));
    }

    /// <summary>A quantile over axes of what is not NaN, as <see cref="Quantile(Tensor, double, Axes, bool)"/> has it.</summary>
    /// <param name="x">Any shape; integers count as float32.</param>
    /// <param name="q">From 0, for the smallest element, to 1, for the largest.</param>
    /// <param name="axis">The axes; all of them if left out.</param>
    /// <param name="keepDims">Whether reduced axes stay, with extent 1.</param>
    /// <returns>y, without the reduced axes; NaN where all is. Its change is that of the two elements beside it, weighted as they are.</returns>
    /// <exception cref="ArgumentOutOfRangeException">q lies outside 0 to 1, or an axis is not one of x.</exception>
    /// <exception cref="ArgumentException">There is no element.</exception>
    /// <operation formula="x in order, without NaN, at q (n − 1)" numpy="np.nanquantile" jax="jnp.nanquantile" torch="torch.nanquantile" mindspore="ops.nanquantile"/>
    public static Tensor NanQuantile(Tensor x, double q, Axes axis = default, bool keepDims = false)
    {
        _ = Handle(x);
        RequireFraction(q, nameof(NanQuantile));
        return NanQuantileOf(x, q, axis, keepDims, nameof(NanQuantile));
    }

    /// <summary>The k-th smallest element along an axis, and where it stood.</summary>
    /// <param name="x">Any shape but a scalar.</param>
    /// <param name="k">Its rank, from 1 for the smallest element on.</param>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <param name="keepDims">Whether the axis stays, with extent 1.</param>
    /// <returns>
    /// The elements and their places (int64); of equal elements the first has the lower rank, and NaN stands behind all numbers. The change of the
    /// values is that of the elements.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no element of this rank, or the axis is not one of x.</exception>
    /// <operation formula="x in order, at k − 1, and its place" numpy="np.partition(x, k - 1)[k - 1]" jax="jnp.partition(x, k - 1)[k - 1]" torch="torch.kthvalue" mindspore="–"/>
    public static (Tensor Values, Tensor Indices) KthValue(Tensor x, long k, int axis = -1, bool keepDims = false)
    {
        _ = Handle(x);
        int at = x.Axis(axis, nameof(KthValue));
        long count = x.Shape[at];
        if (k < 1 || k > count)
            throw new ArgumentOutOfRangeException(nameof(k), $"KthValue: there is no rank {k} among {count} elements; ranks count from 1.");
        return Found(x, Between(TopK(x, k, at, largest: false).Indices, at, k - 1, k), at, keepDims);
    }

    /// <summary>The element that is most frequent along an axis, and where it first stands.</summary>
    /// <param name="x">Any shape with an element along the axis, but a scalar.</param>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <param name="keepDims">Whether the axis stays, with extent 1.</param>
    /// <returns>
    /// The elements, of equally frequent ones the smallest, and their places (int64). NaN is equal to nothing. The change of the values is that of
    /// the elements in these places.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">The axis is not one of x.</exception>
    /// <exception cref="ArgumentException">There is no element.</exception>
    /// <operation formula="the most frequent x, and its place" numpy="scipy.stats.mode" jax="jax.scipy.stats.mode" torch="torch.mode" mindspore="–"/>
    public static (Tensor Values, Tensor Indices) MostFrequent(Tensor x, int axis = -1, bool keepDims = false)
    {
        _ = Handle(x);
        int at = x.Axis(axis, nameof(MostFrequent));
        long count = x.Shape[at];
        if (count == 0) throw new ArgumentException($"MostFrequent: there is no element along axis {axis} of shape {x.ShapeText}.", nameof(x));
        (Tensor sorted, Tensor order) = Sort(Autodiff.StopGradient(x), at);
        Tensor place = Reshape(Tensor.Arange(count), [count, .. Enumerable.Repeat(1L, x.Rank - 1 - at)]);
        Tensor changes = NotEqual(Between(sorted, at, 1, count), Between(sorted, at, 0, count - 1));
        Tensor isFirst = Concat([Tensor.Ones([.. x.Shape[..at], 1, .. x.Shape[(at + 1)..]], DType.Bool), changes], at);
        Tensor first = CumMax(Where(isFirst, place, 0L), at); // of the run of equal elements that each is in
        Tensor end = ArgMax(place - first, at, keepDims: true); // of the first of the longest runs
        return Found(x, TakeAlongAxis(order, TakeAlongAxis(first, end, at), at), at, keepDims);
    }

    private static void RequireFraction(double q, string operation)
    {
        if (!(q is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(q), FormattableString.Invariant($"{operation}: q is {q}; it lies between 0 and 1."));
    }

    // NaN stands last in order: the numbers are those before it.
    private static Tensor NanQuantileOf(Tensor x, double q, Axes axis, bool keepDims, string operation)
    {
        if (!x.DType.IsFloating) return QuantileOf(x, q, axis, keepDims, operation);
        if (x.DType.IsRoundedLater) return Cast(NanQuantileOf(Cast(x, DType.Float32), q, axis, keepDims, operation), x.DType);
        Tensor sorted = SortedOver(x, axis, operation, out long[] kept);
        Tensor last = Maximum(CountNonzero(Equal(sorted, sorted), -1, keepDims: true) - 1, 0);
        Tensor place = Cast(last, DType.Float64) * q, below = Floor(place), at = Cast(below, DType.Int64);
        Tensor low = TakeAlongAxis(sorted, at, -1), high = TakeAlongAxis(sorted, Minimum(at + 1, last), -1);
        Tensor y = Where(Equal(place, below), low, low + (high - low) * Cast(place - below, x.DType));
        return keepDims ? Reshape(y, kept) : Squeeze(y, -1);
    }
}
