using Adjoint.Native;

using static Adjoint.Interop.Status;
using static Adjoint.Native.NativeMethods;

namespace Adjoint;

// Special functions, element by element: the error function's kin, the normal distribution, gamma and Bessel functions.
public static unsafe partial class Ops
{
    /// <summary>Elementwise: 1 − erf(x), which keeps its digits where that comes to 1.</summary>
    /// <param name="x">Any shape; integers and bool count as float32.</param>
    /// <returns>y, of the shape of <paramref name="x"/>. Its change is dy = −2/√π e^(−x²) · dx.</returns>
    /// <operation formula="1 − erf x"
    ///     numpy="scipy.special.erfc" jax="jax.scipy.special.erfc" torch="torch.special.erfc" mindspore="ops.erfc"/>
    public static Tensor Erfc(Tensor x)
    {
        adj_tensor y;
        return Result(adj_erfc(Handle(x), &y), y, x);
    }

    /// <summary>Elementwise: e^(x²) erfc(x).</summary>
    /// <param name="x">Any shape; integers and bool count as float32.</param>
    /// <returns>y, of the shape of <paramref name="x"/>. Its change is dy = (2 x y − 2/√π) · dx.</returns>
    /// <operation formula="e^(x²) erfc x" numpy="scipy.special.erfcx" jax="–" torch="torch.special.erfcx" mindspore="–"/>
    public static Tensor Erfcx(Tensor x)
    {
        adj_tensor y;
        return Result(adj_erfcx(Handle(x), &y), y, x);
    }

    /// <summary>Elementwise: the inverse of the error function, ±∞ at ±1 and NaN beyond.</summary>
    /// <param name="x">Any shape; integers and bool count as float32.</param>
    /// <returns>y, of the shape of <paramref name="x"/>. Its change is dy = √π/2 e^(y²) · dx.</returns>
    /// <operation formula="erf⁻¹ x"
    ///     numpy="scipy.special.erfinv" jax="jax.scipy.special.erfinv" torch="torch.special.erfinv" mindspore="ops.erfinv"/>
    public static Tensor ErfInv(Tensor x)
    {
        adj_tensor y;
        return Result(adj_erfinv(Handle(x), &y), y, x);
    }

    /// <summary>Elementwise: the distribution function of the normal distribution.</summary>
    /// <param name="x">Any shape; integers and bool count as float32.</param>
    /// <returns>y, of the shape of <paramref name="x"/>. Its change is dy = e^(−x²/2) / √(2π) · dx.</returns>
    /// <operation formula="½ erfc(−x / √2)"
    ///     numpy="scipy.special.ndtr" jax="jax.scipy.special.ndtr" torch="torch.special.ndtr" mindspore="–"/>
    public static Tensor NormalCdf(Tensor x)
    {
        adj_tensor y;
        return Result(adj_ndtr(Handle(x), &y), y, x);
    }

    /// <summary>Elementwise: the quantile of the normal distribution, ±∞ at 0 and 1, and NaN beyond.</summary>
    /// <param name="x">Any shape; integers and bool count as float32.</param>
    /// <returns>y, of the shape of <paramref name="x"/>. Its change is dy = √(2π) e^(y²/2) · dx.</returns>
    /// <operation formula="inverse of the normal distribution function"
    ///     numpy="scipy.special.ndtri" jax="jax.scipy.special.ndtri" torch="torch.special.ndtri" mindspore="–"/>
    public static Tensor NormalQuantile(Tensor x)
    {
        adj_tensor y;
        return Result(adj_ndtri(Handle(x), &y), y, x);
    }

    /// <summary>Elementwise: the logarithm of the distribution function of the normal distribution, which keeps its digits in the far tail.</summary>
    /// <param name="x">Any shape; integers and bool count as float32.</param>
    /// <returns>y, of the shape of <paramref name="x"/>. Its change is dy = e^(−x²/2) / (√(2π) eʸ) · dx.</returns>
    /// <operation formula="ln(½ erfc(−x / √2))"
    ///     numpy="scipy.special.log_ndtr" jax="jax.scipy.special.log_ndtr" torch="torch.special.log_ndtr" mindspore="–"/>
    public static Tensor LogNormalCdf(Tensor x)
    {
        adj_tensor y;
        return Result(adj_log_ndtr(Handle(x), &y), y, x);
    }

