using Xunit;

using static Adjoint.Autodiff;
using static Adjoint.Ops;
using static Adjoint.Tensor;

namespace Adjoint.Tests;

/// <summary>Order, and what runs along an axis: values, edges, and lengths at which the way of calculating changes.</summary>
public sealed class OrderTests
{
    private const double NaN = double.NaN, Infinity = double.PositiveInfinity;

    public static TheoryData<int> Lengths => [0, 1, 2, 17, 512, 513, 4095, 4096, 5000, 100_003];

    private static void Is(Tensor y, params double[] elements) => Assert.Equal(elements, y.Cast(DType.Float64).ToArray<double>());

    private static double[] Numbers(int n) => [.. Enumerable.Range(0, n).Select(static i => ((i * 7919L % 1009) - 500) / 4.0)];

    [Fact]
    public void NaN_stands_last_and_equals_stay_in_order()
    {
        Tensor x = From([2, NaN, -0.0, Infinity, 0, -Infinity, NaN, 2]);
        Is(Sort(x).Indices, 5, 2, 4, 0, 7, 3, 1, 6);
        Is(Sort(x, descending: true).Indices, 3, 0, 7, 2, 4, 5, 1, 6);
        Is(TopK(x, 7).Indices, 3, 0, 7, 2, 4, 5, 1);
        Is(TopK(x, 2, largest: false).Values, -Infinity, -0.0);
        Is(ArgSort(From([int.MinValue, 3, int.MaxValue]), descending: true), 2, 1, 0);
        Is(Sort(From([true, false, true])).Values, 0, 1, 1);
        Is(Sort(From([(Half)2, (Half)1])).Values, 1, 2);
        Assert.Throws<ArgumentOutOfRangeException>(() => TopK(x, 9));
        Assert.Throws<ArgumentOutOfRangeException>(static () => Sort(Scalar(1.0)));
    }

    [Theory, MemberData(nameof(Lengths))]
    public void Sorting_agrees_with_a_stable_sort_of_the_library(int n)
    {
        double[] numbers = Numbers(n);
        long[] up = [.. Enumerable.Range(0, n).Select(static i => (long)i).OrderBy(i => numbers[i])];
        long[] down = [.. Enumerable.Range(0, n).Select(static i => (long)i).OrderByDescending(i => numbers[i])];
        foreach (DType type in (DType[])[DType.Float64, DType.Float32, DType.Int64, DType.Int32])
        {
            Tensor x = (From(numbers) * 4).Cast(type);
            Assert.Equal(up, ArgSort(x).ToArray<long>());
            Assert.Equal(down, ArgSort(x, descending: true).ToArray<long>());
            foreach (int k in (int[])[Math.Min(1, n), Math.Min(n, 100), n / 2])
                Assert.Equal(down[..k], TopK(x, k).Indices.ToArray<long>());
        }
    }

    [Theory, MemberData(nameof(Lengths))]
    public void Sums_agree_with_a_loop(int n)
    {
        double[] numbers = Numbers(n), sums = new double[n];
        double sum = 0;
        for (int i = 0; i < n; i++) sums[i] = sum += numbers[i];
        Assert.Equal(sums, CumSum(From(numbers)).ToArray<double>());
        Assert.Equal(sums, CumSum(Flip(From(numbers)), reverse: true).Flip().ToArray<double>());
        Assert.Equal(sums.Select(static s => (long)(4 * s)), CumSum((From(numbers) * 4).Cast(DType.Int32)).ToArray<long>());
        Assert.Equal(sums, CumSum(Stack([From(numbers), From(numbers)], 1), 0)[.., 1].ToArray<double>());
    }

