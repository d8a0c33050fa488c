using System.Text.Json;

namespace Adjoint.Benchmarks.Report;

/// <summary>Why lines miss their goals, as found by hand: they outlive the runs.</summary>
/// <param name="byKey">A line's key, or how the keys of several begin.</param>
internal sealed class Reasons(IReadOnlyDictionary<string, string> byKey)
{
    public static Reasons Read(string path) => new(JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(path))!);

    /// <summary>The reason whose key says most of the line's, or null.</summary>
    public string? Of(Line line) =>
        byKey.Where(r => line.Key.StartsWith(r.Key, StringComparison.Ordinal)).OrderByDescending(static r => r.Key.Length).Select(static r => r.Value).FirstOrDefault();
}
