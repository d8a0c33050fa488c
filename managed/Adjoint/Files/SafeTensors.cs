using System.Buffers.Binary;

using Adjoint.Native;

namespace Adjoint;

/// <summary>
/// Files of named tensors in the safetensors format (https://github.com/huggingface/safetensors), which PyTorch, JAX, MLX and others read
/// and write too. Reading one runs no code, whoever made it.
/// </summary>
/// <remarks>
/// A file is read into memory of its own, and written whole or not at all: beside the file first, which takes its name once it lies on
/// the disk. What is read has the type of its elements for good; no tensor of it is a weak number.
/// </remarks>
/// <example>
/// <code>
/// SafeTensors.Save("weights.safetensors", [("w", Tensor.Ones(2, 3)), ("b", Tensor.Zeros(3))]);
/// NamedTensors file = SafeTensors.Load("weights.safetensors");
/// Console.WriteLine(file["w"].Shape);   // [2, 3]
/// </code>
/// </example>
public static class SafeTensors
{
    private const int LengthSize = sizeof(ulong);

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Its tensors in the order of its header, and its metadata.</returns>
    /// <exception cref="InvalidDataException">It is no such file, is cut short or damaged; the message names file and fault.</exception>
    public static NamedTensors Load(string path)
    {
        using FileStream stream = File.OpenRead(path);
        return Load(stream);
    }

    /// <summary>Reads a stream to its end.</summary>
    /// <param name="stream">The stream; it need not be able to seek.</param>
    /// <returns>Its tensors in the order of its header, and its metadata.</returns>
    /// <exception cref="InvalidDataException">It is no such file, is cut short or damaged.</exception>
    public static NamedTensors Load(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        string name = FileReader.NameOf(stream);
        var file = new FileReader(stream, name);
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(file.Bytes(LengthSize, "the length of the header"));
        if (length > SafeTensorsHeader.Longest)
            throw file.Fault($"its header would take {length} bytes; at most {SafeTensorsHeader.Longest} are read. This is no safetensors file, or a hostile one.");
        SafeTensorsHeader header = SafeTensorsHeader.Parse(file.Bytes((int)length, "the header"), file);
        RequireNoGaps(header, file);
        return Named(header, Values(header, file), name);
    }

    /// <summary>Writes a file.</summary>
    /// <param name="path">The file; one that is there is replaced.</param>
    /// <param name="tensors">Names and tensors.</param>
    /// <param name="metadata">Text that is kept beside them.</param>
    /// <exception cref="ArgumentException">A name is given twice, or a tensor has a type that the format has not: complex128.</exception>
    public static void Save(string path, IEnumerable<(string Name, Tensor Value)> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        (string, Tensor)[] all = Checked(tensors);
        AtomicFile.Write(path, stream => Write(stream, all, metadata));
    }

    /// <summary>Writes a file.</summary>
    /// <param name="path">The file; one that is there is replaced.</param>
    /// <param name="tensors">A dictionary.</param>
    /// <param name="metadata">Text that is kept beside them.</param>
    /// <exception cref="ArgumentException">A tensor has a type that the format has not: complex128.</exception>
    public static void Save(string path, IEnumerable<KeyValuePair<string, Tensor>> tensors, IReadOnlyDictionary<string, string>? metadata = null) =>
        Save(path, Pairs(tensors), metadata);

    /// <summary>Writes to a stream.</summary>
    /// <param name="stream">The stream; it need not be able to seek.</param>
    /// <param name="tensors">Names and tensors.</param>
    /// <param name="metadata">Text that is kept beside them.</param>
    /// <exception cref="ArgumentException">A name is given twice, or a tensor has a type that the format has not: complex128.</exception>
    public static void Save(Stream stream, IEnumerable<(string Name, Tensor Value)> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        Write(stream, Checked(tensors), metadata);
    }

    /// <summary>Writes to a stream.</summary>
    /// <param name="stream">The stream; it need not be able to seek.</param>
    /// <param name="tensors">A dictionary.</param>
    /// <param name="metadata">Text that is kept beside them.</param>
    /// <exception cref="ArgumentException">A tensor has a type that the format has not: complex128.</exception>
    public static void Save(Stream stream, IEnumerable<KeyValuePair<string, Tensor>> tensors, IReadOnlyDictionary<string, string>? metadata = null) =>
        Save(stream, Pairs(tensors), metadata);

    internal static IEnumerable<(string Name, Tensor Value)> Pairs(IEnumerable<KeyValuePair<string, Tensor>> tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        return tensors.Select(static pair => (pair.Key, pair.Value));
    }

    /// <summary>Names and tensors as they may be written: each name once.</summary>
    internal static (string Name, Tensor Value)[] Distinct(IEnumerable<(string Name, Tensor Value)> tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        (string Name, Tensor Value)[] all = [.. tensors];
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach ((string name, Tensor value) in all)
        {
            if (name is null) throw new ArgumentNullException(nameof(tensors), "Save: a name is null.");
            if (value is null) throw new ArgumentNullException(nameof(tensors), $"Save: the tensor '{name}' is null.");
            if (!names.Add(name)) throw new ArgumentException($"Save: two tensors have the name '{name}'; a file has one of each.", nameof(tensors));
        }

        return all;
    }

