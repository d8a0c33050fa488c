using System.Buffers;
using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Adjoint.Samples;

/// <summary>The tool's side of GradBench's protocol: a JSON object per line comes in, one goes out.</summary>
internal sealed class Tool(Engine engine)
{
    /// <summary>Answers every line until there are no more.</summary>
    public void Serve(TextReader requests, TextWriter answers)
    {
        while (requests.ReadLine() is { } line)
        {
            answers.Write(Answer(line) + "\n");
            answers.Flush();
        }
    }

    /// <summary>The answer to one message.</summary>
    public string Answer(string line)
    {
        using var message = JsonDocument.Parse(line);
        JsonElement root = message.RootElement;
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            if (root.TryGetProperty("id", out JsonElement id)) json.WriteNumber("id", id.GetInt64());
            switch (root.GetProperty("kind").GetString())
            {
                case "start":
                    json.WriteString("tool", engine.Compiles ? "adjoint" : "adjoint-eager");
                    break;
                case "define":
                    WriteDefined(json, root.GetProperty("module").GetString()!);
                    break;
                case "evaluate":
                    Evaluate(json, root);
                    break;
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    private static void WriteDefined(Utf8JsonWriter json, string module)
    {
        json.WriteBoolean("success", Evals.Has(module));
    }

    private void Evaluate(Utf8JsonWriter json, JsonElement request)
    {
        string output;
        List<(string Name, long Nanoseconds)> timings;
        try
        {
            (output, timings) = Evaluate(request);
        }
        catch (Exception e) // the answer says what went wrong, and the next request may do better
        {
            json.WriteBoolean("success", false);
            json.WriteString("error", e.Message);
            return;
        }

        json.WriteBoolean("success", true);
        json.WritePropertyName("output");
        json.WriteRawValue(output, skipInputValidation: true);
        json.WriteStartArray("timings");
        foreach (var (name, nanoseconds) in timings)
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteNumber("nanoseconds", nanoseconds);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private (string Output, List<(string Name, long Nanoseconds)> Timings) Evaluate(JsonElement request)
    {
        JsonElement input = request.GetProperty("input");
        var (leastRuns, leastSeconds) = Repetition(input);
        var timings = new List<(string, long)>();
        long start = Stopwatch.GetTimestamp();
        Work work = Evals.Prepare(request.GetProperty("module").GetString()!, request.GetProperty("function").GetString()!, input, engine);
        timings.Add(("prepare", Since(start)));
        double seconds = 0;
        for (int runs = 0; runs < Math.Max(leastRuns, 1) || seconds < leastSeconds; runs++)
        {
            start = Stopwatch.GetTimestamp();
            work.Run();
            long nanoseconds = Since(start);
            timings.Add(("evaluate", nanoseconds));
            seconds += nanoseconds * 1e-9;
        }

        return (OutputOf(work), timings);
    }

    /// <summary>The result of the last run as JSON.</summary>
    public static string OutputOf(Work work)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes))
            work.WriteOutput(json);
        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    // How often at least, and for how long. A bare number is run once.
    private static (long Runs, double Seconds) Repetition(JsonElement input)
    {
        if (input.ValueKind != JsonValueKind.Object) return (1, 0);
        return (input.TryGetProperty("min_runs", out JsonElement runs) ? runs.GetInt64() : 1, input.TryGetProperty("min_seconds", out JsonElement seconds) ? seconds.GetDouble() : 1);
    }

    private static long Since(long start) => (long)(Stopwatch.GetElapsedTime(start).TotalNanoseconds);
}
