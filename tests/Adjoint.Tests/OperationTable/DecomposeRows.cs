using static Adjoint.Ops;

namespace Adjoint.Tests;

/// <summary>Decompositions of matrices, systems of equations and functions of matrices.</summary>
internal static class DecomposeRows
{
    private static readonly long[][][] Squares = [[[3, 3]], [[2, 3, 3]], [[1, 1]], [[0, 0]], [[0, 2, 2]]];

    private static readonly long[][][] Systems =
        [[[3, 3], [3]], [[3, 3], [3, 2]], [[2, 3, 3], [3, 1]], [[3, 3], [2, 3, 2]], [[2, 1, 3, 3], [2, 3, 2]], [[0, 0], [0, 2]], [[3, 3], [3, 0]], [[1, 1], [1]]];

    private static readonly long[][][] Tall = [[[4, 3]], [[3, 3]], [[2, 3, 2]], [[1, 1]], [[3, 0]], [[0, 3, 2]]];

    public static IReadOnlyList<Operation> All { get; } =
    [
        new("solve", x => Solve(Regular(x[0]), x[1]), Systems) { SinglePrecision = 2e-5 },
        new("solve of transposed", x => Solve(Regular(x[0]).T, x[1]), [[[3, 3], [3, 2]]]) { SinglePrecision = 2e-5 },
        new("inverse", x => Inverse(Regular(x[0])), Squares) { SinglePrecision = 2e-5 },
        new("det", x => Det(Regular(x[0])), Squares) { SinglePrecision = 2e-5 },
        new("slogdet", x => SlogDet(Regular(x[0])).LogAbsDet, Squares) { SinglePrecision = 2e-5 },
        new("sign of slogdet", x => SlogDet(Regular(x[0])).Sign * Sum(x[0]), Squares) { HasSecondOrder = false },
        new("logdet", x => LogDet(Definite(x[0])), Squares) { SinglePrecision = 2e-5 },
        new("cholesky", x => Cholesky(Definite(x[0])), Squares) { SinglePrecision = 2e-5 },
        new("cholesky of what is not symmetric", x => Cholesky(Definite(x[0]) + x[1]), [[[3, 3], [3, 3]]]) { Low = -0.3, High = 0.3 },
        new("cholesky_solve", x => CholeskySolve(x[1], Regular(x[0])), Systems) { SinglePrecision = 5e-5 },
        new("triangular_solve", x => TriangularSolve(Regular(x[0]), x[1]), Systems) { SinglePrecision = 2e-5 },
        new("triangular_solve, upper", x => TriangularSolve(Regular(x[0]), x[1], upper: true), Systems) { SinglePrecision = 2e-5 },
        new("triangular_solve, upper and unit", x => TriangularSolve(x[0], x[1], upper: true, unit: true), Systems) { SinglePrecision = 2e-5 },
        new("triangular_solve of transposed", x => TriangularSolve(Regular(x[0]).T, x[1], unit: true), [[[3, 3], [3, 2]]]) { SinglePrecision = 2e-5 },
        new("lu", x => LU(Regular(x[0])).L + LU(Regular(x[0])).U, Squares) { SinglePrecision = 2e-5 },
        new("lu of tall matrices", x => MatMul(LU(Stretched(x[0])).L, Square(LU(Stretched(x[0])).U)), [[[4, 2]], [[2, 3, 2]]]) { SinglePrecision = 2e-5 },
        new("lu of wide matrices", x => MatMul(Square(LU(Stretched(x[0])).L), LU(Stretched(x[0])).U), [[[2, 4]], [[2, 2, 3]]]) { SinglePrecision = 2e-5 },
        new("q of qr", x => QR(Stretched(x[0])).Q, Tall) { SinglePrecision = 2e-5 },
        new("r of qr", x => QR(Stretched(x[0])).R, Tall) { SinglePrecision = 2e-5 },
        new("qr", x => Concat([QR(Stretched(x[0])).Q, QR(Stretched(x[0])).R], -2), Tall) { SinglePrecision = 2e-5 },
        new("qr of wide matrices", x => Concat([QR(Stretched(x[0])).Q, QR(Stretched(x[0])).R], -1), [[[2, 3]], [[2, 1, 3]]]) { SinglePrecision = 2e-5 },
        new("householder_product", x => HouseholderProduct(x[0], x[1]), [[[4, 2], [2]], [[3, 3], [2]], [[2, 3, 2], [2, 2]], [[3, 2], [0]]]) { SinglePrecision = 2e-5 },
        new("values of eigh", x => Eigvalsh(Stretched(x[0])), Squares) { SinglePrecision = 2e-5 },
        new("vectors of eigh", x => Eigh(Stretched(x[0])).Vectors, Squares) { SinglePrecision = 2e-5 },
        new("function of a symmetric matrix", x => OfEigenvalues(Stretched(x[0])), Squares) { SinglePrecision = 5e-5 },
        new("values of svd", x => Svdvals(Stretched(x[0])), [.. Tall, [[2, 3]]]) { SinglePrecision = 2e-5 },
        new("u of svd", x => Svd(Stretched(x[0])).U, [.. Tall, [[2, 3]]]) { SinglePrecision = 5e-5 },
        new("vh of svd", x => Svd(Stretched(x[0])).Vh, [.. Tall, [[2, 3]]]) { SinglePrecision = 5e-5 },
        new("function of singular values", x => OfSingularValues(Stretched(x[0])), [.. Tall, [[2, 3]]]) { SinglePrecision = 5e-5 },
        new("pseudo_inverse", x => PseudoInverse(Stretched(x[0])), [.. Tall, [[2, 3]]]) { SinglePrecision = 2e-5 },
        new("pseudo_inverse of rank one", x => PseudoInverse(MatMul(ExpandDims(x[0], -1), ExpandDims(x[1], -2)), 1e-4), [[[3], [2]], [[2, 3], [2, 2]]]) { SinglePrecision = 2e-4, Low = 0.5 },
        new("condition number", x => ConditionNumber(Stretched(x[0])), [.. Tall.Where(static s => s[0].All(static n => n > 0)), [[2, 3]]]) { SinglePrecision = 2e-5 },
        new("condition number by rows", x => ConditionNumber(Stretched(x[0]), MatrixOrder.LargestRow), [[[3, 3]]]) { SinglePrecision = 2e-5 },
        new("least squares", x => LeastSquares(Stretched(x[0]), x[1]), [[[4, 3], [4]], [[4, 3], [4, 2]], [[2, 3, 2], [3, 1]], [[3, 3], [3]]]) { SinglePrecision = 2e-5 },
        new("matrix_exp", x => MatrixExp(x[0] * 0.5), Squares) { SinglePrecision = 2e-5 },
        new("matrix_exp, with squaring", x => MatrixExp(x[0] * 3), [[[2, 2]]]) { SinglePrecision = 1e-4, High = 1, Low = -1 },
        new("matrix_exp_frechet", x => MatrixExpFrechet(x[0] * 0.5, x[1]), [[[2, 2], [2, 2]], [[2, 2, 2], [2, 2, 2]]]) { SinglePrecision = 2e-5 },
        new("matrix_exp times matrices", x => MatrixExpAction(x[0] * 0.5, x[1]), [[[3, 3], [3]], [[2, 3, 3], [3, 2]]]) { SinglePrecision = 2e-5 },
        new("matrix_log", x => MatrixLog(Regular(x[0])), Squares) { SinglePrecision = 2e-5 },
        new("matrix_sqrt", x => MatrixSqrt(Regular(x[0])), Squares) { SinglePrecision = 2e-5 },
        new("sylvester", x => Sylvester(Regular(x[0]), Regular(x[1]), x[2]), [[[3, 3], [2, 2], [3, 2]], [[2, 1, 2, 2], [2, 2], [3, 2, 2]], [[0, 0], [2, 2], [0, 2]]]) { SinglePrecision = 2e-5 },
        new("lyapunov", x => Lyapunov(Regular(x[0]), x[1]), [[[3, 3], [3, 3]]]) { SinglePrecision = 2e-5 },
    ];

    // Eigenvalues far from zero and from the negative real axis.
    private static Tensor Regular(Tensor x) => x + 7 * Tensor.Eye(x.Shape[^1]);

    private static Tensor Definite(Tensor x) => MatMul(x, SwapAxes(x, -1, -2)) + 2 * Tensor.Eye(x.Shape[^1]);

    // Eigenvalues and singular values far from each other and from zero.
    private static Tensor Stretched(Tensor x) => x + Tensor.Eye(x.Shape[^2], x.Shape[^1]) * (8 * (Tensor.Arange(0, x.Shape[^1]) + 1));

    private static Tensor OfEigenvalues(Tensor x)
    {
        (Tensor values, Tensor vectors) = Eigh(x);
        return MatMul(vectors * ExpandDims(Sin(values), -2), SwapAxes(vectors, -1, -2));
    }

    private static Tensor OfSingularValues(Tensor x)
    {
        (Tensor u, Tensor s, Tensor vh) = Svd(x);
        return MatMul(u * ExpandDims(Tanh(0.1 * s), -2), vh);
    }
}