    private static (string Name, Tensor Value)[] Checked(IEnumerable<(string Name, Tensor Value)> tensors)
    {
        (string Name, Tensor Value)[] all = Distinct(tensors);
        foreach ((string name, Tensor value) in all)
        {
            if (name == SafeTensorsHeader.MetadataName)
                throw new ArgumentException($"Save: the format keeps the name '{name}' for text; give that as metadata.", nameof(tensors));
            if (ElementType.Of(value.DType).Safetensors is null)
                throw new ArgumentException(
                    $"Save: '{name}' is {value.DType}, which safetensors files cannot hold. Save its real and imaginary parts, or an npy file.", nameof(tensors));
        }

        return all;
    }

    private static void Write(Stream stream, (string Name, Tensor Value)[] tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        // Larger elements before smaller ones, so that each lies at a multiple of its size.
        int[] order = [.. Enumerable.Range(0, tensors.Length).OrderByDescending(i => tensors[i].Value.DType.Size)];
        var entries = new SafeTensorsEntry[tensors.Length];
        long at = 0;
        foreach (int i in order)
        {
            (string name, Tensor value) = tensors[i];
            long begin = at;
            at += value.Count * value.DType.Size;
            entries[i] = new SafeTensorsEntry(name, ElementType.Of(value.DType).Safetensors!, value.Shape.ToArray(), begin, at);
        }

        ReadOnlySpan<byte> header = new SafeTensorsHeader(entries, metadata ?? new Dictionary<string, string>()).ToBytes();
        if (header.Length > SafeTensorsHeader.Longest)
            throw new ArgumentException($"Save: names, shapes and metadata take {header.Length} bytes; a header has at most {SafeTensorsHeader.Longest}.");
        Span<byte> length = stackalloc byte[LengthSize];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
        stream.Write(length);
        stream.Write(header);
        foreach (int i in order)
            tensors[i].Value.WriteBytes(stream);
    }

    // The bytes of the tensors lie one behind the other, as the format asks: none twice, and none that belongs to no tensor.
    private static void RequireNoGaps(SafeTensorsHeader header, FileReader file)
    {
        long at = 0;
        foreach (SafeTensorsEntry entry in InOrder(header))
        {
            if (entry.Begin != at)
                throw file.Fault($"{entry.Title} begins at byte {entry.Begin}, but the tensor before it ends at {at}: they overlap, or there is a gap.");
            at = entry.End;
            if (TypeOf(entry) is { } dtype && file.BytesOf(dtype, entry.Shape, entry.Title) is var size && size != entry.End - entry.Begin)
                throw file.Fault($"{entry.Title} is {dtype} of shape {new Shape(entry.Shape)}, which takes {size} bytes; its offsets leave {entry.End - entry.Begin}.");
        }

        if (file.Left is { } left && left != at) throw file.Fault($"its tensors take {at} bytes, but {left} are left behind the header.");
    }

    private static Dictionary<string, Tensor> Values(SafeTensorsHeader header, FileReader file)
    {
        var values = new Dictionary<string, Tensor>();
        foreach (SafeTensorsEntry entry in InOrder(header))
        {
            if (FaultOf(entry) is null) values.Add(entry.Name, file.Elements(TypeOf(entry)!.Value, entry.Shape, entry.Title));
            else file.Skip(entry.End - entry.Begin, entry.Title);
        }

        file.RequireEnd();
        return values;
    }

    private static NamedTensors Named(SafeTensorsHeader header, Dictionary<string, Tensor> values, string name)
    {
        var result = new NamedTensors(name, header.Metadata);
        foreach (SafeTensorsEntry entry in header.Entries)
        {
            _ = FaultOf(entry) is { } fault ? result.TryAddFault(entry.Name, fault) : result.TryAdd(entry.Name, values[entry.Name]);
        }

        return result;
    }

    private static IOrderedEnumerable<SafeTensorsEntry> InOrder(SafeTensorsHeader header) =>
        header.Entries.OrderBy(static e => e.Begin).ThenBy(static e => e.End);

    private static DType? TypeOf(SafeTensorsEntry entry) =>
        Array.FindIndex(ElementType.All, t => t.Safetensors == entry.DType) is >= 0 and int found ? (DType)found : null;

    private static string? FaultOf(SafeTensorsEntry entry) =>
        TypeOf(entry) is null ? $"{entry.Title} is {entry.DType}, which is no type of tensors here. Convert it where the file was made."
        : entry.Shape.Length > NativeMethods.ADJ_MAX_RANK ? $"{entry.Title} has {entry.Shape.Length} axes; tensors have at most {NativeMethods.ADJ_MAX_RANK}."
        : null;
}
