using System.Text.Json;

namespace Adjoint.Benchmarks.Report;

/// <summary>What was measured of whole processes and files.</summary>
internal static class ProcessResults
{
    public static IEnumerable<Contest> Read(JsonElement file) =>
        from row in file.EnumerateArray()
        let unit = Enum.Parse<Unit>(row.GetProperty("Unit").GetString()!, ignoreCase: true)
        let peers = new Dictionary<string, double> { [row.GetProperty("PeerName").GetString()!] = row.GetProperty("Peer").GetDouble() }
        select new Contest(row.GetProperty("Name").GetString()!, unit, row.GetProperty("Adjoint").GetDouble(), peers);
}
