using Adjoint.Native;

using static Adjoint.Interop.Status;
using static Adjoint.Native.NativeMethods;

namespace Adjoint;

// Reductions over axes.
public static unsafe partial class Ops
{
    /// <summary>The sum over axes; 0 over no elements.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axis">The axes; all of them if left out.</param>
    /// <param name="keepDims">Whether reduced axes stay, with extent 1.</param>
    /// <returns>y, without the reduced axes. Its change is dy = the sum of dx.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An axis is not one of x.</exception>
    /// <operation formula="Σ x" numpy="np.sum" jax="jnp.sum" torch="torch.sum" mindspore="ops.sum"/>
    public static Tensor Sum(Tensor x, Axes axis = default, bool keepDims = false)
    {
        adj_tensor y;
        long* list = stackalloc long[ADJ_MAX_RANK];
        return Result(adj_sum(Handle(x), axis.List(list), axis.Count, keepDims ? 1 : 0, &y), y, x);
    }

    /// <summary>The mean over axes; integers count as float32.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axis">The axes; all of them if left out.</param>
    /// <param name="keepDims">Whether reduced axes stay, with extent 1.</param>
    /// <returns>y, without the reduced axes. Its change is dy = the mean of dx.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An axis is not one of x.</exception>
    /// <operation formula="Σ x / n" numpy="np.mean" jax="jnp.mean" torch="torch.mean" mindspore="ops.mean"/>
    public static Tensor Mean(Tensor x, Axes axis = default, bool keepDims = false)
    {
        adj_tensor y;
        long* list = stackalloc long[ADJ_MAX_RANK];
        return Result(adj_mean(Handle(x), axis.List(list), axis.Count, keepDims ? 1 : 0, &y), y, x);
    }

    /// <summary>The product over axes; 1 over no elements.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axis">The axes; all of them if left out.</param>
    /// <param name="keepDims">Whether reduced axes stay, with extent 1.</param>
    /// <returns>y, without the reduced axes. Its change is dy = Σᵢ dxᵢ · the product of all others, zeros
    /// included.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An axis is not one of x.</exception>
    /// <operation formula="Π x" numpy="np.prod" jax="jnp.prod" torch="torch.prod" mindspore="ops.prod"/>
    public static Tensor Prod(Tensor x, Axes axis = default, bool keepDims = false)
    {
        adj_tensor y;
        long* list = stackalloc long[ADJ_MAX_RANK];
        return Result(adj_prod(Handle(x), axis.List(list), axis.Count, keepDims ? 1 : 0, &y), y, x);
    }

    /// <summary>The largest element over axes; NaN if any is.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axis">The axes; all of them if left out.</param>
    /// <param name="keepDims">Whether reduced axes stay, with extent 1.</param>
    /// <returns>y, without the reduced axes. Its change is dy = the mean of dx over the largest elements.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An axis is not one of x.</exception>
    /// <exception cref="ArgumentException">There is no element to choose from.</exception>
    /// <operation formula="max x" numpy="np.max" jax="jnp.max" torch="torch.amax" mindspore="ops.amax"/>
    public static Tensor Max(Tensor x, Axes axis = default, bool keepDims = false)
    {
        adj_tensor y;
        long* list = stackalloc long[ADJ_MAX_RANK];
        return Result(adj_max(Handle(x), axis.List(list), axis.Count, keepDims ? 1 : 0, &y), y, x);
    }

    /// <summary>The smallest element over axes; NaN if any is.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axis">The axes; all of them if left out.</param>
    /// <param name="keepDims">Whether reduced axes stay, with extent 1.</param>
    /// <returns>y, without the reduced axes. Its change is dy = the mean of dx over the smallest elements.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An axis is not one of x.</exception>
    /// <exception cref="ArgumentException">There is no element to choose from.</exception>
    /// <operation formula="min x" numpy="np.min" jax="jnp.min" torch="torch.amin" mindspore="ops.amin"/>
    public static Tensor Min(Tensor x, Axes axis = default, bool keepDims = false)
    {
        adj_tensor y;
        long* list = stackalloc long[ADJ_MAX_RANK];
        return Result(adj_min(Handle(x), axis.List(list), axis.Count, keepDims ? 1 : 0, &y), y, x);
    }

