using Adjoint.Native;

using static Adjoint.Interop.Status;
using static Adjoint.Native.NativeMethods;

namespace Adjoint;

// Rows or channels brought to mean 0 and variance 1.
public static unsafe partial class Ops
{
    /// <summary>Normalizes the last axis, or several, to mean 0 and variance 1: (x − mean) / √(variance + ε) · scale + shift, in one
    /// pass.</summary>
    /// <param name="x">Any shape but that of a scalar; integers count as float32. The types of all three are promoted as in
    /// arithmetic.</param>
    /// <param name="scale">A factor for each element of the last axes, of their shape ([n] for one); 1 if left out.</param>
    /// <param name="shift">What is added to each element of the last axes, of their shape; 0 if left out.</param>
    /// <param name="epsilon">Added to the variance, which is that of the whole population; 0 or more.</param>
    /// <param name="lastAxes">How many axes at the end are normalized together.</param>
    /// <returns>y, of the shape of <paramref name="x"/>. With r = 1/√(variance + ε) and s = (x − mean) r its change is
    /// dy = r (dx − mean(dx) − s mean(s dx)) · scale + s · dscale + dshift, means along the last axes.</returns>
    /// <exception cref="ArgumentException">x has fewer axes, scale or shift is not of the shape of the last ones, or
    /// <paramref name="epsilon"/> is negative.</exception>
    /// <operation formula="(x − mean) / √(variance + ε) · scale + shift"
    ///     numpy="–" jax="flax.nnx.LayerNorm" torch="F.layer_norm" mindspore="ops.layer_norm"/>
    public static Tensor LayerNorm(Tensor x, Tensor? scale = null, Tensor? shift = null, double epsilon = 1e-5, int lastAxes = 1)
    {
        if (lastAxes != 1) return LayerNormOverLast(x, scale, shift, epsilon, lastAxes);
        adj_tensor y;
        adj_status status = adj_layer_norm(Handle(x), Tensor.HandleIfAny(scale), Tensor.HandleIfAny(shift), epsilon, &y);
        return Result(status, y, (ReadOnlySpan<Tensor?>)[x, scale, shift]);
    }

    /// <summary>Divides the last axis by the root of its mean square: x / √(mean(x²) + ε) · scale, in one pass.</summary>
    /// <param name="x">Any shape but that of a scalar; integers count as float32.</param>
    /// <param name="scale">A factor for each element of the last axis, of shape [n]; 1 if left out.</param>
    /// <param name="epsilon">Added to the mean square; 0 or more. PyTorch takes the distance of numbers above 1 where none is given.</param>
    /// <returns>y, of the shape of <paramref name="x"/>. With r = 1/√(mean(x²) + ε) its change is
    /// dy = r (dx − r² x mean(x dx)) · scale + r x · dscale, means along the last axis.</returns>
    /// <exception cref="ArgumentException">x is a scalar, scale is not of shape [n], or <paramref name="epsilon"/> is negative.</exception>
    /// <operation formula="x / √(mean(x²) + ε) · scale" numpy="–" jax="flax.nnx.RMSNorm" torch="F.rms_norm" mindspore="ops.rms_norm"/>
    public static Tensor RmsNorm(Tensor x, Tensor? scale = null, double epsilon = 1e-6)
    {
        adj_tensor y;
        return Result(adj_rms_norm(Handle(x), Tensor.HandleIfAny(scale), epsilon, &y), y, (ReadOnlySpan<Tensor?>)[x, scale]);
    }

