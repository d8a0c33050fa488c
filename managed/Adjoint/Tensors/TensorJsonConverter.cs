using System.Numerics;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Adjoint;

/// <summary>
/// Tensors in JSON, with their type and shape: <c>{"dtype":"Float32","shape":[2,2],"data":[1,2,3,4]}</c>. The elements stand in row-major
/// order; NaN and the infinities are strings, complex numbers pairs.
/// </summary>
public sealed class TensorJsonConverter : JsonConverter<Tensor>
{
    /// <inheritdoc/>
    public override Tensor Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using JsonDocument document = JsonDocument.ParseValue(ref reader);
        return Read(document.RootElement);
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Tensor value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(value);
        Write(writer, value);
    }

    /// <summary>The tensor that an element describes.</summary>
    /// <exception cref="JsonException">It describes none.</exception>
    internal static Tensor Read(JsonElement tensor)
    {
        string name = Member(tensor, "dtype").ToString();
        if (!Enum.TryParse(name, out DType dtype) || !Enum.IsDefined(dtype)) throw new JsonException($"'{name}' is no element type of tensors.");
        try
        {
            long[] shape = [.. Member(tensor, "shape").EnumerateArray().Select(static e => e.GetInt64())];
            return Elements(Member(tensor, "data"), dtype, shape);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or FormatException or OverflowException)
        {
            throw new JsonException($"The data of a {dtype} tensor do not fit it: {e.Message}", e);
        }
    }

    /// <summary>Writes a tensor as an object.</summary>
    internal static void Write(Utf8JsonWriter writer, Tensor value)
    {
        writer.WriteStartObject();
        writer.WriteString("dtype", value.DType.ToString());
        writer.WriteStartArray("shape");
        foreach (long extent in value.Shape)
            writer.WriteNumberValue(extent);
        writer.WriteEndArray();
        writer.WriteStartArray("data");
        WriteElements(writer, value);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static JsonElement Member(JsonElement tensor, string name) =>
        tensor.ValueKind == JsonValueKind.Object && tensor.TryGetProperty(name, out JsonElement member)
            ? member
            : throw new JsonException($"A tensor is an object with dtype, shape and data; {name} is missing.");

    private static Tensor Elements(JsonElement data, DType dtype, long[] shape) => ElementType.Of(dtype).Kind switch
    {
        ElementKind.Bool => Tensor.From(All(data, static e => e.GetBoolean()), shape),
        ElementKind.Integer => Narrowed(Tensor.From(All(data, static e => e.GetInt64()), shape), dtype),
        ElementKind.Complex => Tensor.From(All(data, Pair), shape).Cast(dtype),
        _ => Tensor.From(All(data, Number), shape).Cast(dtype),
    };

    private static T[] All<T>(JsonElement data, Func<JsonElement, T> element) => [.. data.EnumerateArray().Select(element)];

    private static double Number(JsonElement element) => element.ValueKind != JsonValueKind.String ? element.GetDouble() : element.GetString() switch
    {
        "NaN" => double.NaN,
        "Infinity" => double.PositiveInfinity,
        "-Infinity" => double.NegativeInfinity,
        string other => throw new FormatException($"'{other}' is no number."),
        null => throw new FormatException("null is no number."),
    };

    private static Complex Pair(JsonElement element) =>
        element.GetArrayLength() == 2 ? new(Number(element[0]), Number(element[1])) : throw new FormatException("a complex number is a pair of numbers.");

    private static Tensor Narrowed(Tensor whole, DType dtype)
    {
        Tensor narrow = whole.Cast(dtype);
        return (bool)Ops.All(Ops.Equal(narrow, whole)) ? narrow : throw new OverflowException("one of the numbers is too large for the type.");
    }

    private static void WriteElements(Utf8JsonWriter writer, Tensor x)
    {
        switch (ElementType.Of(x.DType).Kind)
        {
            case ElementKind.Bool:
                Array.ForEach(x.ToArray<bool>(), writer.WriteBooleanValue);
                break;
            case ElementKind.Integer:
                Array.ForEach(x.Cast(DType.Int64).ToArray<long>(), writer.WriteNumberValue);
                break;
            case ElementKind.Complex:
                Array.ForEach(x.Cast(DType.Complex128).ToArray<Complex>(), c => WritePair(writer, c));
                break;
            default:
                if (x.DType == DType.Float64)
                    Array.ForEach(x.ToArray<double>(), v => WriteNumber(writer, v));
                else
                    Array.ForEach(x.Cast(DType.Float32).ToArray<float>(), v => WriteNumber(writer, v));
                break;
        }
    }

    private static void WritePair(Utf8JsonWriter writer, Complex value)
    {
        writer.WriteStartArray();
        WriteNumber(writer, value.Real);
        WriteNumber(writer, value.Imaginary);
        writer.WriteEndArray();
    }

    private static void WriteNumber(Utf8JsonWriter writer, double value)
    {
        if (double.IsFinite(value))
            writer.WriteNumberValue(value);
        else
            writer.WriteStringValue(NameOf(value));
    }

    // A float has fewer digits than the double that it converts to.
    private static void WriteNumber(Utf8JsonWriter writer, float value)
    {
        if (float.IsFinite(value))
            writer.WriteNumberValue(value);
        else
            writer.WriteStringValue(NameOf(value));
    }

    private static string NameOf(double value) => double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
}
