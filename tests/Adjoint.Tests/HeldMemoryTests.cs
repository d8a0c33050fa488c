using System.Runtime.CompilerServices;

using Xunit;

using static Adjoint.Autodiff;
using static Adjoint.Ops;

namespace Adjoint.Tests;

/// <summary>After a full collection and a pause no more is held than is reachable, and a little for each live nursery.</summary>
[Collection("alone")]
public sealed class HeldMemoryTests
{
    private const long Bound = 46 << 10; // what docs/how-memory-works.md says of a nursery

    [Theory]
    [InlineData(40_000, 4096)] // 16 KiB each
    [InlineData(100_000, 200)]
    [InlineData(200_000, 2)]
    public void What_was_dropped_goes_though_nothing_is_made_any_more(int count, long extent)
    {
        long before = Settled();
        Drop(count, extent);
        Assert.InRange(Settled() - before, -Bound, 2 * Bound);
    }

    [Fact]
    public void What_was_dropped_goes_when_only_large_ones_are_made()
    {
        long before = Settled();
        Drop(20_000, 4096);
        for (int i = 0; i < 200; i++) _ = Tensor.Ones(1 << 16).Contiguous();
        Assert.InRange(Settled() - before, -Bound, 2 * Bound);
    }

    [Theory]
    [InlineData(5000)] // 20 KB
    [InlineData(500)]
    [InlineData(320)]
    public void What_is_kept_holds_no_neighbours(long extent)
    {
        long before = Settled();
        Tensor[] kept = Keep(1000, extent);
        Assert.InRange(Settled() - before, 1000 * extent * 4, (1000 * 32 << 10) + (2 * Bound));
        GC.KeepAlive(kept);
    }

    [Fact]
    public void Small_ones_that_are_kept_hold_a_nursery_each_at_most()
    {
        long before = Settled();
        Tensor[] kept = Keep(100, 200);
        Assert.InRange(Settled() - before, 100 * 200 * 4, 102 * Bound);
        GC.KeepAlive(kept);
    }

    [Fact]
    public void Dropped_views_hold_nothing_large()
    {
        long before = Settled();
        Tensor[] kept = ViewsOfDropped(50);
        Assert.InRange(Settled() - before, -Bound, 2 * Bound);
        GC.KeepAlive(kept);
    }

    [Fact]
    public void A_view_that_repeats_its_elements_counts_them_once()
    {
        int before = GC.CollectionCount(1);
        for (int i = 0; i < 100; i++) _ = Tensor.Ones(4000, 1).Contiguous().BroadcastTo(4000, 1L << 40);
        Assert.InRange(GC.CollectionCount(1) - before, 0, 20);
    }

    [Fact]
    public void Steps_of_a_sequence_leave_nothing()
    {
        var step = Grad(static (Tensor x) =>
        {
            Tensor h = Tensor.ZerosLike(x[0]);
            for (int i = 0; i < 50; i++) h = Tanh(h + x[i]);
            return Sum(h);
        });
        Tensor x = new RandomKey(1).Normal(50, 400);
        long before = Settled();
        for (int i = 0; i < 40; i++) _ = step(x);
        Assert.InRange(Settled() - before, -Bound, 2 * Bound);
        GC.KeepAlive(x);
    }

    // Not TensorMemory.Collect, which gives back more than the collector does. What finalizers of earlier tests let go
    // takes some rounds: it has settled when two have given nothing back.
    private static long Settled()
    {
        long held = long.MaxValue;
        for (int i = 0, same = 0; i < 20 && same < 2; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            Thread.Sleep(150);
            long now = TensorMemory.Statistics.BytesInUse;
            same = now < held ? 0 : same + 1;
            held = Math.Min(held, now);
        }

        return held;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Drop(int count, long extent)
    {
        for (int i = 0; i < count; i++) _ = Tensor.Ones(extent).Contiguous();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Tensor[] Keep(int count, long extent)
    {
        var kept = new Tensor[count];
        for (int i = 0; i < count; i++)
        {
            for (int k = 0; k < 32; k++) kept[i] = Tensor.Ones(extent).Contiguous();
        }

        return kept;
    }

    // Neighbours of what is kept look at what nobody else does.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Tensor[] ViewsOfDropped(int count)
    {
        var kept = new Tensor[count];
        for (int i = 0; i < count; i++)
        {
            for (int k = 0; k < 16; k++) _ = Tensor.Ones(100_000).Contiguous()[k];
            kept[i] = Tensor.Scalar(1.0 + i);
        }

        return kept;
    }
}
