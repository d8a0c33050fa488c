using CsCheck;

using Xunit;

using static Adjoint.Ops;

namespace Adjoint.Tests;

/// <summary>Random numbers: the same for the same key, different for others, and spread as they should be.</summary>
public sealed class RandomKeyTests
{
    private const int Many = 100_000;

    [Fact]
    public void Key_draws_the_same_every_time() =>
        Gen.ULong.Sample(static seed =>
        {
            var key = new RandomKey(seed);
            Assert.True(key.Uniform(20).ElementwiseEquals(new RandomKey(seed).Uniform(20)));
            Assert.True(key.Normal(20).ElementwiseEquals(key.Normal(20)));
            Assert.True(key.Integers(0, 1000, 20).ElementwiseEquals(key.Integers(0, 1000, 20)));
            Assert.True(key.Permutation(20).ElementwiseEquals(key.Permutation(20)));
        }, iter: 20);

    // The numbers of a seed are part of what the package promises: a change here changes what every user's program draws.
    [Fact]
    public void Key_draws_the_same_in_every_version()
    {
        Assert.Equal([0.9978448f, 0.8189511f, 0.60238117f], new RandomKey(42).Uniform(3).ToArray<float>());
        Assert.Equal([818L, 797, 298, 61, 357], new RandomKey(42).Integers(0, 1000, 5).ToArray<long>());
        Assert.Equal([4L, 1, 5, 2, 0, 3], new RandomKey(42).Permutation(6).ToArray<long>());
    }

    [Fact]
    public void Key_draws_the_same_on_every_thread()
    {
        float[] expected = new RandomKey(5).Normal(Many).ToArray<float>();
        Parallel.For(0, 4, _ => Assert.Equal(expected, new RandomKey(5).Normal(Many).ToArray<float>()));
    }

    [Fact]
    public void Longer_draws_begin_with_the_shorter_and_shapes_do_not_matter()
    {
        var key = new RandomKey(1);
        Assert.Equal(key.Uniform(100).ToArray<float>()[..7], key.Uniform(7).ToArray<float>());
        Assert.Equal(key.Uniform(6).ToArray<float>(), key.Uniform(2, 3).ToArray<float>());
    }

    [Fact]
    public void Seeds_draw_differently()
    {
        HashSet<float> first = [.. Enumerable.Range(0, 1000).Select(static seed => (float)new RandomKey((ulong)seed).Uniform())];
        Assert.True(first.Count > 990);
    }

    [Fact]
    public void Folds_draw_differently_from_each_other_and_their_key()
    {
        var key = new RandomKey(1);
        RandomKey[] keys = [key, key.FoldIn(0), key.FoldIn(1), key.FoldIn(-1), key.FoldIn(long.MaxValue), key.FoldIn(0).FoldIn(0), key.FoldIn(1).FoldIn(0), key.FoldIn(0).FoldIn(1)];
        Assert.Equal(keys.Length, keys.Select(static k => string.Join(' ', k.Uniform(4).ToArray<float>())).Distinct().Count());
    }

    [Fact]
    public void A_fold_is_the_same_every_time() =>
        Gen.Long.Sample(static number =>
            Assert.True(new RandomKey(3).FoldIn(number).Uniform(5).ElementwiseEquals(new RandomKey(3).FoldIn(number).Uniform(5))), iter: 20);

    [Fact]
    public void Draws_of_folded_keys_are_not_correlated()
    {
        var key = new RandomKey(9);
        Tensor a = key.FoldIn(0).Normal([Many], DType.Float64), b = key.FoldIn(1).Normal([Many], DType.Float64);
        Assert.Equal(0, (double)Mean(a * b), 0.02);
        Assert.Equal(0, (double)Mean(a[1..] * a[..^1]), 0.02);
    }

    [Theory]
    [InlineData(DType.Float32)]
    [InlineData(DType.Float64)]
    public void Uniform_lies_from_zero_up_to_one(DType dtype)
    {
        Tensor x = new RandomKey(2).Uniform([Many], dtype);
        Assert.Equal(dtype, x.DType);
        Assert.InRange((double)Min(x), 0, 1e-3);
        Assert.InRange((double)Max(x), 0.999, 1 - double.Epsilon);
        Assert.True((double)Max(x) < 1);
        Assert.Equal(0.5, (double)Mean(x), 0.01);
        Assert.Equal(1 / 12.0, (double)Variance(x), 0.002);
    }

    [Fact]
    public void Uniform_float32_is_a_multiple_of_two_to_the_minus_24() =>
        Assert.All(new RandomKey(3).Uniform(1000).ToArray<float>(), static v => Assert.Equal(Math.Round(v * Math.Pow(2, 24)), v * Math.Pow(2, 24)));

