using Adjoint.Native;

using static Adjoint.Interop.Status;
using static Adjoint.Native.NativeMethods;

namespace Adjoint;

// Other views of the same elements, and tensors put together.
public static unsafe partial class Ops
{
    /// <summary>Converts the elements to another type.</summary>
    /// <param name="x">Any shape and type.</param>
    /// <param name="dtype">
    /// The type wanted. Floating to integer truncates towards zero and saturates, NaN becomes 0; to bool, all but zero is true.
    /// </param>
    /// <returns>A tensor of the same shape; <paramref name="x"/> itself if the type fits. Its change is dx, converted.</returns>
    public static Tensor Cast(Tensor x, DType dtype)
    {
        adj_tensor y;
        return Result(adj_cast(Handle(x), (adj_dtype)dtype, &y), y, x);
    }

    /// <summary>The same elements in row-major order in another shape, without a copy where the layout allows it.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="shape">Extents with the same product; one may be −1 and is worked out.</param>
    /// <returns>A tensor of that shape. Its change is dx in that shape.</returns>
    /// <exception cref="ArgumentException">The number of elements differs.</exception>
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
    public static Tensor Permute(Tensor x, params ReadOnlySpan<long> order)
    {
        adj_tensor y;
        fixed (long* list = order)
            return Result(adj_permute(Handle(x), list, order.Length, &y), y, x);
    }

    /// <summary>Transposes: reverses the order of all dimensions, without a copy.</summary>
    /// <param name="x">Any shape.</param>
    /// <returns>A view of the same elements. Its change is dx, transposed.</returns>
    public static Tensor Transpose(Tensor x) => Permute(x);

    /// <summary>Exchanges two dimensions, without a copy.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="a">One dimension; negative counts from the end.</param>
    /// <param name="b">The other.</param>
    /// <returns>A view of the same elements. Its change is dx, exchanged alike.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A dimension is not one of x.</exception>
    public static Tensor SwapAxes(Tensor x, int a, int b)
    {
        adj_tensor y;
        return Result(adj_swapaxes(Handle(x), a, b, &y), y, x);
    }

    /// <summary>Drops dimensions of extent 1.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axes">Which; all of extent 1 if left out.</param>
    /// <returns>A view of the same elements. Its change is dx in that shape.</returns>
    /// <exception cref="ArgumentException">An axis named has another extent.</exception>
    public static Tensor Squeeze(Tensor x, Axes axes = default)
    {
        adj_tensor y;
        long* list = stackalloc long[ADJ_MAX_RANK];
        return Result(adj_squeeze(Handle(x), axes.List(list), axes.Count, &y), y, x);
    }

    /// <summary>Inserts dimensions of extent 1.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axes">Where they stand in the result.</param>
    /// <returns>A view of the same elements. Its change is dx in that shape.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An axis lies outside the result.</exception>
    public static Tensor ExpandDims(Tensor x, Axes axes)
    {
        adj_tensor y;
        long* list = stackalloc long[ADJ_MAX_RANK];
        return Result(adj_expand_dims(Handle(x), axes.ListOf(list), axes.Count, &y), y, x);
    }

    /// <summary>Repeats along dimensions of extent 1 and new leading ones, without a copy.</summary>
    /// <param name="x">A shape that broadcasts to the one wanted.</param>
    /// <param name="shape">The shape wanted.</param>
    /// <returns>A view in which elements repeat. Its change is dx, repeated alike.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static Tensor BroadcastTo(Tensor x, params ReadOnlySpan<long> shape)
    {
        adj_tensor y;
        fixed (long* dims = shape)
            return Result(adj_broadcast_to(Handle(x), dims, shape.Length, &y), y, x);
    }

    /// <summary>Reverses the order along axes, without a copy.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axes">The axes; all of them if left out.</param>
    /// <returns>A view of the same elements. Its change is dx, reversed.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An axis is not one of x.</exception>
    public static Tensor Flip(Tensor x, Axes axes = default)
    {
        adj_tensor y;
        long* list = stackalloc long[ADJ_MAX_RANK];
        return Result(adj_flip(Handle(x), axes.List(list), axes.Count, &y), y, x);
    }

    /// <summary>Joins tensors along an axis that they have.</summary>
    /// <param name="tensors">At least one; equal extents but along the axis.</param>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <returns>The joined tensor, of the promoted type. Its change is the tensors' changes, joined.</returns>
    /// <exception cref="ArgumentException">There is no tensor, or extents differ.</exception>
    public static Tensor Concat(ReadOnlySpan<Tensor> tensors, int axis = 0)
    {
        adj_tensor y;
        Span<adj_tensor> handles = tensors.Length <= 16 ? stackalloc adj_tensor[16] : new adj_tensor[tensors.Length];
        CopyHandles(tensors, handles);
        fixed (adj_tensor* list = handles)
            return Result(adj_concat(list, tensors.Length, axis, &y), y, tensors);
    }

    /// <summary>Joins tensors of one shape along a new axis.</summary>
    /// <param name="tensors">At least one.</param>
    /// <param name="axis">Where the new axis stands in the result; negative counts from its end.</param>
    /// <returns>The joined tensor, of the promoted type. Its change is the tensors' changes, joined.</returns>
    /// <exception cref="ArgumentException">There is no tensor, or shapes differ.</exception>
    public static Tensor Stack(ReadOnlySpan<Tensor> tensors, int axis = 0)
    {
        adj_tensor y;
        Span<adj_tensor> handles = tensors.Length <= 16 ? stackalloc adj_tensor[16] : new adj_tensor[tensors.Length];
        CopyHandles(tensors, handles);
        fixed (adj_tensor* list = handles)
            return Result(adj_stack(list, tensors.Length, axis, &y), y, tensors);
    }

    /// <summary>Cuts a tensor into equal parts along an axis, without copies.</summary>
    /// <param name="x">Any shape but a scalar.</param>
    /// <param name="parts">How many; must divide the extent.</param>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <returns>The parts, in order.</returns>
    /// <exception cref="ArgumentException">The extent is not a multiple of <paramref name="parts"/>.</exception>
    public static Tensor[] Split(Tensor x, int parts, int axis = 0)
    {
        ArgumentNullException.ThrowIfNull(x);
        int at = x.Axis(axis, nameof(Split));
        long extent = x.Shape[at];
        if (parts < 1 || extent % parts != 0)
            throw new ArgumentException($"Split: an extent of {extent} has no {parts} equal parts.", nameof(parts));
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

    private static void CopyHandles(ReadOnlySpan<Tensor> tensors, Span<adj_tensor> handles)
    {
        for (int i = 0; i < tensors.Length; i++)
            handles[i] = tensors[i]?.Handle ?? throw new ArgumentNullException(nameof(tensors), $"Tensor {i} of the list is null.");
    }
}
