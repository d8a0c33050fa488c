using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace Adjoint;

/// <summary>A tensor as the header of a safetensors file describes it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="DType">The format's name of its type.</param>
/// <param name="Shape">Its extents.</param>
/// <param name="Begin">Where its bytes begin behind the header.</param>
/// <param name="End">Where they end.</param>
internal sealed record SafeTensorsEntry(string Name, string DType, long[] Shape, long Begin, long End)
{
    /// <summary>What messages call it: names of hostile files may be long.</summary>
    public string Title { get; } = Name.Length <= 100 ? $"'{Name}'" : $"'{Name[..100]}...'";
}

/// <summary>The header of a safetensors file: the tensors in its order, and text beside them.</summary>
internal sealed record SafeTensorsHeader(IReadOnlyList<SafeTensorsEntry> Entries, IReadOnlyDictionary<string, string> Metadata)
{
    /// <summary>The longest one, in bytes, as in the reference.</summary>
    public const int Longest = 100_000_000;

    /// <summary>The name of the text beside the tensors.</summary>
    public const string MetadataName = "__metadata__";

    private const string TypeMember = "dtype", ShapeMember = "shape", OffsetsMember = "data_offsets";

    private static readonly JsonDocumentOptions s_reading = new() { MaxDepth = 16 };
    private static readonly JsonWriterOptions s_writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Reads a header.</summary>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public static SafeTensorsHeader Parse(byte[] bytes, FileReader file)
    {
        if (bytes.Length == 0 || bytes[0] != '{') throw file.Fault("its header does not begin with '{', so this is no safetensors file.");
        if (!Utf8.IsValid(bytes)) throw file.Fault("its header is no UTF-8.");
        try
        {
            using JsonDocument document = JsonDocument.Parse(bytes, s_reading);
            RequireDistinctNames(document.RootElement, file);
            var entries = new List<SafeTensorsEntry>();
            var metadata = new Dictionary<string, string>();
            foreach (JsonProperty member in document.RootElement.EnumerateObject())
            {
                if (member.NameEquals(MetadataName)) metadata = Text(member.Value, file);
                else entries.Add(Entry(member.Name, member.Value, file));
            }

            return new SafeTensorsHeader(entries, metadata);
        }
        // The last one: half of a surrogate pair.
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw file.Fault($"its header is damaged: {e.Message}", e);
        }
    }

    /// <summary>The header as bytes, a multiple of eight.</summary>
    public ReadOnlySpan<byte> ToBytes()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, s_writing))
        {
            writer.WriteStartObject();
            if (Metadata.Count > 0) WriteMetadata(writer);
            foreach (SafeTensorsEntry entry in Entries)
                Write(writer, entry);
            writer.WriteEndObject();
        }

        const int alignment = 8;
        int padding = -buffer.WrittenCount & (alignment - 1);
        buffer.GetSpan(padding)[..padding].Fill((byte)' ');
        buffer.Advance(padding);
        return buffer.WrittenSpan;
    }

    // Readers differ in which of two members of one name they take.
    private static void RequireDistinctNames(JsonElement element, FileReader file)
    {
        if (element.ValueKind != JsonValueKind.Object) return;
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (JsonProperty member in element.EnumerateObject())
        {
            if (!names.Add(member.Name)) throw file.Fault($"its header is damaged: it has {new SafeTensorsEntry(member.Name, "", [], 0, 0).Title} twice.");
            RequireDistinctNames(member.Value, file);
        }
    }

    private static SafeTensorsEntry Entry(string name, JsonElement value, FileReader file)
    {
        var entry = new SafeTensorsEntry(name, "", [], 0, 0);
        InvalidDataException Fault(string what) => file.Fault($"{entry.Title} {what}.");
        JsonElement Member(string member, JsonValueKind kind) =>
            value.ValueKind == JsonValueKind.Object && value.TryGetProperty(member, out JsonElement found) && found.ValueKind == kind
                ? found
                : throw Fault($"has no {member}, or one of another kind");

        string dtype = Member(TypeMember, JsonValueKind.String).GetString()!;
        long[]? shape = Numbers(Member(ShapeMember, JsonValueKind.Array)), offsets = Numbers(Member(OffsetsMember, JsonValueKind.Array));
        if (shape is null) throw Fault("has a shape that is none");
        if (offsets is not [{ } begin, { } end] || begin > end) throw Fault("has data_offsets that are none: a begin and an end that is not before it");
        return entry with { DType = dtype, Shape = shape, Begin = begin, End = end };
    }

    // Whole numbers that are not below 0; null if there is another one.
    private static long[]? Numbers(JsonElement array)
    {
        long[] numbers = new long[array.GetArrayLength()];
        int at = 0;
        foreach (JsonElement element in array.EnumerateArray())
        {
            if (element.ValueKind != JsonValueKind.Number || !element.TryGetInt64(out long number) || number < 0) return null;
            numbers[at++] = number;
        }

        return numbers;
    }

    private static Dictionary<string, string> Text(JsonElement metadata, FileReader file)
    {
        if (metadata.ValueKind != JsonValueKind.Object || metadata.EnumerateObject().Any(static m => m.Value.ValueKind != JsonValueKind.String))
            throw file.Fault($"its {MetadataName} is no object of strings.");
        return metadata.EnumerateObject().ToDictionary(static m => m.Name, static m => m.Value.GetString()!);
    }

    private void WriteMetadata(Utf8JsonWriter writer)
    {
        writer.WriteStartObject(MetadataName);
        foreach ((string key, string text) in Metadata)
            writer.WriteString(key, text);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, SafeTensorsEntry entry)
    {
        writer.WriteStartObject(entry.Name);
        writer.WriteString(TypeMember, entry.DType);
        WriteNumbers(writer, ShapeMember, entry.Shape);
        WriteNumbers(writer, OffsetsMember, entry.Begin, entry.End);
        writer.WriteEndObject();
    }

    private static void WriteNumbers(Utf8JsonWriter writer, string member, params long[] numbers)
    {
        writer.WriteStartArray(member);
        foreach (long number in numbers)
            writer.WriteNumberValue(number);
        writer.WriteEndArray();
    }
}
