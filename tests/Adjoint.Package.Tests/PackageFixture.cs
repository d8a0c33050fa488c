using System.IO.Compression;
using System.Text;
using System.Xml.Linq;

using Adjoint.Package.Tests;

using Xunit;

[assembly: AssemblyFixture(typeof(PackageFixture))]

namespace Adjoint.Package.Tests;

/// <summary>The package, made once for all tests, and a feed that has it under a version which no cache knows.</summary>
public sealed class PackageFixture : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("adjoint-package-").FullName;
    private readonly Dictionary<string, byte[]> _files;

    /// <summary>Makes the package with build.sh.</summary>
    public PackageFixture()
    {
        Command.Run(Repository.Root, "bash", Repository.PathOf("build.sh"), "pack", "--for", string.Join(',', Emulated.Platforms));
        string package = Assert.Single(Packages("*.nupkg"));
        _files = Read(package);
        Symbols = Read(Assert.Single(Packages("*.snupkg")));
        FileName = Path.GetFileName(package);
        Version = Nuspec.Descendants().Single(e => e.Name.LocalName == "version").Value;
        FeedVersion = $"{Version}-test.{DateTime.UtcNow.Ticks}";
        Feed = Directory.CreateDirectory(PathOf("feed")).FullName;
        CopyToFeed("Adjoint", package);
        CopyToFeed("Adjoint.FSharp", Assert.Single(Directory.GetFiles(Repository.PathOf("artifacts", "package", "fsharp"), "*.nupkg")));
    }

    internal string FileName { get; }

    internal string Version { get; }

    /// <summary>The folder that serves as a package source.</summary>
    internal string Feed { get; }

    /// <summary>The package's version in the feed. The files are those that ship; only the number is another.</summary>
    internal string FeedVersion { get; }

    /// <summary>The files of the package by their paths.</summary>
    internal IReadOnlyDictionary<string, byte[]> Files => _files;

    /// <summary>The files of the package of symbols by their paths.</summary>
    internal IReadOnlyDictionary<string, byte[]> Symbols { get; }

    internal XDocument Nuspec => XDocument.Parse(Text("Adjoint.nuspec"));

    internal string Text(string path)
    {
        using var reader = new StreamReader(new MemoryStream(_files[path]), Encoding.UTF8);
        return reader.ReadToEnd();
    }

    internal string PathOf(params ReadOnlySpan<string> parts) => Path.Combine([_folder, .. parts]);

    /// <summary>Has programs in a folder take the package from the feed.</summary>
    internal void ServeFrom(string folder)
    {
        // The package must come from the feed and nothing else may; the rest is what .NET itself fetches to publish.
        File.WriteAllText(Path.Combine(folder, "nuget.config"),
            $"""
            <configuration>
              <packageSources>
                <clear />
                <add key="feed" value="{Feed}" />
                <add key="nuget.org" value="https://api.nuget.org/v3/index.json" protocolVersion="3" />
              </packageSources>
              <packageSourceMapping>
                <packageSource key="feed"><package pattern="Adjoint" /><package pattern="Adjoint.FSharp" /></packageSource>
                <packageSource key="nuget.org"><package pattern="*" /></packageSource>
              </packageSourceMapping>
            </configuration>
            """);
    }

    /// <summary>Publishes a program that lies beside the tests from a folder of its own; returns where it lies then.</summary>
    internal string Publish(string program, string name, params string[] options) => Publish(program, name, options, out _);

    /// <inheritdoc cref="Publish(string, string, string[])"/>
    internal string Publish(string program, string name, string[] options, out string log)
    {
        string folder = Directory.CreateDirectory(PathOf(name)).FullName, output = Path.Combine(folder, "published");
        foreach (string file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, program)))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        ServeFrom(folder);
        log = Command.Run(folder, "dotnet", ["publish", "-c", "Release", "-o", output, $"-p:AdjointVersion={FeedVersion}", .. options]);
        return output;
    }

    /// <summary>Debian's clang has a number in its name only.</summary>
    internal static string[] Linker() =>
        !Command.Exists("clang") && Command.Exists("clang-14") ? ["-p:CppCompilerAndLinker=clang-14"] : [];

    /// <summary>Removes the temporary folder and what restoring put into the user's folder of packages.</summary>
    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        string packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        foreach (string id in (string[])["adjoint", "adjoint.fsharp"])
        {
            string restored = Path.Combine(packages, id, FeedVersion);
            if (Directory.Exists(restored)) Directory.Delete(restored, recursive: true);
        }
    }

    private static string[] Packages(string pattern) => Directory.GetFiles(Repository.PathOf("artifacts", "package"), pattern);

    private static Dictionary<string, byte[]> Read(string path)
    {
        using ZipArchive archive = ZipFile.OpenRead(path);
        return archive.Entries.ToDictionary(static e => e.FullName, static e =>
        {
            using Stream stream = e.Open();
            var content = new MemoryStream();
            stream.CopyTo(content);
            return content.ToArray();
        });
    }

    // The version of the package, and of that which it depends on.
    private void CopyToFeed(string id, string package)
    {
        string copy = Path.Combine(Feed, $"{id}.{FeedVersion}.nupkg");
        File.Copy(package, copy);
        using ZipArchive archive = ZipFile.Open(copy, ZipArchiveMode.Update);
        ZipArchiveEntry entry = archive.GetEntry($"{id}.nuspec")!;
        string nuspec;
        using (var reader = new StreamReader(entry.Open())) nuspec = reader.ReadToEnd();
        entry.Delete();
        using var writer = new StreamWriter(archive.CreateEntry($"{id}.nuspec").Open());
        writer.Write(nuspec.Replace($"<version>{Version}</version>", $"<version>{FeedVersion}</version>", StringComparison.Ordinal)
            .Replace($"id=\"Adjoint\" version=\"{Version}\"", $"id=\"Adjoint\" version=\"{FeedVersion}\"", StringComparison.Ordinal));
    }
}
