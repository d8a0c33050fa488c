using CsCheck;

using Xunit;

namespace Adjoint.Tests;

/// <summary>Parts of tensors.</summary>
public sealed class PartsTests
{
    private static readonly Tensor X = Tensor.From([.. Enumerable.Range(0, 24)], 2, 3, 4);

    [Fact]
    public void Numbers_drop_their_dimension()
    {
        Assert.Equal([12, 13, 14, 15], X[1, 0].ToArray<int>());
        Assert.Equal(23, (int)X[^1, -1, 3]);
        Assert.Equal(0, X[0, 0, 0].Rank);
    }

    [Fact]
    public void Ranges_keep_theirs()
    {
        Assert.Equal([1, 2, 5, 6, 9, 10], X[0, .., 1..3].ToArray<int>());
        Assert.Equal([2, 1, 2], X[.., ^1.., 1..^1].Shape.ToArray());
        Assert.Equal([20, 21, 22, 23], X[1, 2..99].ToArray<int>());
        Assert.Equal(0, X[2..1].Count);
        Assert.Equal(0, X[^0..].Count);
    }

    [Fact]
    public void Steps_may_run_backwards()
    {
        Assert.Equal([3, 1], X[0, 0, TensorIndex.Slice(null, null, -2)].ToArray<int>());
        Assert.Equal([0, 3], X[0, 0, TensorIndex.Slice(null, null, 3)].ToArray<int>());
        Assert.Throws<ArgumentException>(() => TensorIndex.Slice(0, 1, 0));
    }

    [Fact]
    public void New_axes_and_the_ellipsis_stand_where_they_are_put()
    {
        Assert.Equal([1, 2, 3], X[TensorIndex.NewAxis, TensorIndex.Ellipsis, 0].Shape.ToArray());
        Assert.Equal([2, 3, 4, 1], X[TensorIndex.Ellipsis, TensorIndex.NewAxis].Shape.ToArray());
        Assert.Equal([2, 1, 4], X[.., 1, TensorIndex.NewAxis].Shape.ToArray());
        Assert.Throws<ArgumentException>(() => X[TensorIndex.Ellipsis, TensorIndex.Ellipsis]);
    }

    [Fact]
    public void A_list_of_numbers_takes_the_place_of_its_dimension()
    {
        Assert.Equal([8, 0], X[0, Tensor.From([2, 0]), 0].ToArray<int>());
        Assert.Equal([2, 2, 2, 4], X[.., Tensor.From([0, 1, 2, -1], 2, 2)].Shape.ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => X[Tensor.From([2])]);
        Assert.Equal([1, 3, 4], X[Tensor.From([true, false])].Shape.ToArray());
        Assert.ThrowsAny<ArgumentException>(() => X[Tensor.From([true, false, true])]);
    }

    [Fact]
    public void Outside_the_tensor_is_an_error_that_names_the_place()
    {
        Assert.Contains("Dimension 1", Assert.Throws<ArgumentOutOfRangeException>(() => X[0, 3]).Message);
        Assert.Contains("[2, 3, 4]", Assert.Throws<ArgumentException>(() => X[0, 0, 0, 0]).Message);
    }

    [Fact]
    public void With_replaces_a_part_and_leaves_the_tensor_alone()
    {
        Tensor y = X.With(Tensor.From([-1, -2]), 0, 0, 1..3);
        Assert.Equal([0, -1, -2, 3], y[0, 0].ToArray<int>());
        Assert.Equal([0, 1, 2, 3], X[0, 0].ToArray<int>());
        Assert.Equal([-5, -5, -5], X.With(-5, 1, .., 0)[1, .., 0].ToArray<int>());
        Assert.Throws<ArgumentException>(() => X.With(Tensor.From([1, 2, 3]), 0, 0, 1..3));
    }

    // Any slice of a vector is what C# itself makes of the list of places.
    [Fact]
    public void Slices_agree_with_walking_by_hand() =>
        Gen.Select(Gen.Int[0, 12], Gen.Int[-15, 15], Gen.Int[-15, 15], Gen.Int[-4, 4].Where(static s => s != 0)).Sample((n, start, stop, step) =>
        {
            Tensor x = Tensor.Arange(n);
            List<long> expected = [];
            int from = Bound(start), to = Bound(stop);
            for (int i = from; step > 0 ? i < to : i > to; i += step)
                expected.Add(i);
            Assert.Equal(expected, x[TensorIndex.Slice(start, stop, step)].ToArray<long>());

            int Bound(int place)
            {
                int at = place < 0 ? place + n : place;
                return step > 0 ? Math.Clamp(at, 0, n) : Math.Clamp(at, -1, n - 1);
            }
        });
}
