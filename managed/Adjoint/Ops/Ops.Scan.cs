using Adjoint.Native;

using static Adjoint.Interop.Status;
using static Adjoint.Native.NativeMethods;

namespace Adjoint;

// What runs along an axis.
public static unsafe partial class Ops
{
    /// <summary>The sum of all elements up to each along an axis; integers add up as int64.</summary>
    /// <param name="x">Any shape but a scalar.</param>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <param name="reverse">Whether to go from the last element to the first.</param>
    /// <returns>y, of the shape of <paramref name="x"/>. Its change is dyⱼ = Σ dxᵢ over i ≤ j.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The axis is not one of x.</exception>
    /// <operation formula="yⱼ = Σ xᵢ over i ≤ j" numpy="np.cumsum" jax="jnp.cumsum" torch="torch.cumsum" mindspore="ops.cumsum"/>
    public static Tensor CumSum(Tensor x, int axis = -1, bool reverse = false)
    {
        adj_tensor y;
        return Result(adj_cumsum(Handle(x), axis, reverse ? 1 : 0, &y), y, x);
    }

    /// <summary>The product of all elements up to each along an axis; integers multiply as int64.</summary>
    /// <param name="x">Any shape but a scalar.</param>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <param name="reverse">Whether to go from the last element to the first.</param>
    /// <returns>y, of the shape of <paramref name="x"/>. Its change is dyⱼ = xⱼ dyⱼ₋₁ + yⱼ₋₁ dxⱼ, zeros included.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The axis is not one of x.</exception>
    /// <operation formula="yⱼ = Π xᵢ over i ≤ j" numpy="np.cumprod" jax="jnp.cumprod" torch="torch.cumprod" mindspore="ops.cumprod"/>
    public static Tensor CumProd(Tensor x, int axis = -1, bool reverse = false)
    {
        adj_tensor y;
        return Result(adj_cumprod(Handle(x), axis, reverse ? 1 : 0, &y), y, x);
    }

    /// <summary>log Σ eˣ of all elements up to each along an axis, without overflow.</summary>
    /// <param name="x">Any shape but a scalar. Integers count as float32.</param>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <param name="reverse">Whether to go from the last element to the first.</param>
    /// <returns>y, of the shape of <paramref name="x"/>. Its change is dyⱼ = Σ exp(xᵢ − yⱼ) dxᵢ over i ≤ j.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The axis is not one of x.</exception>
    /// <operation formula="yⱼ = ln Σ exp(xᵢ) over i ≤ j" numpy="np.logaddexp.accumulate" jax="jax.lax.cumlogsumexp" torch="torch.logcumsumexp" mindspore="ops.logcumsumexp"/>
    public static Tensor LogCumSumExp(Tensor x, int axis = -1, bool reverse = false)
    {
        adj_tensor y;
        return Result(adj_logcumsumexp(Handle(x), axis, reverse ? 1 : 0, &y), y, x);
    }

    /// <summary>The largest of all elements up to each along an axis; NaN from the first one on.</summary>
    /// <param name="x">Any shape but a scalar.</param>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <param name="reverse">Whether to go from the last element to the first.</param>
    /// <returns>y, of the shape of <paramref name="x"/>. Its change is that of the first of the largest elements.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The axis is not one of x.</exception>
    /// <operation formula="yⱼ = max xᵢ over i ≤ j" numpy="np.maximum.accumulate" jax="jax.lax.cummax" torch="torch.cummax" mindspore="ops.cummax"/>
    public static Tensor CumMax(Tensor x, int axis = -1, bool reverse = false)
    {
        adj_tensor y;
        return Result(adj_cummax(Handle(x), axis, reverse ? 1 : 0, &y), y, x);
    }

    /// <summary>The smallest of all elements up to each along an axis; NaN from the first one on.</summary>
    /// <param name="x">Any shape but a scalar.</param>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <param name="reverse">Whether to go from the last element to the first.</param>
    /// <returns>y, of the shape of <paramref name="x"/>. Its change is that of the first of the smallest elements.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The axis is not one of x.</exception>
    /// <operation formula="yⱼ = min xᵢ over i ≤ j" numpy="np.minimum.accumulate" jax="jax.lax.cummin" torch="torch.cummin" mindspore="ops.cummin"/>
    public static Tensor CumMin(Tensor x, int axis = -1, bool reverse = false)
    {
        adj_tensor y;
        return Result(adj_cummin(Handle(x), axis, reverse ? 1 : 0, &y), y, x);
    }

    /// <summary>The differences of neighbours along an axis, taken n times.</summary>
    /// <param name="x">Any shape but a scalar.</param>
    /// <param name="n">How many times.</param>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <returns>y, with n elements less along the axis (none, where there are no more). Its change is the differences of dx.</returns>
    /// <exception cref="ArgumentOutOfRangeException">n is negative, or the axis is not one of x.</exception>
    /// <operation formula="yⱼ = xⱼ₊₁ − xⱼ, n times" numpy="np.diff" jax="jnp.diff" torch="torch.diff" mindspore="ops.diff"/>
    public static Tensor Diff(Tensor x, int n = 1, int axis = -1)
    {
        _ = Handle(x);
        if (n < 0) throw new ArgumentOutOfRangeException(nameof(n), $"Diff: differences cannot be taken {n} times.");
        int at = x.Axis(axis, nameof(Diff));
        Tensor y = Same(x);
        for (; n > 0 && y.Shape[at] > 0; n--)
            y = Between(y, at, 1, y.Shape[at]) - Between(y, at, 0, y.Shape[at] - 1);
        return y;
    }
}
