using System.Text.Json;

namespace Adjoint.Benchmarks.Report.Tests;

/// <summary>Results as the programs write them, no longer than the tests need.</summary>
internal static class Examples
{
    public const string Kernels = """
        {
          "context": {
            "date": "2026-01-02T03:04:05+00:00", "num_cpus": 2, "mhz_per_cpu": 2596, "target": "avx512", "openblas": "OpenBLAS 0.3.21 X", "blis": "0.9.0",
            "caches": [{ "type": "Data", "level": 1, "size": 32768, "num_sharing": 1 }]
          },
          "benchmarks": [
            { "run_name": "matmul/float32/64x64x64/nn/threads:1/iterations:1/repeats:1/manual_time", "real_time": 5, "time_unit": "us",
              "blis": 79, "dnnl": 100, "ours": 90, "of_peak": 0.8, "openblas": 95 },
            { "run_name": "exp/32768/threads:1/real_time", "aggregate_name": "median", "real_time": 5, "time_unit": "us", "bytes_per_second": 40e9 },
            { "run_name": "exp/32768/threads:1/real_time", "aggregate_name": "cv", "real_time": 0.01, "time_unit": "us", "bytes_per_second": 0.01 },
            { "run_name": "exp/32768/peer/threads:1/real_time", "real_time": 10, "time_unit": "us", "bytes_per_second": 20e9 },
            { "run_name": "add/10000000/threads:2/real_time", "real_time": 5, "time_unit": "us", "bytes_per_second": 30e9 },
            { "run_name": "stream/triad/threads:2/real_time", "real_time": 5, "time_unit": "us", "bytes_per_second": 25e9 },
            { "run_name": "stream/triad_nt/threads:2/real_time", "real_time": 5, "time_unit": "us", "bytes_per_second": 40e9 },
            { "run_name": "mixture_gradient/peer/real_time", "real_time": 26, "time_unit": "ms" },
            { "run_name": "broken/peer/real_time", "error_occurred": true, "error_message": "wrong" }
          ]
        }
        """;

    public const string Managed = """
        {
          "HostEnvironmentInfo": { "ProcessorName": "Some CPU", "OsVersion": "Linux", "RuntimeVersion": ".NET 10.0.1 (10.0.1)", "BenchmarkDotNetVersion": "0.15.8" },
          "Benchmarks": [
            { "Type": "EagerAdd", "Parameters": "Size=4&Threads=1", "MethodTitle": "Adjoint", "Statistics": { "Median": 120 } },
            { "Type": "EagerAdd", "Parameters": "Size=4&Threads=1", "MethodTitle": "TorchSharp", "Statistics": { "Median": 1500 } },
            { "Type": "EagerAdd", "Parameters": "Size=64&Threads=1", "MethodTitle": "Adjoint", "Statistics": null },
            { "Type": "MixtureGradient", "Parameters": "Threads=2", "MethodTitle": "Adjoint", "Statistics": { "Median": 30e6 } },
            { "Type": "MixtureGradient", "Parameters": "Threads=2", "MethodTitle": "TorchSharp", "Statistics": { "Median": 60e6 } },
            { "Type": "MixtureGradient", "Parameters": "Threads=2", "MethodTitle": "'Adjoint, value'", "Statistics": { "Median": 12e6 } }
          ]
        }
        """;

    public const string Processes = """
        [{ "Name": "startup/jit", "Unit": "seconds", "Adjoint": 0.04, "PeerName": "TorchSharp", "Peer": 0.4 }]
        """;

    public static JsonElement Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }

    public static Contest Contest(string name, double adjoint, double peer, double? ofLimit = null) =>
        new(name, Unit.Seconds, adjoint, new Dictionary<string, double> { ["TorchSharp"] = peer }, ofLimit);
}
