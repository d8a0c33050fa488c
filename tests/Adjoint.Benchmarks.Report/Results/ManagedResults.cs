using System.Text.Json;

namespace Adjoint.Benchmarks.Report;

/// <summary>What BenchmarkDotNet left: a file a class, times in nanoseconds.</summary>
internal static class ManagedResults
{
    private const string Ours = "Adjoint";

    /// <summary>A contest for each class and set of parameters, named "Class/Size=4&amp;Threads=1".</summary>
    public static IEnumerable<Contest> Read(JsonElement file) =>
        from benchmark in file.GetProperty("Benchmarks").EnumerateArray()
        where benchmark.GetProperty("Statistics").ValueKind == JsonValueKind.Object
        group benchmark by $"{Text(benchmark, "Type")}/{Text(benchmark, "Parameters")}" into work
        let seconds = work.ToDictionary(static b => Text(b, "MethodTitle").Trim('\''), Median)
        where seconds.ContainsKey(Ours)
        select new Contest(work.Key.TrimEnd('/'), Unit.Seconds, seconds[Ours], seconds.Where(static s => s.Key != Ours).ToDictionary());

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString() ?? "";

    private static double Median(JsonElement benchmark) => benchmark.GetProperty("Statistics").GetProperty("Median").GetDouble() * 1e-9;
}
