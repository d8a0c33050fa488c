using Xunit;

namespace Adjoint.Tests;

/// <summary>What comes next is made while what came last is worked on.</summary>
public sealed class PrefetchTests
{
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(1000)]
    public void Items_come_in_their_order(int ahead)
    {
        Assert.Equal(Enumerable.Range(0, 200), Enumerable.Range(0, 200).Prefetch(ahead));
        Assert.Empty(Enumerable.Empty<int>().Prefetch(ahead));
    }

    [Fact]
    public void No_more_are_made_than_asked_for_ahead()
    {
        int made = 0;
        IEnumerable<int> Source()
        {
            for (int i = 0; i < 100; i++)
            {
                Interlocked.Increment(ref made);
                yield return i;
            }
        }

        using IEnumerator<int> items = Source().Prefetch(3).GetEnumerator();
        Assert.Equal(0, made);
        Assert.True(items.MoveNext());
        // One is taken, three lie ready, and one more waits for room.
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref made) == 5, s_longest));
        Thread.Sleep(20);
        Assert.Equal(5, Volatile.Read(ref made));
        Assert.True(items.MoveNext());
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref made) == 6, s_longest));
    }

    [Fact]
    public void They_are_made_on_another_thread()
    {
        int own = Environment.CurrentManagedThreadId;
        Assert.DoesNotContain(own, Enumerable.Range(0, 10).Select(static _ => Environment.CurrentManagedThreadId).Prefetch());
    }

    [Fact]
    public void An_exception_comes_where_its_item_would()
    {
        var taken = new List<int>();
        var e = Assert.Throws<FormatException>(() =>
        {
            foreach (int item in Enumerable.Range(0, 5).Select(static i => i < 3 ? i : throw new FormatException("item 3")).Prefetch(4)) taken.Add(item);
        });
        Assert.Equal("item 3", e.Message);
        Assert.Equal([0, 1, 2], taken);
    }

    [Fact]
    public void Leaving_the_loop_ends_the_source()
    {
        bool isEnded = false;
        IEnumerable<int> Endless()
        {
            try
            {
                for (int i = 0; ; i++) yield return i;
            }
            finally
            {
                isEnded = true;
            }
        }

        Assert.Equal(7, Endless().Prefetch(2).First(static i => i == 7));
        Assert.True(isEnded);
    }

    [Fact]
    public void An_exception_of_an_item_that_nobody_asks_for_is_none()
    {
        Assert.Equal(0, Enumerable.Range(0, 5).Select(static i => i == 0 ? i : throw new FormatException()).Prefetch(4).First());
        Assert.Throws<ArgumentOutOfRangeException>(static () => Enumerable.Range(0, 5).Prefetch(0));
        Assert.Throws<ArgumentNullException>(static () => ((IEnumerable<int>)null!).Prefetch());
    }

    [Fact]
    public void Batches_of_tensors_made_ahead_are_those_that_are_not()
    {
        var data = new TensorDataset(new RandomKey(0).Normal(100, 3), Tensor.Arange(100));
        (Tensor Inputs, Tensor Labels)[] plain = [.. data.Shuffle(new RandomKey(1)).Batches(8)], ahead = [.. data.Shuffle(new RandomKey(1)).Batches(8, prefetch: 3)];
        Assert.Equal(plain.Length, ahead.Length);
        Assert.All(plain.Zip(ahead), static p => Assert.True(p.First.Inputs.HasBitsOf(p.Second.Inputs) && p.First.Labels.HasBitsOf(p.Second.Labels)));
    }
}
