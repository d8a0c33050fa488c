using System.Text.Encodings.Web;
using System.Text.Json;

namespace Adjoint.Benchmarks.Report;

/// <summary>A line whose ratio fell.</summary>
internal sealed record Fall(string Key, double Expected, double Ratio);

/// <summary>Compares the ratios of a run with those expected. Times say nothing: the next machine is another one.</summary>
/// <param name="expected">Ratios by the keys of lines.</param>
internal sealed class RegressionGuard(IReadOnlyDictionary<string, double> expected)
{
    /// <summary>The part of a ratio that it may lose: what two runs on a busy machine differ by.</summary>
    public const double Tolerance = 0.25;

    private static readonly JsonSerializerOptions s_readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static RegressionGuard Read(string path) => new(JsonSerializer.Deserialize<Dictionary<string, double>>(File.ReadAllText(path))!);

    /// <summary>Writes the ratios of a run as those that later runs are compared with.</summary>
    public static void Write(string path, IEnumerable<Line> lines) =>
        File.WriteAllText(path, JsonSerializer.Serialize(Ratios(lines).OrderBy(static r => r.Key, StringComparer.Ordinal).ToDictionary(), s_readable) + "\n");

    /// <summary>Those that fell by more than the tolerance, the worst first. Lines that were not expected or not measured are left out.</summary>
    public IReadOnlyList<Fall> Falls(IEnumerable<Line> lines) =>
    [
        .. from ratio in Ratios(lines)
           where expected.ContainsKey(ratio.Key) && ratio.Value < expected[ratio.Key] * (1 - Tolerance)
           orderby ratio.Value / expected[ratio.Key]
           select new Fall(ratio.Key, expected[ratio.Key], ratio.Value),
    ];

    // Two digits are more than two runs agree in.
    private static IEnumerable<KeyValuePair<string, double>> Ratios(IEnumerable<Line> lines) =>
        lines.Where(static l => l.Contest is not null).Select(static l => KeyValuePair.Create(l.Key, Math.Round(l.Contest!.Ratio, 2)));
}