    /// <summary>log Σ eˣ over axes, without overflow; −∞ over no elements.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axis">The axes; all of them if left out.</param>
    /// <param name="keepDims">Whether reduced axes stay, with extent 1.</param>
    /// <returns>
    /// y, without the reduced axes. Its change is dy = Σ softmax(x) · dx; infinite elements share it, and where all are −∞ it is 0.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">An axis is not one of x.</exception>
    /// <operation formula="ln Σ eˣ"
    ///     numpy="scipy.special.logsumexp" jax="jax.scipy.special.logsumexp" torch="torch.logsumexp" mindspore="ops.logsumexp"/>
    public static Tensor LogSumExp(Tensor x, Axes axis = default, bool keepDims = false)
    {
        adj_tensor y;
        long* list = stackalloc long[ADJ_MAX_RANK];
        return Result(adj_logsumexp(Handle(x), axis.List(list), axis.Count, keepDims ? 1 : 0, &y), y, x);
    }

    /// <summary>Whether all elements over axes are true; true over none.</summary>
    /// <param name="x">Truth values; numbers count as true unless they are zero.</param>
    /// <param name="axis">The axes; all of them if left out.</param>
    /// <param name="keepDims">Whether reduced axes stay, with extent 1.</param>
    /// <returns>A bool tensor. No derivative passes.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An axis is not one of x.</exception>
    /// <operation formula="whether all are true" numpy="np.all" jax="jnp.all" torch="torch.all" mindspore="ops.all"/>
    public static Tensor All(Tensor x, Axes axis = default, bool keepDims = false)
    {
        adj_tensor y;
        long* list = stackalloc long[ADJ_MAX_RANK];
        return Result(adj_all(Handle(x), axis.List(list), axis.Count, keepDims ? 1 : 0, &y), y, x);
    }

    /// <summary>Whether any element over axes is true; false over none.</summary>
    /// <param name="x">Truth values; numbers count as true unless they are zero.</param>
    /// <param name="axis">The axes; all of them if left out.</param>
    /// <param name="keepDims">Whether reduced axes stay, with extent 1.</param>
    /// <returns>A bool tensor. No derivative passes.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An axis is not one of x.</exception>
    /// <operation formula="whether any is true" numpy="np.any" jax="jnp.any" torch="torch.any" mindspore="ops.any"/>
    public static Tensor Any(Tensor x, Axes axis = default, bool keepDims = false)
    {
        adj_tensor y;
        long* list = stackalloc long[ADJ_MAX_RANK];
        return Result(adj_any(Handle(x), axis.List(list), axis.Count, keepDims ? 1 : 0, &y), y, x);
    }

    /// <summary>The position of the first largest element along an axis; of the first NaN if there is one.</summary>
    /// <param name="x">Any shape with an element along the axis; a scalar has one axis, as a vector of one element.</param>
    /// <param name="axis">The axis; negative counts from the end. Null stands for all elements in row-major order.</param>
    /// <param name="keepDims">Whether the axis stays, with extent 1.</param>
    /// <returns>An int64 tensor. No derivative passes.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An axis is not one of x.</exception>
    /// <operation formula="place of the largest" numpy="np.argmax" jax="jnp.argmax" torch="torch.argmax" mindspore="ops.argmax"/>
    public static Tensor ArgMax(Tensor x, int? axis = -1, bool keepDims = false)
    {
        if (axis is null) return OfAll(x, keepDims, static all => ArgMax(all));
        adj_tensor y;
        return Result(adj_argmax(Handle(x), axis.Value, keepDims ? 1 : 0, &y), y, x);
    }

    /// <summary>The position of the first smallest element along an axis; of the first NaN if there is one.</summary>
    /// <param name="x">Any shape with an element along the axis; a scalar has one axis, as a vector of one element.</param>
    /// <param name="axis">The axis; negative counts from the end. Null stands for all elements in row-major order.</param>
    /// <param name="keepDims">Whether the axis stays, with extent 1.</param>
    /// <returns>An int64 tensor. No derivative passes.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An axis is not one of x.</exception>
    /// <operation formula="place of the smallest" numpy="np.argmin" jax="jnp.argmin" torch="torch.argmin" mindspore="ops.argmin"/>
    public static Tensor ArgMin(Tensor x, int? axis = -1, bool keepDims = false)
    {
        if (axis is null) return OfAll(x, keepDims, static all => ArgMin(all));
        adj_tensor y;
        return Result(adj_argmin(Handle(x), axis.Value, keepDims ? 1 : 0, &y), y, x);
    }

