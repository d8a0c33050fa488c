using System.Numerics;

using Xunit;

using static Adjoint.Autodiff;
using static Adjoint.Ops;

namespace Adjoint.Distributed.Tests;

/// <summary>What a communicator computes, and its derivatives: that of the sum of what all compute.</summary>
public sealed class CommunicatorTests
{
    private const int Size = 3;

    // Process r has r + 1 and 2 (r + 1).
    private static Tensor Own(Communicator world) => Tensor.From([1.0, 2.0]) * (world.Rank + 1);

    [Fact]
    public void Every_type_is_sent_as_it_is()
    {
        Tensor[] tensors =
        [
            Tensor.From([true, false]), Tensor.From<byte>([1, 255]), Tensor.From<sbyte>([-1, 2]), Tensor.From<short>([-300, 3]), Tensor.From([1 << 20, 4]),
            Tensor.From([1L << 40, 5]), Tensor.From([(Half)1.5, (Half)2]), Tensor.From([(BFloat16)1.5f, (BFloat16)3f]), Tensor.From([float.NaN, 0.1f]), Tensor.From([0.1, double.PositiveInfinity]),
            Tensor.From([new Complex(1, -2), new Complex(3, 4)]).Cast(DType.Complex64), Tensor.From([new Complex(0.1, -2), new Complex(3, 4)]), Tensor.Zeros(0, 3), Tensor.Scalar(7f),
        ];
        foreach (Tensor x in tensors)
        {
            Assert.All(Threads.Run(2, world => world.Broadcast(world.Rank == 1 ? x : Tensor.ZerosLike(x), root: 1)), y =>
            {
                Assert.Equal((x.DType, $"{x.Shape}"), (y.DType, $"{y.Shape}"));
                Assert.Equal($"{x}", $"{y}");
            });
        }
    }

    [Fact]
    public void Whole_and_complex_numbers_have_sums()
    {
        Assert.All(Threads.Run(Size, static world => world.AllReduce(Tensor.From([1L, 10L]) * world.Rank)), static y => Assert.Equal([3L, 30L], y.ToArray<long>()));
        Assert.All(
            Threads.Run(2, static world => world.AllReduce(Tensor.From([new Complex(1, 2), new Complex(world.Rank, -1)]).Cast(DType.Complex64))),
            static y => Assert.Equal([new Complex(2, 4), new Complex(1, -2)], y.Cast(DType.Complex128).ToArray<Complex>()));
    }

    [Fact]
    public void The_gradient_of_a_sum_over_processes_is_the_sum_of_the_cotangents()
    {
        // Σ over processes of (r + 1) Σ s² with s = Σ x = (6, 12): the cotangents 2 (r + 1) s add up to 12 s.
        Tensor[] found = Threads.Run(Size, static world => Grad((Tensor x) => (world.Rank + 1.0) * Sum(Square(world.AllReduce(x))))(Own(world)));
        Assert.All(found, static g => Assert.Equal([72.0, 144.0], g.ToArray<double>()));
    }

    [Fact]
    public void The_gradient_of_what_was_gathered_is_summed_where_it_came_from()
    {
        // Σ over processes of Σ (k + 1) g[k]: (k + 1) times the number of processes for process k.
        Tensor weights = Tensor.From([1.0, 2.0, 3.0]).Reshape(3, 1);
        Tensor[] found = Threads.Run(Size, world => Grad((Tensor x) => Sum(weights * world.AllGather(x)))(Own(world)));
        Assert.Equal([3.0, 6.0, 9.0], found.Select(static g => (double)g[0]));
    }

    [Fact]
    public void The_gradient_of_a_scattered_sum_is_gathered()
    {
        Tensor[] found = Threads.Run(Size, static world => Grad((Tensor x) => (world.Rank + 1.0) * world.ReduceScatter(x))(Tensor.From([5.0, 6, 7])));
        Assert.All(found, static g => Assert.Equal([1.0, 2.0, 3.0], g.ToArray<double>()));
    }

