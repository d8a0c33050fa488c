using static Adjoint.Ops;

namespace Adjoint.Tests;

/// <summary>Products of matrices and vectors.</summary>
internal static class LinalgRows
{
    public static IReadOnlyList<Operation> All { get; } =
    [
        new("matmul", x => MatMul(x[0], x[1]),
            [
                [[2, 3], [3, 2]], [[3], [3]], [[3], [3, 2]], [[2, 3], [3]], [[2, 2, 3], [3, 2]], [[2, 3], [2, 3, 2]], [[2, 1, 2, 3], [3, 3, 2]],
                [[3], [2, 3, 2]], [[2, 2, 3], [3]], [[0, 3], [3, 2]], [[2, 0], [0, 3]], [[2, 3], [3, 0]], [[1, 1], [1, 1]],
            ]),
        new("matmul of transposed", x => MatMul(x[0].T, x[1].T), [[[3, 2], [2, 3]]]),
        new("dot", x => Dot(x[0], x[1]), [[[3], [3]], [[0], [0]]]),
        new("outer", x => Outer(x[0], x[1]), [[[3], [2]]]),
    ];
}
