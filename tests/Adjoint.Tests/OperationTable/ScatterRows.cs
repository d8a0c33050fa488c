using static Adjoint.Ops;

namespace Adjoint.Tests;

/// <summary>Writing at positions that are data.</summary>
internal static class ScatterRows
{
    private static readonly Tensor s_twice = Tensor.From([1, 0, 1, -1], 4, 1), s_rows = Tensor.From([2, 0, 2]);

    private static readonly long[][][] s_elements = [[[3, 2], [4, 2]], [[3, 2], [4, 1]]], s_slices = [[[2, 3], [2, 3]], [[2, 3, 2], [3, 2]]];

    public static IReadOnlyList<Operation> All { get; } =
    [
        new("scatter", x => Scatter(x[0], s_twice, x[1], 0), s_elements) { HasSecondOrder = false },
        new("scatter_add", x => ScatterAdd(x[0], s_twice, x[1], 0), s_elements) { HasSecondOrder = false },
        new("scatter_mean", x => ScatterMean(x[0], s_twice, x[1], 0), s_elements) { HasSecondOrder = false },
        new("scatter_max", x => ScatterMax(x[0], s_twice, x[1] + 0.013, 0), s_elements) { Distinct = true, HasSecondOrder = false },
        new("scatter_min", x => ScatterMin(x[0], s_twice, x[1] + 0.013, 0), s_elements) { Distinct = true, HasSecondOrder = false },
        new("index_copy", x => IndexCopy(x[0], s_rows, x[1], 1), s_slices) { HasSecondOrder = false },
        new("index_add", x => IndexAdd(x[0], s_rows, x[1], 1), s_slices) { HasSecondOrder = false },
        new("index_max", x => IndexMax(x[0], s_rows, x[1] + 0.013, 1), s_slices) { Distinct = true, HasSecondOrder = false },
        new("index_min", x => IndexMin(x[0], s_rows, x[1] + 0.013, 1), s_slices) { Distinct = true, HasSecondOrder = false },
        new("index_copy by a matrix", x => IndexCopy(x[0], Tensor.From([2, 0, 1, 2], 2, 2), x[1], 1), [[[2, 3, 2], [2, 2, 2, 2]]]) { HasSecondOrder = false },
        new("with places", x => x[0].With(x[1], Tensor.From([0, 1, 0]), .., Tensor.From([1, 1, 1])), [[[2, 3, 2], [3, 3]], [[2, 3, 2], []]]) { HasSecondOrder = false },
        new("add at places", x => x[0].AddAt(x[1], 1.., Tensor.From([0, 2, 0])), [[[3, 3], [2, 3]]]) { HasSecondOrder = false },
        new("add at a part", x => x[0].AddAt(x[1], 1.., 0), [[[3, 3], [2]]]) { HasSecondOrder = false },
        new("max at places", x => x[0].MaxAt(x[1] + 0.013, Tensor.From([0, 2, 0])), [[[3], [3]]]) { Distinct = true, HasSecondOrder = false },
        new("min at a part", x => x[0].MinAt(x[1] + 0.013, 1..), [[[3], [2]]]) { Distinct = true, HasSecondOrder = false },
    ];
}
