using System.IO.Compression;

namespace Adjoint.Benchmarks;

/// <summary>What a program downloads for one platform: the managed assemblies and one native core, packed.</summary>
internal static class PackageSize
{
    private const string Folder = "artifacts/package", Platforms = "runtimes/";
    private static readonly string[] s_peerPackages = ["torchsharp", "libtorch-cpu-linux-x64"];

    public static IEnumerable<Measurement> Measure()
    {
        string? package = Directory.Exists(Folder) ? Directory.GetFiles(Folder, "*.nupkg").SingleOrDefault() : null;
        if (package is null) yield break;
        using ZipArchive archive = ZipFile.OpenRead(package);
        long shared = archive.Entries.Where(static e => !IsCore(e)).Sum(static e => e.CompressedLength);
        foreach (var platform in archive.Entries.Where(IsCore).GroupBy(static e => e.FullName.Split('/')[1]))
            yield return new($"package/{platform.Key}", "bytes", shared + platform.Sum(static e => e.CompressedLength), "TorchSharp", OfPeer());
    }

    private static bool IsCore(ZipArchiveEntry entry) => entry.FullName.StartsWith(Platforms, StringComparison.Ordinal);

    private static double OfPeer()
    {
        string packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        return s_peerPackages.Sum(p => Directory.GetFiles(Path.Combine(packages, p), "*.nupkg", SearchOption.AllDirectories).Max(static f => new FileInfo(f).Length));
    }
}
