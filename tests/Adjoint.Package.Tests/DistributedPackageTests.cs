using System.IO.Compression;

using Xunit;

namespace Adjoint.Package.Tests;

/// <summary>What lies in the package Adjoint.Distributed, which is made with the other.</summary>
public sealed class DistributedPackageTests(PackageFixture package)
{
    [Fact]
    public void It_holds_a_shim_for_each_MPI_and_no_core()
    {
        using ZipArchive archive = ZipFile.OpenRead(Repository.PathOf("artifacts", "package", "distributed", $"Adjoint.Distributed.{package.Version}.nupkg"));
        Assert.Equal(
            [
                "LICENSE", "README.md", "icon.png", "lib/net10.0/Adjoint.Distributed.dll", "lib/net10.0/Adjoint.Distributed.xml",
                "runtimes/linux-x64/native/libadjoint_mpi_mpich.so", "runtimes/linux-x64/native/libadjoint_mpi_openmpi.so",
            ],
            archive.Entries.Select(static e => e.FullName)
                .Where(static p => p is not ("_rels/.rels" or "[Content_Types].xml" or "Adjoint.Distributed.nuspec") && !p.StartsWith("package/", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal));
    }
}
