using Adjoint.Native;

using static Adjoint.Interop.Status;
using static Adjoint.Native.NativeMethods;

namespace Adjoint;

// Functions of one tensor, element by element.
public static unsafe partial class Ops
{
    /// <summary>Elementwise: the negative −x.</summary>
    /// <param name="x">Any shape and number type.</param>
    /// <returns>y, of the shape of <paramref name="x"/>. Its change is dy = −dx.</returns>
    /// <operation formula="−x" numpy="np.negative" jax="jnp.negative" torch="torch.neg" mindspore="ops.neg"/>
    public static Tensor Neg(Tensor x)
    {
        adj_tensor y;
        return Result(adj_neg(Handle(x), &y), y, x);
    }

    /// <summary>Elementwise: the absolute value |x|.</summary>
    /// <param name="x">Any shape and number type.</param>
    /// <returns>y, of the shape of <paramref name="x"/>. Its change is dy = sign(x) · dx, which is 0 at 0.</returns>
    /// <operation formula="|x|" numpy="np.abs" jax="jnp.abs" torch="torch.abs" mindspore="ops.abs"/>
    public static Tensor Abs(Tensor x)
    {
        adj_tensor y;
        return Result(adj_abs(Handle(x), &y), y, x);
    }

    /// <summary>Elementwise: −1, 0 or 1, as x is below, at or above zero. NaN stays NaN.</summary>
    /// <param name="x">Any shape and number type.</param>
    /// <returns>y, of the shape of <paramref name="x"/>. Its change is dy = 0.</returns>
    /// <operation formula="−1, 0 or 1" numpy="np.sign" jax="jnp.sign" torch="torch.sign" mindspore="ops.sign"/>
    public static Tensor Sign(Tensor x)
    {
        adj_tensor y;
        return Result(adj_sign(Handle(x), &y), y, x);
    }

    /// <summary>Elementwise: the square x².</summary>
    /// <param name="x">Any shape and number type.</param>
    /// <returns>y, of the shape of <paramref name="x"/>. Its change is dy = 2 x · dx.</returns>
    /// <operation formula="x²" numpy="np.square" jax="jnp.square" torch="torch.square" mindspore="ops.square"/>
    public static Tensor Square(Tensor x)
    {
        adj_tensor y;
        return Result(adj_square(Handle(x), &y), y, x);
    }

    /// <summary>Elementwise: the reciprocal 1 / x.</summary>
    /// <param name="x">Any shape; integers and bool count as float32.</param>
    /// <returns>y, of the shape of <paramref name="x"/>. Its change is dy = −y² · dx.</returns>
    /// <operation formula="1 / x" numpy="np.reciprocal" jax="jnp.reciprocal" torch="torch.reciprocal" mindspore="ops.reciprocal"/>
    public static Tensor Reciprocal(Tensor x)
    {
        adj_tensor y;
        return Result(adj_reciprocal(Handle(x), &y), y, x);
    }

    /// <summary>Elementwise: the square root. NaN below zero.</summary>
    /// <param name="x">Any shape; integers and bool count as float32.</param>
    /// <returns>y, of the shape of <paramref name="x"/>. Its change is dy = dx / (2 y).</returns>
    /// <operation formula="√x" numpy="np.sqrt" jax="jnp.sqrt" torch="torch.sqrt" mindspore="ops.sqrt"/>
    public static Tensor Sqrt(Tensor x)
    {
        adj_tensor y;
        return Result(adj_sqrt(Handle(x), &y), y, x);
    }

    /// <summary>Elementwise: the reciprocal of the square root, 1 / √x.</summary>
    /// <param name="x">Any shape; integers and bool count as float32.</param>
    /// <returns>y, of the shape of <paramref name="x"/>. Its change is dy = −½ y³ · dx.</returns>
    /// <operation formula="1 / √x" numpy="–" jax="jax.lax.rsqrt" torch="torch.rsqrt" mindspore="ops.rsqrt"/>
    public static Tensor Rsqrt(Tensor x)
    {
        adj_tensor y;
        return Result(adj_rsqrt(Handle(x), &y), y, x);
    }

    /// <summary>Elementwise: the exponential eˣ.</summary>
    /// <param name="x">Any shape; integers and bool count as float32.</param>
    /// <returns>y, of the shape of <paramref name="x"/>. Its change is dy = y · dx.</returns>
    /// <operation formula="eˣ" numpy="np.exp" jax="jnp.exp" torch="torch.exp" mindspore="ops.exp"/>
    public static Tensor Exp(Tensor x)
    {
        adj_tensor y;
        return Result(adj_exp(Handle(x), &y), y, x);
    }

    /// <summary>Elementwise: eˣ − 1, accurate near zero.</summary>
    /// <param name="x">Any shape; integers and bool count as float32.</param>
    /// <returns>y, of the shape of <paramref name="x"/>. Its change is dy = (y + 1) · dx.</returns>
    /// <operation formula="eˣ − 1" numpy="np.expm1" jax="jnp.expm1" torch="torch.expm1" mindspore="ops.expm1"/>
    public static Tensor Expm1(Tensor x)
    {
        adj_tensor y;
        return Result(adj_expm1(Handle(x), &y), y, x);
    }

