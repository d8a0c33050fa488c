using Adjoint.Native;

using static Adjoint.Interop.Status;
using static Adjoint.Native.NativeMethods;

namespace Adjoint;

// Other ways to look at the same elements: reshaping, reordering, repeating, reversing.
public static unsafe partial class Ops
{
    /// <summary>The same elements in row-major order in another shape, without a copy where the layout allows it.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="shape">Extents with the same product; one may be −1 and is worked out.</param>
    /// <returns>A tensor of that shape. Its change is dx in that shape.</returns>
    /// <exception cref="ArgumentException">The number of elements differs.</exception>
    /// <operation formula="the elements in another shape"
    ///     numpy="np.reshape" jax="jnp.reshape" torch="torch.reshape" mindspore="ops.reshape"/>
    public static Tensor Reshape(Tensor x, params ReadOnlySpan<long> shape)
    {
        adj_tensor y;
        fixed (long* dims = shape)
            return Result(adj_reshape(Handle(x), dims, shape.Length, &y), y, x);
    }

    /// <summary>Reorders the dimensions, without a copy.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="order">For each dimension of the result, that of <paramref name="x"/> it comes from; none reverses them all.</param>
    /// <returns>A view of the same elements. Its change is dx, reordered.</returns>
    /// <exception cref="ArgumentException">The order is not a permutation of the dimensions.</exception>
    /// <operation formula="dimensions in another order"
    ///     numpy="np.transpose" jax="jnp.transpose" torch="torch.permute" mindspore="ops.permute"/>
    public static Tensor Permute(Tensor x, params ReadOnlySpan<long> order)
    {
        adj_tensor y;
        fixed (long* list = order)
            return Result(adj_permute(Handle(x), list, order.Length, &y), y, x);
    }

    /// <summary>Transposes: reverses the order of all dimensions, without a copy.</summary>
    /// <param name="x">Any shape.</param>
    /// <returns>A view of the same elements. Its change is dx, transposed.</returns>
    /// <operation formula="dimensions in reverse order"
    ///     numpy="np.transpose" jax="jnp.transpose" torch="Tensor.T" mindspore="ops.transpose"/>
    public static Tensor Transpose(Tensor x) => Permute(x);

    /// <summary>Exchanges two dimensions, without a copy.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="a">One dimension; negative counts from the end.</param>
    /// <param name="b">The other.</param>
    /// <returns>A view of the same elements. Its change is dx, exchanged alike.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A dimension is not one of x.</exception>
    /// <operation formula="two dimensions exchanged"
    ///     numpy="np.swapaxes" jax="jnp.swapaxes" torch="torch.swapaxes" mindspore="ops.swapaxes"/>
    public static Tensor SwapAxes(Tensor x, int a, int b)
    {
        adj_tensor y;
        return Result(adj_swapaxes(Handle(x), a, b, &y), y, x);
    }

    /// <summary>Drops dimensions of extent 1.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axis">Which; all of extent 1 if left out.</param>
    /// <returns>A view of the same elements. Its change is dx in that shape.</returns>
    /// <exception cref="ArgumentException">An axis named has another extent.</exception>
    /// <operation formula="dimensions of extent 1 dropped"
    ///     numpy="np.squeeze" jax="jnp.squeeze" torch="torch.squeeze" mindspore="ops.squeeze"/>
    public static Tensor Squeeze(Tensor x, Axes axis = default)
    {
        adj_tensor y;
        long* list = stackalloc long[ADJ_MAX_RANK];
        return Result(adj_squeeze(Handle(x), axis.List(list), axis.Count, &y), y, x);
    }

    /// <summary>Inserts dimensions of extent 1.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axis">Where they stand in the result.</param>
    /// <returns>A view of the same elements. Its change is dx in that shape.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An axis lies outside the result.</exception>
    /// <operation formula="dimensions of extent 1 inserted"
    ///     numpy="np.expand_dims" jax="jnp.expand_dims" torch="torch.unsqueeze" mindspore="ops.expand_dims"/>
    public static Tensor ExpandDims(Tensor x, Axes axis)
    {
        adj_tensor y;
        long* list = stackalloc long[ADJ_MAX_RANK];
        return Result(adj_expand_dims(Handle(x), axis.ListOf(list), axis.Count, &y), y, x);
    }

    /// <summary>Repeats along dimensions of extent 1 and new leading ones, without a copy.</summary>
    /// <param name="x">A shape that broadcasts to the one wanted.</param>
    /// <param name="shape">The shape wanted.</param>
    /// <returns>A view in which elements repeat. Its change is dx, repeated alike.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    /// <operation native="broadcast_to" formula="repeated to a shape"
    ///     numpy="np.broadcast_to" jax="jnp.broadcast_to" torch="torch.broadcast_to" mindspore="ops.broadcast_to"/>
    public static Tensor BroadcastTo(Tensor x, params ReadOnlySpan<long> shape) => BroadcastTo(x, shape, nameof(BroadcastTo));

