using Xunit;

using static Adjoint.Ops;

namespace Adjoint.Tests;

/// <summary>Random numbers by keys.</summary>
public sealed class KeysTests
{
    [Fact]
    public void A_key_draws_the_same_again()
    {
        Assert.True(new RandomKey(7).Normal(100).ElementwiseEquals(new RandomKey(7).Normal(100)));
        Assert.False(new RandomKey(7).Normal(100).ElementwiseEquals(new RandomKey(8).Normal(100)));
    }

    [Fact]
    public void Folded_keys_draw_otherwise()
    {
        var key = new RandomKey(7);
        Assert.False(key.FoldIn(0).Normal(100).ElementwiseEquals(key.FoldIn(1).Normal(100)));
        Assert.False(key.FoldIn(0).Normal(100).ElementwiseEquals(key.Normal(100)));
        Assert.True(key.FoldIn(5).Normal(100).ElementwiseEquals(new RandomKey(7).FoldIn(5).Normal(100)));
    }

    [Fact]
    public void Split_gives_two_and_as_many_as_asked()
    {
        var (a, b) = new RandomKey(7).Split();
        RandomKey[] five = new RandomKey(7).Split(5);
        Assert.Equal(5, five.Length);
        Assert.True(a.Normal(9).ElementwiseEquals(five[0].Normal(9)));
        Assert.True(b.Normal(9).ElementwiseEquals(five[1].Normal(9)));
        Assert.Equal(5, five.Select(static k => (double)k.Uniform([], DType.Float64)).Distinct().Count());
        Assert.Empty(new RandomKey(7).Split(0));
        Assert.Contains("-1", Assert.Throws<ArgumentOutOfRangeException>(static () => new RandomKey(7).Split(-1)).Message, StringComparison.Ordinal);
        Assert.True(Stack([.. five.Select(static k => k.Normal(3))]).ElementwiseEquals(new RandomKey(7).Batch(5).Normal(3)));
    }

    [Fact]
    public void No_fold_is_a_split()
    {
        var key = new RandomKey(7);
        IEnumerable<RandomKey> keys = [key, .. key.Split(500), .. Enumerable.Range(-250, 500).Select(i => key.FoldIn(i)), .. key.FoldIn(0).Split(50), .. key.Split(50).Select(static k => k.FoldIn(0))];
        Assert.Equal(1101, keys.Select(static k => (double)k.Uniform([], DType.Float64)).Distinct().Count());
    }

    [Fact]
    public void A_fold_has_the_bits_that_it_always_had() =>
        Assert.Equal([0.024277748020269052, 0.24201951373898312], new RandomKey(42).FoldIn(7).Uniform([2], DType.Float64).ToArray<double>());

    [Fact]
    public void Draws_have_the_moments_of_their_distributions()
    {
        var key = new RandomKey(1);
        Tensor uniform = key.FoldIn(0).Uniform([200_000], DType.Float64), normal = key.FoldIn(1).Normal([200_000], DType.Float64);
        Assert.Equal(0.5, (double)Mean(uniform), 0.01);
        Assert.Equal(1 / 12.0, (double)Variance(uniform), 0.005);
        Assert.InRange((double)Min(uniform), 0, 1e-3);
        Assert.InRange((double)Max(uniform), 1 - 1e-3, 1 - 1e-12);
        Assert.Equal(0, (double)Mean(normal), 0.01);
        Assert.Equal(1, (double)Variance(normal), 0.02);
    }

    [Fact]
    public void Integers_stay_within_their_bounds()
    {
        long[] draws = new RandomKey(3).Integers(-2, 3, 5000).ToArray<long>();
        Assert.Equal([-2L, -1, 0, 1, 2], draws.Distinct().Order());
        Assert.All(draws.CountBy(static v => v), static group => Assert.InRange(group.Value, 850, 1150));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RandomKey(3).Integers(2, 2, 1));
    }

    [Fact]
    public void A_permutation_has_each_place_once() =>
        Assert.Equal(Enumerable.Range(0, 1000).Select(static i => (long)i), new RandomKey(4).Permutation(1000).ToArray<long>().Order());

    [Fact]
    public void Keys_outlive_the_transform_they_were_made_in()
    {
        RandomKey? key = null;
        _ = Autodiff.Grad((Tensor x) =>
        {
            key = new RandomKey(1).FoldIn(2);
            return x;
        })(Tensor.Ones(1));
        Assert.Equal(3, key!.Normal(3).Count);
    }
}
