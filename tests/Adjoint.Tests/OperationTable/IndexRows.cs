using static Adjoint.Ops;

namespace Adjoint.Tests;

/// <summary>Parts of tensors.</summary>
internal static class IndexRows
{
    public static IReadOnlyList<Operation> All { get; } =
    [
        new("index by numbers", x => x[0][1, ^1], [[[2, 3]], [[2, 3, 2]]]) { HasSecondOrder = false },
        new("slice", x => x[0][.., 1..3], [[[2, 4]], [[3, 3, 2]]]) { HasSecondOrder = false },
        new("slice with steps", x => x[0][TensorIndex.Slice(null, null, -2), TensorIndex.Slice(1, null, 2)], [[[5, 4]]]) { HasSecondOrder = false },
        new("empty slice", x => x[0][2..2], [[[3, 2]]]) { HasSecondOrder = false },
        new("new axis and ellipsis", x => x[0][TensorIndex.NewAxis, TensorIndex.Ellipsis, 0], [[[2, 3]], [[4]]]) { HasSecondOrder = false },
        new("with", x => x[0].With(x[1], 1.., 0), [[[3, 2], [2]], [[3, 2], []]]) { HasSecondOrder = false },
        new("with, backwards in steps", x => x[0].With(x[1], TensorIndex.Slice(null, null, -2)), [[[5], [3]]]) { HasSecondOrder = false },
        new("take", x => Take(x[0], Tensor.From([2, 0, -1, 2]), 1), [[[2, 3]], [[2, 3, 2]]]) { HasSecondOrder = false },
        new("take rows by a matrix", x => Take(x[0], Tensor.From([1, 0, 1, 1], 2, 2)), [[[2, 3]], [[2]]]) { HasSecondOrder = false },
        new("take along axis", x => TakeAlongAxis(x[0], Tensor.From([2, 0, 0, 1], 2, 2)), [[[2, 3]]]) { HasSecondOrder = false },
        new("take of all", x => Take(x[0], Tensor.From([5, 0, -1, 5], 2, 2), null), [[[2, 3]], [[6]]]) { HasSecondOrder = false },
        new("masked_select", x => MaskedSelect(x[0], Tensor.From([true, false, true])), [[[2, 3]], [[3]]]) { HasSecondOrder = false },
        new("index by a mask", x => x[0][Tensor.From([true, false, false, true, true, false], 2, 3)], [[[2, 3, 2]], [[2, 3]]]) { HasSecondOrder = false },
        new("index by two tensors", x => x[0][Tensor.From([0, 1, 1]), .., null, Tensor.From([1, 0, 1])], [[[2, 3, 2]]]) { HasSecondOrder = false },
        new("index by a tensor", x => x[0][.., Tensor.From([0, 0, 2])], [[[2, 3]]]) { HasSecondOrder = false },
    ];
}
