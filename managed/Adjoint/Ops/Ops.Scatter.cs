using Adjoint.Native;

using static Adjoint.Interop.Status;
using static Adjoint.Native.NativeMethods;

namespace Adjoint;

// Writing at positions that are data.
public static unsafe partial class Ops
{
    /// <summary>An element of a source in place of that at every index along an axis; of several in one place the last stays.</summary>
    /// <param name="x">Any shape but a scalar.</param>
    /// <param name="indices">Integers of the rank of <paramref name="x"/>, which broadcast to it except along the axis; negative ones count
    /// from the end.</param>
    /// <param name="source">An element for each index; it broadcasts to them and is converted to the type of <paramref name="x"/>.</param>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <returns>A tensor like x. Its change is dx where nothing was written, else that of the source that stands there in the end.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit, or the source has a type that does not go into that of x.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An index lies outside the axis, or the axis outside x.</exception>
    /// <operation formula="x with x[i, indices[i, j]] = source[i, j]"
    ///     numpy="np.put_along_axis" jax="jnp.put_along_axis" torch="torch.scatter" mindspore="ops.scatter"/>
    public static Tensor Scatter(Tensor x, Tensor indices, Tensor source, int axis = -1)
    {
        adj_tensor y;
        adj_status status = adj_scatter(Handle(x), Handle(indices), Handle(source), axis, &y);
        return Result(status, y, (ReadOnlySpan<Tensor?>)[x, indices, source]);
    }

    /// <summary>An element of a source added at every index along an axis; several in one place add up.</summary>
    /// <param name="x">Any shape but a scalar.</param>
    /// <param name="indices">Integers of the rank of <paramref name="x"/>, which broadcast to it except along the axis; negative ones count
    /// from the end.</param>
    /// <param name="source">An element for each index; it broadcasts to them and is converted to the type of <paramref name="x"/>.</param>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <returns>A tensor like x. Its change is dx, and dsource added alike.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit, or the source has a type that does not go into that of x.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An index lies outside the axis, or the axis outside x.</exception>
    /// <operation formula="x with x[i, indices[i, j]] += source[i, j]"
    ///     numpy="–" jax="–" torch="torch.scatter_add" mindspore="ops.tensor_scatter_elements"/>
    public static Tensor ScatterAdd(Tensor x, Tensor indices, Tensor source, int axis = -1)
    {
        adj_tensor y;
        adj_status status = adj_scatter_add(Handle(x), Handle(indices), Handle(source), axis, &y);
        return Result(status, y, (ReadOnlySpan<Tensor?>)[x, indices, source]);
    }

    /// <summary>The mean of x and of the elements of a source at every index along an axis.</summary>
    /// <param name="x">Any shape but a scalar, floating or complex.</param>
    /// <param name="indices">Integers of the rank of <paramref name="x"/>, which broadcast to it except along the axis; negative ones count
    /// from the end.</param>
    /// <param name="source">An element for each index; it broadcasts to them and is converted to the type of <paramref name="x"/>.</param>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <returns>A tensor like x: the sums that <see cref="ScatterAdd"/> gives, over how many elements they are of. Its change is the mean of the changes.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit, x holds integers, or the source has a type that does not go into that of x.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An index lies outside the axis, or the axis outside x.</exception>
    /// <operation formula="the mean of x and source at indices"
    ///     numpy="–" jax="–" torch="torch.scatter_reduce(mean)" mindspore="–"/>
    public static Tensor ScatterMean(Tensor x, Tensor indices, Tensor source, int axis = -1)
    {
        _ = Handle(x);
        if (!x.DType.IsFloating && !x.DType.IsComplex)
            throw new ArgumentException($"ScatterMean: takes floating numbers, not {x.DType}; convert them (Cast).", nameof(x));
        if (x.DType.IsRoundedLater) return Cast(ScatterMean(Cast(x, DType.Float32), indices, source, axis), x.DType);
        Tensor sums = ScatterAdd(x, indices, source, axis), others = Tensor.Zeros(x.Shape, DType.Int64);
        return sums / (ScatterAdd(others, indices, Tensor.Scalar(1L), axis) + 1);
    }

    /// <summary>The larger of x and the elements of a source at every index along an axis; NaN if any is.</summary>
    /// <param name="x">Any shape but a scalar.</param>
    /// <param name="indices">Integers of the rank of <paramref name="x"/>, which broadcast to it except along the axis; negative ones count
    /// from the end.</param>
    /// <param name="source">An element for each index; it broadcasts to them and is converted to the type of <paramref name="x"/>.</param>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <returns>A tensor like x. Its change is that of what stands there in the end; what is equal shares it.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit, or the source has a type that does not go into that of x.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An index lies outside the axis, or the axis outside x.</exception>
    /// <operation formula="the largest of x and source at indices"
    ///     numpy="–" jax="–" torch="torch.scatter_reduce(amax)" mindspore="ops.tensor_scatter_max"/>
    public static Tensor ScatterMax(Tensor x, Tensor indices, Tensor source, int axis = -1)
    {
        adj_tensor y;
        adj_status status = adj_scatter_max(Handle(x), Handle(indices), Handle(source), axis, &y);
        return Result(status, y, (ReadOnlySpan<Tensor?>)[x, indices, source]);
    }

