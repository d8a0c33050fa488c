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
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <param name="keepDims">Whether the axis stays, with extent 1.</param>
    /// <returns>An int64 tensor. No derivative passes.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An axis is not one of x.</exception>
    /// <operation formula="place of the largest" numpy="np.argmax" jax="jnp.argmax" torch="torch.argmax" mindspore="ops.argmax"/>
    public static Tensor ArgMax(Tensor x, int axis = -1, bool keepDims = false)
    {
        adj_tensor y;
        return Result(adj_argmax(Handle(x), axis, keepDims ? 1 : 0, &y), y, x);
    }

    /// <summary>The position of the first smallest element along an axis; of the first NaN if there is one.</summary>
    /// <param name="x">Any shape with an element along the axis; a scalar has one axis, as a vector of one element.</param>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <param name="keepDims">Whether the axis stays, with extent 1.</param>
    /// <returns>An int64 tensor. No derivative passes.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An axis is not one of x.</exception>
    /// <operation formula="place of the smallest" numpy="np.argmin" jax="jnp.argmin" torch="torch.argmin" mindspore="ops.argmin"/>
    public static Tensor ArgMin(Tensor x, int axis = -1, bool keepDims = false)
    {
        adj_tensor y;
        return Result(adj_argmin(Handle(x), axis, keepDims ? 1 : 0, &y), y, x);
    }

    /// <summary>The variance over axes: the mean of squared distances from the mean.</summary>
    /// <param name="x">Any shape; integers count as float32.</param>
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
        Tensor squares = Square(x - Mean(x, axis, keepDims: true));
        if (correction == 0) return Mean(squares, axis, keepDims);
        Tensor sum = Sum(squares, axis, keepDims);
        double count = (double)squares.Count / Math.Max(1, sum.Count);
        return sum / (count > correction ? count - correction : double.NaN);
    }

    /// <summary>The Euclidean norm over axes: the root of the sum of squares, also of numbers whose squares are beyond the type.</summary>
    /// <param name="x">Any shape; integers count as float32.</param>
    /// <param name="axis">The axes; all of them if left out.</param>
    /// <param name="keepDims">Whether reduced axes stay, with extent 1.</param>
    /// <returns>y, without the reduced axes. Its change is dy = Σ x dx / y, and 0 where y is 0.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An axis is not one of x.</exception>
    /// <operation formula="√(Σ x²)" numpy="np.linalg.norm" jax="jnp.linalg.norm" torch="torch.linalg.vector_norm" mindspore="ops.norm"/>
    public static Tensor Norm(Tensor x, Axes axis = default, bool keepDims = false)
    {
        adj_tensor y;
        long* list = stackalloc long[ADJ_MAX_RANK];
        return Result(adj_norm(Handle(x), axis.List(list), axis.Count, keepDims ? 1 : 0, &y), y, x);
    }
}
