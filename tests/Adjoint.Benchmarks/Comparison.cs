using Adjoint.Interop;
using Adjoint.Native;

using BenchmarkDotNet.Attributes;

using torch = TorchSharp.torch;

namespace Adjoint.Benchmarks;

/// <summary>
/// One work done by Adjoint and by TorchSharp from the same numbers. Before anything is measured both do it once and
/// their results have to agree.
/// </summary>
public abstract class Comparison
{
    /// <summary>How many threads either may use.</summary>
    [ParamsSource(nameof(ThreadCounts))]
    public int Threads { get; set; } = 1;

    /// <summary>One thread and all the machine has; works too small for threads are measured with one.</summary>
    public virtual IEnumerable<int> ThreadCounts =>
        Environment.ProcessorCount == 1 ? [1] : [1, Environment.ProcessorCount];

    /// <summary>The largest difference of results, relative to the largest element.</summary>
    protected virtual double Tolerance => 1e-4;

    /// <summary>Times that both do the work for the comparison: a work that changes its state does it more than once.</summary>
    protected virtual int Checks => 1;

    [GlobalSetup]
    public void Prepare()
    {
        UseThreads(Threads);
        Make();
        for (int i = 0; i < Checks; i++) RequireEqualResults();
    }

    [Benchmark(Description = "Adjoint")]
    public void RunOurs() => Ours();

    [Benchmark(Description = "TorchSharp", Baseline = true)]
    public void RunTheirs() => RunAndDispose();

    /// <summary>Makes the data of both.</summary>
    protected abstract void Make();

    /// <summary>Does the work; the result is a tensor or a tree of such.</summary>
    protected abstract object Ours();

    /// <summary>Does the work with TorchSharp.</summary>
    protected abstract torch.Tensor[] Theirs();

    /// <summary>What is measured of TorchSharp: the work, and giving back what it made.</summary>
    protected virtual void RunAndDispose()
    {
        using var scope = torch.NewDisposeScope();
        Theirs();
    }

    private static unsafe void UseThreads(int count)
    {
        Status.Check(NativeMethods.adj_set_threads(count));
        torch.set_num_threads(count);
    }

    private void RequireEqualResults()
    {
        using var scope = torch.NewDisposeScope();
        Agreement.Require(GetType().Name, Tree.Leaves(Ours()), Theirs(), Tolerance);
    }
}

/// <summary>A work of a single operation: TorchSharp needs no scope then, only to give the result back.</summary>
public abstract class SingleOperation : Comparison
{
    protected override void RunAndDispose()
    {
        foreach (var result in Theirs()) result.Dispose();
    }
}
