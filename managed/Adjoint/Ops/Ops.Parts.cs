using System.Runtime.CompilerServices;

using Adjoint.Memory;
using Adjoint.Native;

using static Adjoint.Interop.Status;
using static Adjoint.Native.NativeMethods;

namespace Adjoint;

// Parts of tensors: joining them, and cutting into them.
public static unsafe partial class Ops
{
    /// <summary>Joins tensors along an axis that they have.</summary>
    /// <param name="tensors">At least one; equal extents but along the axis.</param>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <returns>The joined tensor, of the promoted type. Its change is the tensors' changes, joined.</returns>
    /// <exception cref="ArgumentException">There is no tensor, or extents differ.</exception>
    /// <operation formula="joined along an axis" numpy="np.concatenate" jax="jnp.concatenate" torch="torch.cat" mindspore="ops.cat"/>
    public static Tensor Concat(ReadOnlySpan<Tensor> tensors, int axis = 0)
    {
        adj_tensor y;
        using var given = new Operands(
            tensors, nameof(Concat), "tensor", tensors.Length <= Operands.Few ? stackalloc adj_tensor[Operands.Few] : new adj_tensor[tensors.Length]);
        fixed (adj_tensor* list = given)
            return Result(adj_concat(list, tensors.Length, axis, &y), y, tensors);
    }

    /// <summary>Joins tensors along the first axis.</summary>
    /// <param name="first">A tensor.</param>
    /// <param name="second">Another one.</param>
    /// <param name="more">Others.</param>
    /// <returns>The joined tensor, as <see cref="Concat(ReadOnlySpan{Tensor}, int)"/> makes it.</returns>
    public static Tensor Concat(Tensor first, Tensor second, params ReadOnlySpan<Tensor> more) => Concat((ReadOnlySpan<Tensor>)[first, second, .. more]);

    /// <summary>Joins the tensors of a list or another sequence along an axis that they have.</summary>
    /// <param name="tensors">At least one; equal extents but along the axis.</param>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <returns>The joined tensor, as <see cref="Concat(ReadOnlySpan{Tensor}, int)"/> makes it.</returns>
    [OverloadResolutionPriority(-1)] // arrays are spans
    public static Tensor Concat(IEnumerable<Tensor> tensors, int axis = 0) => Concat((ReadOnlySpan<Tensor>)[.. tensors], axis);

    /// <summary>Joins tensors of one shape along a new axis.</summary>
    /// <param name="tensors">At least one.</param>
    /// <param name="axis">Where the new axis stands in the result; negative counts from its end.</param>
    /// <returns>The joined tensor, of the promoted type. Its change is the tensors' changes, joined.</returns>
    /// <exception cref="ArgumentException">There is no tensor, or shapes differ.</exception>
    /// <operation formula="joined along a new axis" numpy="np.stack" jax="jnp.stack" torch="torch.stack" mindspore="ops.stack"/>
    public static Tensor Stack(ReadOnlySpan<Tensor> tensors, int axis = 0)
    {
        adj_tensor y;
        using var given = new Operands(
            tensors, nameof(Stack), "tensor", tensors.Length <= Operands.Few ? stackalloc adj_tensor[Operands.Few] : new adj_tensor[tensors.Length]);
        fixed (adj_tensor* list = given)
            return Result(adj_stack(list, tensors.Length, axis, &y), y, tensors);
    }

    /// <summary>Joins tensors of one shape along a new first axis.</summary>
    /// <param name="first">A tensor.</param>
    /// <param name="second">Another one.</param>
    /// <param name="more">Others.</param>
    /// <returns>The joined tensor, as <see cref="Stack(ReadOnlySpan{Tensor}, int)"/> makes it.</returns>
    public static Tensor Stack(Tensor first, Tensor second, params ReadOnlySpan<Tensor> more) => Stack((ReadOnlySpan<Tensor>)[first, second, .. more]);

    /// <summary>Joins the tensors of a list or another sequence of one shape along a new axis.</summary>
    /// <param name="tensors">At least one.</param>
    /// <param name="axis">Where the new axis stands in the result; negative counts from its end.</param>
    /// <returns>The joined tensor, as <see cref="Stack(ReadOnlySpan{Tensor}, int)"/> makes it.</returns>
    [OverloadResolutionPriority(-1)] // arrays are spans
    public static Tensor Stack(IEnumerable<Tensor> tensors, int axis = 0) => Stack((ReadOnlySpan<Tensor>)[.. tensors], axis);

    /// <summary>Cuts a tensor into equal parts along an axis, without copies.</summary>
    /// <param name="x">Any shape but a scalar.</param>
    /// <param name="parts">How many; must divide the extent.</param>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <returns>The parts, in order.</returns>
    /// <exception cref="ArgumentException">The extent is not a multiple of <paramref name="parts"/>.</exception>
    /// <operation formula="cut into equal parts" numpy="np.split" jax="jnp.split" torch="torch.split" mindspore="ops.split"/>
    public static Tensor[] Split(Tensor x, int parts, int axis = 0)
    {
        _ = Handle(x);
        int at = x.Axis(axis, nameof(Split));
        long extent = x.Shape[at];
        if (parts < 1 || extent % parts != 0)
            throw new ArgumentException(FormattableString.Invariant($"Split: an extent of {extent} has no {parts} equal parts."), nameof(parts));
        long size = extent / parts;
        var result = new Tensor[parts];
        var indices = new TensorIndex[at + 1];
        Array.Fill(indices, TensorIndex.All);
        for (int i = 0; i < parts; i++)
        {
            indices[at] = TensorIndex.Slice(i * size, (i + 1) * size);
            result[i] = x[indices];
        }

        return result;
    }
}
