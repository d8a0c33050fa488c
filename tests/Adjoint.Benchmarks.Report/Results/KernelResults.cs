using System.Text.Json;

namespace Adjoint.Benchmarks.Report;

/// <summary>What Google Benchmark left of the native kernels.</summary>
internal sealed class KernelResults
{
    private const string Threads = "/threads:";
    private static readonly (string Counter, string Name)[] s_libraries = [("openblas", "OpenBLAS"), ("blis", "BLIS"), ("dnnl", "oneDNN")];
    private readonly Dictionary<string, JsonElement> _rows;

    public KernelResults(JsonElement file) =>
        _rows = file.GetProperty("benchmarks").EnumerateArray().Where(IsResult).ToDictionary(NameOf);

    /// <summary>A contest for each kernel that has a peer, or memory as its limit.</summary>
    public IEnumerable<Contest> Contests()
    {
        foreach (var (name, row) in _rows)
        {
            if (name.StartsWith("matmul/", StringComparison.Ordinal)) yield return Product(name, row);
            else if (!name.Contains(Threads, StringComparison.Ordinal)) continue; // a peer alone
            else if (_rows.TryGetValue(PeerOf(name), out JsonElement peer)) yield return Traffic(name, row, name.StartsWith("fft/", StringComparison.Ordinal) ? "FFTW" : "plain loop", Rate(peer), null);
            else if (Stream(name) is { } limit) yield return Traffic(name, row, "STREAM", limit, Rate(row) / limit);
        }
    }

    /// <summary>The seconds of a row, or null if it was not run.</summary>
    public double? Seconds(string name) =>
        _rows.TryGetValue(name, out JsonElement row) ? row.GetProperty("real_time").GetDouble() * UnitOf(row) : null;

    private static Contest Product(string name, JsonElement row) => new(
        name, Unit.OperationsPerSecond, 1e9 * Counter(row, "ours")!.Value,
        s_libraries.Where(l => Counter(row, l.Counter) is not null).ToDictionary(static l => l.Name, l => 1e9 * Counter(row, l.Counter)!.Value),
        Counter(row, "of_peak"));

    private static Contest Traffic(string name, JsonElement row, string peer, double rate, double? ofLimit) =>
        new(name, Unit.BytesPerSecond, Rate(row), new Dictionary<string, double> { [peer] = rate }, ofLimit);

    // The best that loops of nothing but loads and stores reach: two arrays read and one written, or one of each.
    private double? Stream(string name)
    {
        int threads = name.IndexOf(Threads, StringComparison.Ordinal);
        string? kind = name.StartsWith("add/10000000/", StringComparison.Ordinal) ? "triad"
            : name.Contains("/large/", StringComparison.Ordinal) ? "copy" : null;
        if (kind is null) return null;
        double[] rates = [.. new[] { kind, $"{kind}_nt" }.Select(k => $"stream/{k}{name[threads..]}").Where(_rows.ContainsKey).Select(k => Rate(_rows[k]))];
        return rates.Length == 0 ? null : rates.Max();
    }

    private static string PeerOf(string name) => name.Replace(Threads, "/peer" + Threads, StringComparison.Ordinal);

    // Of what was repeated the median counts.
    private static bool IsResult(JsonElement row) =>
        !row.TryGetProperty("error_occurred", out _) && (!row.TryGetProperty("aggregate_name", out JsonElement aggregate) || aggregate.ValueEquals("median"));

    // Without what says how it was run.
    private static string NameOf(JsonElement row) =>
        string.Join('/', row.GetProperty("run_name").GetString()!.Split('/').Where(static p =>
            p is not ("real_time" or "manual_time") && !p.StartsWith("iterations:", StringComparison.Ordinal) && !p.StartsWith("repeats:", StringComparison.Ordinal)));

    private static double Rate(JsonElement row) => Counter(row, "bytes_per_second") ?? 0;

    private static double? Counter(JsonElement row, string name) => row.TryGetProperty(name, out JsonElement value) ? value.GetDouble() : null;

    private static double UnitOf(JsonElement row) => row.GetProperty("time_unit").GetString() switch
    {
        "ns" => 1e-9,
        "us" => 1e-6,
        "ms" => 1e-3,
        _ => 1,
    };
}