    [Fact]
    public void The_gradient_of_what_one_sent_is_summed_there_and_zero_elsewhere()
    {
        Tensor[] found = Threads.Run(Size, static world => Grad((Tensor x) => (world.Rank + 1.0) * Sum(world.Broadcast(x, root: 1)))(Own(world)));
        Assert.Equal([0.0, 6.0, 0.0], found.Select(static g => (double)g[0]));
    }

    [Fact]
    public void Second_derivatives_and_forward_mode_go_through_sums()
    {
        // f = Σ s³ over two processes, s = x₀ + x₁ = 3: f' = 3 s² and f'' = 6 s, each times 2 for the two values that are summed; the second gradient
        // differentiates the sum of both gradients.
        (double First, double Second, double Tangent)[] found = Threads.Run(2, static world =>
        {
            Tensor x = Tensor.Scalar(world.Rank + 1.0);
            Func<Tensor, Tensor> f = v => world.AllReduce(v) is var s ? s * s * s : v;
            return ((double)Grad(f)(x), (double)Grad((Tensor v) => Grad(f)(v))(x), (double)Jvp(f, x, Tensor.Scalar(1.0 + world.Rank)).Tangent);
        });
        Assert.All(found, static f => Assert.Equal((54.0, 72.0, 81.0), f));
    }

    [Fact]
    public void Mistakes_are_named()
    {
        var alone = new Communicator(new SingleProcess());
        Assert.Contains("Cast them", Assert.Throws<ArgumentException>(() => alone.AllReduce(Tensor.From([true]))).Message, StringComparison.Ordinal);
        Assert.Contains("no process 1 among 1", Assert.Throws<ArgumentOutOfRangeException>(() => alone.Broadcast(Tensor.Scalar(1f), 1)).Message, StringComparison.Ordinal);
        Assert.Contains("its first extent must be 1", Assert.Throws<ArgumentException>(() => alone.ReduceScatter(Tensor.Zeros(2, 3))).Message, StringComparison.Ordinal);
        Assert.Throws<ValueDependentException>(() => Vmap(alone.AllReduce<Tensor>)(Tensor.Zeros(2, 3)));
        Assert.Contains("different things", Assert.Throws<InvalidOperationException>(() => Threads.Run(2, static world =>
        {
            if (world.Rank == 0) world.Barrier();
            else world.AllReduce(Tensor.Zeros(2));
            return 0;
        })).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("OMPI_COMM_WORLD_SIZE", "openmpi")]
    [InlineData("PMIX_RANK", "openmpi")]
    [InlineData("PMI_RANK", "mpich")]
    [InlineData("HOME", null)]
    public void The_environment_tells_whose_mpirun_it_was(string variable, string? expected) =>
        Assert.Equal(expected, MpiLibrary.Starter(name => name == variable ? "0" : null)?.Suffix);

    [Fact]
    public void An_MPI_that_is_not_there_is_named_with_its_package()
    {
        string message = Assert.Throws<DllNotFoundException>(() => MpiLibrary.Load(new MpiImplementation("X_RANK", "absent", "Some MPI", "libsome"))).Message;
        Assert.Contains("apt-get install libsome", message, StringComparison.Ordinal);
        Assert.Contains("libadjoint_mpi_absent.so", message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_lowest_instruction_set_is_common_to_all()
    {
        Assert.Equal("avx2", InstructionSets.Lowest(["avx512", "avx2", "avx512"]));
        Assert.Equal("neon", InstructionSets.Lowest(["neon", "neon"]));
        Assert.Equal("avx2", InstructionSets.Allowed("avx2", "avx512"));
        Assert.Equal("avx2", InstructionSets.Allowed("avx512", "avx2")); // which the core passes over, too
        Assert.Equal("neon", InstructionSets.Allowed("sse4", "neon"));
        Assert.Equal("avx512", InstructionSets.Allowed(null, "avx512"));
        Assert.Contains("neon, sse4", Assert.Throws<InvalidOperationException>(() => InstructionSets.Lowest(["neon", "sse4"])).Message, StringComparison.Ordinal);
    }
}
