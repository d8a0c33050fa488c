using nietras.SeparatedValues;

namespace Adjoint.Extras;

/// <summary>Collects the rows of a text of separated values.</summary>
internal sealed class CsvRows
{
    private readonly string _source;
    private readonly string[] _names;
    private readonly (string Name, int Place, FieldReader Reader)[] _columns;
    private readonly IReadOnlyList<string> _missing;
    private long _count;

    public CsvRows(string source, string[] names, IReadOnlyList<CsvColumn> columns, IReadOnlyList<string> missing)
    {
        _source = source;
        _names = names;
        _missing = missing;
        if (names.GroupBy(static name => name, StringComparer.Ordinal).FirstOrDefault(static g => g.Count() > 1) is { Key: { } twice })
            throw new InvalidDataException($"{source}: two columns are named '{twice}'.");
        if (columns.GroupBy(static c => c.Name, StringComparer.Ordinal).FirstOrDefault(static g => g.Count() > 1) is { Key: { } asked })
            throw new ArgumentException($"Column '{asked}' is asked for twice.", nameof(columns));
        _columns = [.. columns.Select(column => (column.Name, PlaceOf(column.Name), column.Reader()))];
    }

    public void Add(SepReader.Row row)
    {
        if (row.ColCount != _names.Length)
            throw new InvalidDataException($"{_source}, line {row.LineNumberFrom}: there are {row.ColCount} fields, but {_names.Length} columns.");
        foreach ((string name, int place, FieldReader reader) in _columns)
        {
            ReadOnlySpan<char> field = row[place].Span.Trim();
            if (reader.Add(field, IsMissing(field)) is { } fault)
                throw new InvalidDataException($"{_source}, line {row.LineNumberFrom}, column '{name}': {fault}.");
        }

        _count++;
    }

    public Table ToTable() => new(
        _columns.Select(static c => (c.Name, c.Reader.ToTensor())),
        _count,
        _columns.Where(static c => c.Reader.Classes is not null).ToDictionary(static c => c.Name, static c => c.Reader.Classes!, StringComparer.Ordinal));

    private int PlaceOf(string name) =>
        Array.IndexOf(_names, name) is >= 0 and int place
            ? place
            : throw new InvalidDataException($"{_source} has no column '{name}'; there are: {string.Join(", ", _names)}.");

    private bool IsMissing(ReadOnlySpan<char> field)
    {
        foreach (string text in _missing)
        {
            if (field.SequenceEqual(text)) return true;
        }

        return false;
    }
}
