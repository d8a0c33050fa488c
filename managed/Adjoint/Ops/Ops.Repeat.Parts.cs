namespace Adjoint;

// Elements repeated and moved along axes, and what stands beyond the edges.
public static unsafe partial class Ops
{
    /// <summary>Moves elements along an axis; those that leave it at one end come in at the other.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="shift">By how many places; negative ones move towards the front.</param>
    /// <param name="axis">The axis; negative counts from the end. If left out, all elements move in row-major order.</param>
    /// <returns>A tensor of the same shape. Its change is dx, moved alike.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The axis is not one of x.</exception>
    /// <operation formula="y[i] = x[i − shift], around the ends" numpy="np.roll" jax="jnp.roll" torch="torch.roll" mindspore="ops.roll"/>
    public static Tensor Roll(Tensor x, long shift, int? axis = null)
    {
        _ = Handle(x);
        if (axis is null) return x.Rank == 1 ? Roll(x, shift, 0) : Reshape(Roll(Reshape(x, x.Count), shift, 0), x.Shape);
        int at = x.Axis(axis.Value, nameof(Roll));
        long extent = x.Shape[at], from = extent == 0 ? 0 : (extent - shift % extent) % extent;
        return from == 0 ? Same(x) : Concat([Between(x, at, from, extent), Between(x, at, 0, from)], at);
    }

    /// <summary>Moves elements along several axes, as <see cref="Roll(Tensor, long, int?)"/> does along one.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="shifts">By how many places, for each of the axes.</param>
    /// <param name="axis">The axes; all of them, in order, if left out.</param>
    /// <returns>A tensor of the same shape. Its change is dx, moved alike.</returns>
    /// <exception cref="ArgumentException">There are not as many shifts as axes.</exception>
    public static Tensor Roll(Tensor x, ReadOnlySpan<long> shifts, Axes axis = default)
    {
        _ = Handle(x);
        int count = axis.AreAll ? x.Rank : axis.Count;
        if (shifts.Length != count) throw new ArgumentException($"Roll: {shifts.Length} shifts were given for {count} axes.", nameof(shifts));
        int i = 0;
        foreach (int at in axis.AreAll ? [.. Enumerable.Range(0, count)] : axis)
            x = Roll(x, shifts[i++], at);
        return x;
    }

    /// <summary>Repeats a tensor as a whole along each dimension.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="repetitions">
    /// How often, for each of the last dimensions; more of them than dimensions put new ones in front, missing ones are 1.
    /// </param>
    /// <returns>y[i] = x[i mod n] along each dimension. Its change is dx, repeated alike; backwards the repetitions add up.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative.</exception>
    /// <operation formula="repeated as a whole" numpy="np.tile" jax="jnp.tile" torch="torch.tile" mindspore="ops.tile"/>
    public static Tensor Tile(Tensor x, params ReadOnlySpan<long> repetitions)
    {
        _ = Handle(x);
        if (repetitions.Length > x.Rank) x = Reshape(x, [.. Enumerable.Repeat(1L, repetitions.Length - x.Rank), .. x.Shape]);
        for (int i = 0; i < repetitions.Length; i++)
            x = RepeatedAlong(x, x.Rank - repetitions.Length + i, repetitions[i], asWhole: true, nameof(Tile));
        return x;
    }

    /// <summary>Repeats each element along an axis.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="repeats">How often.</param>
    /// <param name="axis">The axis; negative counts from the end. If left out, the elements are repeated in row-major order.</param>
    /// <returns>y[i] = x[⌊i / repeats⌋] along the axis. Its change is dx, repeated alike; backwards the repetitions add up.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative, or the axis is not one of x.</exception>
    /// <operation formula="each element repeated"
    ///     numpy="np.repeat" jax="jnp.repeat" torch="torch.repeat_interleave" mindspore="ops.repeat_interleave"/>
    public static Tensor RepeatInterleave(Tensor x, long repeats, int? axis = null)
    {
        _ = Handle(x);
        return axis is { } given
            ? RepeatedAlong(x, x.Axis(given, nameof(RepeatInterleave)), repeats, asWhole: false, nameof(RepeatInterleave))
            : RepeatedAlong(Reshape(x, x.Count), 0, repeats, asWhole: false, nameof(RepeatInterleave));
    }

    /// <summary>Repeats each element along an axis, each as often as a list says.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="repeats">How often, for each place of the axis.</param>
    /// <param name="axis">The axis; negative counts from the end. If left out, the elements are repeated in row-major order.</param>
    /// <returns>The repeated elements. Its change is dx, repeated alike; backwards the repetitions add up.</returns>
    /// <exception cref="ArgumentException">There are not as many numbers as places.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative, or the axis is not one of x.</exception>
    public static Tensor RepeatInterleave(Tensor x, ReadOnlySpan<long> repeats, int? axis = null)
    {
        _ = Handle(x);
        if (axis is null) (x, axis) = (Reshape(x, x.Count), 0);
        int at = x.Axis(axis.Value, nameof(RepeatInterleave));
        if (repeats.Length != x.Shape[at])
            throw new ArgumentException($"RepeatInterleave: {repeats.Length} numbers were given for an axis of extent {x.Shape[at]}.", nameof(repeats));
        var places = new List<long>();
        for (int i = 0; i < repeats.Length; i++)
        {
            RequireRepeats(repeats[i], nameof(RepeatInterleave));
            for (long n = 0; n < repeats[i]; n++) places.Add(i);
        }

        return Take(x, Tensor.From([.. places]), at);
    }

