using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Adjoint;

// Trees in JSON.
public static partial class Tree
{
    /// <summary>The leaves of a tree in JSON, under their places: an object of tensors as <see cref="TensorJsonConverter"/> writes them.</summary>
    /// <typeparam name="T">A tree, such as a module, its slots, or a record marked <see cref="TensorTreeAttribute"/>.</typeparam>
    /// <param name="tree">The tree.</param>
    /// <param name="indented">Whether the text has lines.</param>
    /// <returns>The text. Every bit of the numbers is in it, but the payload of a NaN; large models are better kept by <see cref="Save{T}(string, T, IReadOnlyDictionary{string, string})"/>.</returns>
    /// <example>
    /// <code>
    /// string json = Tree.ToJson(model);
    /// Network same = Tree.FromJson(json, like: model);
    /// </code>
    /// </example>
    public static string ToJson<T>(T tree, bool indented = false)
    {
        var text = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(text, new JsonWriterOptions { Indented = indented }))
        {
            writer.WriteStartObject();
            foreach ((string path, Tensor leaf) in NamedLeaves(tree))
            {
                writer.WritePropertyName(path);
                TensorJsonConverter.Write(writer, leaf);
            }

            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(text.WrittenSpan);
    }

    /// <summary>A tree with the leaves of a text.</summary>
    /// <typeparam name="T">A tree.</typeparam>
    /// <param name="json">What <see cref="ToJson{T}"/> made of a tree of this structure.</param>
    /// <param name="like">A tree of the structure; it decides about places, shapes, types and data that is no leaf.</param>
    /// <returns>The tree; the given one stays as it is.</returns>
    /// <exception cref="JsonException">The text is no JSON, or has no tensor where one has to be.</exception>
    /// <exception cref="InvalidDataException">The tensors do not fit: the message lists all that is missing, unexpected or of another shape.
    /// Floating numbers take the floating type of their place.</exception>
    public static T FromJson<T>(string json, T like)
    {
        ArgumentNullException.ThrowIfNull(json);
        using JsonDocument document = JsonDocument.Parse(json);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
            throw new JsonException($"FromJson: a tree is an object of tensors, not {document.RootElement.ValueKind}.");
        var leaves = new NamedTensors("The JSON text");
        foreach (JsonProperty member in document.RootElement.EnumerateObject())
        {
            if (!leaves.TryAdd(member.Name, TensorJsonConverter.Read(member.Value)))
                throw new JsonException($"FromJson: '{member.Name}' stands in the object twice.");
        }

        return Load(leaves, like);
    }
}
