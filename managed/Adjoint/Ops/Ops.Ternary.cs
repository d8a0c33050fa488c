using Adjoint.Native;

using static Adjoint.Interop.Status;
using static Adjoint.Native.NativeMethods;

namespace Adjoint;

// Functions of three tensors, element by element, with broadcasting.
public static unsafe partial class Ops
{
    /// <summary>Elementwise: from a to b by a weight, a + w (b − a).</summary>
    /// <param name="a">A tensor or number.</param>
    /// <param name="b">A tensor or number whose shape broadcasts with the others.</param>
    /// <param name="weight">A tensor or number: 0 gives a, 1 gives b.</param>
    /// <returns>y, of the broadcast shape and promoted type. Its change is dy = (1 − w) da + w db + (b − a) dw.</returns>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    /// <operation formula="a + w (b − a)" numpy="–" jax="–" torch="torch.lerp" mindspore="ops.lerp"/>
    public static Tensor Lerp(Tensor a, Tensor b, Tensor weight)
    {
        adj_tensor y;
        return Result(adj_lerp(Handle(a), Handle(b), Handle(weight), &y), y, (ReadOnlySpan<Tensor?>)[a, b, weight]);
    }

    /// <summary>Elementwise: x + value · a · b.</summary>
    /// <param name="x">A tensor or number.</param>
    /// <param name="a">A tensor or number whose shape broadcasts with the others.</param>
    /// <param name="b">A tensor or number whose shape broadcasts with the others.</param>
    /// <param name="value">The factor of the product.</param>
    /// <returns>y, of the broadcast shape and promoted type. Its change is dy = dx + value (b da + a db).</returns>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    /// <operation formula="x + v a b" numpy="–" jax="–" torch="torch.addcmul" mindspore="ops.addcmul"/>
    public static Tensor AddMultiply(Tensor x, Tensor a, Tensor b, double value = 1)
    {
        adj_tensor y;
        return Result(adj_addcmul(Handle(x), Handle(a), Handle(b), value, &y), y, (ReadOnlySpan<Tensor?>)[x, a, b]);
    }

    /// <summary>Elementwise: x + value · a / b.</summary>
    /// <param name="x">A tensor or number.</param>
    /// <param name="a">A tensor or number whose shape broadcasts with the others.</param>
    /// <param name="b">A tensor or number whose shape broadcasts with the others.</param>
    /// <param name="value">The factor of the quotient.</param>
    /// <returns>y, of the broadcast shape and promoted type. Its change is dy = dx + value (da / b − a / b² · db).</returns>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    /// <operation formula="x + v a / b" numpy="–" jax="–" torch="torch.addcdiv" mindspore="ops.addcdiv"/>
    public static Tensor AddDivide(Tensor x, Tensor a, Tensor b, double value = 1)
    {
        adj_tensor y;
        return Result(adj_addcdiv(Handle(x), Handle(a), Handle(b), value, &y), y, (ReadOnlySpan<Tensor?>)[x, a, b]);
    }
}