    /// <summary>Normalizes each channel of a batch to mean 0 and variance 1, as in training: (x − mean) / √(variance + ε) · scale + shift, with
    /// the statistics of the batch.</summary>
    /// <param name="x">At least two axes, the channels along axis 1: [batch, channels, ...]; integers count as float32.</param>
    /// <param name="scale">A factor for each channel, of shape [channels]; 1 if left out.</param>
    /// <param name="shift">What is added to each channel, of shape [channels]; 0 if left out.</param>
    /// <param name="epsilon">Added to the variance, which is that of the whole population; 0 or more.</param>
    /// <returns>y, of the shape of <paramref name="x"/>. Its change is that of <see cref="LayerNorm(Tensor, Tensor?, Tensor?, double, int)"/>, with
    /// means over all axes but the channels'. The statistics for <see cref="BatchNormInference(Tensor, Tensor, Tensor, Tensor?, Tensor?, double)"/>
    /// are <c>Mean(x, axes)</c> and <c>Variance(x, axes)</c> of these axes.</returns>
    /// <exception cref="ArgumentException">x has no channels, scale or shift is not of shape [channels], or
    /// <paramref name="epsilon"/> is negative.</exception>
    /// <operation formula="(x − mean) / √(variance + ε) · scale + shift, by channels"
    ///     numpy="–" jax="flax.nnx.BatchNorm" torch="F.batch_norm(training=True)" mindspore="ops.batch_norm(training=True)"/>
    public static Tensor BatchNorm(Tensor x, Tensor? scale = null, Tensor? shift = null, double epsilon = 1e-5)
    {
        adj_tensor y;
        adj_status status = adj_batch_norm(Handle(x), Tensor.HandleIfAny(scale), Tensor.HandleIfAny(shift), epsilon, &y);
        return Result(status, y, (ReadOnlySpan<Tensor?>)[x, scale, shift]);
    }

    /// <summary>Normalizes each channel by a mean and a variance that are given, as in evaluation: (x − mean) / √(variance + ε) · scale +
    /// shift.</summary>
    /// <param name="x">At least two axes, the channels along axis 1: [batch, channels, ...]; integers count as float32.</param>
    /// <param name="mean">The mean of each channel, of shape [channels].</param>
    /// <param name="variance">The variance of each channel, of shape [channels].</param>
    /// <param name="scale">A factor for each channel, of shape [channels]; 1 if left out.</param>
    /// <param name="shift">What is added to each channel, of shape [channels]; 0 if left out.</param>
    /// <param name="epsilon">Added to the variance; 0 or more.</param>
    /// <returns>y, of the shape of <paramref name="x"/>. Its change is that of the formula, by each tensor in it.</returns>
    /// <exception cref="ArgumentException">x has no channels, another tensor is not of shape [channels], or <paramref name="epsilon"/> is
    /// negative.</exception>
    /// <operation formula="(x − mean) / √(variance + ε) · scale + shift, with given statistics"
    ///     numpy="–" jax="flax.nnx.BatchNorm(use_running_average=True)" torch="F.batch_norm" mindspore="ops.batch_norm"/>
    public static Tensor BatchNormInference(
        Tensor x, Tensor mean, Tensor variance, Tensor? scale = null, Tensor? shift = null, double epsilon = 1e-5)
    {
        adj_tensor y;
        adj_status status = adj_batch_norm_inference(
            Handle(x), Handle(mean), Handle(variance), Tensor.HandleIfAny(scale), Tensor.HandleIfAny(shift), epsilon, &y);
        return Result(status, y, (ReadOnlySpan<Tensor?>)[x, mean, variance, scale, shift]);
    }

    /// <summary>Normalizes groups of channels of each example to mean 0 and variance 1: (x − mean) / √(variance + ε) · scale + shift.</summary>
    /// <param name="x">At least two axes, the channels along axis 1: [batch, channels, ...]; integers count as float32.</param>
    /// <param name="groups">How many; divides the number of channels. With 1 all channels are normalized together.</param>
    /// <param name="scale">A factor for each channel, of shape [channels]; 1 if left out.</param>
    /// <param name="shift">What is added to each channel, of shape [channels]; 0 if left out.</param>
    /// <param name="epsilon">Added to the variance, which is that of the whole population; 0 or more.</param>
    /// <returns>y, of the shape of <paramref name="x"/>. Its change is that of <see cref="LayerNorm(Tensor, Tensor?, Tensor?, double, int)"/>, with
    /// means over the channels of a group and all later axes.</returns>
    /// <exception cref="ArgumentException">x has no channels or they have no such groups, scale or shift is not of shape [channels], or
    /// <paramref name="epsilon"/> is negative.</exception>
    /// <operation formula="(x − mean) / √(variance + ε) · scale + shift, by groups of channels"
    ///     numpy="–" jax="flax.nnx.GroupNorm" torch="F.group_norm" mindspore="ops.group_norm"/>
    public static Tensor GroupNorm(Tensor x, int groups, Tensor? scale = null, Tensor? shift = null, double epsilon = 1e-5)
    {
        adj_tensor y;
        adj_status status = adj_group_norm(Handle(x), groups, Tensor.HandleIfAny(scale), Tensor.HandleIfAny(shift), epsilon, &y);
        return Result(status, y, (ReadOnlySpan<Tensor?>)[x, scale, shift]);
    }

