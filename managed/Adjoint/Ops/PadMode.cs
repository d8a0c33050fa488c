namespace Adjoint;

/// <summary>Which elements <see cref="Ops.Pad(Tensor, ReadOnlySpan{ValueTuple{long, long}}, PadMode, Tensor?)"/> puts beyond the edges of an axis.</summary>
public enum PadMode
{
    /// <summary>One number.</summary>
    Constant,

    /// <summary>The elements mirrored at the first and at the last, which are not repeated: c b | a b c | b a.</summary>
    Reflect,

    /// <summary>The first and the last, repeated: a a | a b c | c c. PyTorch calls it replicate.</summary>
    Edge,

    /// <summary>Those of the other end: b c | a b c | a b. PyTorch calls it circular.</summary>
    Wrap,
}

/// <summary>Where the elements of a padded axis come from.</summary>
internal static class PadPlaces
{
    public static Tensor Places(this PadMode mode, long extent, long before, long after)
    {
        if (extent == 0) throw new ArgumentException($"Pad: an axis without elements has none to repeat beyond its edges; pad it with a constant.");
        if (mode is not (PadMode.Reflect or PadMode.Edge or PadMode.Wrap)) throw new ArgumentOutOfRangeException(nameof(mode), $"Pad: {mode} is no mode.");
        var places = new long[checked(before + extent + after)];
        for (long i = 0; i < places.Length; i++)
            places[i] = mode.Place(i - before, extent);
        return Tensor.From(places);
    }

    private static long Place(this PadMode mode, long i, long extent)
    {
        if (mode == PadMode.Edge) return Math.Clamp(i, 0, extent - 1);
        long period = mode == PadMode.Wrap ? extent : Math.Max(1, 2 * (extent - 1));
        long place = ((i % period) + period) % period;
        return place < extent ? place : period - place;
    }
}