    [Fact]
    public void Running_values_and_their_edges()
    {
        Is(CumProd(From([2.0, 0, 3])), 2, 0, 0);
        Is(Grad((Tensor x) => Sum(CumProd(x)))(From([2.0, 0, 3])), 1, 8, 0);
        Is(CumMax(From([1.0, 3, 2, NaN, 5])), 1, 3, 3, NaN, NaN);
        Is(CumMin(From([3, 1, 2])), 3, 1, 1);
        Is(Grad((Tensor x) => Sum(CumMax(x)))(From([1.0, 1, 0])), 3, 0, 0);
        Is(LogCumSumExp(From([-Infinity, -Infinity, 0, Infinity, 1])), -Infinity, -Infinity, 0, Infinity, Infinity);
        Assert.Equal(1.9287498479639178e-22, LogCumSumExp(From([0.0, -50])).ToArray<double>()[1], 1e-36);
        Assert.Equal(1000.6931471805599, LogCumSumExp(From([1000.0, 1000])).ToArray<double>()[1], 1e-12);
        Is(Grad((Tensor x) => LogCumSumExp(x)[-1])(From([-Infinity, 0.0, 0.0])), 0, 0.5, 0.5);
        Is(Diff(From([1.0, 4, 9, 16]), 2), 2, 2);
        Assert.Equal(0, Diff(From([1.0]), 3).Count);
    }

    [Fact]
    public void Places_in_sorted_vectors_and_rows()
    {
        Tensor sorted = From([1.0, 2, 2, 3]);
        Is(SearchSorted(sorted, From([0.0, 2, 5, NaN])), 0, 1, 4, 4);
        Is(SearchSorted(sorted, 2.0, right: true), 3);
        Is(SearchSorted(From([1.0, 3, 2, 4], 2, 2), From([2.0, 2], 2, 1)), 1, 0);
        Is(Vmap((Tensor s, Tensor v) => SearchSorted(s, v))(From([1.0, 3, 2, 4], 2, 2), From([2.0, 2])), 1, 0);
        Is(Vmap((Tensor v) => SearchSorted(sorted, v))(From([2.0, 9])), 1, 4);
        Is(Digitize(From([0.5, 1, 1.5]), From([1.0, 2])), 0, 1, 1);
        Assert.Throws<ArgumentException>(static () => SearchSorted(1.0, 2.0));
    }

