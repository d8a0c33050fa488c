using Xunit;

using static Adjoint.Autodiff;
using static Adjoint.Ops;
using static Adjoint.Tensor;

namespace Adjoint.Tests;

/// <summary>Elements repeated, moved, padded, cut and written elsewhere: their places, and what is refused.</summary>
public sealed class RearrangedTests
{
    private static readonly Tensor V = From([1.0, 2, 3]), M = From([1.0, 2, 3, 4, 5, 6], 2, 3);

    private static void Is(Tensor y, params double[] elements) => Assert.Equal(elements, y.Cast(DType.Float64).ToArray<double>());

    [Fact]
    public void Elements_move_and_repeat()
    {
        Is(Roll(V, 1), 3, 1, 2);
        Is(Roll(M, -1), 2, 3, 4, 5, 6, 1);
        Is(Roll(M, long.MinValue, 0), 1, 2, 3, 4, 5, 6);
        Is(Tile(V, 2), 1, 2, 3, 1, 2, 3);
        Assert.Equal([2, 2, 6], Tile(M, 2, 1, 2).Shape);
        Is(RepeatInterleave(V, 2), 1, 1, 2, 2, 3, 3);
        Is(RepeatInterleave(M, [1, 2], 0), 1, 2, 3, 4, 5, 6, 4, 5, 6);
        Assert.Equal([1, 1, 1, 1, 1, 1, 2, 2], Tile(Ones(1, 1, 1, 1, 1, 1, 1, 1), 2, 2).Shape);
        Is(Rot90(M), 3, 6, 2, 5, 1, 4);
        Is(Rot90(M, -1), 4, 1, 5, 2, 6, 3);
        Is(Flatten(Scalar(2.0)), 2);
        Is(MoveAxis(M, -1, 0), 1, 4, 2, 5, 3, 6);
    }

    [Fact]
    public void Padding_mirrors_repeats_and_goes_around()
    {
        Is(Pad(V, [(1, 2)]), 0, 1, 2, 3, 0, 0);
        Is(Pad(V, [(1, 2)], value: 9), 9, 1, 2, 3, 9, 9);
        Is(Pad(V, [(5, 1)], PadMode.Reflect), 2, 1, 2, 3, 2, 1, 2, 3, 2);
        Is(Pad(V, [(2, 1)], PadMode.Edge), 1, 1, 1, 2, 3, 3);
        Is(Pad(V, [(4, 1)], PadMode.Wrap), 3, 1, 2, 3, 1, 2, 3, 1);
        Assert.Equal(DType.Int32, Pad(From([1]), [(1, 0)]).DType);
        Assert.Throws<ArgumentException>(static () => Pad(M, [(1, 1)]));
        Assert.Throws<ArgumentOutOfRangeException>(static () => Pad(V, [(-1, 1)]));
        Assert.Throws<ArgumentException>(static () => Pad(Zeros(0), [(1, 1)], PadMode.Edge));
    }

    [Fact]
    public void Diagonals_and_triangles()
    {
        Is(Triu(M, 1), 0, 2, 3, 0, 0, 6);
        Is(Tril(M), 1, 0, 0, 4, 5, 0);
        Is(Tril(From([double.NaN, double.NaN, 1, 1], 2, 2), -1), 0, 0, 1, 0);
        Is(Diag(From([7.0, 8]), 1), 0, 7, 0, 0, 0, 8, 0, 0, 0);
        Is(Diag(M, -1), 4);
        Assert.Equal([2, 0], Diagonal(Ones(2, 3, 3), 5, 1, 2).Shape);
        Assert.Equal(6, (double)Trace(M));
        Assert.Equal(DType.Bool, Triu(From([true, true, true, true], 2, 2)).DType);
        Assert.Throws<ArgumentException>(static () => Triu(V));
        Assert.Throws<ArgumentException>(static () => Diagonal(M, 0, 1, 1));
    }

    [Fact]
    public void Parts_have_the_sizes_asked_for()
    {
        Assert.Equal([1L, 0, 2], Split(V, [1, 0, 2]).Select(static p => p.Count));
        Assert.Equal([2L, 1], Chunk(V, 2).Select(static p => p.Count));
        Assert.Equal([1L, 1, 1], Chunk(V, 7).Select(static p => p.Count));
        Assert.Equal([6.0, 15], Unbind(M).Select(static row => (double)Sum(row)));
        Is(SlidingWindows(V, 2), 1, 2, 2, 3);
        Is(MeshGrid(V, From([4.0, 5]))[0], 1, 1, 2, 2, 3, 3);
        Assert.Throws<ArgumentException>(static () => Split(V, [1, 1]));
        Assert.Throws<ArgumentException>(static () => Split(V, [4, -1]));
        Assert.Throws<ArgumentOutOfRangeException>(static () => SlidingWindows(V, 4));
    }

