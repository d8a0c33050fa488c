using System.Globalization;
using System.IO.Compression;

using nietras.SeparatedValues;

namespace Adjoint.Extras;

/// <summary>How a file of separated values is written.</summary>
public sealed record CsvOptions
{
    /// <summary>What stands between fields: a comma if nothing else is said.</summary>
    public char Separator { get; init; } = ',';

    /// <summary>Whether the first line names the columns. Without one they are named "0", "1" and so on.</summary>
    public bool HasHeader { get; init; } = true;

    /// <summary>Texts that say that there is no value.</summary>
    public IReadOnlyList<string> MissingValues { get; init; } = ["", "NA", "N/A", "null", "?"];
}

/// <summary>Reads files of separated values (RFC 4180): columns by name into tensors.</summary>
/// <remarks>
/// Numbers are written as in the invariant culture, "1.5" or "1e-3", in every culture. Fields may be quoted, white space around them is
/// no part of them, and blank lines are left out. A file whose name ends in ".gz" is unpacked.
/// </remarks>
/// <example>
/// <code>
/// Table iris = Csv.Load("iris.csv", [CsvColumn.Numbers("petal_length"), CsvColumn.Numbers("petal_width", missing: double.NaN), CsvColumn.Labels("species")]);
/// Tensor x = iris.Matrix("petal_length", "petal_width");   // float32 [150, 2]
/// Tensor y = iris["species"];                              // int64 [150]
/// string name = iris.Classes("species")[0];                // "setosa"
/// </code>
/// </example>
public static class Csv
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="columns">The columns that are wanted; if left out, all, of float32 numbers.</param>
    /// <param name="options">How the file is written.</param>
    /// <returns>The columns.</returns>
    /// <exception cref="InvalidDataException">A column is not there, or a field is not what its column says; the message names line and column.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Table Load(string path, IReadOnlyList<CsvColumn>? columns = null, CsvOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        using Stream file = File.OpenRead(path);
        using Stream content = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file, CompressionMode.Decompress) : file;
        using var text = new StreamReader(content);
        return Read(text, columns, options, Path.GetFileName(path));
    }

    /// <summary>Reads a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="columns">The columns that are wanted; if left out, all, of float32 numbers.</param>
    /// <param name="options">How the text is written.</param>
    /// <returns>The columns.</returns>
    /// <exception cref="InvalidDataException">A column is not there, or a field is not what its column says; the message names line and column.</exception>
    public static Table Read(TextReader text, IReadOnlyList<CsvColumn>? columns = null, CsvOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Read(text, columns, options, "CSV");
    }

    private static Table Read(TextReader text, IReadOnlyList<CsvColumn>? columns, CsvOptions? options, string source)
    {
        options ??= new CsvOptions();
        // The header is read here too: its faults get messages of the same kind.
        using SepReader reader = Sep.New(options.Separator)
            .Reader(o => o with { HasHeader = false, Unescape = true, DisableColCountCheck = true, CultureInfo = CultureInfo.InvariantCulture })
            .From(text);
        CsvRows? rows = null;
        foreach (SepReader.Row row in reader)
        {
            if (row.Span.IsWhiteSpace()) continue;
            if (rows is null)
            {
                string[] names = [.. Enumerable.Range(0, row.ColCount).Select(static i => i.ToString(CultureInfo.InvariantCulture))];
                for (int i = 0; options.HasHeader && i < names.Length; i++)
                    names[i] = row[i].Span.Trim().ToString();
                rows = new CsvRows(source, names, columns ?? [.. names.Select(static name => CsvColumn.Numbers(name))], options.MissingValues);
                if (options.HasHeader) continue;
            }

            rows.Add(row);
        }

        return (rows ?? throw new InvalidDataException($"{source} is empty: there is no line, not even one with the names of columns.")).ToTable();
    }
}
