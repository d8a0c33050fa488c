using System.Text.Json;

namespace Adjoint.Samples;

/// <summary>One function of an eval with its input, ready to run: what a run takes is timed, reading the input and writing the output are not.</summary>
internal abstract class Work
{
    public static Work Of<T>(Func<T> run, Action<Utf8JsonWriter, T> write) => new Work<T>(run, write);

    public static Work Of(Func<Tensor> run) => new Work<Tensor>(run, static (json, y) => json.WriteTensor(y));

    public abstract void Run();

    /// <summary>Writes the result of the last run.</summary>
    public abstract void WriteOutput(Utf8JsonWriter json);
}

/// <summary>A function with a result of some type.</summary>
internal sealed class Work<T>(Func<T> run, Action<Utf8JsonWriter, T> write) : Work
{
    private T? _result;

    public override void Run()
    {
        using var scope = new TensorScope(); // gives back at once what lies between
        _result = run();
        foreach (Tensor x in Tree.Leaves(_result))
            _ = scope.Keep(x);
    }

    public override void WriteOutput(Utf8JsonWriter json) => write(json, _result!);
}

/// <summary>How functions are run: as they are, or compiled.</summary>
internal sealed record Engine(bool Compiles)
{
    public Func<T, TOut> Ready<T, TOut>(Func<T, TOut> f) => Compiles ? Autodiff.Compile(f) : f;

    public Func<T1, T2, TOut> Ready<T1, T2, TOut>(Func<T1, T2, TOut> f) => Compiles ? Autodiff.Compile(f) : f;
}

/// <summary>Numbers of messages as tensors, and back.</summary>
internal static class Json
{
    public static Tensor Tensor(this JsonElement input, string name) => input.Member(name).ToTensor();

    public static long Int64(this JsonElement input, string name) => input.Member(name).GetInt64();

    public static JsonElement Member(this JsonElement input, string name) =>
        input.TryGetProperty(name, out JsonElement member) ? member : throw new ArgumentException($"The input has no '{name}'.");

    /// <summary>A number, or arrays of equal lengths in arrays, as float64.</summary>
    public static Tensor ToTensor(this JsonElement numbers)
    {
        var shape = new List<long>();
        for (JsonElement part = numbers; part.ValueKind == JsonValueKind.Array; part = part[0])
        {
            shape.Add(part.GetArrayLength());
            if (shape[^1] == 0) break;
        }

        var values = new List<double>();
        Collect(numbers, values);
        return Adjoint.Tensor.From(values.ToArray(), shape.ToArray());
    }

    public static void WriteTensor(this Utf8JsonWriter json, Tensor x) => Write(json, x.Reshape(-1).ToArray<double>(), x.Shape.ToArray());

    public static void WriteTensor(this Utf8JsonWriter json, string name, Tensor x)
    {
        json.WritePropertyName(name);
        json.WriteTensor(x);
    }

    private static void Collect(JsonElement part, List<double> values)
    {
        if (part.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement inner in part.EnumerateArray())
                Collect(inner, values);
        }
        else
        {
            values.Add(part.GetDouble());
        }
    }

    private static void Write(Utf8JsonWriter json, ReadOnlySpan<double> values, ReadOnlySpan<long> shape)
    {
        if (shape.IsEmpty)
        {
            if (double.IsFinite(values[0])) json.WriteNumberValue(values[0]);
            else json.WriteRawValue(double.IsNaN(values[0]) ? "NaN" : values[0] > 0 ? "Infinity" : "-Infinity", skipInputValidation: true); // as Python reads them
            return;
        }

        json.WriteStartArray();
        int each = shape[0] == 0 ? 0 : values.Length / (int)shape[0];
        for (int i = 0; i < shape[0]; i++)
            Write(json, values.Slice(i * each, each), shape[1..]);
        json.WriteEndArray();
    }
}
