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

    /// <summary>Elementwise: <see cref="Gelu(Tensor)"/>, or its approximation x (1 + tanh(√(2/π) (x + 0.044715 x³))) / 2, in which nothing
    /// cancels for negative x either.</summary>
    /// <param name="x">Any shape; integers and bool count as float32.</param>
    /// <param name="approximate">Whether it is approximated.</param>
    /// <returns>y, of the shape of <paramref name="x"/>. With v = 2 √(2/π) (x + 0.044715 x³) and s = sigmoid(v) the approximation is x s, and its change
    /// dy = s (1 + x v′ (1 − s)) · dx.</returns>
    /// <operation formula="x Φ(x), or x (1 + tanh(√(2/π) (x + 0.044715 x³))) / 2"
    ///     numpy="–" jax="jax.nn.gelu(approximate=True)" torch="F.gelu(approximate='tanh')" mindspore="ops.gelu(approximate='tanh')"/>
    public static Tensor Gelu(Tensor x, bool approximate)
    {
        if (!approximate) return Gelu(x);
        adj_tensor y;
        return Result(adj_gelu_tanh(Handle(x), &y), y, x);
    }

    /// <summary>Elementwise: log(1 + e^(βx)) / β, and x itself where βx exceeds a threshold.</summary>
    /// <param name="x">Any shape; integers and bool count as float32.</param>
    /// <param name="beta">How sharp the bend is; above 0.</param>
    /// <param name="threshold">Where the function is x from; infinity for nowhere, which loses nothing.</param>
    /// <returns>y, of the shape of <paramref name="x"/>. Its change is dy = sigmoid(βx) · dx, and dx beyond the threshold.</returns>
    /// <exception cref="ArgumentException">beta is not above 0.</exception>
    /// <operation formula="ln(1 + e^(βx)) / β" numpy="–" jax="–" torch="F.softplus(beta)" mindspore="ops.softplus(beta)"/>
    public static Tensor Softplus(Tensor x, double beta, double threshold = 20)
    {
        adj_tensor y;
        return Result(adj_softplus_scaled(Handle(x), beta, threshold, &y), y, x);
    }

    /// <summary>Elementwise: log(1 / (1 + e⁻ˣ)), without overflow.</summary>
    /// <param name="x">Any shape; integers and bool count as float32.</param>
    /// <returns>y, of the shape of <paramref name="x"/>. Its change is dy = sigmoid(−x) · dx.</returns>
    /// <operation formula="−ln(1 + e⁻ˣ)" numpy="scipy.special.log_expit" jax="jax.nn.log_sigmoid" torch="F.logsigmoid" mindspore="ops.logsigmoid"/>
    public static Tensor LogSigmoid(Tensor x)
    {
        adj_tensor y;
        return Result(adj_log_sigmoid(Handle(x), &y), y, x);
    }

    /// <summary>Elementwise: x where it is positive, else a small part of it.</summary>
    /// <param name="x">Any shape; integers and bool count as float32.</param>
    /// <param name="slope">The factor of what is not positive.</param>
    /// <returns>y, of the shape of <paramref name="x"/>. Its change is dy = dx where x > 0, else slope · dx.</returns>
    /// <operation formula="x if x > 0, else a x" numpy="–" jax="jax.nn.leaky_relu" torch="F.leaky_relu" mindspore="ops.leaky_relu"/>
    public static Tensor LeakyRelu(Tensor x, double slope = 0.01)
    {
        adj_tensor y;
        return Result(adj_leaky_relu(Handle(x), slope, &y), y, x);
    }

    /// <summary>Elementwise: x where it is positive, else α (eˣ − 1).</summary>
    /// <param name="x">Any shape; integers and bool count as float32.</param>
    /// <param name="alpha">The factor of what is not positive.</param>
    /// <returns>y, of the shape of <paramref name="x"/>. Its change is dy = dx where x > 0, else α eˣ · dx.</returns>
    /// <operation formula="x if x > 0, else α (eˣ − 1)" numpy="–" jax="jax.nn.elu" torch="F.elu" mindspore="ops.elu"/>
    public static Tensor Elu(Tensor x, double alpha = 1)
    {
        adj_tensor y;
        return Result(adj_elu(Handle(x), alpha, &y), y, x);
    }

    /// <summary>Elementwise: x where it is positive, else α (e^(x/α) − 1); its slope is continuous.</summary>
    /// <param name="x">Any shape; integers and bool count as float32.</param>
    /// <param name="alpha">How far it reaches below 0; not 0.</param>
    /// <returns>y, of the shape of <paramref name="x"/>. Its change is dy = dx where x > 0, else e^(x/α) · dx.</returns>
    /// <exception cref="ArgumentException">alpha is 0 or infinite.</exception>
    /// <operation formula="x if x > 0, else α (e^(x/α) − 1)" numpy="–" jax="jax.nn.celu" torch="F.celu" mindspore="ops.celu"/>
    public static Tensor Celu(Tensor x, double alpha = 1)
    {
        adj_tensor y;
        return Result(adj_celu(Handle(x), alpha, &y), y, x);
    }

    /// <summary>Elementwise: λ x where x is positive, else λ α (eˣ − 1), with the λ and α that keep mean 0 and variance 1 from layer to layer.</summary>
    /// <param name="x">Any shape; integers and bool count as float32.</param>
    /// <returns>y, of the shape of <paramref name="x"/>. Its change is dy = λ dx where x > 0, else λ α eˣ · dx.</returns>
    /// <operation formula="λ x if x > 0, else λ α (eˣ − 1)" numpy="–" jax="jax.nn.selu" torch="F.selu" mindspore="ops.selu"/>
    public static Tensor Selu(Tensor x)
    {
        adj_tensor y;
        return Result(adj_selu(Handle(x), &y), y, x);
    }

    /// <summary>Elementwise: x tanh(log(1 + eˣ)); nothing cancels.</summary>
    /// <param name="x">Any shape; integers and bool count as float32.</param>
    /// <returns>y, of the shape of <paramref name="x"/>. With w = tanh(softplus(x)) its change is dy = (w + x sigmoid(x) (1 − w²)) · dx.</returns>
    /// <operation formula="x tanh(ln(1 + eˣ))" numpy="–" jax="jax.nn.mish" torch="F.mish" mindspore="ops.mish"/>
    public static Tensor Mish(Tensor x)
    {
        adj_tensor y;
        return Result(adj_mish(Handle(x), &y), y, x);
    }

    /// <summary>Elementwise: x times (x + 3) / 6 limited to [0, 1].</summary>
    /// <param name="x">Any shape; integers and bool count as float32.</param>
    /// <returns>y, of the shape of <paramref name="x"/>. Its change is 0 up to −3, dx from 3, (x/3 + 1/2) · dx between.</returns>
    /// <operation formula="x min(max(x + 3, 0), 6) / 6" numpy="–" jax="jax.nn.hard_swish" torch="F.hardswish" mindspore="ops.hardswish"/>
    public static Tensor Hardswish(Tensor x)
    {
        adj_tensor y;
        return Result(adj_hardswish(Handle(x), &y), y, x);
    }

    /// <summary>Elementwise: (x + 3) / 6, limited to [0, 1].</summary>
    /// <param name="x">Any shape; integers and bool count as float32.</param>
    /// <returns>y, of the shape of <paramref name="x"/>. Its change is dx / 6 between −3 and 3, else 0, at the bounds too.</returns>
    /// <operation formula="min(max(x + 3, 0), 6) / 6" numpy="–" jax="jax.nn.hard_sigmoid" torch="F.hardsigmoid" mindspore="ops.hardsigmoid"/>
    public static Tensor Hardsigmoid(Tensor x)
    {
        adj_tensor y;
        return Result(adj_hardsigmoid(Handle(x), &y), y, x);
    }

    /// <summary>Elementwise: x, or the nearer of two bounds where it lies outside them.</summary>
    /// <param name="x">Any shape; integers and bool count as float32.</param>
    /// <param name="low">The lower bound.</param>
    /// <param name="high">The upper bound.</param>
    /// <returns>y, of the shape of <paramref name="x"/>. Its change is dx between the bounds, else 0, at the bounds too.</returns>
    /// <exception cref="ArgumentException">The lower bound lies above the upper one.</exception>
    /// <operation formula="min(max(x, a), b)" numpy="–" jax="jax.nn.hard_tanh" torch="F.hardtanh" mindspore="ops.hardtanh"/>
    public static Tensor Hardtanh(Tensor x, double low = -1, double high = 1)
    {
        adj_tensor y;
        return Result(adj_hardtanh(Handle(x), low, high, &y), y, x);
    }

    /// <summary>Elementwise: x, limited to [0, 6].</summary>
    /// <param name="x">Any shape; integers and bool count as float32.</param>
    /// <returns>y, of the shape of <paramref name="x"/>. Its change is dx between 0 and 6, else 0, at the bounds too.</returns>
    /// <operation formula="min(max(x, 0), 6)" numpy="–" jax="jax.nn.relu6" torch="F.relu6" mindspore="ops.relu6"/>
    public static Tensor Relu6(Tensor x) => Hardtanh(x, 0, 6);

    /// <summary>Elementwise: x where |x| exceeds λ, else 0.</summary>
    /// <param name="x">Any shape; integers and bool count as float32.</param>
    /// <param name="lambda">The size up to which elements become 0; 0 or more.</param>
    /// <returns>y, of the shape of <paramref name="x"/>. Its change is dx where |x| > λ, else 0.</returns>
    /// <exception cref="ArgumentException">lambda is negative.</exception>
    /// <operation formula="x if |x| &gt; λ, else 0" numpy="–" jax="–" torch="F.hardshrink" mindspore="ops.hardshrink"/>
    public static Tensor Hardshrink(Tensor x, double lambda = 0.5)
    {
        adj_tensor y;
        return Result(adj_hardshrink(Handle(x), lambda, &y), y, x);
    }

    /// <summary>Elementwise: x moved towards 0 by λ, as far as 0.</summary>
    /// <param name="x">Any shape; integers and bool count as float32.</param>
    /// <param name="lambda">How far; 0 or more.</param>
    /// <returns>y, of the shape of <paramref name="x"/>. Its change is dx where |x| > λ, else 0.</returns>
    /// <exception cref="ArgumentException">lambda is negative.</exception>
    /// <operation formula="sign(x) max(|x| − λ, 0)" numpy="–" jax="–" torch="F.softshrink" mindspore="ops.softshrink"/>
    public static Tensor Softshrink(Tensor x, double lambda = 0.5)
    {
        adj_tensor y;
        return Result(adj_softshrink(Handle(x), lambda, &y), y, x);
    }

    /// <summary>Elementwise: x / (1 + |x|).</summary>
    /// <param name="x">Any shape; integers and bool count as float32.</param>
    /// <returns>y, of the shape of <paramref name="x"/>. Its change is dy = dx / (1 + |x|)².</returns>
    /// <operation formula="x / (1 + |x|)" numpy="–" jax="jax.nn.soft_sign" torch="F.softsign" mindspore="ops.softsign"/>
    public static Tensor Softsign(Tensor x)
    {
        adj_tensor y;
        return Result(adj_softsign(Handle(x), &y), y, x);
    }

    /// <summary>Elementwise: x − tanh(x); near 0, where that is about x³/3, nothing cancels.</summary>
    /// <param name="x">Any shape; integers and bool count as float32.</param>
    /// <returns>y, of the shape of <paramref name="x"/>. Its change is dy = tanh(x)² · dx.</returns>
    /// <operation formula="x − tanh x" numpy="–" jax="–" torch="F.tanhshrink" mindspore="ops.tanhshrink"/>
    public static Tensor Tanhshrink(Tensor x)
    {
        adj_tensor y;
        return Result(adj_tanhshrink(Handle(x), &y), y, x);
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

    /// <summary>Elementwise: x where it is positive, else a learned part of it, which may be another in each channel.</summary>
    /// <param name="x">Any shape; the channels are axis 1, or the only axis. Integers count as float32.</param>
    /// <param name="weight">One factor for all, or one for each channel, of shape [channels].</param>
    /// <returns>y, of the shape of <paramref name="x"/>. Its change is dx where x > 0, else w · dx + x · dw.</returns>
    /// <exception cref="ArgumentException">There is neither one factor nor one for each channel.</exception>
    /// <operation formula="x if x > 0, else w x" numpy="–" jax="flax.nnx.PReLU" torch="F.prelu" mindspore="ops.prelu"/>
    public static Tensor PRelu(Tensor x, Tensor weight)
    {
        _ = (Handle(x), Handle(weight));
        int channels = Math.Min(x.Rank - 1, 1);
        if (weight.Rank > 1 || (weight.Count != 1 && (channels < 0 || weight.Count != x.Shape[channels])))
        {
            throw new ArgumentException(
                $"PRelu: a weight of shape {weight.ShapeText} does not fit x of shape {x.ShapeText}; it needs one element, or one for each channel (axis 1).");
        }

        Tensor slope = weight.Count == 1 ? Reshape(weight) : weight;
        for (int axis = channels + 1; axis < x.Rank && slope.Rank > 0; axis++) slope = ExpandDims(slope, -1);
        Tensor isPositive = x > 0;
        return Where(isPositive, x, Where(isPositive, 0, x) * slope);
    }

    /// <summary>The first half of an axis times the sigmoid of its second half.</summary>
    /// <param name="x">Any shape whose extent along the axis is even; integers count as float32.</param>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <returns>a sigmoid(b), half as long along the axis. With s = sigmoid(b) its change is s · da + a s (1 − s) · db.</returns>
    /// <exception cref="ArgumentException">The extent along the axis is odd.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The axis is not one of x.</exception>
    /// <operation formula="a sigmoid(b), of halves of x" numpy="–" jax="jax.nn.glu" torch="F.glu" mindspore="ops.glu"/>
    public static Tensor Glu(Tensor x, int axis = -1)
    {
        _ = Handle(x);
        int at = x.Axis(axis, nameof(Glu));
        if (x.Shape[at] % 2 != 0)
            throw new ArgumentException($"Glu: axis {axis} of shape {x.ShapeText} has an odd extent; it is cut into halves.");
        Tensor[] halves = Split(x, 2, at);
        return halves[0] * Sigmoid(halves[1]);
    }

    /// <summary>e⁻ˣ divided by its sum along an axis: the softmax of −x.</summary>
    /// <param name="x">Any shape; integers count as float32.</param>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <returns>y, of the shape of <paramref name="x"/>. Its change is dy = −y (dx − Σ y dx), sums along the axis.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An axis is not one of x.</exception>
    /// <operation formula="e⁻ˣ / Σ e⁻ˣ" numpy="–" jax="–" torch="F.softmin" mindspore="ops.softmin"/>
    public static Tensor Softmin(Tensor x, int axis = -1) => Softmax(-x, axis);

    /// <summary>Elements drawn by a key become 0, the others grow by 1 / (1 − p), so that the mean stays.</summary>
    /// <param name="x">Any shape; integers count as float32.</param>
    /// <param name="p">How likely an element becomes 0, from 0 to 1. With 0 the result is x, with 1 it is zero.</param>
    /// <param name="key">Where the random numbers come from: the same key drops the same elements. In evaluation leave the call out.</param>
    /// <returns>y, of the shape of <paramref name="x"/>. Its change is dx / (1 − p) where an element stays, else exactly 0.</returns>
    /// <exception cref="ArgumentOutOfRangeException">p lies outside 0 to 1.</exception>
    /// <operation formula="x / (1 − p), or 0 with probability p" numpy="–" jax="flax.nnx.Dropout" torch="F.dropout" mindspore="ops.dropout"/>
    public static Tensor Dropout(Tensor x, double p, RandomKey key)
    {
        _ = Handle(x);
        if (key is null) throw new ArgumentNullException(nameof(key), "Dropout: the key must not be null.");
        if (!(p is >= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(p), $"Dropout: p must lie in [0, 1], not {p}.");
        if (p == 0) return x;
        Tensor stays = key.Uniform(x.Shape, DType.Float32) >= p;
        return Where(stays, x * (p == 1 ? 0.0 : 1 / (1 - p)), 0.0);
    }
}
