using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;

using Xunit;

namespace Adjoint.Package.Tests;

/// <summary>What lies in the package and what it says of itself.</summary>
public sealed partial class ContentTests(PackageFixture package)
{
    private static readonly string[] s_frameworks = ["net10.0", "net8.0"]; // in the order of their names

    private static readonly string[] s_assemblies = [.. s_frameworks.SelectMany(static f => (string[])[$"lib/{f}/Adjoint", $"lib/{f}/Adjoint.Native"])];

    // The kinds of debug information that a compiler writes for SourceLink and for a source that lies in the symbols.
    private static readonly Guid s_sourceLink = new("CC110556-A091-4D38-9FEC-25AB9A351A6A"), s_embeddedSource = new("0E8A571B-6926-466E-B4AD-8AB04611F5FE");

    [Fact]
    public void The_package_is_named_by_its_version() => Assert.Equal($"Adjoint.{package.Version}.nupkg", package.FileName);

    [Fact]
    public void The_package_holds_what_it_should_and_nothing_else()
    {
        Assert.Equal(
            [
                "LICENSE", "README.md", "THIRD-PARTY-NOTICES.md", "analyzers/dotnet/cs/Adjoint.Generator.CodeFixes.dll", "analyzers/dotnet/cs/Adjoint.Generator.dll", "icon.png",
                .. s_frameworks.SelectMany(static f => (string[])[$"lib/{f}/Adjoint.Native.dll", $"lib/{f}/Adjoint.Native.xml", $"lib/{f}/Adjoint.dll", $"lib/{f}/Adjoint.xml"]),
            ],
            ContentOf(package.Files.Keys).Where(static p => !p.StartsWith("runtimes/", StringComparison.Ordinal)));
        string[] cores = [.. package.Files.Keys.Where(static p => p.StartsWith("runtimes/", StringComparison.Ordinal))];
        Assert.NotEmpty(cores);
        Assert.All(cores, static p => Assert.Matches(
            @"^runtimes/(linux-(x64|arm64)/native/libadjoint_core\.so|win-x64/native/adjoint_core\.dll|osx-arm64/native/libadjoint_core\.dylib)$", p));
    }

    [Fact]
    public void The_package_of_symbols_holds_those_of_both_assemblies() =>
        Assert.Equal(s_frameworks.SelectMany(static f => (string[])[$"lib/{f}/Adjoint.Native.pdb", $"lib/{f}/Adjoint.pdb"]), ContentOf(package.Symbols.Keys));

    [Fact]
    public void The_package_depends_on_nothing_in_any_framework_that_it_serves()
    {
        Assert.DoesNotContain(package.Nuspec.Descendants(), static e => e.Name.LocalName is "dependency" or "frameworkAssembly");
        Assert.Equal(
            package.Files.Keys.Where(static p => p.StartsWith("lib/", StringComparison.Ordinal)).Select(static p => p.Split('/')[1]).Distinct().Order(),
            package.Nuspec.Descendants().Where(static e => e.Name.LocalName == "group").Select(static e => e.Attribute("targetFramework")!.Value).Order());
    }

