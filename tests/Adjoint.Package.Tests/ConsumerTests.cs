using System.Runtime.InteropServices;

using Xunit;

namespace Adjoint.Package.Tests;

/// <summary>A program that takes the package from a feed, published in every way .NET has. A warning fails it.</summary>
public sealed class ConsumerTests(PackageFixture package)
{
    // The gradient is 6x. Parts has a base class with one parameter, and members of every kind with one or two.
    private const string Expected =
        """
        [ 6. 12.]
        trained: True
        pair: 2 8 / 1 4
        second: 6 12
        names: scale list.0.weight named.a.weight property.weight property.bias fixed.0 pair.0 pair.1.0 chain.layers.1.weight
        weights: 9 1 2 2 2 1 1 1 1 2
        module: 9 True [2, 2]
        descends: True
        leaves: Layers[0].W Layers[0].B Layers[1].W Layers[1].B
        state: 2 4 3 2 4 4 6 2 4
        given: 6 12 / 1 2 / 5 10 / 10 20 eight
        mapped: 1 4 / 1 2
        shapes: [1, 2] [2, 1] [1] [3, 0]

        """;

    private static readonly string s_platform = RuntimeInformation.RuntimeIdentifier;

    [Fact]
    public void Framework_dependent()
    {
        string output = Publish("portable");
        string core = Path.Combine(output, "runtimes", "linux-x64", "native", "libadjoint_core.so");
        Assert.True(File.Exists(core) || !OperatingSystem.IsLinux());
        Assert.Equal(Expected, Command.Run(output, "dotnet", "Consumer.dll"));

        // A core that is none, such as one of another platform: the program says which file it found.
        if (!OperatingSystem.IsLinux()) return;
        File.WriteAllText(core, "");
        string complaint = Assert.Throws<InvalidOperationException>(() => Command.Run(output, "dotnet", "Consumer.dll")).Message;
        Assert.Contains($"could not be loaded on {s_platform}. {core} is there, but the system refuses it", complaint, StringComparison.Ordinal);
    }

    [Fact]
    public void Trimmed_and_self_contained() =>
        Assert.Equal(Expected, RunOwn(Publish("trimmed", "-r", s_platform, "--self-contained", "-p:PublishTrimmed=true")));

    [Fact]
    public void Single_file_and_self_contained()
    {
        string output = Publish("single", "-r", s_platform, "--self-contained", "-p:PublishSingleFile=true");
        Assert.Empty(Directory.GetFiles(output, "*.dll"));
        Assert.Equal(Expected, RunOwn(output));
    }

    [Fact]
    public void Native_ahead_of_time()
    {
        string output = Publish("aot", ["-r", s_platform, "-p:PublishAot=true", .. PackageFixture.Linker()]);
        Assert.Empty(Directory.GetFiles(output, "*.dll"));
        Assert.Equal(Expected, RunOwn(output));
    }

    [Fact]
    public void On_NET_8_in_CSharp_12() =>
        Assert.Equal(Expected, RunOwn(Publish("net8", "-r", s_platform, "--self-contained", "-p:ConsumerFramework=net8.0", "-p:PublishTrimmed=true")));

    // Wine reports neither time nor speed of a real Windows, and qemu none of a processor: that it runs, and with which digits.
    [Fact]
    public void On_other_platforms_whose_cores_were_built_too() => Assert.All(
        Emulated.Others,
        platform => Assert.Equal(
            Expected,
            Emulated.Run(platform, Publish(platform, "-r", platform, "--self-contained"), "Consumer", package.PathOf("wine")).ReplaceLineEndings("\n")));

    private static string RunOwn(string output) => Command.Run(output, Path.Combine(output, "Consumer"));

    private string Publish(string name, params string[] options)
    {
        string output = package.Publish("Consumer", name, options, out string log);
        Assert.DoesNotContain("warning", log, StringComparison.OrdinalIgnoreCase);
        return output;
    }
}
