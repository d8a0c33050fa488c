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

    /// <summary>Elementwise: the nearest whole number towards zero.</summary>
    /// <param name="x">Any shape and number type.</param>
    /// <returns>y, of the shape of <paramref name="x"/>. Its change is dy = 0.</returns>
    /// <operation formula="x without its fraction" numpy="np.trunc" jax="jnp.trunc" torch="torch.trunc" mindspore="ops.trunc"/>
    public static Tensor Truncate(Tensor x)
    {
        adj_tensor y;
        return Result(adj_trunc(Handle(x), &y), y, x);
    }

    /// <summary>Elementwise: the fraction x − trunc(x), with the sign of x.</summary>
    /// <param name="x">Any shape and number type.</param>
    /// <returns>y, of the shape of <paramref name="x"/>. Its change is dy = dx.</returns>
    /// <operation formula="x − trunc(x)" numpy="–" jax="–" torch="torch.frac" mindspore="ops.frac"/>
    public static Tensor Frac(Tensor x)
    {
        adj_tensor y;
        return Result(adj_frac(Handle(x), &y), y, x);
    }

    /// <summary>Elementwise: the logarithm to base 2; exact at powers of 2.</summary>
    /// <param name="x">Any shape; integers and bool count as float32.</param>
    /// <returns>y, of the shape of <paramref name="x"/>. Its change is dy = dx / (x ln 2).</returns>
    /// <operation formula="log₂ x" numpy="np.log2" jax="jnp.log2" torch="torch.log2" mindspore="ops.log2"/>
    public static Tensor Log2(Tensor x)
    {
        adj_tensor y;
        return Result(adj_log2(Handle(x), &y), y, x);
    }

    /// <summary>Elementwise: the logarithm to base 10; exact at powers of 10.</summary>
    /// <param name="x">Any shape; integers and bool count as float32.</param>
    /// <returns>y, of the shape of <paramref name="x"/>. Its change is dy = dx / (x ln 10).</returns>
    /// <operation formula="log₁₀ x" numpy="np.log10" jax="jnp.log10" torch="torch.log10" mindspore="ops.log10"/>
    public static Tensor Log10(Tensor x)
    {
        adj_tensor y;
        return Result(adj_log10(Handle(x), &y), y, x);
    }

    /// <summary>Elementwise: 2 to the power x.</summary>
    /// <param name="x">Any shape; integers and bool count as float32.</param>
    /// <returns>y, of the shape of <paramref name="x"/>. Its change is dy = y ln 2 · dx.</returns>
    /// <operation formula="2ˣ" numpy="np.exp2" jax="jnp.exp2" torch="torch.exp2" mindspore="ops.exp2"/>
    public static Tensor Exp2(Tensor x)
    {
        adj_tensor y;
        return Result(adj_exp2(Handle(x), &y), y, x);
    }

    /// <summary>Elementwise: 10 to the power x.</summary>
    /// <param name="x">Any shape; integers and bool count as float32.</param>
    /// <returns>y, of the shape of <paramref name="x"/>. Its change is dy = y ln 10 · dx.</returns>
    /// <operation formula="10ˣ" numpy="–" jax="–" torch="–" mindspore="–"/>
    public static Tensor Exp10(Tensor x)
    {
        adj_tensor y;
        return Result(adj_exp10(Handle(x), &y), y, x);
    }

    /// <summary>Elementwise: log(1 − e⁻ˣ), accurate for every x above zero.</summary>
    /// <param name="x">Any shape; integers and bool count as float32.</param>
    /// <returns>y, of the shape of <paramref name="x"/>. Its change is dy = dx / (eˣ − 1).</returns>
    /// <operation formula="ln(1 − e⁻ˣ)" numpy="–" jax="jax.nn.log1mexp" torch="–" mindspore="–"/>
    public static Tensor Log1mExp(Tensor x)
    {
        adj_tensor y;
        return Result(adj_log1mexp(Handle(x), &y), y, x);
    }

    /// <summary>Elementwise: the real cube root, of negative numbers too.</summary>
    /// <param name="x">Any shape; integers and bool count as float32.</param>
    /// <returns>y, of the shape of <paramref name="x"/>. Its change is dy = dx / (3 y²), infinite at 0.</returns>
    /// <operation formula="∛x" numpy="np.cbrt" jax="jnp.cbrt" torch="–" mindspore="ops.cbrt"/>
    public static Tensor Cbrt(Tensor x)
    {
        adj_tensor y;
        return Result(adj_cbrt(Handle(x), &y), y, x);
    }

    /// <summary>Elementwise: the arc sine, between −π/2 and π/2. NaN outside −1 to 1.</summary>
    /// <param name="x">Any shape; integers and bool count as float32.</param>
    /// <returns>y, of the shape of <paramref name="x"/>. Its change is dy = dx / √(1 − x²).</returns>
    /// <operation formula="arcsin x" numpy="np.arcsin" jax="jnp.arcsin" torch="torch.asin" mindspore="ops.asin"/>
    public static Tensor Asin(Tensor x)
    {
        adj_tensor y;
        return Result(adj_asin(Handle(x), &y), y, x);
    }

    /// <summary>Elementwise: the arc cosine, between 0 and π. NaN outside −1 to 1.</summary>
    /// <param name="x">Any shape; integers and bool count as float32.</param>
    /// <returns>y, of the shape of <paramref name="x"/>. Its change is dy = −dx / √(1 − x²).</returns>
    /// <operation formula="arccos x" numpy="np.arccos" jax="jnp.arccos" torch="torch.acos" mindspore="ops.acos"/>
    public static Tensor Acos(Tensor x)
    {
        adj_tensor y;
        return Result(adj_acos(Handle(x), &y), y, x);
    }

    /// <summary>Elementwise: the arc tangent, between −π/2 and π/2.</summary>
    /// <param name="x">Any shape; integers and bool count as float32.</param>
    /// <returns>y, of the shape of <paramref name="x"/>. Its change is dy = dx / (1 + x²).</returns>
    /// <operation formula="arctan x" numpy="np.arctan" jax="jnp.arctan" torch="torch.atan" mindspore="ops.atan"/>
    public static Tensor Atan(Tensor x)
    {
        adj_tensor y;
        return Result(adj_atan(Handle(x), &y), y, x);
    }

    /// <summary>Elementwise: the hyperbolic sine.</summary>
    /// <param name="x">Any shape; integers and bool count as float32.</param>
    /// <returns>y, of the shape of <paramref name="x"/>. Its change is dy = cosh(x) · dx.</returns>
    /// <operation formula="sinh x" numpy="np.sinh" jax="jnp.sinh" torch="torch.sinh" mindspore="ops.sinh"/>
    public static Tensor Sinh(Tensor x)
    {
        adj_tensor y;
        return Result(adj_sinh(Handle(x), &y), y, x);
    }

    /// <summary>Elementwise: the hyperbolic cosine.</summary>
    /// <param name="x">Any shape; integers and bool count as float32.</param>
    /// <returns>y, of the shape of <paramref name="x"/>. Its change is dy = sinh(x) · dx.</returns>
    /// <operation formula="cosh x" numpy="np.cosh" jax="jnp.cosh" torch="torch.cosh" mindspore="ops.cosh"/>
    public static Tensor Cosh(Tensor x)
    {
        adj_tensor y;
        return Result(adj_cosh(Handle(x), &y), y, x);
    }

    /// <summary>Elementwise: the inverse hyperbolic sine.</summary>
    /// <param name="x">Any shape; integers and bool count as float32.</param>
    /// <returns>y, of the shape of <paramref name="x"/>. Its change is dy = dx / √(x² + 1).</returns>
    /// <operation formula="arsinh x" numpy="np.arcsinh" jax="jnp.arcsinh" torch="torch.asinh" mindspore="ops.asinh"/>
    public static Tensor Asinh(Tensor x)
    {
        adj_tensor y;
        return Result(adj_asinh(Handle(x), &y), y, x);
    }

    /// <summary>Elementwise: the inverse hyperbolic cosine. NaN below 1.</summary>
    /// <param name="x">Any shape; integers and bool count as float32.</param>
    /// <returns>y, of the shape of <paramref name="x"/>. Its change is dy = dx / √(x² − 1), infinite at 1.</returns>
    /// <operation formula="arcosh x" numpy="np.arccosh" jax="jnp.arccosh" torch="torch.acosh" mindspore="ops.acosh"/>
    public static Tensor Acosh(Tensor x)
    {
        adj_tensor y;
        return Result(adj_acosh(Handle(x), &y), y, x);
    }

    /// <summary>Elementwise: the inverse hyperbolic tangent. NaN outside −1 to 1.</summary>
    /// <param name="x">Any shape; integers and bool count as float32.</param>
    /// <returns>y, of the shape of <paramref name="x"/>. Its change is dy = dx / (1 − x²).</returns>
    /// <operation formula="artanh x" numpy="np.arctanh" jax="jnp.arctanh" torch="torch.atanh" mindspore="ops.atanh"/>
    public static Tensor Atanh(Tensor x)
    {
        adj_tensor y;
        return Result(adj_atanh(Handle(x), &y), y, x);
    }

    /// <summary>Elementwise: degrees as radians, x π / 180.</summary>
    /// <param name="x">Any shape; integers and bool count as float32.</param>
    /// <returns>y, of the shape of <paramref name="x"/>. Its change is dy = π / 180 · dx.</returns>
    /// <operation formula="x π / 180" numpy="np.deg2rad" jax="jnp.deg2rad" torch="torch.deg2rad" mindspore="ops.deg2rad"/>
    public static Tensor DegreesToRadians(Tensor x)
    {
        adj_tensor y;
        return Result(adj_deg2rad(Handle(x), &y), y, x);
    }

    /// <summary>Elementwise: radians as degrees, x 180 / π.</summary>
    /// <param name="x">Any shape; integers and bool count as float32.</param>
    /// <returns>y, of the shape of <paramref name="x"/>. Its change is dy = 180 / π · dx.</returns>
    /// <operation formula="x 180 / π" numpy="np.rad2deg" jax="jnp.rad2deg" torch="torch.rad2deg" mindspore="ops.rad2deg"/>
    public static Tensor RadiansToDegrees(Tensor x)
    {
        adj_tensor y;
        return Result(adj_rad2deg(Handle(x), &y), y, x);
    }

    /// <summary>Elementwise: x, with other numbers in place of NaN and the infinities.</summary>
    /// <param name="x">Any shape and number type; integers stay as they are.</param>
    /// <param name="nan">What stands for NaN.</param>
    /// <param name="posInf">What stands for +∞; the largest number of the type if null.</param>
    /// <param name="negInf">What stands for −∞; the smallest number of the type if null.</param>
    /// <returns>y, of the shape of <paramref name="x"/>. Its change is dy = dx, and 0 where a number was replaced.</returns>
    /// <operation formula="x, finite" numpy="np.nan_to_num" jax="jnp.nan_to_num" torch="torch.nan_to_num" mindspore="ops.nan_to_num"/>
    public static Tensor NanToNum(Tensor x, double nan = 0, double? posInf = null, double? negInf = null)
    {
        adj_tensor y, operand = Handle(x);
        double largest = LargestOf(x.DType);
        return Result(adj_nan_to_num(operand, nan, posInf ?? largest, negInf ?? -largest, &y), y, x);
    }

    private static double LargestOf(DType type) => type switch
    {
        DType.Float16 => (double)Half.MaxValue,
        DType.BFloat16 => 3.3895313892515355e38,
        DType.Float32 => float.MaxValue,
        _ => double.MaxValue,
    };

    /// <summary>Elementwise: a number as a mantissa times a power of two.</summary>
    /// <param name="x">Any shape; integers and bool count as float32.</param>
    /// <returns>
    /// The mantissa, from ½ up to 1, with the sign of x, and the exponent n, an int32: x = mantissa · 2ⁿ. Of 0 and what is not finite the mantissa
    /// is the number itself, the exponent 0. The change of the mantissa is 2⁻ⁿ · dx; none passes to the exponent.
    /// </returns>
    /// <operation formula="x = mantissa · 2ⁿ" numpy="np.frexp" jax="jnp.frexp" torch="torch.frexp" mindspore="–"/>
    public static (Tensor Mantissa, Tensor Exponent) FrExp(Tensor x)
    {
        adj_tensor mantissa, exponent;
        adj_status status = adj_frexp(Handle(x), &mantissa, &exponent);
        return (Result(status, mantissa, x), Result(status, exponent, x));
    }

    /// <summary>Elementwise: the entropy −x log x of a probability, 0 at 0 and −∞ below.</summary>
    /// <param name="x">Any shape; integers and bool count as float32.</param>
    /// <returns>y, of the shape of <paramref name="x"/>. Its change is dy = −(1 + log x) · dx.</returns>
    /// <operation formula="−x ln x" numpy="scipy.special.entr" jax="jax.scipy.special.entr" torch="torch.special.entr" mindspore="–"/>
    public static Tensor Entr(Tensor x)
    {
        adj_tensor y;
        return Result(adj_entr(Handle(x), &y), y, x);
    }

    /// <summary>Elementwise: log(x / (1 − x)), the inverse of the sigmoid. NaN outside 0 to 1.</summary>
    /// <param name="x">Any shape; integers and bool count as float32.</param>
    /// <param name="eps">Where given, x is first brought between this and its complement to 1.</param>
    /// <returns>y, of the shape of <paramref name="x"/>. Its change is dy = dx / (x (1 − x)), and 0 where x was changed.</returns>
    /// <operation formula="ln(x / (1 − x))"
    ///     numpy="scipy.special.logit" jax="jax.scipy.special.logit" torch="torch.logit" mindspore="ops.logit"/>
    public static Tensor Logit(Tensor x, double? eps = null)
    {
        adj_tensor y;
        return Result(adj_logit(Handle(x), eps ?? -1, &y), y, x);
    }
}
