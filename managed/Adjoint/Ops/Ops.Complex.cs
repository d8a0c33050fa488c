using Adjoint.Native;

using static Adjoint.Interop.Status;
using static Adjoint.Native.NativeMethods;

namespace Adjoint;

/// <remarks>
/// Complex numbers and their parts. Derivatives follow PyTorch's convention: the gradient of a real function by z = a + i b is
/// ∂f/∂a + i ∂f/∂b, so that a step against it descends; a pullback multiplies by the conjugate of a complex derivative, a pushforward
/// by the derivative itself. Besides what is here, complex numbers are added, subtracted, multiplied, divided, raised to powers and summed;
/// there are their products of matrices, <see cref="Abs"/>, <see cref="Sign"/>, <see cref="Exp"/>, <see cref="Log"/>, <see cref="Sqrt"/>,
/// the trigonometric and hyperbolic functions and their inverses, <see cref="Expm1"/> and <see cref="Log1p"/>, and all that moves elements.
/// </remarks>
public static unsafe partial class Ops
{
    /// <summary>The real parts of complex numbers; other numbers themselves.</summary>
    /// <param name="x">Any shape.</param>
    /// <returns>A view of the parts: float32 of complex64, float64 of complex128. Its change is Re dx; the pullback of g is g + 0 i.</returns>
    /// <operation formula="Re x" numpy="np.real" jax="jnp.real" torch="torch.real" mindspore="ops.real"/>
    public static Tensor Real(Tensor x)
    {
        adj_tensor y;
        return Result(adj_real(Handle(x), &y), y, x);
    }

    /// <summary>The imaginary parts of complex numbers; zeros of other numbers.</summary>
    /// <param name="x">Any shape.</param>
    /// <returns>A view of the parts: float32 of complex64, float64 of complex128. Its change is Im dx; the pullback of g is 0 + g i.</returns>
    /// <operation formula="Im x" numpy="np.imag" jax="jnp.imag" torch="torch.imag" mindspore="ops.imag"/>
    public static Tensor Imaginary(Tensor x)
    {
        adj_tensor y;
        return Result(adj_imag(Handle(x), &y), y, x);
    }

    /// <summary>The conjugates of complex numbers; other numbers themselves.</summary>
    /// <param name="x">Any shape and type of numbers.</param>
    /// <returns>Of the shape and type of <paramref name="x"/>. Its change is the conjugate of dx.</returns>
    /// <operation formula="a − i b" native="conj" numpy="np.conjugate" jax="jnp.conjugate" torch="torch.conj" mindspore="ops.conj"/>
    public static Tensor Conjugate(Tensor x)
    {
        adj_tensor y;
        return Result(adj_conj(Handle(x), &y), y, x);
    }

    /// <summary>The angles of complex numbers in radians, from −π to π; of real numbers 0 or π.</summary>
    /// <param name="x">Any shape and type of numbers.</param>
    /// <returns>Real numbers of the shape of <paramref name="x"/>. With x = a + i b its change is (a db − b da) / (a² + b²).</returns>
    /// <operation formula="atan2(Im x, Re x)" numpy="np.angle" jax="jnp.angle" torch="torch.angle" mindspore="ops.angle"/>
    public static Tensor Angle(Tensor x)
    {
        adj_tensor y;
        return Result(adj_angle(Handle(x), &y), y, x);
    }

    /// <summary>Complex numbers of their two parts, which broadcast with each other.</summary>
    /// <param name="real">Any shape and type of real numbers.</param>
    /// <param name="imaginary">The same.</param>
    /// <returns>complex64, or complex128 where a part is float64. Its change is d real + i d imaginary.</returns>
    /// <exception cref="ArgumentException">A part is complex itself, or the shapes do not broadcast.</exception>
    /// <operation formula="a + i b" numpy="a + 1j * b" jax="jax.lax.complex" torch="torch.complex" mindspore="ops.complex"/>
    public static Tensor MakeComplex(Tensor real, Tensor imaginary)
    {
        adj_tensor y;
        return Result(adj_complex(Handle(real), Handle(imaginary), &y), y, real, imaginary);
    }
}
