namespace Adjoint.Extras;

/// <summary>Columns of equal length under their names: what <see cref="Csv"/> and <see cref="ParquetFile"/> read.</summary>
/// <example>
/// <code>
/// Table houses = Csv.Load("houses.csv");
/// var data = new TensorDataset(houses.Matrix("rooms", "age"), houses["price"]);
/// </code>
/// </example>
public sealed class Table
{
    private readonly OrderedDictionary<string, Tensor> _columns = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyList<string>> _classes;

    internal Table(IEnumerable<(string Name, Tensor Values)> columns, long rows, Dictionary<string, IReadOnlyList<string>>? classes = null)
    {
        foreach ((string name, Tensor values) in columns)
            _columns.Add(name, values);
        Count = rows;
        _classes = classes ?? [];
    }

    /// <summary>The names of the columns in order.</summary>
    public IReadOnlyList<string> Names => _columns.Keys;

    /// <summary>How many rows there are.</summary>
    public long Count { get; }

    /// <summary>A column: a vector with an element for each row.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="KeyNotFoundException">There is no such column.</exception>
    public Tensor this[string name] =>
        _columns.TryGetValue(name, out Tensor? values)
            ? values
            : throw new KeyNotFoundException($"There is no column '{name}' in this table; there are: {string.Join(", ", Names)}.");

    /// <summary>Columns side by side, in the type in which theirs meet.</summary>
    /// <param name="names">Their names; all if there are none.</param>
    /// <returns>A matrix [rows, columns].</returns>
    /// <exception cref="KeyNotFoundException">There is no such column.</exception>
    public Tensor Matrix(params ReadOnlySpan<string> names)
    {
        if (names.IsEmpty) names = Names.ToArray();
        if (names.IsEmpty) throw new InvalidOperationException("Table.Matrix: this table has no columns.");
        var columns = new Tensor[names.Length];
        for (int i = 0; i < names.Length; i++)
            columns[i] = this[names[i]];
        return Ops.Stack((ReadOnlySpan<Tensor>)columns, axis: 1);
    }

    /// <summary>The labels that the numbers of a column stand for: <c>Classes("species")[number]</c>.</summary>
    /// <param name="name">The name of a column that was read as labels.</param>
    /// <returns>The labels by their numbers.</returns>
    /// <exception cref="KeyNotFoundException">There is no such column of labels.</exception>
    public IReadOnlyList<string> Classes(string name) =>
        _classes.TryGetValue(name, out IReadOnlyList<string>? classes)
            ? classes
            : throw new KeyNotFoundException($"There is no column of labels '{name}' in this table; there are: {string.Join(", ", _classes.Keys)}.");
}