    /// <summary>The same for a member of another name.</summary>
    internal static Tensor BroadcastTo(Tensor x, ReadOnlySpan<long> shape, string operation)
    {
        adj_tensor y;
        fixed (long* dims = shape)
            return Result(adj_broadcast_to(Handle(x), dims, shape.Length, &y), y, x, operation);
    }

    /// <summary>Reverses the order along axes, without a copy.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axis">The axes; all of them if left out.</param>
    /// <returns>A view of the same elements. Its change is dx, reversed.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An axis is not one of x.</exception>
    /// <operation formula="order along axes reversed" numpy="np.flip" jax="jnp.flip" torch="torch.flip" mindspore="ops.flip"/>
    public static Tensor Flip(Tensor x, Axes axis = default)
    {
        adj_tensor y;
        long* list = stackalloc long[ADJ_MAX_RANK];
        return Result(adj_flip(Handle(x), axis.List(list), axis.Count, &y), y, x);
    }

    /// <summary>Moves a dimension to another place, without a copy; the others keep their order.</summary>
    /// <param name="x">Any shape but a scalar.</param>
    /// <param name="source">The dimension; negative counts from the end.</param>
    /// <param name="destination">Where it stands in the result; negative counts from the end.</param>
    /// <returns>A view of the same elements. Its change is dx, reordered.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A dimension is not one of x.</exception>
    /// <operation formula="a dimension in another place"
    ///     numpy="np.moveaxis" jax="jnp.moveaxis" torch="torch.movedim" mindspore="ops.movedim"/>
    public static Tensor MoveAxis(Tensor x, int source, int destination)
    {
        _ = Handle(x);
        int from = x.Axis(source, nameof(MoveAxis)), to = x.Axis(destination, nameof(MoveAxis));
        List<long> order = [.. Enumerable.Range(0, x.Rank).Where(i => i != from).Select(static i => (long)i)];
        order.Insert(to, from);
        return Permute(x, [.. order]);
    }

    /// <summary>Makes one dimension of several neighbouring ones, without a copy where the layout allows it.</summary>
    /// <param name="x">Any shape; a scalar becomes a vector of one element.</param>
    /// <param name="start">The first of them; negative counts from the end.</param>
    /// <param name="end">The last of them, included.</param>
    /// <returns>The same elements. Its change is dx in that shape.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A dimension is not one of x.</exception>
    /// <exception cref="ArgumentException">The last comes before the first.</exception>
    /// <operation formula="neighbouring dimensions as one" numpy="np.ravel" jax="jnp.ravel" torch="torch.flatten" mindspore="ops.flatten"/>
    public static Tensor Flatten(Tensor x, int start = 0, int end = -1)
    {
        _ = Handle(x);
        if (x.Rank == 0) return Reshape(x, 1);
        int first = x.Axis(start, nameof(Flatten)), last = x.Axis(end, nameof(Flatten));
        if (last < first) throw new ArgumentException($"Flatten: axis {end} comes before axis {start} in shape {x.ShapeText}.", nameof(end));
        long[] shape = x.Shape.ToArray();
        long together = shape[first..(last + 1)].Aggregate(1L, static (a, b) => a * b);
        return Reshape(x, [.. shape[..first], together, .. shape[(last + 1)..]]);
    }

    /// <summary>Turns a tensor by quarter turns in the plane of two dimensions, from the first towards the second, without a copy.</summary>
    /// <param name="x">At least two dimensions.</param>
    /// <param name="turns">How many; negative ones turn back.</param>
    /// <param name="a">The first dimension of the plane; negative counts from the end.</param>
    /// <param name="b">The second.</param>
    /// <returns>A view of the same elements. Its change is dx, turned alike.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A dimension is not one of x.</exception>
    /// <exception cref="ArgumentException">Both are one.</exception>
    /// <operation formula="turned in a plane" numpy="np.rot90" jax="jnp.rot90" torch="torch.rot90" mindspore="ops.rot90"/>
    public static Tensor Rot90(Tensor x, int turns = 1, int a = 0, int b = 1)
    {
        _ = Handle(x);
        (int first, int second) = TwoAxes(x, a, b, nameof(Rot90));
        return ((turns % 4 + 4) % 4) switch
        {
            0 => Same(x),
            1 => Flip(SwapAxes(x, first, second), first),
            2 => Flip(x, (first, second)),
            _ => Flip(SwapAxes(x, first, second), second),
        };
    }

    /// <summary>A tensor of its own that looks at the same elements.</summary>
    private static Tensor Same(Tensor x) => Reshape(x, x.Shape);

    /// <summary>Two different axes, counted from the front.</summary>
    private static (int First, int Second) TwoAxes(Tensor x, int a, int b, string operation)
    {
        int first = x.Axis(a, operation), second = x.Axis(b, operation);
        return first != second
            ? (first, second)
            : throw new ArgumentException($"{operation}: a plane has two axes; {a} and {b} are one of shape {x.ShapeText}.", nameof(b));
    }
}