    /// <summary>The variance over axes: the mean of squared distances from the mean.</summary>
    /// <param name="x">Any shape; integers count as float32. The variance of complex numbers is real: distances are magnitudes.</param>
    /// <param name="axis">The axes; all of them if left out.</param>
    /// <param name="keepDims">Whether reduced axes stay, with extent 1.</param>
    /// <param name="correction">Subtracted from the number of elements in the divisor: 0 for the whole population, 1 for a
    /// sample.</param>
    /// <returns>
    /// y, without the reduced axes; NaN where there are no more elements than the correction. Its change is
    /// dy = 2 Σ (x − mean) dx / (n − correction).
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">An axis is not one of x.</exception>
    /// <operation formula="Σ (x − mean)² / (n − correction)" numpy="np.var" jax="jnp.var" torch="torch.var" mindspore="ops.var"/>
    public static Tensor Variance(Tensor x, Axes axis = default, bool keepDims = false, int correction = 0)
    {
        _ = Handle(x);
        if (x.DType.IsRoundedLater) return Cast(Variance(Cast(x, DType.Float32), axis, keepDims, correction), x.DType);
        Tensor squares = SquaredMagnitude(x - Mean(x, axis, keepDims: true));
        if (correction == 0) return Mean(squares, axis, keepDims);
        Tensor sum = Sum(squares, axis, keepDims);
        double count = (double)squares.Count / Math.Max(1, sum.Count);
        return sum / (count > correction ? count - correction : double.NaN);
    }

    private static Tensor SquaredMagnitude(Tensor x) => x.DType.IsComplex ? Square(Real(x)) + Square(Imaginary(x)) : Square(x);

    /// <summary>The standard deviation over axes: the root of the variance.</summary>
    /// <param name="x">Any shape; integers count as float32.</param>
    /// <param name="axis">The axes; all of them if left out.</param>
    /// <param name="keepDims">Whether reduced axes stay, with extent 1.</param>
    /// <param name="correction">Subtracted from the number of elements in the divisor: 0 for the whole population, 1 for a
    /// sample.</param>
    /// <returns>
    /// y, without the reduced axes; NaN where there are no more elements than the correction. Its change is
    /// dy = Σ (x − mean) dx / ((n − correction) y), and 0 where y is 0.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">An axis is not one of x.</exception>
    /// <operation formula="√(Σ (x − mean)² / (n − correction))" numpy="np.std" jax="jnp.std" torch="torch.std" mindspore="ops.std"/>
    public static Tensor StandardDeviation(Tensor x, Axes axis = default, bool keepDims = false, int correction = 0)
    {
        _ = Handle(x);
        if (x.DType.IsRoundedLater) return Cast(StandardDeviation(Cast(x, DType.Float32), axis, keepDims, correction), x.DType);
        Tensor distances = x - Mean(x, axis, keepDims: true);
        Tensor norm = Norm(distances, axis, keepDims);
        double count = (double)distances.Count / Math.Max(1, norm.Count);
        return norm / (count > correction ? Math.Sqrt(count - correction) : double.NaN);
    }

    /// <summary>How many elements over axes are not zero.</summary>
    /// <param name="x">Any shape; NaN is not zero.</param>
    /// <param name="axis">The axes; all of them if left out.</param>
    /// <param name="keepDims">Whether reduced axes stay, with extent 1.</param>
    /// <returns>An int64 tensor. No derivative passes.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An axis is not one of x.</exception>
    /// <operation formula="number of x ≠ 0"
    ///     numpy="np.count_nonzero" jax="jnp.count_nonzero" torch="torch.count_nonzero" mindspore="ops.count_nonzero"/>
    public static Tensor CountNonzero(Tensor x, Axes axis = default, bool keepDims = false)
    {
        _ = Handle(x);
        return Sum(Cast(x, DType.Bool), axis, keepDims);
    }

