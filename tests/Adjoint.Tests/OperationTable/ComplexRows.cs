using static Adjoint.Ops;
using static Adjoint.Tests.OperationShapes;

namespace Adjoint.Tests;

/// <summary>Functions of complex numbers, as real functions of their parts: one of both parts of the result.</summary>
internal static class ComplexRows
{
    private static readonly long[][][] s_matrices = [[[2, 3], [2, 3], [3, 2], [3, 2]], [[2, 2, 3], [2, 2, 3], [3, 1], [3, 1]]];
    private static readonly long[][][] s_systems = [[[2, 2], [2, 2], [2, 3], [2, 3]], [[3, 2, 2], [2, 2], [2, 1], [3, 2, 1]], [[2, 2], [2, 2], [2], [2]]];
    private static readonly long[][][] s_four = [[[2, 3], [2, 3], [2, 3], [2, 3]], [[2, 3], [2, 3], [3], [3]], [[], [], [2], [2]], [[0], [0], [0], [0]]];
    private static readonly long[][][] s_squares = [[[3, 3], [3, 3]], [[2, 2, 2], [2, 2, 2]], [[1, 1], [1, 1]]];
    private static readonly long[][][] s_rows = [[[2, 3], [2, 3]], [[4], [4]], [[2, 2, 2], [2, 2, 2]]];
    private static readonly Tensor s_places = Tensor.From([2L, 0, 2]);