    /// <summary>Puts elements before and behind those of each axis.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="widths">How many before and behind, a pair for each axis.</param>
    /// <param name="mode">Which elements.</param>
    /// <param name="value">The element of <see cref="PadMode.Constant"/>, a scalar; 0 if left out.</param>
    /// <returns>The padded tensor, of the type of x. Its change is dx, padded alike; beyond the edges of a constant it is dvalue.</returns>
    /// <exception cref="ArgumentException">There are not as many pairs as axes, or there is no element to repeat.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A width is negative.</exception>
    /// <operation formula="elements beyond the edges" numpy="np.pad" jax="jnp.pad" torch="F.pad" mindspore="ops.pad"/>
    public static Tensor Pad(
        Tensor x, ReadOnlySpan<(long Before, long After)> widths, PadMode mode = PadMode.Constant, Tensor? value = null)
    {
        _ = Handle(x);
        if (widths.Length != x.Rank)
            throw new ArgumentException($"Pad: {widths.Length} pairs of widths were given for shape {x.ShapeText}.", nameof(widths));
        foreach ((long before, long after) in widths)
        {
            if (before < 0 || after < 0)
                throw new ArgumentOutOfRangeException(nameof(widths), $"Pad: a width of {Math.Min(before, after)}; it must not be negative. Cut with a range.");
        }

        if (mode == PadMode.Constant) return PaddedBy(value ?? ZeroOf(x), x, widths);
        for (int axis = 0; axis < x.Rank; axis++)
        {
            if (widths[axis] != (0, 0)) x = Take(x, mode.Places(x.Shape[axis], widths[axis].Before, widths[axis].After), axis);
        }

        return x;
    }

    /// <summary>All windows of one size along an axis.</summary>
    /// <param name="x">Any shape but a scalar.</param>
    /// <param name="size">The number of elements in a window.</param>
    /// <param name="step">The distance of one window from the next.</param>
    /// <param name="axis">The axis, which counts the windows in the result; negative counts from the end.</param>
    /// <returns>
    /// The windows; the elements in one stand along a new last axis. Its change is dx, in windows; backwards, what stands in several adds up.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">The axis is not one of x, or size or step lies below 1 or beyond the axis.</exception>
    /// <operation formula="y[.., i, .., j] = x[.., i step + j, ..]"
    ///     numpy="np.lib.stride_tricks.sliding_window_view" jax="–" torch="Tensor.unfold" mindspore="Tensor.unfold"/>
    public static Tensor SlidingWindows(Tensor x, long size, long step = 1, int axis = -1)
    {
        _ = Handle(x);
        int at = x.Axis(axis, nameof(SlidingWindows));
        long extent = x.Shape[at];
        if (size < 1 || size > extent)
            throw new ArgumentOutOfRangeException(nameof(size), $"SlidingWindows: an axis of extent {extent} has no windows of {size}.");
        if (step < 1) throw new ArgumentOutOfRangeException(nameof(step), $"SlidingWindows: a step of {step}; it must be at least 1.");
        Tensor first = Tensor.Arange(0, extent - size + 1, step, DType.Int64);
        return MoveAxis(Take(x, ExpandDims(first, 1) + Tensor.Arange(size), at), at + 1, -1);
    }

    private static Tensor PaddedBy(Tensor value, Tensor x, ReadOnlySpan<(long Before, long After)> widths)
    {
        var shape = new long[x.Rank];
        var inside = new TensorIndex[x.Rank];
        for (int i = 0; i < shape.Length; i++)
        {
            shape[i] = checked(widths[i].Before + x.Shape[i] + widths[i].After);
            inside[i] = TensorIndex.Slice(widths[i].Before, widths[i].Before + x.Shape[i]);
        }

        return Tensor.Full(shape, value.DType == x.DType ? value : Cast(value, x.DType)).With(x, inside);
    }

    /// <summary>A zero of the type of a tensor, which is weak where the tensor is.</summary>
    private static Tensor ZeroOf(Tensor x) => x.IsWeak ? Cast(0, x.DType).Weakened() : Cast(0, x.DType);

    // A new dimension beside the axis is repeated and becomes one with it.
    private static Tensor RepeatedAlong(Tensor x, int axis, long repeats, bool asWhole, string operation)
    {
        RequireRepeats(repeats, operation);
        if (repeats == 1) return Same(x);
        long[] shape = x.Shape.ToArray();
        if (x.Rank == Native.NativeMethods.ADJ_MAX_RANK) return Take(x, PlacesOf(shape[axis], repeats, asWhole), axis);
        int at = asWhole ? axis : axis + 1;
        Tensor repeated = BroadcastTo(ExpandDims(x, at), [.. shape[..at], repeats, .. shape[at..]], operation);
        shape[axis] *= repeats;
        return Reshape(repeated, shape);
    }

    // There is no room for another dimension.
    private static Tensor PlacesOf(long extent, long repeats, bool asWhole) =>
        asWhole ? Tile(Tensor.Arange(extent), repeats) : RepeatInterleave(Tensor.Arange(extent), repeats);

    private static void RequireRepeats(long repeats, string operation)
    {
        if (repeats < 0) throw new ArgumentOutOfRangeException(nameof(repeats), $"{operation}: {repeats} repetitions; there can be none, but not fewer.");
    }

    /// <summary>The elements between two places of an axis, as a view.</summary>
    private static Tensor Between(Tensor x, int axis, long from, long to)
    {
        var indices = new TensorIndex[axis + 1];
        Array.Fill(indices, TensorIndex.All);
        indices[axis] = TensorIndex.Slice(from, to);
        return x[indices];
    }
}