    /// <summary>The sum over axes of what is not NaN.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axis">The axes; all of them if left out.</param>
    /// <param name="keepDims">Whether reduced axes stay, with extent 1.</param>
    /// <returns>y, without the reduced axes. Its change is dy = the sum of dx where x is not NaN.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An axis is not one of x.</exception>
    /// <operation formula="Σ x, without NaN" numpy="np.nansum" jax="jnp.nansum" torch="torch.nansum" mindspore="ops.nansum"/>
    public static Tensor NanSum(Tensor x, Axes axis = default, bool keepDims = false)
    {
        _ = Handle(x);
        return Sum(WithoutNan(x), axis, keepDims);
    }

    /// <summary>The mean over axes of what is not NaN; integers count as float32.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axis">The axes; all of them if left out.</param>
    /// <param name="keepDims">Whether reduced axes stay, with extent 1.</param>
    /// <returns>y, without the reduced axes; NaN where all is. Its change is dy = the mean of dx where x is not NaN.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An axis is not one of x.</exception>
    /// <operation formula="Σ x / n, without NaN" numpy="np.nanmean" jax="jnp.nanmean" torch="torch.nanmean" mindspore="–"/>
    public static Tensor NanMean(Tensor x, Axes axis = default, bool keepDims = false)
    {
        _ = Handle(x);
        if (x.DType.IsRoundedLater) return Cast(NanMean(Cast(x, DType.Float32), axis, keepDims), x.DType);
        return Sum(WithoutNan(x), axis, keepDims) / Sum(Equal(x, x), axis, keepDims);
    }

    /// <summary>The largest element along an axis and its place.</summary>
    /// <param name="x">Any shape with an element along the axis; a scalar has one axis, as a vector of one element.</param>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <param name="keepDims">Whether the axis stays, with extent 1.</param>
    /// <returns>
    /// The elements, and the places (int64) of the first of the largest, or of the first NaN. The change of the values is that of the elements
    /// in these places: ties do not share it, as they do in <see cref="Max"/>.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">The axis is not one of x.</exception>
    /// <operation formula="max x and its place" numpy="–" jax="–" torch="torch.max" mindspore="ops.max"/>
    public static (Tensor Values, Tensor Indices) MaxWithIndex(Tensor x, int axis = -1, bool keepDims = false)
    {
        _ = Handle(x);
        return Found(x, ArgMax(x, axis, keepDims: x.Rank > 0), axis, keepDims);
    }

    /// <summary>The smallest element along an axis and its place.</summary>
    /// <param name="x">Any shape with an element along the axis; a scalar has one axis, as a vector of one element.</param>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <param name="keepDims">Whether the axis stays, with extent 1.</param>
    /// <returns>
    /// The elements, and the places (int64) of the first of the smallest, or of the first NaN. The change of the values is that of the elements
    /// in these places: ties do not share it, as they do in <see cref="Min"/>.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">The axis is not one of x.</exception>
    /// <operation formula="min x and its place" numpy="–" jax="–" torch="torch.min" mindspore="ops.min"/>
    public static (Tensor Values, Tensor Indices) MinWithIndex(Tensor x, int axis = -1, bool keepDims = false)
    {
        _ = Handle(x);
        return Found(x, ArgMin(x, axis, keepDims: x.Rank > 0), axis, keepDims);
    }

    private static Tensor WithoutNan(Tensor x) => x.DType.IsFloating ? Where(Equal(x, x), x, Tensor.ZerosLike(x)) : x;

    // What stands at places that were found along an axis, which is still there.
    private static (Tensor Values, Tensor Indices) Found(Tensor x, Tensor places, int axis, bool keepDims)
    {
        if (x.Rank == 0) return (Same(x), places);
        Tensor values = TakeAlongAxis(x, places, axis);
        return keepDims ? (values, places) : (Squeeze(values, axis), Squeeze(places, axis));
    }

    // A function of all elements in a row; what it gives has kept extents if asked for.
    private static Tensor OfAll(Tensor x, bool keepDims, Func<Tensor, Tensor> function)
    {
        _ = Handle(x);
        Tensor y = function(Reshape(x, x.Count));
        return keepDims ? Reshape(y, [.. Enumerable.Repeat(1L, x.Rank)]) : y;
    }
}
