namespace Adjoint;

/// <summary>The tensors of integers between brackets, which pick places of some axes together.</summary>
internal sealed class PlaceLists
{
    private readonly List<(Tensor Places, int Axis)> _lists = [];

    /// <summary>Where what they pick stands in the result.</summary>
    public int Target { private get; set; }

    /// <summary>Adds a tensor for an axis, one behind those before.</summary>
    public void Add(Tensor places, int axis)
    {
        if (!places.DType.IsInteger)
            throw new ArgumentException($"A tensor between brackets lists integers or is a mask of bool; it holds {places.DType}.");
        _lists.Add((places, axis));
    }

    /// <summary>Takes the places out of a tensor.</summary>
    public Tensor Pick(Tensor x)
    {
        Joined joined = Join(x);
        Tensor picked = Ops.Take(joined.Tensor, joined.Places, joined.Axis);
        return OrderOfPart(joined) is { } order ? picked.Permute(order) : picked;
    }

    /// <summary>The tensor with something written at the places.</summary>
    /// <param name="x">The tensor.</param>
    /// <param name="value">What broadcasts to the part that is picked.</param>
    /// <param name="write">Writes at places along an axis.</param>
    /// <param name="operation">What the user called.</param>
    public Tensor Put(Tensor x, Tensor value, Func<Tensor, Tensor, Tensor, int, Tensor> write, string operation)
    {
        Joined joined = Join(x);
        ReadOnlySpan<long> whole = joined.Tensor.Shape;
        long[] shape = [.. whole[..joined.Axis], .. joined.Places.Shape, .. whole[(joined.Axis + 1)..]];
        long[]? order = OrderOfPart(joined);
        Tensor part = Ops.BroadcastTo(value, order is null ? shape : [.. order.Select(i => shape[i])], operation);
        if (order is not null) part = part.Permute(Inverse(order));
        Tensor written = write(joined.Tensor, joined.Places, part, joined.Axis).Reshape(joined.Before.Shape);
        return joined.Order is null ? written : written.Permute(Inverse(joined.Order));
    }

    // Several axes are one, whose places are counted as its elements lie.
    private Joined Join(Tensor x)
    {
        (Tensor places, int axis) = _lists[0];
        if (_lists.Count == 1) return new(x, null, x, places, axis);
        long[]? order = null;
        if (_lists.Where((list, i) => list.Axis != axis + i).Any())
        {
            long[] axes = [.. _lists.Select(static list => (long)list.Axis)];
            order = [.. axes, .. Others(x.Rank, axes)];
            (x, axis) = (x.Permute(order), 0);
        }

        long[] extents = x.Shape.ToArray();
        Tensor? joined = null;
        for (int i = 0; i < _lists.Count; i++)
        {
            // The place in a list of all places: checked, and counted from the front.
            Tensor place = Ops.Take(Tensor.Arange(extents[axis + i]), _lists[i].Places);
            joined = joined is null ? place : (joined * extents[axis + i]) + place;
        }

        long together = extents.AsSpan(axis, _lists.Count).ToArray().Aggregate(1L, static (a, b) => a * b);
        return new(x, order, x.Reshape([.. extents[..axis], together, .. extents[(axis + _lists.Count)..]]), joined!, axis);
    }

    // What was picked stands at one axis and is wanted at another: the order that brings it there, if any.
    private long[]? OrderOfPart(Joined joined)
    {
        int from = joined.Axis, count = joined.Places.Rank;
        if (from == Target || count == 0) return null;
        long[] picked = [.. Enumerable.Range(from, count).Select(static i => (long)i)];
        List<long> order = [.. Others(joined.Tensor.Rank - 1 + count, picked)];
        order.InsertRange(Target, picked);
        return [.. order];
    }

    private static long[] Inverse(long[] order)
    {
        var inverse = new long[order.Length];
        for (int i = 0; i < order.Length; i++)
            inverse[order[i]] = i;
        return inverse;
    }

    private static IEnumerable<long> Others(int rank, long[] axes) => Enumerable.Range(0, rank).Select(static i => (long)i).Except(axes);

    /// <summary>A tensor in which all lists are one, for one axis.</summary>
    /// <param name="Before">The tensor before axes were joined, in the order in which they can be.</param>
    /// <param name="Order">That order; null where it was so.</param>
    /// <param name="Tensor">With the axes joined.</param>
    /// <param name="Places">The places along the joined axis.</param>
    /// <param name="Axis">Which that is.</param>
    private readonly record struct Joined(Tensor Before, long[]? Order, Tensor Tensor, Tensor Places, int Axis);

    /// <summary>Numbers and tensors of places that stand side by side: NumPy's rule asks whether there is one such run.</summary>
    public struct Run
    {
        private bool _hasBegun, _hasEnded, _isBroken;
        private int _start;

        /// <summary>Where what they pick stands: at the run, or in front when there are several.</summary>
        public readonly int Target => _isBroken ? 0 : _start;

        /// <summary>Meets a number or a tensor.</summary>
        /// <param name="axis">How many axes of the result stand before it.</param>
        public void Meet(int axis)
        {
            _isBroken |= _hasEnded;
            if (!_hasBegun) _start = axis;
            _hasBegun = true;
        }

        /// <summary>Meets another entry.</summary>
        public void End() => _hasEnded = _hasBegun;
    }
}
