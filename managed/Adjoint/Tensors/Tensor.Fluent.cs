namespace Adjoint;

// The operations that read best behind their tensor. Each is the one of the same name in Ops.
public sealed unsafe partial class Tensor
{
    /// <summary>The transposed tensor, all dimensions in reverse. See <see cref="Ops.Transpose"/>.</summary>
    public Tensor T => Ops.Transpose(this);

    /// <summary>The sum over axes. See <see cref="Ops.Sum"/>.</summary>
    /// <param name="axes">The axes; all of them if left out.</param>
    /// <param name="keepDims">Whether reduced axes stay, with extent 1.</param>
    public Tensor Sum(Axes axes = default, bool keepDims = false) => Ops.Sum(this, axes, keepDims);

    /// <summary>The mean over axes. See <see cref="Ops.Mean"/>.</summary>
    /// <param name="axes">The axes; all of them if left out.</param>
    /// <param name="keepDims">Whether reduced axes stay, with extent 1.</param>
    public Tensor Mean(Axes axes = default, bool keepDims = false) => Ops.Mean(this, axes, keepDims);

    /// <summary>The largest element over axes. See <see cref="Ops.Max"/>.</summary>
    /// <param name="axes">The axes; all of them if left out.</param>
    /// <param name="keepDims">Whether reduced axes stay, with extent 1.</param>
    public Tensor Max(Axes axes = default, bool keepDims = false) => Ops.Max(this, axes, keepDims);

    /// <summary>The smallest element over axes. See <see cref="Ops.Min"/>.</summary>
    /// <param name="axes">The axes; all of them if left out.</param>
    /// <param name="keepDims">Whether reduced axes stay, with extent 1.</param>
    public Tensor Min(Axes axes = default, bool keepDims = false) => Ops.Min(this, axes, keepDims);

    /// <summary>The position of the largest element along an axis. See <see cref="Ops.ArgMax"/>.</summary>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <param name="keepDims">Whether the axis stays, with extent 1.</param>
    public Tensor ArgMax(int axis = -1, bool keepDims = false) => Ops.ArgMax(this, axis, keepDims);

    /// <summary>The same elements in another shape. See <see cref="Ops.Reshape"/>.</summary>
    /// <param name="shape">Extents with the same product; one may be −1.</param>
    public Tensor Reshape(params ReadOnlySpan<long> shape) => Ops.Reshape(this, shape);

    /// <summary>Reorders the dimensions. See <see cref="Ops.Permute"/>.</summary>
    /// <param name="order">For each dimension of the result, that of this tensor it comes from.</param>
    public Tensor Permute(params ReadOnlySpan<long> order) => Ops.Permute(this, order);

    /// <summary>Repeats to a larger shape. See <see cref="Ops.BroadcastTo"/>.</summary>
    /// <param name="shape">The shape wanted.</param>
    public Tensor BroadcastTo(params ReadOnlySpan<long> shape) => Ops.BroadcastTo(this, shape);

    /// <summary>Converts the elements. See <see cref="Ops.Cast"/>.</summary>
    /// <param name="dtype">The type wanted.</param>
    public Tensor Cast(DType dtype) => Ops.Cast(this, dtype);

    /// <summary>The matrix product. See <see cref="Ops.MatMul"/>.</summary>
    /// <param name="other">The right operand.</param>
    public Tensor MatMul(Tensor other) => Ops.MatMul(this, other);
}
