using Adjoint.Native;

using static Adjoint.Interop.Status;
using static Adjoint.Native.NativeMethods;

namespace Adjoint;

// Choosing between tensors, element by element.
public static unsafe partial class Ops
{
    /// <summary>Elementwise: <paramref name="a"/> where <paramref name="condition"/> is true, else <paramref
    /// name="b"/>.</summary>
    /// <param name="condition">Truth values; numbers count as true unless they are zero.</param>
    /// <param name="a">Taken where the condition holds.</param>
    /// <param name="b">Taken elsewhere.</param>
    /// <returns>A tensor of the shape that all three broadcast to. Its change is da where the condition holds, db
    /// elsewhere: what is not taken passes exactly nothing, not even NaN.</returns>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    /// <operation formula="a where the condition holds, else b"
    ///     numpy="np.where" jax="jnp.where" torch="torch.where" mindspore="ops.where"/>
    public static Tensor Where(Tensor condition, Tensor a, Tensor b)
    {
        adj_tensor y;
        return Result(adj_where(Handle(condition), Handle(a), Handle(b), &y), y, (ReadOnlySpan<Tensor?>)[condition, a, b]);
    }

    /// <summary>Elementwise: a value where a mask is true, else <paramref name="x"/>.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="mask">Truth values; numbers count as true unless they are zero.</param>
    /// <param name="value">What is put there, a number or a tensor.</param>
    /// <returns>A tensor of the shape that all three broadcast to. Its change is dvalue where the mask holds, dx elsewhere.</returns>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    /// <operation formula="value where the mask holds, else x" numpy="–" jax="–" torch="torch.masked_fill" mindspore="ops.masked_fill"/>
    public static Tensor MaskedFill(Tensor x, Tensor mask, Tensor value)
    {
        _ = (Handle(x), Handle(mask), Handle(value));
        return Where(mask, value, x);
    }

    /// <summary>Elementwise: limits <paramref name="x"/> to what lies between two bounds.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="min">The lower bound, a number or a tensor; none if left out.</param>
    /// <param name="max">The upper bound, which goes before the lower one where they cross.</param>
    /// <returns>
    /// A tensor of the shape that all three broadcast to. Its change is dx where min ≤ x ≤ max, bounds included, else that of the bound.
    /// </returns>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    /// <operation formula="min(max(x, min), max)" numpy="np.clip" jax="jnp.clip" torch="torch.clamp" mindspore="ops.clamp"/>
    public static Tensor Clip(Tensor x, Tensor? min = null, Tensor? max = null)
    {
        adj_tensor y;
        adj_status status = adj_clip(Handle(x), Tensor.HandleIfAny(min), Tensor.HandleIfAny(max), &y);
        return Result(status, y, (ReadOnlySpan<Tensor?>)[x, min, max]);
    }
}