    /// <summary>Elementwise: the natural logarithm. NaN below zero, −∞ at zero.</summary>
    /// <param name="x">Any shape; integers and bool count as float32.</param>
    /// <returns>y, of the shape of <paramref name="x"/>. Its change is dy = dx / x.</returns>
    /// <operation formula="ln x" numpy="np.log" jax="jnp.log" torch="torch.log" mindspore="ops.log"/>
    public static Tensor Log(Tensor x)
    {
        adj_tensor y;
        return Result(adj_log(Handle(x), &y), y, x);
    }

    /// <summary>Elementwise: log(1 + x), accurate near zero.</summary>
    /// <param name="x">Any shape; integers and bool count as float32.</param>
    /// <returns>y, of the shape of <paramref name="x"/>. Its change is dy = dx / (1 + x).</returns>
    /// <operation formula="ln(1 + x)" numpy="np.log1p" jax="jnp.log1p" torch="torch.log1p" mindspore="ops.log1p"/>
    public static Tensor Log1p(Tensor x)
    {
        adj_tensor y;
        return Result(adj_log1p(Handle(x), &y), y, x);
    }

    /// <summary>Elementwise: the sine of x in radians.</summary>
    /// <param name="x">Any shape; integers and bool count as float32.</param>
    /// <returns>y, of the shape of <paramref name="x"/>. Its change is dy = cos(x) · dx.</returns>
    /// <operation formula="sin x" numpy="np.sin" jax="jnp.sin" torch="torch.sin" mindspore="ops.sin"/>
    public static Tensor Sin(Tensor x)
    {
        adj_tensor y;
        return Result(adj_sin(Handle(x), &y), y, x);
    }

    /// <summary>Elementwise: the cosine of x in radians.</summary>
    /// <param name="x">Any shape; integers and bool count as float32.</param>
    /// <returns>y, of the shape of <paramref name="x"/>. Its change is dy = −sin(x) · dx.</returns>
    /// <operation formula="cos x" numpy="np.cos" jax="jnp.cos" torch="torch.cos" mindspore="ops.cos"/>
    public static Tensor Cos(Tensor x)
    {
        adj_tensor y;
        return Result(adj_cos(Handle(x), &y), y, x);
    }

    /// <summary>Elementwise: the tangent of x in radians.</summary>
    /// <param name="x">Any shape; integers and bool count as float32.</param>
    /// <returns>y, of the shape of <paramref name="x"/>. Its change is dy = (1 + y²) · dx.</returns>
    /// <operation formula="tan x" numpy="np.tan" jax="jnp.tan" torch="torch.tan" mindspore="ops.tan"/>
    public static Tensor Tan(Tensor x)
    {
        adj_tensor y;
        return Result(adj_tan(Handle(x), &y), y, x);
    }

    /// <summary>Elementwise: the hyperbolic tangent.</summary>
    /// <param name="x">Any shape; integers and bool count as float32.</param>
    /// <returns>y, of the shape of <paramref name="x"/>. Its change is dy = (1 − y²) · dx.</returns>
    /// <operation formula="tanh x" numpy="np.tanh" jax="jnp.tanh" torch="torch.tanh" mindspore="ops.tanh"/>
    public static Tensor Tanh(Tensor x)
    {
        adj_tensor y;
        return Result(adj_tanh(Handle(x), &y), y, x);
    }

    /// <summary>Elementwise: the error function 2/√π ∫₀ˣ e^(−t²) dt.</summary>
    /// <param name="x">Any shape; integers and bool count as float32.</param>
    /// <returns>y, of the shape of <paramref name="x"/>. Its change is dy = 2/√π e^(−x²) · dx.</returns>
    /// <operation formula="2/√π ∫₀ˣ e^(−t²) dt"
    ///     numpy="scipy.special.erf" jax="jax.scipy.special.erf" torch="torch.erf" mindspore="ops.erf"/>
    public static Tensor Erf(Tensor x)
    {
        adj_tensor y;
        return Result(adj_erf(Handle(x), &y), y, x);
    }

    /// <summary>Elementwise: the largest whole number not above x.</summary>
    /// <param name="x">Any shape and number type.</param>
    /// <returns>y, of the shape of <paramref name="x"/>. Its change is dy = 0.</returns>
    /// <operation formula="⌊x⌋" numpy="np.floor" jax="jnp.floor" torch="torch.floor" mindspore="ops.floor"/>
    public static Tensor Floor(Tensor x)
    {
        adj_tensor y;
        return Result(adj_floor(Handle(x), &y), y, x);
    }

    /// <summary>Elementwise: the smallest whole number not below x.</summary>
    /// <param name="x">Any shape and number type.</param>
    /// <returns>y, of the shape of <paramref name="x"/>. Its change is dy = 0.</returns>
    /// <operation formula="⌈x⌉" numpy="np.ceil" jax="jnp.ceil" torch="torch.ceil" mindspore="ops.ceil"/>
    public static Tensor Ceil(Tensor x)
    {
        adj_tensor y;
        return Result(adj_ceil(Handle(x), &y), y, x);
    }

    /// <summary>Elementwise: the nearest whole number, halves to the even one.</summary>
    /// <param name="x">Any shape and number type.</param>
    /// <returns>y, of the shape of <paramref name="x"/>. Its change is dy = 0.</returns>
    /// <operation formula="nearest whole number, halves to even"
    ///     numpy="np.round" jax="jnp.round" torch="torch.round" mindspore="ops.round"/>
    public static Tensor Round(Tensor x)
    {
        adj_tensor y;
        return Result(adj_round(Handle(x), &y), y, x);
    }
}
