using System.Diagnostics;
using System.Runtime.CompilerServices;

using Xunit;

using static Adjoint.Autodiff;
using static Adjoint.Ops;

namespace Adjoint.Tests;

/// <summary>What is dropped does not pile up, however many threads make it and however slowly it is finalized.</summary>
[Collection("lifetime")]
public sealed class PressureTests
{
    private const long Bound = 300 << 20; // three times what is left, 64 MB, and what other tests make

    private static readonly Func<Tensor, Tensor> s_rule = CustomVjp(static x => (x * x, [x]), static (r, ct) => ct * r[0] * 2);
    private static readonly Func<Tensor, Tensor> s_checkpoint = Checkpoint(static (Tensor x) => x * x);

    public static TheoryData<string, int> Crowds { get; } = new()
    {
        { "rule", 2 }, { "rule", 8 }, { "checkpoint", 2 }, { "checkpoint", 8 }, { "tap", 2 }, { "tap", 8 },
    };

    [Theory]
    [MemberData(nameof(Crowds))]
    public void Threads_that_drop_what_they_make_stay_within_a_bound(string kind, int threads)
    {
        Func<Tensor, Tensor> gradient = Grad(kind switch
        {
            "rule" => s_rule,
            "checkpoint" => s_checkpoint,
            _ => static x => OnGradient(x * x, static ct => ct * 1),
        });
        Tensor x = Tensor.Ones([8192], DType.Float64).Contiguous();
        Assert.InRange(PeakOf(threads, TimeSpan.FromSeconds(0.5), () => _ = gradient(x)), 0, Bound);
    }

    [Fact]
    public void Slow_finalizers_slow_threads_down()
    {
        Tensor x = Tensor.Ones(1 << 18).Contiguous();
        Assert.InRange(PeakOf(4, TimeSpan.FromSeconds(2), () =>
        {
            _ = new Slow();
            _ = x + 1;
        }), 0, Bound);
    }

    [Fact]
    public void A_finalizer_that_hangs_holds_nobody_up_for_long()
    {
        using var released = new ManualResetEventSlim();
        Hang(released);
        GC.Collect();
        var watch = Stopwatch.StartNew();
        for (int i = 0; i < 400; i++) _ = Tensor.Zeros(1 << 18) + i; // 400 MB
        released.Set();
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 10);
        GC.WaitForPendingFinalizers();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Hang(ManualResetEventSlim released) => _ = new Hanging(released);

    private static long PeakOf(int threads, TimeSpan time, Action step)
    {
        long before = TensorMemory.Collect().BytesInUse;
        TensorMemory.ResetPeak();
        var watch = Stopwatch.StartNew();
        Thread[] crowd = [.. Enumerable.Range(0, threads).Select(_ => new Thread(() =>
        {
            while (watch.Elapsed < time) step();
        }))];
        Array.ForEach(crowd, static t => t.Start());
        Array.ForEach(crowd, static t => t.Join());
        return Math.Max(0, TensorMemory.Statistics.PeakBytes - before);
    }

    private sealed class Slow
    {
        ~Slow() => Thread.Sleep(1);
    }

    private sealed class Hanging(ManualResetEventSlim released)
    {
        ~Hanging() => released.Wait(TimeSpan.FromSeconds(20));
    }
}
