using Adjoint.Native;

using static Adjoint.Interop.Status;
using static Adjoint.Native.NativeMethods;

namespace Adjoint;

// Rows brought to mean 0 and variance 1.
public static unsafe partial class Ops
{
    /// <summary>Normalizes the last axis to mean 0 and variance 1: (x − mean) / √(variance + ε) · scale + shift, in one pass.</summary>
    /// <param name="x">Any shape but that of a scalar; integers count as float32. The types of all three are promoted as in
    /// arithmetic.</param>
    /// <param name="scale">A factor for each element of the last axis, of shape [n]; 1 if left out.</param>
    /// <param name="shift">What is added to each element of the last axis, of shape [n]; 0 if left out.</param>
    /// <param name="epsilon">Added to the variance, which is that of the whole population; 0 or more.</param>
    /// <returns>y, of the shape of <paramref name="x"/>. With r = 1/√(variance + ε) and s = (x − mean) r its change is
    /// dy = r (dx − mean(dx) − s mean(s dx)) · scale + s · dscale + dshift, means along the last axis.</returns>
    /// <exception cref="ArgumentException">x is a scalar, scale or shift is not of shape [n], or
    /// <paramref name="epsilon"/> is negative.</exception>
    /// <operation formula="(x − mean) / √(variance + ε) · scale + shift"
    ///     numpy="–" jax="flax.nnx.LayerNorm" torch="F.layer_norm" mindspore="ops.layer_norm"/>
    public static Tensor LayerNorm(Tensor x, Tensor? scale = null, Tensor? shift = null, double epsilon = 1e-5)
    {
        adj_tensor y;
        adj_status status = adj_layer_norm(Handle(x), Tensor.HandleIfAny(scale), Tensor.HandleIfAny(shift), epsilon, &y);
        return Result(status, y, (ReadOnlySpan<Tensor?>)[x, scale, shift]);
    }
}
