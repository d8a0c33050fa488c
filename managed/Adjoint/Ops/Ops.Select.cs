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
}
