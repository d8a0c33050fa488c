using static Adjoint.Ops;

namespace Adjoint.Tests;

/// <summary>Order along an axis.</summary>
internal static class SortRows
{
    public static IReadOnlyList<Operation> All { get; } =
    [
        new("several quantiles", x => Quantile(x[0], Tensor.From([0.1, 0.5, 0.9, 1]), 1), [[[2, 5]], [[3, 4, 2]]]) { Distinct = true, HasSecondOrder = false },
        new("quantiles by place", x => Quantile(Cast(Tensor.From([1.0, 4, 2, 8]), x[0].DType), x[0]), OperationShapes.One) { Low = 0.4, High = 0.6, HasSecondOrder = false },
        new("sort", x => Sort(x[0]).Values, [[[2, 3]], [[5]], [[2, 0]], [[0, 3]]]) { Distinct = true, HasSecondOrder = false },
        new("sort, descending along the first axis", x => Sort(x[0], 0, true).Values, [[[2, 3]], [[3, 2, 2]]]) { Distinct = true, HasSecondOrder = false },
        new("topk", x => TopK(x[0], 2).Values, [[[2, 3]], [[5]]]) { Distinct = true, HasSecondOrder = false },
        new("topk, smallest along the first axis", x => TopK(x[0], 1, 0, false).Values, [[[3, 2]]]) { Distinct = true, HasSecondOrder = false },
        new("median", x => Median(x[0]), [[[2, 3]], [[5]], [[]]]) { Distinct = true, HasSecondOrder = false },
        new("quantile", x => Quantile(x[0], 0.3, (0, 2), true), [[[2, 3, 2]]]) { Distinct = true, HasSecondOrder = false },
        new("nanmedian", x => NanMedian(With(x[0], double.NaN), 1), [[[2, 5]], [[2, 4]]]) { Distinct = true, HasSecondOrder = false },
        new("nanquantile", x => NanQuantile(With(x[0], double.NaN), 0.3, (0, 2), true), [[[2, 3, 2]]]) { Distinct = true, HasSecondOrder = false },
        new("kthvalue", x => KthValue(x[0], 2, 0).Values, [[[3, 2]], [[5]]]) { Distinct = true, HasSecondOrder = false },
        new("most_frequent", x => MostFrequent(x[0], 0).Values, [[[3, 2]], [[5]]]) { Distinct = true, HasSecondOrder = false },
        new("segment_min", x => SegmentMin(x[0], Tensor.From([1, 0, 1]), 2), [[[3, 2]], [[3]]]) { Distinct = true, HasSecondOrder = false },
        new("histogram of weights", x => Histogram(Tensor.From([0.5, 2, 1, 7]), Tensor.From([0.0, 1, 2]), x[0]), [[[4]]]) { HasSecondOrder = false },
        new("segment_sum", x => SegmentSum(x[0], Tensor.From([2, 0, 2]), 4), [[[3, 2]], [[3]]]) { HasSecondOrder = false },
        new("segment_mean", x => SegmentMean(x[0], Tensor.From([2, 0, 2]), 4), [[[3, 2]], [[3]]]) { HasSecondOrder = false },
        new("segment_max", x => SegmentMax(x[0], Tensor.From([1, 0, 1]), 2), [[[3, 2]], [[3]]]) { Distinct = true, HasSecondOrder = false },
        new("bincount", x => BinCount(Tensor.From([1, 0, 1, 7]), 2, x[0]), [[[4]]]) { HasSecondOrder = false },
    ];

    // With another number in the first place of each row.
    private static Tensor With(Tensor x, double first) => Where(Equal(Tensor.Arange(x.Shape[^1]), 0L), first, x);
}