    [Fact]
    public void Bounds_are_inclusive_and_the_bound_that_holds_has_the_derivative()
    {
        Is(Clip(V, 1.5, 2.5), 1.5, 2, 2.5);
        Is(Clip(From([1, 5]), 2, 4), 2, 4);
        Is(Clip(From([double.NaN, double.NegativeInfinity]), max: 0), double.NaN, double.NegativeInfinity);
        Is(Grad((Tensor x) => Sum(Clip(x, 1, 2)))(V), 1, 1, 0);
        var (low, high) = Grad((Tensor a, Tensor b) => Sum(Clip(V, a, b)), (0, 1))(1.5, 2.5);
        Assert.Equal((1.0, 1.0), ((double)low, (double)high));
        (low, high) = Grad((Tensor a, Tensor b) => Sum(Clip(V, a, b)), (0, 1))(2.5, 1.5); // the upper one goes before
        Assert.Equal((0.0, 3.0), ((double)low, (double)high));
    }

    [Fact]
    public void Of_several_that_meet_in_a_place_the_last_stays_or_all_add_up()
    {
        Tensor places = From([0, 2, 0]), source = From([10.0, 20, 30]);
        Is(Scatter(V, places, source), 30, 2, 20);
        Is(Grad((Tensor s) => Sum(Scatter(V, places, s)))(source), 0, 1, 1);
        Is(Grad((Tensor x) => Sum(Scatter(x, places, source)))(V), 0, 1, 0);
        Is(ScatterAdd(V, places, source), 41, 2, 23);
        Is(ScatterMax(V, places, From([1.0, double.NaN, 0.5])), 1, 2, double.NaN);
        Is(Grad((Tensor x) => Sum(ScatterMax(x, places, From([1.0, 0, 1]))))(V), 1.0 / 3, 1, 1);
        Is(IndexAdd(From([1, 2]), From([0, 0]), From([5, 6])), 12, 2);
        Assert.Throws<ArgumentException>(() => Scatter(M, places, source));
        Assert.Throws<ArgumentException>(static () => ScatterAdd(From([1, 2]), From([0]), From([0.5])));
        Assert.Contains("ScatterAdd: index 3", Assert.Throws<ArgumentOutOfRangeException>(static () => ScatterAdd(V, From([3]), From([1.0]))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_are_counted_and_found()
    {
        Is(Nonzero(From([0.0, 5, double.NaN, 0], 2, 2)), 0, 1, 1, 0);
        Assert.Equal([0, 2], Nonzero(Zeros(2, 3)).Shape);
        Is(MaskedSelect(M, V > 1), 2, 3, 5, 6);
        Is(Take(M, From([4, -1]), null), 5, 6);
        Is(CountNonzero(M - 1, axis: 1), 2, 3);
        Is(ArgMax(M, null), 5);
        Assert.Equal([1, 1], ArgMin(M, null, keepDims: true).Shape);
        (Tensor values, Tensor indices) = MaxWithIndex(From([3.0, 3, 1]));
        Assert.Equal((3.0, 0L), ((double)values, (long)indices));
        Is(Grad((Tensor x) => MaxWithIndex(x).Values)(From([3.0, 3, 1])), 1, 0, 0);
        Assert.Throws<ValueDependentException>(static () => Vmap(static (Tensor x) => MaskedSelect(x, x > 1))(M));
    }

    [Fact]
    public void Norms_of_every_order()
    {
        Tensor x = From([3.0, -4, 0]);
        Assert.Equal((7.0, 4.0, 0.0, 2.0), ((double)Norm(x, order: 1), (double)Norm(x, order: double.PositiveInfinity), (double)Norm(x, order: double.NegativeInfinity), (double)Norm(x, order: 0)));
        Assert.Equal(4.497941445275415, (double)Norm(x, order: 3), 1e-14);
        Assert.Equal(1e300, (double)Norm(From([1e300]), order: 5), 1e286);
        Is(Grad((Tensor t) => Norm(t, order: 3))(Zeros([2], DType.Float64)), 0, 0);
        Is(Grad((Tensor t) => StandardDeviation(t))(Ones([3], DType.Float64)), 0, 0, 0);
        Assert.Equal(1.0, (double)StandardDeviation(V, correction: 1), 1e-15);
        Assert.True(double.IsNaN((double)StandardDeviation(From([1.0]), correction: 1)));
        Assert.Equal(2.0, (double)NanMean(From([1.0, double.NaN, 3])));
    }
}
