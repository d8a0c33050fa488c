using System.Runtime.CompilerServices;

using Adjoint.Native;

namespace Adjoint;

/// <summary>
/// The axes an operation works on: one number, <c>^1</c>, or several, <c>(0, 2)</c> or <c>[0, 2]</c>. Negative axes and
/// <c>^n</c> count from the end. The default stands for all axes; <c>[]</c> stands for none.
/// </summary>
/// <remarks>At most eight axes fit, as many as a tensor has; the value needs no memory of its own.</remarks>
[CollectionBuilder(typeof(Axes), nameof(Create))]
public readonly struct Axes
{
    private readonly AxisBuffer _axes;

    // One more than the number of axes, so that the default value can mean all of them.
    private readonly byte _countPlusOne;

    private Axes(ReadOnlySpan<int> axes)
    {
        if (axes.Length > NativeMethods.ADJ_MAX_RANK)
            throw new ArgumentException($"{axes.Length} axes were given; a tensor has {NativeMethods.ADJ_MAX_RANK} at most.");
        for (int i = 0; i < axes.Length; i++)
            _axes[i] = Checked(axes[i]);
        _countPlusOne = (byte)(axes.Length + 1);
    }

    /// <summary>All axes.</summary>
    public static Axes All => default;

    /// <summary>Number of axes listed; 0 for <see cref="All"/>.</summary>
    public int Count => Math.Max(0, _countPlusOne - 1);

    internal bool AreAll => _countPlusOne == 0;

    /// <summary>A list of axes.</summary>
    /// <param name="axes">The axes, at most eight.</param>
    /// <returns>The axes.</returns>
    public static Axes Create(ReadOnlySpan<int> axes) => new(axes);

    /// <summary>One axis.</summary>
    /// <param name="axis">Its number; negative counts from the end.</param>
    /// <returns>The axes.</returns>
    public static implicit operator Axes(int axis) => new([axis]);

    /// <summary>One axis.</summary>
    /// <param name="axis">Its number, or <c>^n</c> counted from the end.</param>
    /// <returns>The axes.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The axis is <c>^0</c>, behind the last.</exception>
    public static implicit operator Axes(Index axis)
    {
        if (axis.Equals(Index.End)) throw new ArgumentOutOfRangeException(nameof(axis), "^0 lies behind the last axis, which is ^1.");
        return new([axis.IsFromEnd ? -axis.Value : axis.Value]);
    }

    /// <summary>Several axes.</summary>
    /// <param name="axes">The axes, at most eight.</param>
    /// <returns>The axes.</returns>
    public static implicit operator Axes(int[] axes) => new(axes);

    /// <summary>Two axes.</summary>
    /// <param name="axes">Their numbers.</param>
    /// <returns>The axes.</returns>
    public static implicit operator Axes((int First, int Second) axes) => new([axes.First, axes.Second]);

    /// <summary>Three axes.</summary>
    /// <param name="axes">Their numbers.</param>
    /// <returns>The axes.</returns>
    public static implicit operator Axes((int First, int Second, int Third) axes) => new([axes.First, axes.Second, axes.Third]);

    /// <summary>Four axes.</summary>
    /// <param name="axes">Their numbers.</param>
    /// <returns>The axes.</returns>
    public static implicit operator Axes((int First, int Second, int Third, int Fourth) axes) =>
        new([axes.First, axes.Second, axes.Third, axes.Fourth]);

    /// <summary>Walks through the listed axes.</summary>
    /// <returns>What walks through them.</returns>
    public Enumerator GetEnumerator() => new(this);

    /// <summary>Writes the list where the core reads it; null for all axes.</summary>
    internal unsafe long* List(long* room) => AreAll ? null : ListOf(room);

    /// <summary>Writes the list where the core reads it; all axes are none listed.</summary>
    internal unsafe long* ListOf(long* room)
    {
        for (int i = 0; i < Count; i++)
            room[i] = _axes[i];
        return room;
    }

    private static sbyte Checked(int axis) =>
        axis is >= -NativeMethods.ADJ_MAX_RANK and < NativeMethods.ADJ_MAX_RANK
            ? (sbyte)axis
            : throw new ArgumentOutOfRangeException(
                nameof(axis), FormattableString.Invariant($"There is no axis {axis}: a tensor has {NativeMethods.ADJ_MAX_RANK} dimensions at most."));

    /// <summary>Walks through the listed axes.</summary>
    public struct Enumerator
    {
        private readonly Axes _axes;
        private int _at = -1;

        internal Enumerator(Axes axes) => _axes = axes;

        /// <summary>The axis at hand.</summary>
        public readonly int Current => _axes._axes[_at];

        /// <summary>Steps to the next axis; false behind the last.</summary>
        /// <returns>Whether there is another one.</returns>
        public bool MoveNext() => ++_at < _axes.Count;
    }

    [InlineArray(NativeMethods.ADJ_MAX_RANK)]
    private struct AxisBuffer
    {
        private sbyte _first;
    }
}