    public static IReadOnlyList<Operation> All { get; } =
    [
        new("complex", x => Parts(MakeComplex(x[0], x[1])), Two) { HasSecondOrder = false },
        new("real and imaginary", x => Real(Number(x)) * 2.0 - Imaginary(Number(x)), Two) { HasSecondOrder = false },
        new("conjugate", x => Parts(Conjugate(Number(x))), Two) { HasSecondOrder = false },
        new("angle", x => Angle(Number(x)), Two) { Low = 0.3 },
        new("abs of complex", x => Abs(Number(x)), Two) { Low = 0.3 },
        new("sign of complex", x => Parts(Sign(Number(x))), Two) { Low = 0.3 },
        new("exp of complex", x => Parts(Exp(Number(x))), Two),
        new("log of complex", x => Parts(Log(Number(x))), Two) { Low = 0.3 },
        new("sqrt of complex", x => Parts(Sqrt(Number(x))), Two) { Low = 0.3 },
        new("square of complex", x => Parts(Square(Number(x))), Two),
        new("reciprocal of complex", x => Parts(Reciprocal(Number(x))), Two) { Low = 0.3 },
        new("negative of complex", x => Parts(-Number(x)), Two) { HasSecondOrder = false },
        new("sin of complex", x => Parts(Sin(Number(x))), Two),
        new("cos of complex", x => Parts(Cos(Number(x))), Two),
        new("tan of complex", x => Parts(Tan(Number(x))), Two) { Low = 0.2, High = 0.9 },
        new("sinh of complex", x => Parts(Sinh(Number(x))), Two),
        new("cosh of complex", x => Parts(Cosh(Number(x))), Two),
        new("tanh of complex", x => Parts(Tanh(Number(x))), Two) { Low = 0.2, High = 0.9 },
        new("asin of complex", x => Parts(Asin(Number(x))), Two) { Low = 0.3 },
        new("acos of complex", x => Parts(Acos(Number(x))), Two) { Low = 0.3 },
        new("atan of complex", x => Parts(Atan(Number(x))), Two) { Low = 0.3 },
        new("asinh of complex", x => Parts(Asinh(Number(x))), Two) { Low = 0.3 },
        new("acosh of complex", x => Parts(Acosh(Number(x))), Two) { Low = 0.3 },
        new("atanh of complex", x => Parts(Atanh(Number(x))), Two) { Low = 0.3 },
        new("log1p of complex", x => Parts(Log1p(Number(x))), Two) { Low = 0.3 },
        new("log2 of complex", x => Parts(Log2(Number(x)) + Log10(Number(x))), Two) { Low = 0.3 },
        new("expm1 of complex", x => Parts(Expm1(Number(x))), Two),
        new("det of complex", x => Parts(Det(Number(x) + 3 * Tensor.Eye(x[0].Shape[^1], x[0].DType))), s_squares) { SinglePrecision = 2e-5 },
        new("slogdet of complex", x => SlogDet(Regular(x)).LogAbsDet + Parts(SlogDet(Regular(x)).Sign), s_squares) { SinglePrecision = 2e-5 },
        new("values of eig", x => Parts(Eigvals(Stretched(x[0]))), [[[3, 3]], [[2, 2, 2]], [[1, 1]], [[0, 0]]]) { SinglePrecision = 2e-5 },
        new("values and vectors of eig", x => Parts(ExpandDims(Eig(Turned(x)).Values, -2) * Eig(Turned(x)).Vectors), s_squares) { SinglePrecision = 5e-5 },
        new("add complex", x => Parts(Number(x) + Other(x)), s_four) { HasSecondOrder = false },
        new("subtract complex", x => Parts(Number(x) - Other(x)), s_four) { HasSecondOrder = false },
        new("multiply complex", x => Parts(Number(x) * Other(x)), s_four),
        new("multiply complex and real", x => Parts(Number(x) * x[0]), Two),
        new("divide complex", x => Parts(Number(x) / Other(x)), s_four) { Low = 0.3 },
        new("power of complex", x => Parts(Pow(Number(x), Other(x))), s_four) { Low = 0.3, High = 1.2, SinglePrecision = 5e-6 },
        new("matmul of complex", x => Parts(MatMul(Number(x), Other(x))), s_matrices),
        new("solve of complex", x => Parts(Solve(Number(x) + 3 * Tensor.Eye(2, x[0].DType), Other(x))), s_systems),
        new("inverse of complex", x => Parts(Inverse(Number(x) + 3 * Tensor.Eye(2, x[0].DType))), [[[2, 2], [2, 2]], [[3, 2, 2], [2, 2]]]),
        new("sum of complex", x => Parts(Sum(Number(x), axis: -1)), s_rows) { HasSecondOrder = false },
        new("mean of complex", x => Parts(Mean(Number(x), axis: 0)), s_rows) { HasSecondOrder = false },
        new("cumsum of complex", x => Parts(CumSum(Number(x))), s_rows) { HasSecondOrder = false },
        new("take of complex", x => Parts(Take(Number(x), s_places % x[0].Shape[^1], -1)), s_rows) { HasSecondOrder = false },
        new("slices of complex, used twice", x => Parts(Number(x)[TensorIndex.Ellipsis, ..2] * Number(x)[TensorIndex.Ellipsis, ^2..]), s_rows),
        new("where of complex", x => Parts(Where(Greater(x[0], 0), Number(x), Conjugate(Number(x)) * 2)), s_rows) { HasSecondOrder = false },
        new("complex to double precision", x => Parts(Cast(Cast(Number(x), DType.Complex128), Number(x).DType)), s_rows) { HasSecondOrder = false },
        new("real as complex", x => Parts(Cast(x[0], Number(x).DType) * Number(x)), s_rows),
    ];

    private static Tensor Number(Tensor[] x) => MakeComplex(x[0], x[1]);

    private static Tensor Other(Tensor[] x) => MakeComplex(x[2], x[3]);

    private static Tensor Regular(Tensor[] x) => Number(x) + 3 * Tensor.Eye(x[0].Shape[^1], x[0].DType);

    // Eigenvalues far from each other, and columns whose largest element is not nearly as large as another.
    private static Tensor Stretched(Tensor x) => x + Tensor.Eye(x.Shape[^1], x.DType) * (8 * (Tensor.Arange(x.Shape[^1]) + 1));

    private static Tensor Turned(Tensor[] x) => MakeComplex(Stretched(x[0]), x[1]);

    // Neither part may be lost, nor may one stand for the other.
    private static Tensor Parts(Tensor z) => Real(z) * 0.7 + Imaginary(z) * 1.9;
}
