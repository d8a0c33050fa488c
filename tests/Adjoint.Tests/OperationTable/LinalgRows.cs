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
        new("inner", x => Inner(x[0], x[1]), [[[3], [3]], [[2, 3], [4, 3]], [[2, 2, 3], [3]], [[], [3]], [[0], [2, 0]]]),
        new("tensordot", x => TensorDot(x[0], x[1]), [[[2, 3, 2], [3, 2, 4]], [[3, 2], [3, 2]]]),
        new("tensordot over no axis", x => TensorDot(x[0], x[1], 0), [[[2], [3, 2]], [[], []]]),
        new("tensordot over axes", x => TensorDot(x[0], x[1], [0, -1], [2, 0]), [[[3, 2, 4], [4, 2, 3]]]),
        new("batch matmul", x => BatchMatMul(x[0], x[1]), [[[2, 2, 3], [2, 3, 4]], [[0, 2, 3], [0, 3, 1]]]),
        new("add matmul", x => AddMatMul(x[0], x[1], x[2], 1.5, -0.5), [[[2, 4], [2, 3], [3, 4]], [[4], [2, 3], [3, 4]], [[], [2, 3], [3]]]),
        new("add matmul of nothing", x => AddMatMul(x[0], x[1], x[2], beta: 0), [[[2, 4], [2, 3], [3, 4]]]),
        new("linear", x => Linear(x[0], x[1], x[2]), [[[2, 3], [4, 3], [4]], [[3], [2, 3], [2]], [[2, 2, 3], [1, 3], [1]]]),
        new("linear without bias", x => Linear(x[0], x[1]), [[[2, 3], [4, 3]], [[0, 3], [2, 3]]]),
        new("bilinear", x => Bilinear(x[0], x[1], x[2], x[3]), [[[2, 3], [2, 4], [5, 3, 4], [5]], [[3], [2], [1, 3, 2], [1]]]),
        new("kron", x => Kron(x[0], x[1]), [[[2, 3], [3, 2]], [[2], [3]], [[2, 2, 2], [3]], [[], [2, 2]]]),
        new("cross", x => Cross(x[0], x[1]), [[[3], [3]], [[2, 3], [3]], [[2, 1, 3], [4, 3]]]),
        new("cross over an axis", x => Cross(x[0], x[1], 0), [[[3, 2], [3, 2]]]),
        new("matrix power", x => MatrixPower(x[0], 5), [[[2, 2]], [[2, 3, 3]]]) { High = 1, Low = -1 },
        new("matrix power of nothing", x => MatrixPower(x[0], 0) + x[0], [[[2, 2]], [[2, 3, 3]]]) { HasSecondOrder = false },
        new("matrix power, negative", x => MatrixPower(x[0] + 5 * Tensor.Eye(x[0].Shape[^1]), -2), [[[2, 2]], [[2, 3, 3]]]),
        new("multi dot", x => MultiDot(x[0], x[1], x[2]), [[[2, 3], [3, 4], [4, 2]], [[3], [3, 4], [4]]]),
        new("matrix norm", x => MatrixNorm(x[0]), [[[3, 2]], [[2, 2, 3]]]),
        new("matrix norm, nuclear", x => MatrixNorm(x[0], MatrixOrder.Nuclear), [[[3, 2]], [[2, 2, 3]]]) { SinglePrecision = 2e-5 },
        new("matrix norm, spectral", x => MatrixNorm(x[0], MatrixOrder.Spectral), [[[3, 2]], [[2, 2, 3]]]) { SinglePrecision = 2e-5 },
        new("matrix norm, columns", x => MatrixNorm(x[0], MatrixOrder.LargestColumn, keepDims: true), [[[3, 2]], [[2, 2, 3]]]) { HasSecondOrder = false },
        new("matrix norm, rows", x => MatrixNorm(x[0], MatrixOrder.LargestRow), [[[3, 2]], [[2, 2, 3]]]) { HasSecondOrder = false },
        new("vander", x => Vander(x[0]), [[[3]], [[2, 3]], [[1]]]),
        new("vander, decreasing", x => Vander(x[0], 4, increasing: false), [[[3]], [[]]]),
        new("covariance", x => Covariance(x[0]), [[[3, 4]], [[4]]]),
        new("covariance of the population", x => Covariance(x[0], correction: 0), [[[3, 4]]]),
        new("cdist", x => Cdist(x[0], x[1]), [[[3, 2], [2, 2]], [[2, 3, 2], [2, 2]], [[0, 2], [2, 2]]]),
    ];
}
