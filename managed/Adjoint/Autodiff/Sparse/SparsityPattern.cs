using System.Globalization;

namespace Adjoint;

/// <summary>
/// Which entries of a matrix can be other than zero, row by row (compressed sparse rows): row i has those at
/// <see cref="RowPointers"/>[i] to <see cref="RowPointers"/>[i + 1] of <see cref="ColumnIndices"/>, in ascending order.
/// </summary>
public sealed class SparsityPattern
{
    private readonly int[] _starts, _columns;

    internal SparsityPattern(int columnCount, int[] starts, int[] columns)
    {
        ColumnCount = columnCount;
        _starts = starts;
        _columns = columns;
    }

    /// <summary>The number of rows.</summary>
    public int RowCount => _starts.Length - 1;

    /// <summary>The number of columns.</summary>
    public int ColumnCount { get; }

    /// <summary>The number of entries.</summary>
    public int Count => _columns.Length;

    /// <summary>Where each row's entries begin, and at last where the last one's end: one number more than there are rows.</summary>
    public ReadOnlySpan<int> RowPointers => _starts;

    /// <summary>The column of each entry.</summary>
    public ReadOnlySpan<int> ColumnIndices => _columns;

    /// <summary>The columns of the entries of a row.</summary>
    /// <param name="row">The row, from 0.</param>
    /// <returns>The columns, in ascending order.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public ReadOnlySpan<int> Row(int row)
    {
        if ((uint)row >= (uint)RowCount)
            throw new ArgumentOutOfRangeException(nameof(row), FormattableString.Invariant($"Row: there is no row {row}; the matrix has {RowCount}, counted from 0."));
        return _columns.AsSpan(_starts[row].._starts[row + 1]);
    }

    /// <summary>The number of rows and columns, and of entries.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{RowCount} x {ColumnCount}, {Count} {(Count == 1 ? "entry" : "entries")}");

    /// <summary>The row of each entry.</summary>
    internal int[] RowIndices()
    {
        int[] rows = new int[Count];
        for (int row = 0; row < RowCount; row++)
            rows.AsSpan(_starts[row].._starts[row + 1]).Fill(row);
        return rows;
    }

    /// <summary>The pattern with rows and columns exchanged, and for each of its entries the place that it had.</summary>
    internal (SparsityPattern Pattern, int[] Places) Transposed()
    {
        int[] starts = new int[ColumnCount + 1];
        foreach (int column in _columns)
            starts[column + 1]++;
        for (int column = 0; column < ColumnCount; column++)
            starts[column + 1] += starts[column];
        int[] next = starts[..^1], rows = RowIndices(), columns = new int[Count], places = new int[Count];
        for (int place = 0; place < Count; place++)
        {
            int to = next[_columns[place]]++;
            columns[to] = rows[place];
            places[to] = place;
        }

        return (new SparsityPattern(RowCount, starts, columns), places);
    }

    /// <summary>The entries of this pattern, and their mirror images.</summary>
    internal SparsityPattern Symmetric()
    {
        SparsityPattern mirrored = Transposed().Pattern;
        int[] starts = new int[RowCount + 1];
        var columns = new List<int>(Count);
        for (int row = 0; row < RowCount; row++)
        {
            columns.AddRange(Union(Row(row), mirrored.Row(row)));
            starts[row + 1] = columns.Count;
        }

        return new SparsityPattern(ColumnCount, starts, [.. columns]);
    }

    private static SortedSet<int> Union(ReadOnlySpan<int> a, ReadOnlySpan<int> b) => [.. a, .. b];
}
