using System.Collections;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Adjoint;

/// <summary>The extents of a tensor, first dimension first. It is printed as it is written: <c>[2, 3]</c>.</summary>
/// <remarks>Wherever a <c>ReadOnlySpan&lt;long&gt;</c> is asked for, a shape may be given.</remarks>
[CollectionBuilder(typeof(Shape), nameof(Create))]
[TypeFormatterSource(typeof(NotebookFormatters))]
public readonly struct Shape : IReadOnlyList<long>, IEquatable<Shape>
{
    private readonly long[]? _extents;

    // Not copied: the array is that of a tensor's layout, which nobody changes.
    internal Shape(long[] extents) => _extents = extents;

    /// <summary>Number of dimensions.</summary>
    public int Length => Extents.Length;

    /// <inheritdoc/>
    int IReadOnlyCollection<long>.Count => Length;

    private long[] Extents => _extents ?? [];

    /// <summary>The extent of a dimension; <c>^1</c> is the last.</summary>
    /// <param name="dimension">Which one.</param>
    public long this[int dimension] => Extents[dimension];

    /// <summary>A shape of extents.</summary>
    /// <param name="extents">The extents, which are copied.</param>
    /// <returns>The shape.</returns>
    public static Shape Create(ReadOnlySpan<long> extents) => new(extents.ToArray());

    /// <summary>The extents.</summary>
    /// <param name="shape">A shape.</param>
    /// <returns>The extents.</returns>
    public static implicit operator ReadOnlySpan<long>(Shape shape) => shape._extents;

    /// <summary>Whether all extents are the same.</summary>
    /// <param name="left">A shape.</param>
    /// <param name="right">A shape.</param>
    /// <returns>True if they are.</returns>
    public static bool operator ==(Shape left, Shape right) => left.Equals(right);

    /// <summary>Whether the shapes differ.</summary>
    /// <param name="left">A shape.</param>
    /// <param name="right">A shape.</param>
    /// <returns>True if they do.</returns>
    public static bool operator !=(Shape left, Shape right) => !left.Equals(right);

    /// <summary>The extents, without a copy.</summary>
    /// <returns>The extents.</returns>
    public ReadOnlySpan<long> AsSpan() => _extents;

    /// <summary>The extents in a new array.</summary>
    /// <returns>The extents.</returns>
    public long[] ToArray() => [.. Extents];

    /// <summary>The extents of some neighbouring dimensions; serves <c>shape[1..]</c>.</summary>
    /// <param name="start">The first.</param>
    /// <param name="length">How many.</param>
    /// <returns>A shape of these alone.</returns>
    public Shape Slice(int start, int length) => Create(AsSpan().Slice(start, length));

    /// <summary>Whether these are the extents.</summary>
    /// <param name="extents">Some extents.</param>
    /// <returns>True if they are.</returns>
    public bool SequenceEqual(ReadOnlySpan<long> extents) => AsSpan().SequenceEqual(extents);

    /// <inheritdoc/>
    public bool Equals(Shape other) => SequenceEqual(other);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Shape other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (long extent in this)
            hash.Add(extent);
        return hash.ToHashCode();
    }

    /// <summary>The extents in brackets: <c>[2, 3]</c>.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"[{string.Join(", ", Extents.Select(static e => e.ToString(CultureInfo.InvariantCulture)))}]";

    /// <summary>Walks through the extents.</summary>
    /// <returns>What walks through them.</returns>
    public Enumerator GetEnumerator() => new(Extents);

    /// <inheritdoc/>
    IEnumerator<long> IEnumerable<long>.GetEnumerator() => ((IEnumerable<long>)Extents).GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => Extents.GetEnumerator();

    /// <summary>Walks through the extents.</summary>
    public struct Enumerator
    {
        private readonly long[] _extents;
        private int _at = -1;

        internal Enumerator(long[] extents) => _extents = extents;

        /// <summary>The extent at hand.</summary>
        public readonly long Current => _extents[_at];

        /// <summary>Steps to the next extent; false behind the last.</summary>
        /// <returns>Whether there is another one.</returns>
        public bool MoveNext() => ++_at < _extents.Length;
    }
}
