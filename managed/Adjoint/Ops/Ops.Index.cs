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
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <returns>The slices. Their change is that of the slices taken; backwards, what was taken twice adds up.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An index lies outside the axis, or the axis outside x.</exception>
    /// <operation formula="x[.., indices, ..]" numpy="np.take" jax="jnp.take" torch="torch.index_select" mindspore="ops.gather"/>
    public static Tensor Take(Tensor x, Tensor indices, int axis = 0)
    {
        adj_tensor y;
        return Result(adj_take(Handle(x), Handle(indices), axis, &y), y, x, indices);
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
}
