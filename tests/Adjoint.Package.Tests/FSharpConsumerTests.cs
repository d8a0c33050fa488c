using System.Runtime.InteropServices;

using Xunit;

namespace Adjoint.Package.Tests;

/// <summary>A program of F# that takes the packages from a feed, trimmed and ahead of time: its records and unions are trees there, too.</summary>
public sealed class FSharpConsumerTests(PackageFixture package)
{
    private const string Expected =
        """
        record: [ 8. 12.] (dtype=Float64) 2.0 dense
        union: 27.0
          [0].w 18.0
          [0].b 18.0
          [2].w 9.0
          [2].b 1.0
        tuple: 12.0 8.0 6.0
        map: 3.0 2.0
        module: layers.0.weight
        module: layers.0.bias
        module: layers.1.weight
        module: layers.1.bias
        batch: [[1.]
         [9.]] (dtype=Float64)
        compiled: [2. 4.] (dtype=Float64)

        """;

    private static readonly string s_platform = RuntimeInformation.RuntimeIdentifier;

    [Fact]
    public void Trimmed_and_self_contained() => Assert.Equal(
        Expected, Run(package.Publish("FSharpConsumer", "fsharp-trimmed", "-r", s_platform, "--self-contained", "-p:PublishTrimmed=true")));

    [Fact]
    public void Native_ahead_of_time() => Assert.Equal(
        Expected, Run(package.Publish("FSharpConsumer", "fsharp-aot", ["-r", s_platform, "-p:PublishAot=true", .. PackageFixture.Linker()])));

    private static string Run(string output) => Command.Run(output, Path.Combine(output, "FSharpConsumer"));
}
