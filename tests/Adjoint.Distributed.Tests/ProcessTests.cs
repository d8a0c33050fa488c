using Xunit;

namespace Adjoint.Distributed.Tests;

/// <summary>Processes that mpirun starts.</summary>
public sealed class ProcessTests
{
    public static TheoryData<string> Mpis => ["openmpi", "mpich"];

    [Theory]
    [MemberData(nameof(Mpis))]
    public void What_processes_do_together_is_what_one_adds_up_by_hand(string mpi)
    {
        Mpi.Outcome outcome = Mpi.Run(mpi, 3, "collectives");
        Assert.True(outcome.Code == 0, outcome.Output);
        for (int rank = 0; rank < 3; rank++)
        {
            // Process r has x = (r + 1) (1, 10), and its part of the sum of (r + 1) (0, 1, 2). The gradient of the sum over processes of
            // Σ s², where s = Σ x, is 2 s in each of three.
            Assert.Equal(
                [
                    "size 3", "all-reduce 6 60", "all-reduce of a tree 6 60 3", "all-gather 1 10 2 20 3 30", "broadcast 3 30", $"reduce-scatter {6 * rank}",
                    "gradient 36 360", "large 6000018",
                ],
                outcome.Of(rank));
        }
    }

    [Fact]
    public void Without_mpirun_there_is_one_process()
    {
        Mpi.Outcome outcome = Mpi.RunAlone("collectives");
        Assert.True(outcome.Code == 0, outcome.Output);
        Assert.Equal(
            ["size 1", "all-reduce 1 10", "all-reduce of a tree 1 10 0", "all-gather 1 10", "broadcast 1 10", "reduce-scatter 0", "gradient 2 20", "large 1000003"],
            outcome.Of(0));
    }

    [Fact]
    public void Training_has_the_same_bits_on_any_number_of_processes()
    {
        string alone = Assert.Single(Mpi.RunAlone("train", "12").OfAll(1));
        Assert.Matches("^loss [0-9.]+ bits [0-9A-F]{64}$", alone);
        for (int processes = 1; processes <= 4; processes++)
            Assert.All(Mpi.Run("openmpi", processes, "train", "12").OfAll(processes), line => Assert.Equal(alone, line));
        Assert.All(Mpi.Run("mpich", 3, "train", "12").OfAll(3), line => Assert.Equal(alone, line));
    }

    [Fact]
    public void Training_goes_on_from_a_checkpoint_with_another_number_of_processes()
    {
        string folder = Directory.CreateTempSubdirectory("adjoint-distributed-").FullName;
        try
        {
            _ = Mpi.Run("openmpi", 3, "train", "12", folder).OfAll(3);
            Assert.EndsWith("step-0000000010.safetensors", new TrainingCheckpoints(folder).Files[0], StringComparison.Ordinal);
            string alone = Assert.Single(Mpi.RunAlone("train", "17").OfAll(1));
            Assert.All(Mpi.Run("mpich", 2, "train", "17", folder).OfAll(2), line => Assert.Equal(alone, line));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("openmpi", "rank 1 with PID", "exited on signal 9")]
    [InlineData("mpich", "BAD TERMINATION", "Killed (signal 9)")]
    public void A_process_that_is_killed_ends_the_others(string mpi, string what, string how)
    {
        Mpi.Outcome outcome = Mpi.Run(mpi, 3, "lose", "1");
        Assert.NotEqual(0, outcome.Code);
        Assert.Contains(what, outcome.Output, StringComparison.Ordinal);
        Assert.Contains(how, outcome.Output, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Mpis))]
    public void A_process_that_ends_early_is_named_to_those_who_wait_for_it(string mpi)
    {
        Mpi.Outcome outcome = Mpi.Run(mpi, 2, "leave");
        Assert.NotEqual(0, outcome.Code);
        Assert.Contains("Process 1 of 2 has ended, and process 0 waits for it in vain", outcome.Output, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Mpis))]
    public void Processes_that_do_different_things_say_so(string mpi)
    {
        Mpi.Outcome outcome = Mpi.Run(mpi, 2, "differ");
        Assert.NotEqual(0, outcome.Code);
        Assert.Matches(
            @"process 0 calls AllReduce of Float32 \[2\], process 1 calls AllReduce of Float32 \[3\]|process 1 calls AllReduce of Float32 \[3\], process 0 calls AllReduce of Float32 \[2\]",
            outcome.Output);
    }

    [Theory]
    [MemberData(nameof(Mpis))]
    public void References_to_nothing_are_found_as_without_MPI(string mpi) =>
        Assert.All(Mpi.Run(mpi, 2, "signals").OfAll(2), static line => Assert.Equal("no reference", line));

    [Fact]
    public void All_use_the_lowest_instruction_set_of_them()
    {
        if (InstructionSet.Current == "neon") return; // there is but one
        Assert.All(Mpi.RunTwo("ADJOINT_TARGET=sse4", "target").OfAll(2), static line => Assert.Equal("sse4", line));
    }

    [Fact]
    public void A_process_that_computed_before_with_another_instruction_set_says_what_to_do()
    {
        if (InstructionSet.Current is "neon" or "sse4") return;
        Mpi.Outcome outcome = Mpi.RunTwo("ADJOINT_TARGET=sse4", "late");
        Assert.NotEqual(0, outcome.Code);
        Assert.Contains("Read Communicator.World before the first tensor is made, or set ADJOINT_TARGET=sse4 for all", outcome.Output, StringComparison.Ordinal);
    }
}
