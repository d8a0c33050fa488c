using System.Globalization;

namespace Adjoint;

/// <summary>
/// One entry between the brackets of <c>x[1, ^2, 3.., ^1..0]</c>: a number, a range, a list of numbers or one of the
/// named ones below.
/// </summary>
public readonly struct TensorIndex
{
    internal enum Kind : byte
    {
        All,
        Number,
        Range,
        Numbers,
        NewAxis,
        Ellipsis,
        Null,
    }

    private readonly long _start, _stop;
    private readonly byte _open; // bit 0: no start, bit 1: no stop

    private TensorIndex(Kind kind, long start = 0, long stop = 0, long step = 1, byte open = 0, Tensor? numbers = null)
    {
        Form = kind;
        _start = start;
        _stop = stop;
        Step = step;
        _open = open;
        Numbers = numbers;
    }

    /// <summary>All of a dimension, as <c>..</c> is.</summary>
    public static TensorIndex All => new(Kind.All);

    /// <summary>A new dimension of extent 1.</summary>
    public static TensorIndex NewAxis => new(Kind.NewAxis);

    /// <summary>As many whole dimensions as the other entries leave over.</summary>
    public static TensorIndex Ellipsis => new(Kind.Ellipsis);

    internal Kind Form { get; }

    internal long Number => _start;

    internal long Step { get; }

    internal Tensor? Numbers { get; }

    /// <summary>How many dimensions of the tensor the entry is for, an ellipsis aside.</summary>
    internal int Dimensions => Form switch
    {
        Kind.NewAxis or Kind.Null or Kind.Ellipsis => 0,
        Kind.Numbers when Numbers!.DType == DType.Bool => Numbers.Rank,
        _ => 1,
    };

    /// <summary>One place; its dimension goes.</summary>
    /// <param name="number">The place; negative counts from the end.</param>
    /// <returns>The entry between brackets.</returns>
    public static implicit operator TensorIndex(int number) => new(Kind.Number, number);

    /// <summary>One place; its dimension goes.</summary>
    /// <param name="number">The place; negative counts from the end.</param>
    /// <returns>The entry between brackets.</returns>
    public static implicit operator TensorIndex(long number) => new(Kind.Number, number);

    /// <summary>One place, which may be <c>^n</c>; its dimension goes.</summary>
    /// <param name="number">The place.</param>
    /// <returns>The entry between brackets.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The place is <c>^0</c>, behind the last.</exception>
    public static implicit operator TensorIndex(Index number)
    {
        if (number.Equals(Index.End)) throw new ArgumentOutOfRangeException(nameof(number), "^0 lies behind the last place, which is ^1.");
        return new(Kind.Number, number.IsFromEnd ? -number.Value : number.Value);
    }

    /// <summary>The places from a start to an end that is not included. What lies outside the dimension is left out.</summary>
    /// <param name="range">The range.</param>
    /// <returns>The entry between brackets.</returns>
    public static implicit operator TensorIndex(Range range)
    {
        bool toEnd = range.End.IsFromEnd && range.End.Value == 0;
        bool nothing = range.Start.IsFromEnd && range.Start.Value == 0; // ^0.. begins behind the last
        long start = nothing ? long.MaxValue : range.Start.IsFromEnd ? -range.Start.Value : range.Start.Value;
        long stop = range.End.IsFromEnd ? -range.End.Value : range.End.Value;
        return new(Kind.Range, start, stop, 1, (byte)(toEnd ? 2 : 0));
    }

    /// <summary>The places that a tensor of integers lists, whose shape takes the place of the dimension, or those where a mask of bool is true. <c>null</c> is a new dimension of extent 1.</summary>
    /// <param name="numbers">The places; negative ones count from the end.</param>
    /// <returns>The entry between brackets.</returns>
    public static implicit operator TensorIndex(Tensor? numbers) => numbers is null ? new(Kind.Null) : new(Kind.Numbers, numbers: numbers);

    /// <summary>Every <paramref name="step"/>-th place, as <c>start:stop:step</c> is in Python.</summary>
    /// <param name="start">Where to begin; negative counts from the end; null begins at the end that the step leaves.</param>
    /// <param name="stop">Where to end, not included; null goes through to the end.</param>
    /// <param name="step">The distance; a negative one runs backwards.</param>
    /// <returns>The entry between brackets.</returns>
    /// <exception cref="ArgumentException">The step is 0.</exception>
    public static TensorIndex Slice(long? start = null, long? stop = null, long step = 1)
    {
        if (step == 0) throw new ArgumentException("A slice cannot go in steps of 0.", nameof(step));
        return new(Kind.Range, start ?? 0, stop ?? 0, step, (byte)((start is null ? 1 : 0) | (stop is null ? 2 : 0)));
    }

    /// <summary>The entry as it would be written.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Form switch
    {
        Kind.All => "..",
        Kind.Number => Text(_start),
        Kind.Range => $"{((_open & 1) != 0 ? "" : Text(_start))}:{((_open & 2) != 0 ? "" : Text(_stop))}:{Text(Step)}",
        Kind.Numbers => Numbers!.IsDisposed ? "tensor that was disposed" : $"tensor of shape {Numbers.Shape}",
        Kind.NewAxis => "NewAxis",
        Kind.Null => "null",
        _ => "Ellipsis",
    };

    /// <summary>First place and number of places of a range in a dimension, as Python counts them.</summary>
    internal (long Start, long Count) Within(long extent)
    {
        if (Step > 0)
        {
            long start = (_open & 1) != 0 ? 0 : Clamp(_start, extent, 0, extent);
            long stop = (_open & 2) != 0 ? extent : Clamp(_stop, extent, 0, extent);
            return Counted(start, stop - start, Step);
        }
        else
        {
            long start = (_open & 1) != 0 ? extent - 1 : Clamp(_start, extent, -1, extent - 1);
            long stop = (_open & 2) != 0 ? -1 : Clamp(_stop, extent, -1, extent - 1);
            return Counted(start, start - stop, Step == long.MinValue ? long.MaxValue : -Step);
        }
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static (long Start, long Count) Counted(long start, long distance, long step) =>
        distance <= 0 ? (0, 0) : (start, (distance - 1) / step + 1);

    private static long Clamp(long place, long extent, long low, long high) =>
        Math.Clamp(place < 0 ? place + extent : place, low, high);
}