    /// <summary>Elementwise: log |Γ(x)|. +∞ at 0, −1, −2 ....</summary>
    /// <param name="x">Any shape; integers and bool count as float32.</param>
    /// <returns>y, of the shape of <paramref name="x"/>. Its change is dy = digamma(x) · dx.</returns>
    /// <operation formula="ln |Γ(x)|"
    ///     numpy="scipy.special.gammaln" jax="jax.scipy.special.gammaln" torch="torch.lgamma" mindspore="ops.lgamma"/>
    public static Tensor LogGamma(Tensor x)
    {
        adj_tensor y;
        return Result(adj_lgamma(Handle(x), &y), y, x);
    }

    /// <summary>Elementwise: the derivative of log Γ(x). NaN at −1, −2 ..., ∓∞ at ±0.</summary>
    /// <param name="x">Any shape; integers and bool count as float32.</param>
    /// <returns>y, of the shape of <paramref name="x"/>. Its change is dy = polygamma(1, x) · dx.</returns>
    /// <operation formula="d/dx ln Γ(x)"
    ///     numpy="scipy.special.digamma" jax="jax.scipy.special.digamma" torch="torch.special.digamma" mindspore="ops.digamma"/>
    public static Tensor Digamma(Tensor x)
    {
        adj_tensor y;
        return Result(adj_digamma(Handle(x), &y), y, x);
    }

    /// <summary>Elementwise: the modified Bessel function of the first kind and order 0.</summary>
    /// <param name="x">Any shape; integers and bool count as float32.</param>
    /// <returns>y, of the shape of <paramref name="x"/>. Its change is dy = I₁(x) · dx.</returns>
    /// <operation formula="I₀(x)" numpy="scipy.special.i0" jax="jax.scipy.special.i0" torch="torch.special.i0" mindspore="ops.bessel_i0"/>
    public static Tensor BesselI0(Tensor x)
    {
        adj_tensor y;
        return Result(adj_i0(Handle(x), &y), y, x);
    }

    /// <summary>Elementwise: e^(−|x|) I₀(x), which does not overflow.</summary>
    /// <param name="x">Any shape; integers and bool count as float32.</param>
    /// <returns>y, of the shape of <paramref name="x"/>. Its change is dy = (e^(−|x|) I₁(x) − sign(x) y) · dx.</returns>
    /// <operation formula="e^(−|x|) I₀(x)"
    ///     numpy="scipy.special.i0e" jax="jax.scipy.special.i0e" torch="torch.special.i0e" mindspore="ops.bessel_i0e"/>
    public static Tensor BesselI0e(Tensor x)
    {
        adj_tensor y;
        return Result(adj_i0e(Handle(x), &y), y, x);
    }

    /// <summary>Elementwise: the modified Bessel function of the first kind and order 1.</summary>
    /// <param name="x">Any shape; integers and bool count as float32.</param>
    /// <returns>y, of the shape of <paramref name="x"/>. Its change is dy = ½ (I₀(x) + I₂(x)) · dx.</returns>
    /// <operation formula="I₁(x)" numpy="scipy.special.i1" jax="jax.scipy.special.i1" torch="torch.special.i1" mindspore="ops.bessel_i1"/>
    public static Tensor BesselI1(Tensor x)
    {
        adj_tensor y;
        return Result(adj_i1(Handle(x), &y), y, x);
    }

    /// <summary>Elementwise: e^(−|x|) I₁(x), which does not overflow.</summary>
    /// <param name="x">Any shape; integers and bool count as float32.</param>
    /// <returns>y, of the shape of <paramref name="x"/>. Its change is dy = (½ e^(−|x|) (I₀(x) + I₂(x)) − sign(x) y) · dx.</returns>
    /// <operation formula="e^(−|x|) I₁(x)"
    ///     numpy="scipy.special.i1e" jax="jax.scipy.special.i1e" torch="torch.special.i1e" mindspore="ops.bessel_i1e"/>
    public static Tensor BesselI1e(Tensor x)
    {
        adj_tensor y;
        return Result(adj_i1e(Handle(x), &y), y, x);
    }

    /// <summary>Elementwise: sin(πx) / (πx), which is 1 at 0.</summary>
    /// <param name="x">Any shape; integers and bool count as float32.</param>
    /// <returns>y, of the shape of <paramref name="x"/>. Its change is dy = (cos(πx) − y) / x · dx, which is 0 at 0.</returns>
    /// <operation formula="sin(πx) / (πx)" numpy="np.sinc" jax="jnp.sinc" torch="torch.sinc" mindspore="ops.sinc"/>
    public static Tensor Sinc(Tensor x)
    {
        adj_tensor y;
        return Result(adj_sinc(Handle(x), &y), y, x);
    }

