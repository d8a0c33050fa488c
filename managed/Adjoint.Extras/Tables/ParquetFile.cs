using System.Runtime.CompilerServices;

using Parquet;
using Parquet.Schema;

namespace Adjoint.Extras;

/// <summary>Reads columns of numbers out of Apache Parquet files.</summary>
/// <remarks>
/// Booleans, integers and floating numbers keep their type; uint16 and uint32 become the next wider signed type, decimals float64. Other
/// columns, such as text, times and lists, are not read.
/// </remarks>
/// <example>
/// <code>
/// await foreach (Table rows in ParquetFile.RowGroupsAsync("rides.parquet", ["distance", "price"], missing: double.NaN))
///     Fit(rows["distance"], rows["price"]);   // some rows at a time: a large file never lies in memory as a whole
/// </code>
/// </example>
public static class ParquetFile
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="columns">The columns that are wanted; if left out, all of numbers.</param>
    /// <param name="missing">What stands for nulls; if left out, a null is an error.</param>
    /// <param name="cancellation">Ends reading early.</param>
    /// <returns>The columns.</returns>
    /// <exception cref="InvalidDataException">The file is no Parquet file or damaged, a column is not there or holds no numbers, or there is a null
    /// for which nothing stands.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static async Task<Table> LoadAsync(
        string path, IReadOnlyList<string>? columns = null, double? missing = null, CancellationToken cancellation = default)
    {
        List<Table> groups = [];
        await foreach (Table group in RowGroupsAsync(path, columns, missing, cancellation).ConfigureAwait(false))
            groups.Add(group);
        return groups switch
        {
            [] => throw new InvalidDataException($"{Path.GetFileName(path)} holds no rows."),
            [Table one] => one,
            _ => new Table(groups[0].Names.Select(name => (name, Ops.Concat(groups.Select(g => g[name])))), groups.Sum(static g => g.Count)),
        };
    }

    /// <summary>Reads a file one row group at a time.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="columns">The columns that are wanted; if left out, all of numbers.</param>
    /// <param name="missing">What stands for nulls; if left out, a null is an error.</param>
    /// <param name="cancellation">Ends reading early.</param>
    /// <returns>The row groups in order.</returns>
    /// <exception cref="InvalidDataException">The file is no Parquet file or damaged, a column is not there or holds no numbers, or there is a null
    /// for which nothing stands.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static async IAsyncEnumerable<Table> RowGroupsAsync(
        string path, IReadOnlyList<string>? columns = null, double? missing = null, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        Stream file = File.OpenRead(path);
        await using (file.ConfigureAwait(false))
        {
            string source = Path.GetFileName(path);
            ParquetReader reader = await Guarded(source, () => ParquetReader.CreateAsync(file, cancellationToken: cancellation)).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                DataField[] fields = Wanted(reader.Schema, columns, source);
                for (int i = 0; i < reader.RowGroupCount; i++)
                {
                    using ParquetRowGroupReader group = reader.OpenRowGroupReader(i);
                    yield return await Guarded(source, () => ReadAsync(new ParquetColumns(group, source, missing, cancellation), fields)).ConfigureAwait(false);
                }
            }
        }
    }

    private static async Task<Table> ReadAsync(ParquetColumns group, DataField[] fields)
    {
        var columns = new List<(string, Tensor)>();
        foreach (DataField field in fields)
            columns.Add((field.Name, await group.ReadAsync(field).ConfigureAwait(false)));
        return new Table(columns, group.RowCount);
    }

    private static DataField[] Wanted(ParquetSchema schema, IReadOnlyList<string>? columns, string source)
    {
        DataField[] flat = [.. schema.Fields.OfType<DataField>()];
        if (columns is null) return [.. flat.Where(ParquetColumns.CanRead)];
        return [.. columns.Select(name =>
        {
            DataField field = Array.Find(flat, f => f.Name == name)
                ?? throw new InvalidDataException($"{source} has no column '{name}'; there are: {string.Join(", ", flat.Select(static f => f.Name))}.");
            return ParquetColumns.CanRead(field)
                ? field
                : throw new InvalidDataException(
                    $"{source}: column '{name}' holds no numbers; those that do are: {string.Join(", ", flat.Where(ParquetColumns.CanRead).Select(static f => f.Name))}.");
        })];
    }

    // A damaged file makes the decoder fail in many ways; all of them mean the same.
    private static async Task<T> Guarded<T>(string source, Func<Task<T>> read)
    {
        try
        {
            return await read().ConfigureAwait(false);
        }
        catch (Exception e) when (e is not (InvalidDataException or OperationCanceledException or OutOfMemoryException))
        {
            throw new InvalidDataException($"{source} is no Parquet file that can be read: {e.Message}", e);
        }
    }
}
