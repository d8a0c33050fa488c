using System.IO.Compression;
using System.Text;

using Xunit;

namespace Adjoint.Package.Tests;

/// <summary>What the native libraries for Linux ask of a machine, and what they show to a process.</summary>
public sealed class NativeLibraryTests(PackageFixture package)
{
    private const string WindowsCore = "runtimes/win-x64/native/adjoint_core.dll";
    private const int PackedLimit = 4_000_000;

    private static readonly Version s_newestGlibc = new(2, 28);

    [Fact]
    public void No_symbol_of_glibc_is_newer_than_2_28() => ForEach(image =>
    {
        Version[] versions = [.. image.NeededVersions().Where(static v => v.StartsWith("GLIBC_", StringComparison.Ordinal)).Select(static v => Version.Parse(v[6..]))];
        Assert.NotEmpty(versions);
        Assert.All(versions, static v => Assert.True(v <= s_newestGlibc, $"GLIBC_{v} is needed."));
    });

    [Fact]
    public void The_library_of_C_plus_plus_is_not_needed() => ForEach(static image =>
    {
        Assert.DoesNotContain(image.NeededVersions(), static v => v.StartsWith("GLIBCXX_", StringComparison.Ordinal) || v.StartsWith("CXXABI_", StringComparison.Ordinal));
        // GCC_ is libgcc_s, which unwinds the stack.
        Assert.All(image.NeededVersions(), static v => Assert.Matches("^(GLIBC|GCC)_[0-9.]+$", v));
    });

    [Fact]
    public void Only_libraries_of_glibc_and_libgcc_are_loaded() => ForEach(static image =>
        Assert.All(image.Needed(), static name => Assert.Matches(@"^(lib(c|m|pthread|dl|rt)\.so\.6|libpthread\.so\.0|libdl\.so\.2|librt\.so\.1|libgcc_s\.so\.1|ld-linux.*\.so\.[12])$", name)));

    [Fact]
    public void Only_the_C_interface_is_exported() => ForEach(static image =>
    {
        ElfSymbol[] exported = [.. image.Symbols().Where(static s => s.IsExported)];
        Assert.Contains(exported, static s => s.Name == "adj_abi_version");
        Assert.All(exported, static s => Assert.StartsWith("adj_", s.Name, StringComparison.Ordinal));
        // A weak or unique one could be replaced by another library of the process.
        Assert.All(exported, static s => Assert.Equal(ElfSymbol.Global, s.Binding));
    });

    [Fact]
    public void Debug_information_is_stripped_and_named() => ForEach(static image =>
    {
        Assert.DoesNotContain(image.SectionNames, static s => s.StartsWith(".debug", StringComparison.Ordinal) || s == ".symtab");
        Assert.StartsWith("libadjoint_core.so.debug\0", Encoding.ASCII.GetString(image.Content(".gnu_debuglink")), StringComparison.Ordinal);
    });

    [Fact]
    public void The_kept_debug_information_is_that_of_the_library()
    {
        var image = new ElfImage(package.Files["runtimes/linux-x64/native/libadjoint_core.so"]);
        var debug = new ElfImage(File.ReadAllBytes(Repository.PathOf("artifacts", "symbols", "linux-x64", "libadjoint_core.so.debug")));
        Assert.Contains(".debug_info", debug.SectionNames);
        Assert.Equal(image.Content(".note.gnu.build-id"), debug.Content(".note.gnu.build-id"));
    }

    [Fact]
    public void On_Windows_the_systems_own_libraries_are_enough_and_only_the_C_interface_is_exported()
    {
        if (!package.Files.ContainsKey(WindowsCore)) return; // not built here before: ./build.sh platforms does
        var image = new PeImage(package.Files[WindowsCore]);
        // The last one has what a thread waits with, from Windows 8 on.
        Assert.Equal(["KERNEL32.dll", "api-ms-win-core-synch-l1-2-0.dll", "msvcrt.dll"], image.Needed().Order(StringComparer.Ordinal));
        Assert.Contains("adj_abi_version", image.Exported());
        Assert.All(image.Exported(), static name => Assert.StartsWith("adj_", name, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_library_is_below_4_MB_packed() =>
        Assert.All(package.Files.Where(static f => f.Key.StartsWith("runtimes/", StringComparison.Ordinal)),
            static f => Assert.InRange(PackedSize(f.Value), 100_000, PackedLimit));

    private static long PackedSize(byte[] file)
    {
        var packed = new MemoryStream();
        using (var stream = new DeflateStream(packed, CompressionLevel.Optimal, leaveOpen: true)) stream.Write(file);
        return packed.Length;
    }

    private void ForEach(Action<ElfImage> check)
    {
        string[] paths = [.. package.Files.Keys.Where(static p => p.StartsWith("runtimes/linux-", StringComparison.Ordinal))];
        if (OperatingSystem.IsLinux()) Assert.NotEmpty(paths);
        Assert.All(paths, path => check(new ElfImage(package.Files[path])));
    }
}
