using System.Globalization;
using System.Text.Json;

namespace Adjoint.Benchmarks.Report;

/// <summary>What the run was made on and with: pairs of a thing and what it was.</summary>
internal sealed record Machine(IReadOnlyList<(string Thing, string Value)> Hardware, IReadOnlyList<(string Thing, string Value)> Versions)
{
    private const string Packages = "tests/Adjoint.Benchmarks/bin/Release/net10.0/Adjoint.Benchmarks.deps.json";

    /// <param name="kernels">The file of Google Benchmark.</param>
    /// <param name="managed">A file of BenchmarkDotNet.</param>
    public static Machine Read(JsonElement kernels, JsonElement managed)
    {
        JsonElement context = kernels.GetProperty("context"), host = managed.GetProperty("HostEnvironmentInfo");
        return new(
            [
                ("processor", $"{Text(host, "ProcessorName")}, {context.GetProperty("num_cpus")} cores at {context.GetProperty("mhz_per_cpu")} MHz"),
                ("caches", string.Join(", ", context.GetProperty("caches").EnumerateArray().Select(CacheText))),
                ("kernels", Text(context, "target")),
                ("system", Text(host, "OsVersion")),
                ("day", Text(context, "date")[..10]),
            ],
            [
                ("Adjoint", typeof(Machine).Assembly.GetName().Version!.ToString(3)),
                (".NET", Text(host, "RuntimeVersion").Split(' ')[1]),
                ("TorchSharp-cpu", PackageVersion("TorchSharp-cpu")),
                ("libtorch", PackageVersion("libtorch-cpu")),
                ("OpenBLAS", Text(context, "openblas").Replace("OpenBLAS ", "", StringComparison.Ordinal)),
                ("BLIS", Text(context, "blis")),
                ("oneDNN", Text(context, "dnnl")),
                ("BenchmarkDotNet", Text(host, "BenchmarkDotNetVersion")),
            ]);
    }

    private static string Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) ? value.GetString()!.Trim() : "not installed";

    private static string CacheText(JsonElement cache) => string.Create(
        CultureInfo.InvariantCulture, $"L{cache.GetProperty("level")} {Text(cache, "type").ToLowerInvariant()} {cache.GetProperty("size").GetInt64() >> 10} kB");

    private static string PackageVersion(string package)
    {
        if (!File.Exists(Packages)) return "unknown";
        using var document = JsonDocument.Parse(File.ReadAllText(Packages));
        string? name = document.RootElement.GetProperty("libraries").EnumerateObject().Select(static l => l.Name)
            .FirstOrDefault(l => l.StartsWith(package + "/", StringComparison.OrdinalIgnoreCase));
        return name?[(package.Length + 1)..] ?? "unknown";
    }
}
