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

    /// <summary>Elementwise: what a leaves when b is taken from it a whole number of times, with the sign of b: what <c>a % b</c> is in Python..</summary>
    /// <param name="a">A tensor or number.</param>
    /// <param name="b">A tensor or number whose shape broadcasts with the other.</param>
    /// <returns>y, of the broadcast shape and promoted type. Its change is dy = da − ⌊a / b⌋ · db.</returns>
    /// <exception cref="ArgumentException">The shapes do not broadcast, or an integer is divided by 0.</exception>
    /// <operation formula="a − b ⌊a / b⌋" numpy="np.remainder" jax="jnp.remainder" torch="torch.remainder" mindspore="ops.remainder"/>
    public static Tensor Remainder(Tensor a, Tensor b)
    {
        adj_tensor y;
        return Result(adj_remainder(Handle(a), Handle(b), &y), y, a, b);
    }

    /// <summary>Elementwise: what a leaves when b is taken from it a whole number of times, with the sign of a: what <c>a % b</c> is for numbers of C#.</summary>
    /// <param name="a">A tensor or number.</param>
    /// <param name="b">A tensor or number whose shape broadcasts with the other.</param>
    /// <returns>y, of the broadcast shape and promoted type. Its change is dy = da − trunc(a / b) · db.</returns>
    /// <exception cref="ArgumentException">The shapes do not broadcast, or an integer is divided by 0.</exception>
    /// <operation formula="a − b trunc(a / b)" numpy="np.fmod" jax="jnp.fmod" torch="torch.fmod" mindspore="ops.fmod"/>
    public static Tensor Fmod(Tensor a, Tensor b)
    {
        adj_tensor y;
        return Result(adj_fmod(Handle(a), Handle(b), &y), y, a, b);
    }

    /// <summary>Elementwise: the largest whole number not above a / b, of integers an integer.</summary>
    /// <param name="a">A tensor or number.</param>
    /// <param name="b">A tensor or number whose shape broadcasts with the other.</param>
    /// <returns>A tensor of the broadcast shape and promoted type. No derivative passes.</returns>
    /// <exception cref="ArgumentException">The shapes do not broadcast, or an integer is divided by 0.</exception>
    /// <operation formula="⌊a / b⌋"
    ///     numpy="np.floor_divide" jax="jnp.floor_divide" torch="torch.floor_divide" mindspore="ops.floor_divide"/>
    public static Tensor FloorDivide(Tensor a, Tensor b)
    {
        adj_tensor y;
        return Result(adj_floor_divide(Handle(a), Handle(b), &y), y, a, b);
    }

    /// <summary>Elementwise: the angle of the point (x, y) to the first axis, between −π and π.</summary>
    /// <param name="y">The second coordinate: a tensor or number.</param>
    /// <param name="x">The first coordinate; its shape broadcasts with the other.</param>
    /// <returns>The angle, of the broadcast shape and promoted type. Its change is (x dy − y dx) / (x² + y²), which is 0 at the origin.</returns>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    /// <operation formula="angle of (x, y)" numpy="np.arctan2" jax="jnp.arctan2" torch="torch.atan2" mindspore="ops.atan2"/>
    public static Tensor Atan2(Tensor y, Tensor x)
    {
        adj_tensor angle;
        return Result(adj_atan2(Handle(y), Handle(x), &angle), angle, y, x);
    }

    /// <summary>Elementwise: √(a² + b²), without overflow.</summary>
    /// <param name="a">A tensor or number.</param>
    /// <param name="b">A tensor or number whose shape broadcasts with the other.</param>
    /// <returns>y, of the broadcast shape and promoted type. Its change is dy = (a da + b db) / y, which is 0 at the origin.</returns>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    /// <operation formula="√(a² + b²)" numpy="np.hypot" jax="jnp.hypot" torch="torch.hypot" mindspore="ops.hypot"/>
    public static Tensor Hypot(Tensor a, Tensor b)
    {
        adj_tensor y;
        return Result(adj_hypot(Handle(a), Handle(b), &y), y, a, b);
    }

    /// <summary>Elementwise: log(eᵃ + eᵇ), without overflow.</summary>
    /// <param name="a">A tensor or number.</param>
    /// <param name="b">A tensor or number whose shape broadcasts with the other.</param>
    /// <returns>y, of the broadcast shape and promoted type. Its change is dy = σ(a − b) da + σ(b − a) db. Two of +∞ share it, two of −∞ pass nothing.</returns>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    /// <operation formula="ln(eᵃ + eᵇ)" numpy="np.logaddexp" jax="jnp.logaddexp" torch="torch.logaddexp" mindspore="ops.logaddexp"/>
    public static Tensor LogAddExp(Tensor a, Tensor b)
    {
        adj_tensor y;
        return Result(adj_logaddexp(Handle(a), Handle(b), &y), y, a, b);
    }

    /// <summary>Elementwise: log₂(2ᵃ + 2ᵇ), without overflow.</summary>
    /// <param name="a">A tensor or number.</param>
    /// <param name="b">A tensor or number whose shape broadcasts with the other.</param>
    /// <returns>y, of the broadcast shape and promoted type. Its change is dy = σ((a − b) ln 2) da + σ((b − a) ln 2) db. Two of +∞ share it, two of −∞ pass nothing.</returns>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    /// <operation formula="log₂(2ᵃ + 2ᵇ)" numpy="np.logaddexp2" jax="jnp.logaddexp2" torch="torch.logaddexp2" mindspore="ops.logaddexp2"/>
    public static Tensor LogAddExp2(Tensor a, Tensor b)
    {
        adj_tensor y;
        return Result(adj_logaddexp2(Handle(a), Handle(b), &y), y, a, b);
    }

    /// <summary>Elementwise: a log b, which is 0 where a is, unless b is NaN.</summary>
    /// <param name="a">A tensor or number.</param>
    /// <param name="b">A tensor or number whose shape broadcasts with the other.</param>
    /// <returns>y, of the broadcast shape and promoted type. Its change is dy = log(b) da + a / b · db; 0 where both are 0.</returns>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    /// <operation formula="a ln b" numpy="scipy.special.xlogy" jax="jax.scipy.special.xlogy" torch="torch.xlogy" mindspore="ops.xlogy"/>
    public static Tensor XLogY(Tensor a, Tensor b)
    {
        adj_tensor y;
        return Result(adj_xlogy(Handle(a), Handle(b), &y), y, a, b);
    }

    /// <summary>Elementwise: a log(1 + b), which is 0 where a is, unless b is NaN.</summary>
    /// <param name="a">A tensor or number.</param>
    /// <param name="b">A tensor or number whose shape broadcasts with the other.</param>
    /// <returns>y, of the broadcast shape and promoted type. Its change is dy = log(1 + b) da + a / (1 + b) · db; 0 where a and 1 + b are 0.</returns>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    /// <operation formula="a ln(1 + b)"
    ///     numpy="scipy.special.xlog1py" jax="jax.scipy.special.xlog1py" torch="torch.special.xlog1py" mindspore="–"/>
    public static Tensor XLog1pY(Tensor a, Tensor b)
    {
        adj_tensor y;
        return Result(adj_xlog1py(Handle(a), Handle(b), &y), y, a, b);
    }

    /// <summary>Elementwise: |a| with the sign of b, that of zero too.</summary>
    /// <param name="a">A tensor or number.</param>
    /// <param name="b">A tensor or number whose shape broadcasts with the other.</param>
    /// <returns>y, of the broadcast shape and promoted type. Its change is dy = ±da, as the sign was kept or not; 0 where a is 0.</returns>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    /// <operation formula="|a| sign(b)" numpy="np.copysign" jax="jnp.copysign" torch="torch.copysign" mindspore="ops.copysign"/>
    public static Tensor CopySign(Tensor a, Tensor b)
    {
        adj_tensor y;
        return Result(adj_copysign(Handle(a), Handle(b), &y), y, a, b);
    }

    /// <summary>Elementwise: the floating number that comes after a on the way to b; b where they are equal.</summary>
    /// <param name="a">A tensor or number of float32 or float64; integers and bool count as float32.</param>
    /// <param name="b">A tensor or number whose shape broadcasts with the other.</param>
    /// <returns>A tensor of the broadcast shape and promoted type. No derivative passes.</returns>
    /// <exception cref="ArgumentException">The shapes do not broadcast, or the type has 16 bits: such numbers are computed in float32.</exception>
    /// <operation formula="a ± one step, towards b" numpy="np.nextafter" jax="jnp.nextafter" torch="torch.nextafter" mindspore="ops.nextafter"/>
    public static Tensor NextAfter(Tensor a, Tensor b)
    {
        adj_tensor y;
        return Result(adj_nextafter(Handle(a), Handle(b), &y), y, a, b);
    }

    /// <summary>Elementwise: x 2ⁿ, rounded once, where 2ⁿ itself may be too large or small for a number.</summary>
    /// <param name="x">A tensor or number; integers and bool count as float32.</param>
    /// <param name="n">A tensor or number of whole numbers whose shape broadcasts with the other.</param>
    /// <returns>y, of the broadcast shape and the type of <paramref name="x"/>. Its change is dy = 2ⁿ dx; none passes to n.</returns>
    /// <exception cref="ArgumentException">The shapes do not broadcast, or n is not of integers.</exception>
    /// <operation formula="x 2ⁿ" numpy="np.ldexp" jax="jnp.ldexp" torch="torch.ldexp" mindspore="ops.ldexp"/>
    public static Tensor LdExp(Tensor x, Tensor n)
    {
        _ = (Handle(x), Handle(n));
        if (n.DType.IsFloating) throw new ArgumentException($"LdExp: n is {n.DType}; it is a whole number. For other powers multiply by Exp2(n).", nameof(n));
        adj_tensor y;
        return Result(adj_ldexp(Handle(x), Handle(n), &y), y, x, n);
    }

    /// <summary>Elementwise: a step, 0 below zero, 1 above, and <paramref name="h0"/> at zero. NaN stays.</summary>
    /// <param name="x">A tensor or number.</param>
    /// <param name="h0">A tensor or number whose shape broadcasts with the other.</param>
    /// <returns>y, of the broadcast shape and promoted type. Its change is dh0 where x is 0; none passes to x.</returns>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    /// <operation formula="0, h₀ or 1, as x &lt; 0, = 0 or &gt; 0" numpy="np.heaviside" jax="jnp.heaviside" torch="torch.heaviside" mindspore="ops.heaviside"/>
    public static Tensor Heaviside(Tensor x, Tensor h0)
    {
        _ = (Handle(x), Handle(h0));
        Tensor step = Autodiff.StopGradient(Sign(x)); // -1, 0, 1 or NaN
        return Where(Equal(step, 0), h0, Maximum(step, 0));
    }

    /// <summary>Elementwise: (a − b)².</summary>
    /// <param name="a">A tensor or number.</param>
    /// <param name="b">A tensor or number whose shape broadcasts with the other.</param>
    /// <returns>y, of the broadcast shape and promoted type. Its change is dy = 2 (a − b) (da − db).</returns>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    /// <operation formula="(a − b)²" numpy="–" jax="optax.squared_error" torch="–" mindspore="–"/>
    public static Tensor SquaredDifference(Tensor a, Tensor b)
    {
        adj_tensor y;
        return Result(adj_squared_difference(Handle(a), Handle(b), &y), y, a, b);
    }
}
