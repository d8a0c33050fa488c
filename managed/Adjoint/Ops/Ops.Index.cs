using Adjoint.Native;

using static Adjoint.Interop.Status;
using static Adjoint.Native.NativeMethods;

namespace Adjoint;

// Elements picked by number.
public static unsafe partial class Ops
{
    /// <summary>Takes slices along an axis by their numbers.</summary>
    /// <param name="x">Any shape but a scalar.</param>
    /// <param name="indices">Integers of any shape, which takes the place of the axis; negative ones count from the end.</param>
    /// <param name="axis">The axis; negative counts from the end. Null stands for all elements in row-major order, one for each index.</param>
    /// <returns>The slices. Their change is that of the slices taken; backwards, what was taken twice adds up.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An index lies outside the axis, or the axis outside x.</exception>
    /// <operation formula="x[.., indices, ..]" numpy="np.take" jax="jnp.take" torch="torch.index_select" mindspore="ops.gather"/>
    public static Tensor Take(Tensor x, Tensor indices, int? axis = 0)
    {
        adj_tensor y;
        if (axis is null) (x, axis) = (Reshape(x, -1), 0);
        return Result(adj_take(Handle(x), Handle(indices), axis.Value, &y), y, x, indices);
    }

    /// <summary>Picks one element along an axis for every index: y[i, j] = x[i, indices[i, j]] along the last axis.</summary>
    /// <param name="x">Any shape but a scalar.</param>
    /// <param name="indices">Integers of the rank of <paramref name="x"/> that broadcast with it except along the axis.</param>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <returns>A tensor of the shape of the indices. Its change is that of the elements picked.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An index lies outside the axis, or the axis outside x.</exception>
    /// <operation formula="x[i, indices[i, j]]"
    ///     numpy="np.take_along_axis" jax="jnp.take_along_axis" torch="torch.gather" mindspore="ops.gather_elements"/>
    public static Tensor TakeAlongAxis(Tensor x, Tensor indices, int axis = -1)
    {
        adj_tensor y;
        return Result(adj_take_along_axis(Handle(x), Handle(indices), axis, &y), y, x, indices);
    }

    /// <summary>A one in the place of each index and zeros elsewhere, along a new last axis.</summary>
    /// <param name="indices">Integers of any shape.</param>
    /// <param name="depth">The extent of the new axis. An index outside it gives zeros.</param>
    /// <param name="dtype">The type of the result.</param>
    /// <returns>A tensor of one dimension more. No derivative passes.</returns>
    /// <operation formula="1 in the place of each index, else 0" numpy="–" jax="jax.nn.one_hot" torch="F.one_hot" mindspore="ops.one_hot"/>
    public static Tensor OneHot(Tensor indices, long depth, DType dtype = DType.Float32)
    {
        adj_tensor y;
        return Result(adj_one_hot(Handle(indices), depth, (adj_dtype)dtype, &y), y, indices);
    }

    /// <summary>The places of what is not zero, in row-major order.</summary>
    /// <param name="x">Any shape; truth values or numbers.</param>
    /// <returns>
    /// A row for each place with its index along every dimension: int64 of shape [count, rank]. No derivative passes. Its shape depends on the
    /// elements, so they must be known: not in a batch.
    /// </returns>
    /// <exception cref="ValueDependentException">x has no value here, as inside Vmap.</exception>
    /// <operation formula="places of x ≠ 0" numpy="np.argwhere" jax="jnp.argwhere" torch="torch.nonzero" mindspore="ops.nonzero"/>
    public static Tensor Nonzero(Tensor x)
    {
        adj_tensor y;
        return Result(adj_nonzero(Handle(x), &y), y, x);
    }

    /// <summary>The elements where a mask is true, in row-major order.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="mask">Truth values, which broadcast with <paramref name="x"/>; numbers count as true unless they are zero.</param>
    /// <returns>
    /// A vector. Its change is that of the elements. Its extent depends on the mask, whose elements must be known: not in a batch, where
    /// <see cref="Where"/> serves.
    /// </returns>
    /// <exception cref="ValueDependentException">The mask has no value here.</exception>
    /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
    /// <operation formula="x where the mask holds, as a vector" numpy="x[mask]" jax="x[mask]" torch="torch.masked_select" mindspore="ops.masked_select"/>
    public static Tensor MaskedSelect(Tensor x, Tensor mask)
    {
        _ = (Handle(x), Handle(mask));
        (x, mask) = Broadcast(x, Cast(mask, DType.Bool), nameof(MaskedSelect));
        return Take(x, Reshape(Nonzero(Reshape(mask, -1)), -1), null);
    }

    // Both of the shape that they broadcast to.
    private static (Tensor A, Tensor B) Broadcast(Tensor a, Tensor b, string operation)
    {
        var shape = new long[Math.Max(a.Rank, b.Rank)];
        for (int i = 1; i <= shape.Length; i++)
        {
            long first = i <= a.Rank ? a.Shape[^i] : 1, second = i <= b.Rank ? b.Shape[^i] : 1;
            shape[^i] = first == 1 ? second : first;
        }

        return (BroadcastTo(a, shape, operation), BroadcastTo(b, shape, operation));
    }
}
