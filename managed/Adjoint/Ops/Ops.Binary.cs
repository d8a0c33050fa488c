using Adjoint.Native;

using static Adjoint.Interop.Status;
using static Adjoint.Native.NativeMethods;

namespace Adjoint;

// Functions of two tensors, element by element, with broadcasting.
public static unsafe partial class Ops
{
    /// <summary>Elementwise: a + b.</summary>
    /// <param name="a">A tensor or number.</param>
    /// <param name="b">A tensor or number whose shape broadcasts with the other.</param>
    /// <returns>y, of the broadcast shape and promoted type. Its change is dy = da + db.</returns>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    /// <operation formula="a + b" numpy="np.add" jax="jnp.add" torch="torch.add" mindspore="ops.add"/>
    public static Tensor Add(Tensor a, Tensor b)
    {
        adj_tensor y;
        return Result(adj_add(Handle(a), Handle(b), &y), y, a, b);
    }

    /// <summary>Elementwise: a − b.</summary>
    /// <param name="a">A tensor or number.</param>
    /// <param name="b">A tensor or number whose shape broadcasts with the other.</param>
    /// <returns>y, of the broadcast shape and promoted type. Its change is dy = da − db.</returns>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    /// <operation formula="a − b" numpy="np.subtract" jax="jnp.subtract" torch="torch.sub" mindspore="ops.sub"/>
    public static Tensor Subtract(Tensor a, Tensor b)
    {
        adj_tensor y;
        return Result(adj_sub(Handle(a), Handle(b), &y), y, a, b);
    }

    /// <summary>Elementwise: a · b.</summary>
    /// <param name="a">A tensor or number.</param>
    /// <param name="b">A tensor or number whose shape broadcasts with the other.</param>
    /// <returns>y, of the broadcast shape and promoted type. Its change is dy = b · da + a · db.</returns>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    /// <operation formula="a b" numpy="np.multiply" jax="jnp.multiply" torch="torch.mul" mindspore="ops.mul"/>
    public static Tensor Multiply(Tensor a, Tensor b)
    {
        adj_tensor y;
        return Result(adj_mul(Handle(a), Handle(b), &y), y, a, b);
    }

    /// <summary>Elementwise: a / b; integers divide as float32.</summary>
    /// <param name="a">A tensor or number.</param>
    /// <param name="b">A tensor or number whose shape broadcasts with the other.</param>
    /// <returns>y, of the broadcast shape and promoted type. Its change is dy = da / b − y · db / b.</returns>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    /// <operation formula="a / b" numpy="np.divide" jax="jnp.divide" torch="torch.div" mindspore="ops.div"/>
    public static Tensor Divide(Tensor a, Tensor b)
    {
        adj_tensor y;
        return Result(adj_div(Handle(a), Handle(b), &y), y, a, b);
    }

    /// <summary>Elementwise: a to the power b.</summary>
    /// <param name="a">A tensor or number.</param>
    /// <param name="b">A tensor or number whose shape broadcasts with the other.</param>
    /// <returns>y, of the broadcast shape and promoted type. Its change is dy = b a^(b−1) · da + log(a) y · db; where a is
    /// 0 the second part is 0.</returns>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    /// <operation formula="aᵇ" numpy="np.power" jax="jnp.power" torch="torch.pow" mindspore="ops.pow"/>
    public static Tensor Pow(Tensor a, Tensor b)
    {
        adj_tensor y;
        return Result(adj_pow(Handle(a), Handle(b), &y), y, a, b);
    }

    /// <summary>Elementwise: the larger of a and b; NaN if either is.</summary>
    /// <param name="a">A tensor or number.</param>
    /// <param name="b">A tensor or number whose shape broadcasts with the other.</param>
    /// <returns>y, of the broadcast shape and promoted type. Its change is dy = the change of the larger; half of each
    /// where they are equal.</returns>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    /// <operation formula="max(a, b)" numpy="np.maximum" jax="jnp.maximum" torch="torch.maximum" mindspore="ops.maximum"/>
    public static Tensor Maximum(Tensor a, Tensor b)
    {
        adj_tensor y;
        return Result(adj_maximum(Handle(a), Handle(b), &y), y, a, b);
    }

    /// <summary>Elementwise: the smaller of a and b; NaN if either is.</summary>
    /// <param name="a">A tensor or number.</param>
    /// <param name="b">A tensor or number whose shape broadcasts with the other.</param>
    /// <returns>y, of the broadcast shape and promoted type. Its change is dy = the change of the smaller; half of each
    /// where they are equal.</returns>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    /// <operation formula="min(a, b)" numpy="np.minimum" jax="jnp.minimum" torch="torch.minimum" mindspore="ops.minimum"/>
    public static Tensor Minimum(Tensor a, Tensor b)
    {
        adj_tensor y;
        return Result(adj_minimum(Handle(a), Handle(b), &y), y, a, b);
    }
}
