using Adjoint.Overloads;

using Xunit;

namespace Adjoint.Tests;

/// <summary>The committed overloads are those that the generator writes.</summary>
public sealed class OverloadTests
{
    private static IEnumerable<(string Name, string Text)> Files() => OverloadWriter.Files().Concat(TreeOverloadWriter.Files()).Concat(MatrixOverloadWriter.Files());

    public static TheoryData<string> Names => [.. Files().Select(static f => f.Name)];

    [Theory, MemberData(nameof(Names))]
    public void Committed_file_is_up_to_date(string name)
    {
        string path = Path.Combine(Folder(), name);
        string expected = Files().Single(f => f.Name == name).Text;
        Assert.True(File.Exists(path) && File.ReadAllText(path) == expected, $"{path} is not what the generator writes; run ./build.sh overloads");
    }

    [Fact]
    public void No_other_file_lies_there() =>
        Assert.Equal(Files().Select(static f => f.Name).Order(), Directory.GetFiles(Folder()).Select(Path.GetFileName).Order());

    private static string Folder() => Path.Combine(Repository.Root, "managed/Adjoint/Autodiff/Generated");
}