    /// <summary>Normalizes each channel of each example to mean 0 and variance 1: <see cref="GroupNorm(Tensor, int, Tensor?, Tensor?, double)"/> with a
    /// group for each channel.</summary>
    /// <param name="x">At least two axes, the channels along axis 1: [batch, channels, ...]; integers count as float32.</param>
    /// <param name="scale">A factor for each channel, of shape [channels]; 1 if left out.</param>
    /// <param name="shift">What is added to each channel, of shape [channels]; 0 if left out.</param>
    /// <param name="epsilon">Added to the variance, which is that of the whole population; 0 or more.</param>
    /// <returns>y, of the shape of <paramref name="x"/>.</returns>
    /// <exception cref="ArgumentException">x has no channels, scale or shift is not of shape [channels], or <paramref name="epsilon"/> is
    /// negative.</exception>
    /// <operation formula="(x − mean) / √(variance + ε) · scale + shift, by channels of each example"
    ///     numpy="–" jax="flax.nnx.InstanceNorm" torch="F.instance_norm" mindspore="ops.instance_norm"/>
    public static Tensor InstanceNorm(Tensor x, Tensor? scale = null, Tensor? shift = null, double epsilon = 1e-5)
    {
        _ = Handle(x);
        int channels = x.Rank < 2 ? 1 : (int)Math.Max(1, x.Shape[1]);
        return GroupNorm(x, channels, scale, shift, epsilon);
    }

    /// <summary>Divides by the Euclidean norm along axes: x / max(‖x‖, ε).</summary>
    /// <param name="x">Any shape; integers count as float32.</param>
    /// <param name="axis">The axes over which the norm goes.</param>
    /// <param name="epsilon">The least divisor, so that zeros stay zeros.</param>
    /// <returns>y, of the shape of <paramref name="x"/>. Where ‖x‖ is above ε its change is dy = (dx − y Σ y dx) / ‖x‖, else dx / ε.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An axis is not one of x.</exception>
    /// <operation formula="x / max(√(Σ x²), ε)" numpy="–" jax="–" torch="F.normalize" mindspore="ops.L2Normalize"/>
    public static Tensor NormalizeL2(Tensor x, Axes axis, double epsilon = 1e-12)
    {
        _ = Handle(x);
        if (x.DType.IsRoundedLater) return Cast(NormalizeL2(Cast(x, DType.Float32), axis, epsilon), x.DType);
        return x / Maximum(Norm(x, axis, keepDims: true), epsilon);
    }

    private static Tensor LayerNormOverLast(Tensor x, Tensor? scale, Tensor? shift, double epsilon, int lastAxes)
    {
        _ = Handle(x, nameof(LayerNorm));
        if (lastAxes < 1 || lastAxes > x.Rank)
            throw new ArgumentException(FormattableString.Invariant($"LayerNorm: x of shape {x.ShapeText} has no {lastAxes} last axes."));
        long[] shape = [.. x.Shape], last = shape[^lastAxes..];
        long count = last.Aggregate(1L, static (a, b) => a * b);
        Tensor? Flat(Tensor? given, string name)
        {
            if (given is not null && !given.Shape.ToArray().SequenceEqual(last))
            {
                throw new ArgumentException(
                    $"LayerNorm: a {name} of shape {given.ShapeText} does not fit x of shape {x.ShapeText}; it needs shape [{string.Join(", ", last)}].");
            }

            return given is null ? null : Reshape(given, count);
        }

        Tensor rows = Reshape(x, [.. shape[..^lastAxes], count]);
        return Reshape(LayerNorm(rows, Flat(scale, "scale"), Flat(shift, "shift"), epsilon), shape);
    }
}