    /// <summary>The smaller of x and the elements of a source at every index along an axis; NaN if any is.</summary>
    /// <param name="x">Any shape but a scalar.</param>
    /// <param name="indices">Integers of the rank of <paramref name="x"/>, which broadcast to it except along the axis; negative ones count
    /// from the end.</param>
    /// <param name="source">An element for each index; it broadcasts to them and is converted to the type of <paramref name="x"/>.</param>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <returns>A tensor like x. Its change is that of what stands there in the end; what is equal shares it.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit, or the source has a type that does not go into that of x.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An index lies outside the axis, or the axis outside x.</exception>
    /// <operation formula="the smallest of x and source at indices"
    ///     numpy="–" jax="–" torch="torch.scatter_reduce(amin)" mindspore="ops.tensor_scatter_min"/>
    public static Tensor ScatterMin(Tensor x, Tensor indices, Tensor source, int axis = -1)
    {
        adj_tensor y;
        adj_status status = adj_scatter_min(Handle(x), Handle(indices), Handle(source), axis, &y);
        return Result(status, y, (ReadOnlySpan<Tensor?>)[x, indices, source]);
    }

    /// <summary>A slice of a source in place of that at every index along an axis; of several in one place the last stays.</summary>
    /// <param name="x">Any shape but a scalar.</param>
    /// <param name="indices">Integers of any shape; negative ones count from the end.</param>
    /// <param name="source">What <see cref="Take"/> with these indices has the shape of; it broadcasts to that and is converted to the type of
    /// <paramref name="x"/>.</param>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <returns>A tensor like x. Its change is dx where nothing was written, else that of the source that stands there in the end.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit, or the source has a type that does not go into that of x.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An index lies outside the axis, or the axis outside x.</exception>
    /// <operation formula="x with x[.., indices, ..] = source"
    ///     numpy="x[i] = y" jax="x.at[i].set" torch="torch.index_copy" mindspore="ops.scatter_update"/>
    public static Tensor IndexCopy(Tensor x, Tensor indices, Tensor source, int axis = 0)
    {
        adj_tensor y;
        adj_status status = adj_index_copy(Handle(x), Handle(indices), Handle(source), axis, &y);
        return Result(status, y, (ReadOnlySpan<Tensor?>)[x, indices, source]);
    }

    /// <summary>A slice of a source added at every index along an axis; several in one place add up.</summary>
    /// <param name="x">Any shape but a scalar.</param>
    /// <param name="indices">Integers of any shape; negative ones count from the end.</param>
    /// <param name="source">What <see cref="Take"/> with these indices has the shape of; it broadcasts to that and is converted to the type of
    /// <paramref name="x"/>.</param>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <returns>A tensor like x. Its change is dx, and dsource added alike.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit, or the source has a type that does not go into that of x.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An index lies outside the axis, or the axis outside x.</exception>
    /// <operation formula="x with x[.., indices, ..] += source"
    ///     numpy="np.add.at" jax="x.at[i].add" torch="torch.index_add" mindspore="ops.index_add"/>
    public static Tensor IndexAdd(Tensor x, Tensor indices, Tensor source, int axis = 0)
    {
        adj_tensor y;
        adj_status status = adj_index_add(Handle(x), Handle(indices), Handle(source), axis, &y);
        return Result(status, y, (ReadOnlySpan<Tensor?>)[x, indices, source]);
    }

    /// <summary>The larger of x and the slices of a source at every index along an axis, element by element; NaN if any is.</summary>
    /// <param name="x">Any shape but a scalar.</param>
    /// <param name="indices">Integers of any shape; negative ones count from the end.</param>
    /// <param name="source">What <see cref="Take"/> with these indices has the shape of; it broadcasts to that and is converted to the type of
    /// <paramref name="x"/>.</param>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <returns>A tensor like x. Its change is that of what stands there in the end; what is equal shares it.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit, or the source has a type that does not go into that of x.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An index lies outside the axis, or the axis outside x.</exception>
    /// <operation formula="the largest of x and source at indices"
    ///     numpy="np.maximum.at" jax="x.at[i].max" torch="torch.index_reduce(amax)" mindspore="ops.tensor_scatter_max"/>
    public static Tensor IndexMax(Tensor x, Tensor indices, Tensor source, int axis = 0)
    {
        adj_tensor y;
        adj_status status = adj_index_max(Handle(x), Handle(indices), Handle(source), axis, &y);
        return Result(status, y, (ReadOnlySpan<Tensor?>)[x, indices, source]);
    }

    /// <summary>The smaller of x and the slices of a source at every index along an axis, element by element; NaN if any is.</summary>
    /// <param name="x">Any shape but a scalar.</param>
    /// <param name="indices">Integers of any shape; negative ones count from the end.</param>
    /// <param name="source">What <see cref="Take"/> with these indices has the shape of; it broadcasts to that and is converted to the type of
    /// <paramref name="x"/>.</param>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <returns>A tensor like x. Its change is that of what stands there in the end; what is equal shares it.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit, or the source has a type that does not go into that of x.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An index lies outside the axis, or the axis outside x.</exception>
    /// <operation formula="the smallest of x and source at indices"
    ///     numpy="np.minimum.at" jax="x.at[i].min" torch="torch.index_reduce(amin)" mindspore="ops.tensor_scatter_min"/>
    public static Tensor IndexMin(Tensor x, Tensor indices, Tensor source, int axis = 0)
    {
        adj_tensor y;
        adj_status status = adj_index_min(Handle(x), Handle(indices), Handle(source), axis, &y);
        return Result(status, y, (ReadOnlySpan<Tensor?>)[x, indices, source]);
    }
}
