using Xunit;

namespace Adjoint.Benchmarks.Report.Tests;

/// <summary>What is read of the programs' results.</summary>
public sealed class ResultTests
{
    private static readonly KernelResults s_kernels = new(Examples.Parse(Examples.Kernels));

    private static Dictionary<string, Contest> Kernels => s_kernels.Contests().ToDictionary(static c => c.Name);

    private static Dictionary<string, Contest> Managed =>
        Mixed.Add(ManagedResults.Read(Examples.Parse(Examples.Managed)), s_kernels).ToDictionary(static c => c.Name);

    [Fact]
    public void A_product_is_judged_by_the_best_library()
    {
        Contest product = Kernels["matmul/float32/64x64x64/nn/threads:1"];
        Assert.Equal("oneDNN", product.Best.Key);
        Assert.Equal(0.9, product.Ratio, 9);
        Assert.Equal(0.8, product.OfLimit);
    }

    [Fact]
    public void A_kernel_is_judged_by_the_plain_loop() => Assert.Equal(2, Kernels["exp/32768/threads:1"].Ratio, 9);

    [Fact]
    public void What_memory_bounds_is_judged_by_the_best_stream_of_as_many_threads() =>
        Assert.Equal(0.75, Kernels["add/10000000/threads:2"].OfLimit!.Value, 9);

    [Fact]
    public void Of_repetitions_the_median_counts() => Assert.Equal(40e9, Kernels["exp/32768/threads:1"].Adjoint);

    [Fact]
    public void Peers_are_no_contests_themselves() => Assert.Equal(3, Kernels.Count);

    [Fact]
    public void A_time_is_better_when_less()
    {
        Contest add = Managed["EagerAdd/Size=4&Threads=1"];
        Assert.Equal(12.5, add.Ratio, 9);
        Assert.Equal(1.2e-7, add.Adjoint, 15);
    }

    [Fact]
    public void What_did_not_run_is_left_out() => Assert.DoesNotContain("EagerAdd/Size=64&Threads=1", Managed.Keys);

    [Fact]
    public void The_value_is_no_peer_of_the_gradient_but_its_measure()
    {
        Contest gradient = Managed["MixtureGradient/Threads=2"], factor = Managed["MixtureFactor/Threads=2"];
        Assert.Equal(["TorchSharp", "C++ by hand"], gradient.Peers.Keys);
        Assert.Equal(26.0 / 30, gradient.Ratio, 9);
        Assert.Equal(12.0 / 30, factor.Ratio, 9);
    }

    [Fact]
    public void Processes_are_read_with_their_unit()
    {
        Contest start = Assert.Single(ProcessResults.Read(Examples.Parse(Examples.Processes)));
        Assert.Equal((Unit.Seconds, 10), (start.Unit, Math.Round(start.Ratio, 9)));
    }

    [Fact]
    public void The_machine_names_what_is_not_installed()
    {
        var machine = Machine.Read(Examples.Parse(Examples.Kernels), Examples.Parse(Examples.Managed));
        Assert.Contains(("oneDNN", "not installed"), machine.Versions);
        Assert.Contains((".NET", "10.0.1"), machine.Versions);
        Assert.Contains(("caches", "L1 data 32 kB"), machine.Hardware);
    }
}