    [Fact]
    public void Quantiles_counts_and_segments()
    {
        Assert.Equal(2.5, (double)Median(From([4.0, 1, 2, 3])));
        Assert.Equal(1.75, (double)Quantile(From([4, 1, 2, 3]), 0.25));
        Assert.True(double.IsNaN((double)Median(From([1.0, NaN, 2]))));
        Assert.Equal([1, 2, 1], Median(Ones(3, 2, 3), (0, -1), keepDims: true).Shape);
        Assert.Throws<ArgumentException>(static () => Median(Zeros(0)));
        Assert.Throws<ArgumentOutOfRangeException>(static () => Quantile(From([1.0]), 1.5));
        Tensor rows = From([4.0, 1, 2, 3, 5, NaN, 7, 8], 2, 4);
        Is(Quantile(rows, From([0.25, 1]), 1), 1.75, NaN, 4, NaN);
        Is(Quantile(From([4, 1, 2, 3]), [0.25, 0.5, -0.1, 1]), 1.75, 2.5, NaN, 4);
        Assert.Equal([3, 2, 2, 1], Quantile(rows, Zeros(3, 2), 1, keepDims: true).Shape);
        Assert.Equal([2], Quantile(rows, 0.5 * Ones(2)).Shape);
        Is(Vmap((Tensor q) => Quantile(From([0.0, 10]), q))(From([0.1, 0.3])), 1, 3);
        Assert.Contains("Int64", Assert.Throws<ArgumentException>(static () => Quantile(From([1.0]), From([1L]))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(static () => Quantile(Zeros(0), From([0.5])));
        Is(Unique(From([3.0, NaN, 1, 3, NaN])), 1, 3, NaN);
        var (values, indices, inverse, counts) = UniqueAll(From([3.0, NaN, 1, 3, NaN, 1], 2, 3));
        Is(values, 1, 3, NaN);
        Assert.Equal([2L, 0, 1], indices.ToArray<long>());
        Assert.Equal([1L, 2, 0, 1, 2, 0], inverse.ToArray<long>());
        Assert.Equal([2, 3], inverse.Shape);
        Assert.Equal([2L, 2, 2], counts.ToArray<long>());
        Assert.Equal((0L, 1L), (UniqueAll(Zeros(0)).Counts.Count, (long)UniqueAll(5).Counts[0]));
        Is(BinCount(From([1, 3, 1])), 0, 2, 0, 1);
        Is(BinCount(From([1, -3, 9]), 2), 0, 1);
        Is(Histogram(From([0.0, 0.5, 1, 2, -1, NaN]), 0, 1, 2), 1, 2);
        Is(Histogram(From([0.0, 0.5, 1, 2, -1, NaN, 4]), From([0.0, 1, 4])), 2, 3);
        Is(Histogram(From([1, 2, 2]), From([1, 2, 3]), From([0.5, 1.0, 2.0])), 0.5, 3);
        Assert.Contains("[1]", Assert.Throws<ArgumentException>(static () => Histogram(From([1.0]), From([0.0]))).Message, StringComparison.Ordinal);
        Is(SegmentMax(From([1.0, 5, 2]), From([0, 2, 0]), 3), 2, -Infinity, 5);
        Is(SegmentMin(From([1.0, 5, 2]), From([0, 2, 0]), 3), 1, Infinity, 5);
        Is(ScatterMean(From([1.0, 2, 3]), From([0, 0, -1]), From([4.0, 7, 1])), 4, 2, 2);
        Assert.Throws<ArgumentException>(static () => ScatterMean(From([1]), From([0]), From([1])));
        Assert.Throws<ArgumentOutOfRangeException>(static () => SegmentSum(From([1.0]), From([3]), 2));
    }

    [Fact]
    public void Elements_by_rank_and_by_frequency()
    {
        Tensor x = From([4.0, NaN, 1, 2, 3, NaN, NaN, NaN], 2, 4);
        Is(NanMedian(x, 1), 2, 3);
        Is(NanMedian(x), 2.5);
        Is(NanQuantile(x, 0.25, 1, keepDims: true), 1.5, 3);
        Is(NanMedian(From([NaN, NaN])), NaN);
        Is(NanQuantile(From([1, 2, 3]), 1), 3);
        Is(NanQuantile(From([-Infinity, 1, Infinity]), 0.5), 1);
        Is(Grad((Tensor v) => NanMedian(v))(From([5.0, NaN, 1])), 0.5, 0, 0.5);
        Assert.Throws<ArgumentException>(static () => NanMedian(Zeros(0)));
        Assert.Throws<ArgumentOutOfRangeException>(static () => NanQuantile(From([1.0]), -0.5));
        Is(KthValue(x, 2).Values, 2, NaN);
        Is(KthValue(x, 1, 0).Indices, 1, 0, 0, 0);
        Is(KthValue(From([3, 1, 2]), 3, keepDims: true).Indices, 0);
        Assert.Throws<ArgumentOutOfRangeException>(() => KthValue(x, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => KthValue(x, 5));
        (Tensor values, Tensor indices) = MostFrequent(From([3, 1, 3, 1, 2, 2, 2, 1, 5, 4, 9, 8], 3, 4));
        Is(values, 1, 2, 4);
        Is(indices, 1, 0, 1);
        Is(MostFrequent(From([NaN, 7, 7, NaN, NaN])).Values, 7);
        Is(MostFrequent(From([1.0, 2, 1, 3, 2, 1], 2, 3), 0, keepDims: true).Values, 1, 2, 1);
        Is(Grad((Tensor v) => MostFrequent(v).Values)(From([2.0, 1, 2])), 1, 0, 0);
        Assert.Throws<ArgumentException>(static () => MostFrequent(Zeros(2, 0)));
    }

    [Fact]
    public void Integrals_by_trapezoids()
    {
        Is(Trapezoid(From([1.0, 2, 4])), 4.5);
        Is(Trapezoid(From([1, 2, 4]), spacing: 0.5), 2.25);
        Is(Trapezoid(From([1.0, 2, 4]), From([0.0, 1, 3])), 7.5);
        Is(Trapezoid(From([1.0, 2, 3, 4], 2, 2), From([0.0, 2]), axis: 0), 4, 6);
        Is(Trapezoid(From([1.0])), 0);
        Is(CumulativeTrapezoid(From([1.0, 2, 4])), 1.5, 4.5);
        Assert.Contains("[2]", Assert.Throws<ArgumentException>(static () => Trapezoid(From([1.0, 2, 4]), From([1.0, 2]))).Message, StringComparison.Ordinal);
    }
}
