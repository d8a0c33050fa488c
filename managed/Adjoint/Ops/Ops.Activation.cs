using Adjoint.Native;

using static Adjoint.Interop.Status;
using static Adjoint.Native.NativeMethods;

namespace Adjoint;

// Activations of neural networks.
public static unsafe partial class Ops
{
    /// <summary>Elementwise: the logistic function 1 / (1 + e⁻ˣ), without overflow.</summary>
    /// <param name="x">Any shape; integers and bool count as float32.</param>
    /// <returns>y, of the shape of <paramref name="x"/>. Its change is dy = y (1 − y) · dx.</returns>
    /// <operation formula="1 / (1 + e⁻ˣ)" numpy="scipy.special.expit" jax="jax.nn.sigmoid" torch="torch.sigmoid" mindspore="ops.sigmoid"/>
    public static Tensor Sigmoid(Tensor x)
    {
        adj_tensor y;
        return Result(adj_sigmoid(Handle(x), &y), y, x);
    }

    /// <summary>Elementwise: log(1 + eˣ), without overflow.</summary>
    /// <param name="x">Any shape; integers and bool count as float32.</param>
    /// <returns>y, of the shape of <paramref name="x"/>. Its change is dy = sigmoid(x) · dx.</returns>
    /// <operation formula="ln(1 + eˣ)" numpy="–" jax="jax.nn.softplus" torch="F.softplus" mindspore="ops.softplus"/>
    public static Tensor Softplus(Tensor x)
    {
        adj_tensor y;
        return Result(adj_softplus(Handle(x), &y), y, x);
    }

    /// <summary>Elementwise: the positive part max(x, 0).</summary>
    /// <param name="x">Any shape and number type.</param>
    /// <returns>y, of the shape of <paramref name="x"/>. Its change is dy = dx where x > 0, else 0.</returns>
    /// <operation formula="max(x, 0)" numpy="–" jax="jax.nn.relu" torch="F.relu" mindspore="ops.relu"/>
    public static Tensor Relu(Tensor x)
    {
        adj_tensor y;
        return Result(adj_relu(Handle(x), &y), y, x);
    }

    /// <summary>Elementwise: x Φ(x), where Φ(x) = (1 + erf(x/√2)) / 2 is the distribution of a standard normal variable;
    /// nothing cancels for negative x.</summary>
    /// <param name="x">Any shape; integers and bool count as float32.</param>
    /// <returns>y, of the shape of <paramref name="x"/>. Its change is dy = (Φ(x) + x e^(−x²/2)/√(2π)) · dx.</returns>
    /// <operation formula="x Φ(x)" numpy="–" jax="jax.nn.gelu(approximate=False)" torch="F.gelu" mindspore="ops.gelu"/>
    public static Tensor Gelu(Tensor x)
    {
        adj_tensor y;
        return Result(adj_gelu(Handle(x), &y), y, x);
    }

    /// <summary>Elementwise: x · sigmoid(x), without overflow.</summary>
    /// <param name="x">Any shape; integers and bool count as float32.</param>
    /// <returns>y, of the shape of <paramref name="x"/>. Its change is dy = s (1 + x (1 − s)) · dx with s = sigmoid(x).</returns>
    /// <operation formula="x / (1 + e⁻ˣ)" numpy="–" jax="jax.nn.silu" torch="F.silu" mindspore="ops.silu"/>
    public static Tensor Silu(Tensor x)
    {
        adj_tensor y;
        return Result(adj_silu(Handle(x), &y), y, x);
    }

    /// <summary>eˣ divided by its sum along an axis, without overflow.</summary>
    /// <param name="x">Any shape; integers count as float32.</param>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <returns>y, of the shape of <paramref name="x"/>. Its change is dy = y (dx − Σ y dx), sums along the axis.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An axis is not one of x.</exception>
    /// <operation formula="eˣ / Σ eˣ" numpy="scipy.special.softmax" jax="jax.nn.softmax" torch="torch.softmax" mindspore="ops.softmax"/>
    public static Tensor Softmax(Tensor x, int axis = -1)
    {
        adj_tensor y;
        return Result(adj_softmax(Handle(x), axis, &y), y, x);
    }

    /// <summary>x − log Σ eˣ along an axis, without overflow.</summary>
    /// <param name="x">Any shape; integers count as float32.</param>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <returns>y, of the shape of <paramref name="x"/>. Its change is dy = dx − Σ softmax(x) dx, sums along the
    /// axis.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An axis is not one of x.</exception>
    /// <operation formula="x − ln Σ eˣ"
    ///     numpy="scipy.special.log_softmax" jax="jax.nn.log_softmax" torch="torch.log_softmax" mindspore="ops.log_softmax"/>
    public static Tensor LogSoftmax(Tensor x, int axis = -1)
    {
        adj_tensor y;
        return Result(adj_log_softmax(Handle(x), axis, &y), y, x);
    }
}