    [Fact]
    public void The_package_has_an_icon_of_128_pixels_and_the_changelog_of_its_version()
    {
        Dictionary<string, string> facts = package.Nuspec.Root!.Elements().Single().Elements().ToDictionary(static e => e.Name.LocalName, static e => e.Value);
        Assert.Equal("icon.png", facts["icon"]);
        byte[] icon = package.Files["icon.png"];
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], icon[..4]);
        Assert.Equal([0, 0, 0, 128, 0, 0, 0, 128], icon[16..24]);

        string changelog = File.ReadAllText(Repository.PathOf("CHANGELOG.md"));
        Assert.StartsWith("- ", facts["releaseNotes"], StringComparison.Ordinal);
        Assert.Contains(facts["releaseNotes"].ReplaceLineEndings("\n"), changelog[changelog.IndexOf($"## {package.Version}", StringComparison.Ordinal)..], StringComparison.Ordinal);
        Assert.DoesNotContain("\n## ", facts["releaseNotes"].ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_assemblies_refer_to_the_framework_and_each_other_only() => Assert.All(s_assemblies, name =>
    {
        using PEReader assembly = Assembly(name);
        MetadataReader metadata = assembly.GetMetadataReader();
        Assert.All(metadata.AssemblyReferences, h => Assert.Matches(
            @"^(System\..*|Adjoint\.Native)$", metadata.GetString(metadata.GetAssemblyReference(h).Name)));
        for (int row = 1; row <= metadata.GetTableRowCount(TableIndex.ModuleRef); row++)
        {
            ModuleReference module = metadata.GetModuleReference(MetadataTokens.ModuleReferenceHandle(row));
            // The system's own: a file's new name is brought to the disk by fsync of its folder.
            Assert.Contains(metadata.GetString(module.Name), (string[])["adjoint_core", "libc"]);
        }
    });

    [Fact]
    public void The_nuspec_says_what_the_package_is()
    {
        Dictionary<string, XElement> facts = package.Nuspec.Root!.Elements().Single().Elements().ToDictionary(static e => e.Name.LocalName);
        Assert.Equal("Adjoint", facts["id"].Value);
        Assert.Equal("The Adjoint authors", facts["authors"].Value);
        Assert.Equal("Apache-2.0", facts["license"].Value);
        Assert.Equal("expression", facts["license"].Attribute("type")!.Value);
        Assert.Equal("README.md", facts["readme"].Value);
        // No address was given.
        Assert.DoesNotContain("projectUrl", facts.Keys);
        Assert.Null(facts.GetValueOrDefault("repository")?.Attribute("url"));
        Assert.Contains("automatic-differentiation", facts["tags"].Value, StringComparison.Ordinal);
        Assert.NotEmpty(facts["description"].Value);
    }

    [Fact]
    public void The_licences_are_those_of_the_repository()
    {
        Assert.Equal(File.ReadAllBytes(Repository.PathOf("LICENSE")), package.Files["LICENSE"]);
        Assert.Contains("Apache License", package.Text("LICENSE"), StringComparison.Ordinal);
        Assert.Contains("The Adjoint authors", package.Text("LICENSE"), StringComparison.Ordinal);
        Assert.Contains("Eigen", package.Text("THIRD-PARTY-NOTICES.md"), StringComparison.Ordinal);
        Assert.Contains("asmjit", package.Text("THIRD-PARTY-NOTICES.md"), StringComparison.Ordinal);
        Assert.Contains("Highway", package.Text("THIRD-PARTY-NOTICES.md"), StringComparison.Ordinal);
        Assert.Contains("GCC RUNTIME LIBRARY EXCEPTION", package.Text("THIRD-PARTY-NOTICES.md"), StringComparison.Ordinal);
    }

    // Every line of C# in the readme stands in the program that the tests publish and run.
    [Fact]
    public void The_readme_shows_programs_that_work()
    {
        HashSet<string> lines = [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Consumer", "Program.cs"))];
        string[] blocks = [.. CSharp().Matches(package.Text("README.md")).Select(static m => m.Groups[1].Value)];
        Assert.NotEmpty(blocks);
        Assert.All(blocks.SelectMany(static b => b.Split('\n')), line => Assert.Contains(line, lines));
    }

    [Fact]
    public void Every_public_type_is_documented() => Assert.All(s_assemblies, name =>
    {
        XDocument documentation = XDocument.Parse(package.Text($"{name}.xml"));
        HashSet<string> documented = [.. documentation.Descendants("member").Select(static m => m.Attribute("name")!.Value)];
        using PEReader assembly = Assembly(name);
        MetadataReader metadata = assembly.GetMetadataReader();
        foreach (TypeDefinition type in metadata.TypeDefinitions.Select(metadata.GetTypeDefinition))
        {
            if (type.Attributes.HasFlag(TypeAttributes.Public) && !type.IsNested)
                Assert.Contains($"T:{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}", documented);
        }
    });

    [Fact]
    public void The_symbols_belong_to_the_assemblies_and_hold_the_sources() => Assert.All(s_assemblies, name =>
    {
        using PEReader assembly = Assembly(name);
        DebugDirectoryEntry[] entries = [.. assembly.ReadDebugDirectory()];
        Assert.Contains(entries, static e => e.Type == DebugDirectoryEntryType.Reproducible);
        Guid expected = assembly.ReadCodeViewDebugDirectoryData(entries.Single(static e => e.Type == DebugDirectoryEntryType.CodeView)).Guid;

        using var provider = MetadataReaderProvider.FromPortablePdbStream(new MemoryStream(package.Symbols[$"{name}.pdb"]));
        MetadataReader symbols = provider.GetMetadataReader();
        Assert.Equal(expected, new BlobContentId(symbols.DebugMetadataHeader!.Id).Guid);
        // No path of the machine that built it.
        Assert.All(symbols.Documents, h => Assert.StartsWith("/_/", symbols.GetString(symbols.GetDocument(h).Name), StringComparison.Ordinal));
        // No address was given for them to lead to, so every source lies in them.
        CustomDebugInformation[] information = [.. symbols.CustomDebugInformation.Select(symbols.GetCustomDebugInformation)];
        Assert.DoesNotContain(information, i => symbols.GetGuid(i.Kind) == s_sourceLink);
        HashSet<EntityHandle> embedded = [.. information.Where(i => symbols.GetGuid(i.Kind) == s_embeddedSource).Select(static i => i.Parent)];
        Assert.All(symbols.Documents, h => Assert.Contains((EntityHandle)h, embedded));
    });

    // Only asked how it would be built: packing again takes minutes.
    [Theory]
    [InlineData("", "true", "")]
    [InlineData("https://example.org/adjoint", "", "true")]
    public void Where_the_repository_has_an_address_the_symbols_lead_there_and_else_hold_the_sources(string url, string embedsAll, string publishes)
    {
        string answer = Command.Run(
            Repository.Root, "dotnet", "msbuild", "managed/Adjoint/Adjoint.csproj", $"-p:RepositoryUrl={url}",
            "-getProperty:EmbedAllSources", "-getProperty:PublishRepositoryUrl", "-getProperty:PackageProjectUrl");
        JsonElement properties = JsonDocument.Parse(answer).RootElement.GetProperty("Properties");
        Assert.Equal(embedsAll, properties.GetProperty("EmbedAllSources").GetString());
        Assert.Equal(publishes, properties.GetProperty("PublishRepositoryUrl").GetString());
        Assert.Equal(url, properties.GetProperty("PackageProjectUrl").GetString());
    }

    // Without what every package has for its own administration.
    private static string[] ContentOf(IEnumerable<string> paths) =>
        [.. paths.Where(static p => p is not ("_rels/.rels" or "[Content_Types].xml" or "Adjoint.nuspec") && !p.StartsWith("package/", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    private PEReader Assembly(string name) => new(new MemoryStream(package.Files[$"{name}.dll"]));

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CSharp();
}