    [Fact]
    public void Uniform_fills_ten_bins_alike()
    {
        double[] x = new RandomKey(4).Uniform([Many], DType.Float64).ToArray<double>();
        double[] counts = [.. Enumerable.Range(0, 10).Select(bin => (double)x.Count(v => (int)(v * 10) == bin))];
        double chiSquared = counts.Sum(static c => (c - Many / 10) * (c - Many / 10) / (Many / 10));
        Assert.InRange(chiSquared, 0, 33.7); // one in 10,000 for 9 degrees of freedom; the key is fixed
    }

    [Theory]
    [InlineData(DType.Float32)]
    [InlineData(DType.Float64)]
    public void Normal_has_the_moments_of_the_normal_distribution(DType dtype)
    {
        Tensor x = new RandomKey(6).Normal([Many], dtype);
        Assert.Equal(dtype, x.DType);
        Assert.Equal(0, (double)Mean(x), 0.02);
        Assert.Equal(1, (double)Variance(x), 0.02);
        Assert.Equal(0, (double)Mean(x * x * x), 0.05);
        Assert.Equal(3, (double)Mean(Square(x) * Square(x)), 0.1);
        Assert.True((bool)All(IsFinite(x)));
        Assert.Equal(0.6827, (double)Mean((Abs(x) < 1).Cast(DType.Float64)), 0.01);
    }

    [Fact]
    public void Integers_cover_their_range_evenly()
    {
        long[] x = new RandomKey(7).Integers(-3, 4, 70_000).ToArray<long>();
        Assert.Equal([-3L, -2, -1, 0, 1, 2, 3], x.Distinct().Order());
        Assert.All(x.CountBy(static v => v), static group => Assert.InRange(group.Value, 9600, 10_400));
    }

    [Fact]
    public void Integers_reach_the_ends_of_long()
    {
        long[] x = new RandomKey(8).Integers(long.MinValue, long.MaxValue, 1000).ToArray<long>();
        Assert.True(x.Min() < long.MinValue / 2 && x.Max() > long.MaxValue / 2);
        Assert.Equal([long.MaxValue - 1], new RandomKey(8).Integers(long.MaxValue - 1, long.MaxValue, 1).ToArray<long>());
    }

    [Theory]
    [InlineData(2, 2)]
    [InlineData(3, 2)]
    [InlineData(long.MaxValue, long.MinValue)]
    public void Integers_without_a_number_to_draw_are_refused(long low, long high) =>
        Assert.Contains($"[{low}, {high})", Assert.ThrowsAny<ArgumentException>(() => new RandomKey(0).Integers(low, high, 3)).Message);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(1000)]
    public void Permutation_holds_every_number_once(int count) =>
        Assert.Equal(Enumerable.Range(0, count).Select(static i => (long)i), new RandomKey(9).Permutation(count).ToArray<long>().Order());

    [Fact]
    public void Permutations_are_all_as_likely()
    {
        var key = new RandomKey(10);
        var counts = Enumerable.Range(0, 6000).Select(i => string.Join(' ', key.FoldIn(i).Permutation(3).ToArray<long>())).CountBy(static p => p).ToList();
        Assert.Equal(6, counts.Count);
        Assert.All(counts, static group => Assert.InRange(group.Value, 880, 1120));
    }

    [Fact]
    public void Permutation_of_a_negative_number_is_refused() =>
        Assert.Contains("-1", Assert.Throws<ArgumentOutOfRangeException>(static () => new RandomKey(0).Permutation(-1)).Message);

    [Fact]
    public void Draws_without_extents_are_scalars() => Assert.Equal(0, new RandomKey(0).Normal().Rank);

    [Fact]
    public void Draws_of_nothing_are_empty()
    {
        Assert.Equal(0, new RandomKey(0).Uniform(0, 3).Count);
        Assert.Equal(0, new RandomKey(0).Integers(0, 1, 0).Count);
    }

    [Fact]
    public void Keys_made_inside_a_scope_outlive_it()
    {
        RandomKey key;
        using (new TensorScope()) key = new RandomKey(1).FoldIn(2);
        Assert.True(key.Uniform(3).ElementwiseEquals(new RandomKey(1).FoldIn(2).Uniform(3)));
    }

    [Fact]
    public void Draws_inside_a_transform_are_constants() =>
        Assert.Equal(
            new RandomKey(1).Uniform([3], DType.Float64).ToArray<double>(),
            Autodiff.Grad(static (Tensor x) => x * new RandomKey(1).Uniform([3], DType.Float64))(Tensor.Zeros([3], DType.Float64)).ToArray<double>());
}