    /// <summary>Elementwise: the n-th derivative of digamma.</summary>
    /// <param name="n">From 0, which is digamma itself, to 160.</param>
    /// <param name="x">Any shape; integers and bool count as float32.</param>
    /// <returns>y, of the shape of <paramref name="x"/>. Its change is dy = polygamma(n + 1, x) · dx.</returns>
    /// <exception cref="ArgumentException">n lies outside 0 to 160.</exception>
    /// <operation formula="dⁿ⁺¹/dxⁿ⁺¹ ln Γ(x)"
    ///     numpy="scipy.special.polygamma" jax="jax.scipy.special.polygamma" torch="torch.polygamma" mindspore="ops.polygamma"/>
    public static Tensor Polygamma(int n, Tensor x)
    {
        adj_tensor y;
        return Result(adj_polygamma(n, Handle(x), &y), y, x);
    }

    /// <summary>Elementwise: the regularised lower incomplete gamma function P(a, x), the distribution function of the gamma distribution.</summary>
    /// <param name="a">The shape of the distribution, above zero: a tensor or number.</param>
    /// <param name="x">A tensor or number from zero on; its shape broadcasts with the other.</param>
    /// <returns>y, of the broadcast shape and promoted type. Its change is dy = x^(a−1) e^(−x) / Γ(a) · dx + ∂P/∂a · da.</returns>
    /// <exception cref="ArgumentException">The shapes do not broadcast, or a third derivative by a is asked for.</exception>
    /// <operation formula="P(a, x)"
    ///     numpy="scipy.special.gammainc" jax="jax.scipy.special.gammainc" torch="torch.special.gammainc" mindspore="ops.igamma"/>
    public static Tensor GammaInc(Tensor a, Tensor x)
    {
        adj_tensor y;
        return Result(adj_gammainc(Handle(a), Handle(x), &y), y, a, x);
    }

    /// <summary>Elementwise: the regularised upper incomplete gamma function 1 − P(a, x), which keeps its digits in the tail.</summary>
    /// <param name="a">The shape of the distribution, above zero: a tensor or number.</param>
    /// <param name="x">A tensor or number from zero on; its shape broadcasts with the other.</param>
    /// <returns>y, of the broadcast shape and promoted type. Its change is dy = −x^(a−1) e^(−x) / Γ(a) · dx − ∂P/∂a · da.</returns>
    /// <exception cref="ArgumentException">The shapes do not broadcast, or a third derivative by a is asked for.</exception>
    /// <operation formula="1 − P(a, x)"
    ///     numpy="scipy.special.gammaincc" jax="jax.scipy.special.gammaincc" torch="torch.special.gammaincc" mindspore="ops.igammac"/>
    public static Tensor GammaIncC(Tensor a, Tensor x)
    {
        adj_tensor y;
        return Result(adj_gammaincc(Handle(a), Handle(x), &y), y, a, x);
    }

    /// <summary>Elementwise: the regularised incomplete beta function, the distribution function of the beta distribution.</summary>
    /// <param name="a">The first shape of the distribution, above zero: a tensor or number.</param>
    /// <param name="b">The second shape, above zero: a tensor or number.</param>
    /// <param name="x">A tensor or number from zero to one; the shapes of the three broadcast.</param>
    /// <returns>y, of the broadcast shape and promoted type. Its change is dy = x^(a−1) (1 − x)^(b−1) / B(a, b) · dx. There is no derivative by a and b.</returns>
    /// <exception cref="ArgumentException">The shapes do not broadcast, or the derivative by a or b is asked for.</exception>
    /// <operation formula="Iₓ(a, b)"
    ///     numpy="scipy.special.betainc" jax="jax.scipy.special.betainc" torch="–" mindspore="ops.betainc"/>
    public static Tensor BetaInc(Tensor a, Tensor b, Tensor x)
    {
        adj_tensor y;
        return Result(adj_betainc(Handle(a), Handle(b), Handle(x), &y), y, (ReadOnlySpan<Tensor?>)[a, b, x]);
    }

    /// <summary>Elementwise: the logarithm of the beta function, log |Γ(a) Γ(b) / Γ(a + b)|.</summary>
    /// <param name="a">A tensor or number.</param>
    /// <param name="b">A tensor or number whose shape broadcasts with the other.</param>
    /// <returns>y, of the broadcast shape and promoted type. Its change is dy = (digamma(a) − digamma(a + b)) da + (digamma(b) − digamma(a + b)) db.</returns>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    /// <operation formula="ln B(a, b)" numpy="scipy.special.betaln" jax="jax.scipy.special.betaln" torch="–" mindspore="–"/>
    public static Tensor LogBeta(Tensor a, Tensor b)
    {
        adj_tensor y;
        return Result(adj_betaln(Handle(a), Handle(b), &y), y, a, b);
    }
}
