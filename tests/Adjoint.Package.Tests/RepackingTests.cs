using Xunit;

namespace Adjoint.Package.Tests;

/// <summary>Packing a commit again gives the same bytes, so that whoever builds it can compare what others distribute.</summary>
public sealed class RepackingTests(PackageFixture package)
{
    [Theory]
    [InlineData("Adjoint/Adjoint.csproj", "")]
    [InlineData("Adjoint.Extras/Adjoint.Extras.csproj", "extras")]
    [InlineData("Adjoint.FSharp/Adjoint.FSharp.fsproj", "fsharp")]
    [InlineData("Adjoint.Templates/Adjoint.Templates.csproj", "templates")]
    public void Packing_again_gives_the_same_bytes(string project, string folder)
    {
        string again = Directory.CreateDirectory(package.PathOf($"again-{folder}")).FullName, first = Repository.PathOf("artifacts", "package", folder);
        _ = Command.Run(Repository.Root, "dotnet", "pack", "-c", "Release", $"managed/{project}", "-o", again, "--nologo", "-v", "quiet");
        string[] files = [.. Directory.GetFiles(again).Select(static f => Path.GetFileName(f)).Order()];
        Assert.NotEmpty(files);
        Assert.Equal(files, Directory.GetFiles(first).Select(static f => Path.GetFileName(f)).Order());
        Assert.All(files, file => Assert.Equal(File.ReadAllBytes(Path.Combine(first, file)), File.ReadAllBytes(Path.Combine(again, file))));
    }
}
