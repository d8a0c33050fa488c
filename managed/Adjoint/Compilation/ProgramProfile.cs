using System.Globalization;
using System.Text;
using System.Text.Json;

using Adjoint.Native;

namespace Adjoint;

/// <summary>How long a step of a compiled function took: one operation, or a loop of several.</summary>
public sealed class StepProfile
{
    internal StepProfile(string name, adj_step_time time)
    {
        Name = name;
        Calls = time.calls;
        Time = FromNanoseconds(time.nanoseconds);
        LastStart = FromNanoseconds(time.last_start);
        LastTime = FromNanoseconds(time.last_nanoseconds);
        Bytes = time.bytes;
    }

    /// <summary>The operations, and the shape of what they make.</summary>
    public string Name { get; }

    /// <summary>How often it was done.</summary>
    public long Calls { get; }

    /// <summary>How long all of that took.</summary>
    public TimeSpan Time { get; }

    /// <summary>When it began in the last call, from the beginning of that.</summary>
    public TimeSpan LastStart { get; }

    /// <summary>How long it took there.</summary>
    public TimeSpan LastTime { get; }

    /// <summary>Bytes that it reads and writes in a call, without what a loop keeps in the caches.</summary>
    public long Bytes { get; }

    // A tick is a hundred nanoseconds: what is shorter than one is rounded up, so that it does not vanish.
    private static TimeSpan FromNanoseconds(long nanoseconds) => TimeSpan.FromTicks((nanoseconds + 99) / 100);
}

/// <summary>
/// How long the steps of a compiled function took: see <see cref="CompiledProgram.StartProfile"/>. To be read as a table, or looked at in
/// a browser (chrome://tracing, or ui.perfetto.dev).
/// </summary>
/// <example>
/// <code>
/// var f = Compile((Tensor x) => Sum(Exp(x) * x));
/// f(Tensor.Ones(1000));
/// CompiledProgram program = CompiledFunction.Of(f).Programs[0];
/// program.StartProfile();
/// f(Tensor.Ones(1000));
/// Console.WriteLine(program.Profile());
/// </code>
/// </example>
public sealed class ProgramProfile
{
    internal ProgramProfile(IReadOnlyList<StepProfile> steps) => Steps = steps;

    /// <summary>The steps in their order.</summary>
    public IReadOnlyList<StepProfile> Steps { get; }

    /// <summary>The last call as a file for the trace viewers of browsers: a JSON document of the "trace event format".</summary>
    /// <returns>The document.</returns>
    public string ToChromeTrace()
    {
        using var to = new MemoryStream();
        using (var json = new Utf8JsonWriter(to))
        {
            json.WriteStartObject();
            json.WriteStartArray("traceEvents");
            foreach (StepProfile step in Steps)
                WriteEvent(json, step);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(to.ToArray());
    }

    /// <summary>A line for each step: its share of the time, the time of a call, bytes a second, and its operations.</summary>
    /// <returns>The text.</returns>
    public override string ToString()
    {
        double all = Math.Max(1, Steps.Sum(static s => s.Time.Ticks));
        var text = new StringBuilder();
        foreach (StepProfile step in Steps)
        {
            double seconds = step.Time.TotalSeconds / Math.Max(1, step.Calls);
            double rate = seconds > 0 ? step.Bytes / seconds / 1e9 : 0;
            _ = text.Append(CultureInfo.InvariantCulture, $"{100 * step.Time.Ticks / all,5:0.0} %  {1e6 * seconds,10:0.0} us  {rate,6:0.0} GB/s  {step.Name}\n");
        }

        return text.ToString();
    }

    private static void WriteEvent(Utf8JsonWriter json, StepProfile step)
    {
        json.WriteStartObject();
        json.WriteString("name", step.Name);
        json.WriteString("ph", "X"); // a complete event: begin and length, in microseconds
        json.WriteNumber("ts", step.LastStart.TotalMicroseconds);
        json.WriteNumber("dur", step.LastTime.TotalMicroseconds);
        json.WriteNumber("pid", 0);
        json.WriteNumber("tid", 0);
        json.WriteStartObject("args");
        json.WriteNumber("bytes", step.Bytes);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
