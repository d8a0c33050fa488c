using System.IO.Compression;

namespace Adjoint;

/// <summary>NumPy's files of several arrays, which are zip files of npy files: <c>numpy.savez</c> and <c>numpy.load</c>.</summary>
/// <remarks>
/// Stored and deflated entries are read. What an entry claims to hold has to be what its array's shape says, its checksum has to be
/// right, and memory grows with what really comes out of it.
/// </remarks>
/// <example>
/// <code>
/// Npz.Save("data.npz", [("x", Tensor.Ones(2, 3)), ("y", Tensor.Zeros(2))], compressed: true);
/// Console.WriteLine(Npz.Load("data.npz")["x"].Shape);   // [2, 3]
/// </code>
/// </example>
public static class Npz
{
    private const string Extension = ".npy";

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Its arrays, in the order of the file. Entries that are no arrays are left out.</returns>
    /// <exception cref="InvalidDataException">It is no npz file, is cut short or damaged; the message names file and fault.</exception>
    public static NamedTensors Load(string path)
    {
        using FileStream stream = File.OpenRead(path);
        return Load(stream);
    }

    /// <summary>Reads a stream.</summary>
    /// <param name="stream">The stream. One that cannot seek is read into memory first.</param>
    /// <returns>Its arrays, in the order of the file.</returns>
    /// <exception cref="InvalidDataException">It is no npz file, is cut short or damaged.</exception>
    public static NamedTensors Load(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        string name = FileReader.NameOf(stream);
        try
        {
            using var archive = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
            var tensors = new NamedTensors(name);
            foreach (ZipArchiveEntry entry in archive.Entries)
            {
                if (entry.FullName.EndsWith(Extension, StringComparison.Ordinal)) Read(entry, tensors);
            }

            return tensors;
        }
        catch (InvalidDataException e) when (!e.Message.StartsWith(name, StringComparison.Ordinal))
        {
            throw new InvalidDataException($"{name}: {e.Message}", e);
        }
    }

    /// <summary>Writes a file.</summary>
    /// <param name="path">The file; one that is there is replaced.</param>
    /// <param name="tensors">Names and arrays.</param>
    /// <param name="compressed">Whether the arrays are deflated, as by <c>numpy.savez_compressed</c>.</param>
    /// <exception cref="ArgumentException">A name is given twice.</exception>
    public static void Save(string path, IEnumerable<(string Name, Tensor Value)> tensors, bool compressed = false)
    {
        (string, Tensor)[] all = SafeTensors.Distinct(tensors);
        AtomicFile.Write(path, stream => Write(stream, all, compressed));
    }

    /// <summary>Writes a file.</summary>
    /// <param name="path">The file; one that is there is replaced.</param>
    /// <param name="tensors">A dictionary.</param>
    /// <param name="compressed">Whether the arrays are deflated.</param>
    public static void Save(string path, IEnumerable<KeyValuePair<string, Tensor>> tensors, bool compressed = false) =>
        Save(path, SafeTensors.Pairs(tensors), compressed);

    /// <summary>Writes to a stream.</summary>
    /// <param name="stream">The stream; it need not be able to seek.</param>
    /// <param name="tensors">Names and arrays.</param>
    /// <param name="compressed">Whether the arrays are deflated.</param>
    /// <exception cref="ArgumentException">A name is given twice.</exception>
    public static void Save(Stream stream, IEnumerable<(string Name, Tensor Value)> tensors, bool compressed = false)
    {
        ArgumentNullException.ThrowIfNull(stream);
        Write(stream, SafeTensors.Distinct(tensors), compressed);
    }

    /// <summary>Writes to a stream.</summary>
    /// <param name="stream">The stream; it need not be able to seek.</param>
    /// <param name="tensors">A dictionary.</param>
    /// <param name="compressed">Whether the arrays are deflated.</param>
    public static void Save(Stream stream, IEnumerable<KeyValuePair<string, Tensor>> tensors, bool compressed = false) =>
        Save(stream, SafeTensors.Pairs(tensors), compressed);

    private static void Write(Stream stream, (string Name, Tensor Value)[] tensors, bool compressed)
    {
        using var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
        foreach ((string name, Tensor value) in tensors)
        {
            ZipArchiveEntry entry = archive.CreateEntry(name + Extension, compressed ? CompressionLevel.Optimal : CompressionLevel.NoCompression);
            entry.LastWriteTime = new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero); // the same bytes for the same arrays
            using Stream content = entry.Open();
            Npy.Save(content, value);
        }
    }

    private static void Read(ZipArchiveEntry entry, NamedTensors tensors)
    {
        string name = entry.FullName[..^Extension.Length], title = $"{tensors.Source}, entry '{entry.FullName}'";
        if (entry.IsEncrypted) throw new InvalidDataException($"{title}: it is encrypted.");
        using var content = new Crc32Stream(entry.Open());
        var file = new FileReader(content, title, entry.Length);
        NpyHeader header = NpyHeader.Read(file);
        bool isNew;
        if (header.Fault is { } fault)
        {
            isNew = tensors.TryAddFault(name, $"in entry '{entry.FullName}' {fault}");
            file.Skip(file.Left!.Value, "the array");
        }
        else
        {
            long size = file.BytesOf(header.DType!.Value, header.Shape, "the array");
            if (size != file.Left) throw file.Fault($"an array of its type and shape takes {size} bytes, but the entry claims {file.Left}.");
            isNew = tensors.TryAdd(name, Npy.Elements(header, file));
        }

        file.RequireEnd();
        if (content.Crc != entry.Crc32) throw file.Fault("its checksum is wrong: it is damaged.");
        if (!isNew) throw file.Fault("there are two entries of this name.");
    }
}
