using System.ComponentModel;
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

    /// <summary>Joins the tensors of an array along an axis that they have.</summary>
    /// <param name="tensors">At least one; equal extents but along the axis.</param>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <returns>The joined tensor, as <see cref="Concat(ReadOnlySpan{Tensor}, int)"/> makes it.</returns>
    [EditorBrowsable(EditorBrowsableState.Never)] // before C# 14 an array is a span no more than a sequence
    public static Tensor Concat(Tensor[] tensors, int axis = 0) => Concat((ReadOnlySpan<Tensor>)tensors, axis);

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

    /// <summary>Joins the tensors of an array of one shape along a new axis.</summary>
    /// <param name="tensors">At least one.</param>
    /// <param name="axis">Where the new axis stands in the result; negative counts from its end.</param>
    /// <returns>The joined tensor, as <see cref="Stack(ReadOnlySpan{Tensor}, int)"/> makes it.</returns>
    [EditorBrowsable(EditorBrowsableState.Never)] // before C# 14 an array is a span no more than a sequence
    public static Tensor Stack(Tensor[] tensors, int axis = 0) => Stack((ReadOnlySpan<Tensor>)tensors, axis);

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
    /// <operation formula="cut into equal parts" numpy="np.split" jax="jnp.split" torch="torch.chunk" mindspore="ops.split"/>
    public static Tensor[] Split(Tensor x, int parts, int axis = 0)
    {
        _ = Handle(x);
        int at = x.Axis(axis, nameof(Split));
        long extent = x.Shape[at];
        if (parts < 1 || extent % parts != 0)
            throw new ArgumentException(FormattableString.Invariant($"Split: an extent of {extent} has no {parts} equal parts."), nameof(parts));
        return Cut(x, at, Enumerable.Repeat(extent / parts, parts));
    }

    /// <summary>Cuts a tensor into parts of given extents along an axis, without copies.</summary>
    /// <param name="x">Any shape but a scalar.</param>
    /// <param name="sizes">The extents, whose sum is that of the axis.</param>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <returns>The parts, in order.</returns>
    /// <exception cref="ArgumentException">The extents do not sum up to that of the axis, or one is negative.</exception>
    public static Tensor[] Split(Tensor x, ReadOnlySpan<long> sizes, int axis = 0)
    {
        _ = Handle(x);
        int at = x.Axis(axis, nameof(Split));
        long sum = 0;
        foreach (long size in sizes)
            sum = size < 0 ? long.MinValue : checked(sum + size);
        if (sum != x.Shape[at])
        {
            throw new ArgumentException(
                FormattableString.Invariant($"Split: parts of [{string.Join(", ", sizes.ToArray())}] are not what an extent of {x.Shape[at]} has."), nameof(sizes));
        }

        return Cut(x, at, sizes.ToArray());
    }

    /// <summary>Cuts a tensor into parts of equal extents along an axis, the last of which may be smaller, without copies.</summary>
    /// <param name="x">Any shape but a scalar.</param>
    /// <param name="chunks">How many at most: parts of ⌈n / chunks⌉ may fill the extent n sooner.</param>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <returns>The parts, in order.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no part, or the axis is not one of x.</exception>
    /// <operation formula="cut into parts of ⌈n / chunks⌉" numpy="np.array_split" jax="jnp.array_split" torch="torch.chunk" mindspore="ops.chunk"/>
    public static Tensor[] Chunk(Tensor x, int chunks, int axis = 0)
    {
        _ = Handle(x);
        int at = x.Axis(axis, nameof(Chunk));
        if (chunks < 1) throw new ArgumentOutOfRangeException(nameof(chunks), $"Chunk: {chunks} parts; there must be one at least.");
        long extent = x.Shape[at], size = Math.Max(1, (extent + chunks - 1) / chunks);
        if (extent == 0) return Cut(x, at, [0]);
        return Cut(x, at, Enumerable.Range(0, (int)((extent + size - 1) / size)).Select(i => Math.Min(size, extent - i * size)));
    }

    /// <summary>The slices of a tensor along an axis, which they do not have any more, without copies.</summary>
    /// <param name="x">Any shape but a scalar.</param>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <returns>The slices, in order.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The axis is not one of x.</exception>
    /// <operation formula="slices along an axis" numpy="np.unstack" jax="jnp.unstack" torch="torch.unbind" mindspore="ops.unbind"/>
    public static Tensor[] Unbind(Tensor x, int axis = 0)
    {
        _ = Handle(x);
        int at = x.Axis(axis, nameof(Unbind));
        return [.. Cut(x, at, Enumerable.Repeat(1L, checked((int)x.Shape[at]))).Select(part => Squeeze(part, at))];
    }

    /// <summary>The coordinates of a grid whose axes are vectors: the i-th result varies along dimension i alone.</summary>
    /// <param name="vectors">The coordinates along each axis.</param>
    /// <returns>A tensor for each vector, all of the shape that the vectors' extents make, without copies. Its change is that of the vector.</returns>
    /// <exception cref="ArgumentException">One of them is no vector.</exception>
    /// <operation formula="coordinates of a grid"
    ///     numpy="np.meshgrid(indexing='ij')" jax="jnp.meshgrid" torch="torch.meshgrid" mindspore="ops.meshgrid"/>
    public static Tensor[] MeshGrid(params ReadOnlySpan<Tensor> vectors)
    {
        Operands.Require(vectors, nameof(MeshGrid), "vector");
        var shape = new long[vectors.Length];
        for (int i = 0; i < shape.Length; i++)
        {
            if (vectors[i].Rank != 1) throw new ArgumentException($"MeshGrid: takes vectors, not shape {vectors[i].ShapeText}.", nameof(vectors));
            shape[i] = vectors[i].Count;
        }

        var grids = new Tensor[shape.Length];
        for (int i = 0; i < grids.Length; i++)
            grids[i] = BroadcastTo(Reshape(vectors[i], [-1, .. Enumerable.Repeat(1L, shape.Length - 1 - i)]), shape, nameof(MeshGrid));
        return grids;
    }

    private static Tensor[] Cut(Tensor x, int axis, IEnumerable<long> sizes)
    {
        var parts = new List<Tensor>();
        long from = 0;
        foreach (long size in sizes)
            parts.Add(Between(x, axis, from, from += size));
        return [.. parts];
    }
}
