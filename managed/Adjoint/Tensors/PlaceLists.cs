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
            throw new ArgumentException($"A tensor between brackets lists integers, not {places.DType}; for a mask use Where.");
        _lists.Add((places, axis));
    }

    /// <summary>Takes the places out of a tensor: several axes are one, whose places are counted as its elements lie.</summary>
    public Tensor Pick(Tensor x)
    {
        (Tensor places, int axis) = _lists[0];
        if (_lists.Count > 1)
        {
            if (_lists.Where((list, i) => list.Axis != axis + i).Any()) (x, axis) = (InFront(x), 0);
            (x, places) = Joined(x, axis);
        }

        return Moved(Ops.Take(x, places, axis), axis, places.Rank);
    }

    private (Tensor X, Tensor Places) Joined(Tensor x, int first)
    {
        long[] extents = x.Shape.ToArray();
        Tensor? joined = null;
        for (int i = 0; i < _lists.Count; i++)
        {
            // The place in a list of all places: checked, and counted from the front.
            Tensor place = Ops.Take(Tensor.Arange(extents[first + i]), _lists[i].Places);
            joined = joined is null ? place : (joined * extents[first + i]) + place;
        }

        long together = extents.AsSpan(first, _lists.Count).ToArray().Aggregate(1L, static (a, b) => a * b);
        return (x.Reshape([.. extents[..first], together, .. extents[(first + _lists.Count)..]]), joined!);
    }

    private Tensor InFront(Tensor x)
    {
        long[] axes = [.. _lists.Select(static list => (long)list.Axis)];
        return x.Permute([.. axes, .. Others(x.Rank, axes)]);
    }

    // What was picked stands at one axis and is wanted at another.
    private Tensor Moved(Tensor y, int from, int count)
    {
        if (from == Target || count == 0) return y;
        long[] picked = [.. Enumerable.Range(from, count).Select(static i => (long)i)];
        List<long> order = [.. Others(y.Rank, picked)];
        order.InsertRange(Target, picked);
        return y.Permute([.. order]);
    }

    private static IEnumerable<long> Others(int rank, long[] axes) => Enumerable.Range(0, rank).Select(static i => (long)i).Except(axes);

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
