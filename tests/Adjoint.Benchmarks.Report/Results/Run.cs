using System.Text.Json;

namespace Adjoint.Benchmarks.Report;

/// <summary>All that one run measured, and on what.</summary>
internal sealed class Run
{
    /// <param name="folder">Where the programs left their results.</param>
    public Run(string folder)
    {
        var kernels = new KernelResults(Json(Path.Combine(folder, "kernels.json")));
        JsonElement[] managed = [.. Directory.GetFiles(Path.Combine(folder, "results"), "*-report-full.json").Order().Select(Json)];
        Contest[] all = [.. kernels.Contests(), .. managed.SelectMany(ManagedResults.Read), .. ProcessResults.Read(Json(Path.Combine(folder, "processes.json")))];
        Contests = Mixed.Add(all, kernels).ToDictionary(static c => c.Name);
        Machine = Machine.Read(Json(Path.Combine(folder, "kernels.json")), managed[0]);
    }

    public IReadOnlyDictionary<string, Contest> Contests { get; }

    public Machine Machine { get; }

    private static JsonElement Json(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(path));
        return document.RootElement.Clone();
    }
}
