using static Adjoint.Autodiff;
using static Adjoint.Ops;

namespace Adjoint.Samples;

/// <summary>An equation in time 0 to 1 and space −1 to 1, whose solution is −sin πx at first and 0 at both ends.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Residual">What is 0 for a solution: of u, its derivatives by t and x, and the second by x.</param>
/// <param name="Exact">The solution.</param>
internal sealed record Equation(string Name, Func<Tensor, Tensor, Tensor, Tensor, Tensor> Residual, Func<Tensor, Tensor, Tensor> Exact)
{
    private const double Diffusivity = 0.1, Viscosity = 0.01 / Math.PI;

    public static Equation Heat { get; } = new(
        "heat equation", static (u, ut, ux, uxx) => ut - Diffusivity * uxx, static (t, x) => -Exp(-Diffusivity * Math.PI * Math.PI * t) * Sin(Math.PI * x));

    public static Equation Burgers { get; } = new("Burgers' equation", static (u, ut, ux, uxx) => ut + u * ux - Viscosity * uxx, ColeHopf);

    /// <summary>The residuals of a function at points: derivatives in forward mode, each point along its own direction.</summary>
    public Tensor ResidualsOf(Func<Tensor, Tensor, Tensor> u, Tensor t, Tensor x)
    {
        Tensor ones = Tensor.OnesLike(x);
        Tensor ut = Jvp(s => u(s, x), t, ones).Tangent;
        var ((value, ux), (_, uxx)) = Jvp(y => Jvp(z => u(t, z), y, ones), x, ones);
        return Residual(value, ut, ux, uxx);
    }

    // E. Hopf and J. D. Cole: u is a quotient of two integrals against the heat kernel (C. Basdevant et al., "Spectral and finite difference solutions of the Burgers
    // equation", 1986); the common factor of both is the largest.
    private static Tensor ColeHopf(Tensor t, Tensor x)
    {
        Tensor eta = Tensor.Linspace(-1.5, 1.5, 1001, DType.Float64), at = ExpandDims(x, -1) - eta;
        Tensor exponents = -Cos(Math.PI * at) / (2 * Math.PI * Viscosity) - Square(eta) / (4 * Viscosity * ExpandDims(t, -1));
        return -Sum(Softmax(exponents) * Sin(Math.PI * at), -1);
    }
}
