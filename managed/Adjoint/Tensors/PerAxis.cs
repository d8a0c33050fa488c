using System.Globalization;
using System.Runtime.CompilerServices;

namespace Adjoint;

/// <summary>
/// A number for the axes of an image, such as a stride: one for all, <c>2</c>, or one for each, <c>(2, 1)</c> or <c>[2, 1]</c>.
/// The default stands for what the operation takes when nothing is given.
/// </summary>
[CollectionBuilder(typeof(PerAxis), nameof(Create))]
public readonly struct PerAxis
{
    internal const int Most = 3;

    private readonly long _first, _second, _third;

    private PerAxis(int count, long first, long second, long third) => (Count, _first, _second, _third) = (count, first, second, third);

    /// <summary>How many numbers there are; none for the default.</summary>
    public int Count { get; }

    /// <summary>A list of numbers.</summary>
    /// <param name="values">One for all axes, or one for each, at most three.</param>
    /// <returns>The numbers.</returns>
    /// <exception cref="ArgumentException">There are more than three.</exception>
    public static PerAxis Create(ReadOnlySpan<long> values) => values.Length switch
    {
        0 => default,
        1 => new(1, values[0], 0, 0),
        2 => new(2, values[0], values[1], 0),
        3 => new(3, values[0], values[1], values[2]),
        _ => throw new ArgumentException(FormattableString.Invariant($"{values.Length} numbers were given; images have {Most} axes at most."), nameof(values)),
    };

    /// <summary>One number for all axes.</summary>
    /// <param name="value">The number.</param>
    /// <returns>The number, for all.</returns>
    public static implicit operator PerAxis(long value) => new(1, value, 0, 0);

    /// <summary>A number for each of two axes.</summary>
    /// <param name="values">The numbers.</param>
    /// <returns>The numbers.</returns>
    public static implicit operator PerAxis((long First, long Second) values) => new(2, values.First, values.Second, 0);

    /// <summary>A number for each of three axes.</summary>
    /// <param name="values">The numbers.</param>
    /// <returns>The numbers.</returns>
    public static implicit operator PerAxis((long First, long Second, long Third) values) => new(3, values.First, values.Second, values.Third);

    /// <summary>Walks through the numbers.</summary>
    /// <returns>What walks through them.</returns>
    public Enumerator GetEnumerator() => new(this);

    /// <summary>The numbers: <c>2</c>, or <c>[2, 1]</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => Count switch
    {
        0 => "",
        1 => _first.ToString(CultureInfo.InvariantCulture),
        _ => $"{new Shape(ToArray(Count, 0, nameof(PerAxis), ""))}",
    };

    internal long this[int index] => index switch { 0 => _first, 1 => _second, _ => _third };

    /// <summary>Writes a number for each axis where the core reads it.</summary>
    internal unsafe long* List(long* room, int axes, long otherwise, string operation, string name)
    {
        Require(Count, axes, operation, name);
        for (int i = 0; i < axes; i++)
            room[i] = Count == 0 ? otherwise : this[Count == 1 ? 0 : i];
        return room;
    }

    /// <summary>A number for each axis.</summary>
    internal long[] ToArray(int axes, long otherwise, string operation, string name)
    {
        Require(Count, axes, operation, name);
        long[] numbers = new long[axes];
        for (int i = 0; i < axes; i++)
            numbers[i] = Count == 0 ? otherwise : this[Count == 1 ? 0 : i];
        return numbers;
    }

    internal static void Require(int count, int axes, string operation, string name)
    {
        if (count > 1 && count != axes)
            throw new ArgumentException(FormattableString.Invariant($"{operation}: {name} has {count} numbers; images have {axes} axes here."), name);
    }

    /// <summary>Walks through the numbers.</summary>
    public struct Enumerator
    {
        private readonly PerAxis _values;
        private int _at = -1;

        internal Enumerator(PerAxis values) => _values = values;

        /// <summary>The number at hand.</summary>
        public readonly long Current => _values[_at];

        /// <summary>Steps to the next number; false behind the last.</summary>
        /// <returns>Whether there is another one.</returns>
        public bool MoveNext() => ++_at < _values.Count;
    }
}
