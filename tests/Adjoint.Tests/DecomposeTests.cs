using System.Numerics;

using Xunit;

using static Adjoint.Autodiff;
using static Adjoint.Ops;
using static Adjoint.Tensor;

namespace Adjoint.Tests;

/// <summary>Decompositions: values of more digits, what degenerate matrices give, and what is refused.</summary>
public sealed class DecomposeTests
{
    private static readonly Tensor Definite = From([4.0, 1, 2, 1, 5, 3, 2, 3, 6], 3, 3), Tall = From([1.0, 2, 3, 4, 5, 7], 3, 2);

    private static readonly Tensor Singular = From([1.0, 2, 2, 4], 2, 2);

    [Fact]
    public void Factors_have_the_values_of_more_digits()
    {
        Close([2, 0, 0, 0.5, 2.17944947177033678, 0, 1, 1.14707866935280883, 1.91942973987478622], Cholesky(Definite));
        Close([2.19439716742240855, 3.38677015660754923, 9.41883267597004222], Eigvalsh(Definite));
        Close([0.3, 0, -0.1, 0, 2.0 / 7, -1.0 / 7, -0.1, -1.0 / 7, 1.9 / 7], Inverse(Definite));
        Close([70], Det(Definite));
        Close([4.24849524204935899], LogDet(Definite));
        Close([1, 4.24849524204935899], Stack(SlogDet(Definite).Sign, SlogDet(Definite).LogAbsDet));
        (Tensor q, Tensor r) = QR(Tall);
        Close([5.91607978309961604, 8.28251169633946246, 0, 0.632455532033675866], r);
        Close([0.169030850945703316, 0.948683298050513800, 0.507092552837109947, -0.316227766016837933, 0.845154254728516578, 0], q);
        (Tensor u, Tensor s, Tensor vh) = Svd(Tall);
        Close([10.1914282570972239, 0.367137685943899279], s);
        Close([0.216783895661798899, 0.938922878171110953, 0.490454135265736676, -0.341463904891271948, 0.844073150729504463, -0.0427344182513524463], u);
        Close([0.579753093094865652, 0.814792213418203967, -0.814792213418203967, 0.579753093094865652], vh);
    }

    [Fact]
    public void Functions_have_the_values_of_more_digits()
    {
        Tensor x = From([4.0, 1, 2, 3], 2, 2);
        Close([-1.47174180990179990, 1.12588141139567431, -1.68882211709351147, -1.75321216275071848], MatrixExp(From([1, 2, -3, 0.5], 2, 2)));
        Close([1.30400766847604869, 0.305430243958051688, 0.610860487916103377, 0.998577424517996998], MatrixLog(x));
        Close([1.96211650579089148, 0.273951471708898216, 0.547902943417796432, 1.68816503408199326], MatrixSqrt(x));
        Close([1, 100, 0, 1], MatrixExp(From([0.0, 100, 0, 0], 2, 2)));
        Close([1, 1e300, 0, 1], MatrixExpFrechet(Zeros([2, 2], DType.Float64), From([0.0, 1e300, 0, 0], 2, 2)) + Eye(2));
    }

    [Fact]
    public void Large_matrices_are_put_together_again()
    {
        foreach (long n in (long[])[17, 40, 100])
        {
            Tensor x = new RandomKey(3).Normal([n, n], DType.Float64), spd = MatMul(x, x.T) + Eye(n), b = x[..3].T;
            Close(spd, MatMul(Cholesky(spd), Cholesky(spd).T));
            Close(b, MatMul(x, Solve(x, b)), 1e-9);
            Close(b, MatMul(x.T, Solve(x.T, b)), 1e-9);
            (Tensor permutation, Tensor l, Tensor u) = LU(x);
            Close(Take(x, permutation), MatMul(l, u));
            (Tensor q, Tensor r) = QR(x[.., ..(int)(n - 3)]);
            Close(x[.., ..(int)(n - 3)], MatMul(q, r));
            Close(Eye(n - 3), MatMul(q.T, q));
            (Tensor w, Tensor v) = Eigh(spd);
            Close(spd, MatMul(v * w, v.T), 1e-10);
            (Tensor left, Tensor s, Tensor right) = Svd(x);
            Close(x, MatMul(left * s, right), 1e-10);
            Close(x, MatrixLog(MatrixExp(x * 0.01)) * 100, 1e-9);
        }
    }

    [Fact]
    public void A_matrix_has_the_same_bits_alone_and_in_a_stack()
    {
        foreach (long n in (long[])[1, 3, 6, 16, 17, 33])
        {
            Tensor x = new RandomKey(5).Normal([7, n, n], DType.Float64), spd = MatMul(x, SwapAxes(x, -1, -2)) + Eye(n), b = x[.., .., ..1];
            for (int i = 0; i < 7; i++)
            {
                Assert.Equal(Inverse(x[i]).ToArray<double>(), Inverse(x)[i].ToArray<double>());
                Assert.Equal(Solve(x[i], b[i]).ToArray<double>(), Solve(x, b)[i].ToArray<double>());
                Assert.Equal(Cholesky(spd[i]).ToArray<double>(), Cholesky(spd)[i].ToArray<double>());
            }
        }
    }

    [Fact]
    public void A_singular_matrix_has_a_determinant_and_its_derivative()
    {
        Close([4, -2, -2, 1], Grad((Tensor x) => Det(x))(Singular));
        Close([-3, 6, -3, 6, -12, 6, -3, 6, -3], Grad((Tensor x) => Det(x))(From([1.0, 2, 3, 4, 5, 6, 7, 8, 9], 3, 3)), 1e-12);
        Close([0], Det(Zeros([3, 3], DType.Float64)));
        Close([0, 0, 0, 0, 0, 0, 0, 0, 0], Grad((Tensor x) => Det(x))(Zeros([3, 3], DType.Float64)));
        Assert.Equal((0.0, double.NegativeInfinity), ((double)SlogDet(Singular).Sign, (double)SlogDet(Singular).LogAbsDet));
    }

    [Fact]
    public void Conditions_and_ranks()
    {
        Close([10.1914282570972239 / 0.367137685943899279], ConditionNumber(Tall), 1e-10);
        Close([21], ConditionNumber(From([1.0, 2, 3, 4], 2, 2), MatrixOrder.LargestColumn));
        Assert.Equal([double.PositiveInfinity, 2], ConditionNumber(From([0.0, 0, 0, 3, 1, 0, 0, 2], 2, 2, 2)).ToArray<double>());
        Assert.Throws<LinearAlgebraException>(() => ConditionNumber(Singular, MatrixOrder.Frobenius));
        Assert.Equal([1L, 2, 0], MatrixRank(Stack(Singular, Eye(2, DType.Float64), Zeros([2, 2], DType.Float64))).ToArray<long>());
        Assert.Equal((1L, 2L, 0L), ((long)MatrixRank(From([1.0, 0, 0, 1e-3], 2, 2), 0.01), (long)MatrixRank(Tall.Cast(DType.Float16)), (long)MatrixRank(Zeros(3, 0))));
    }

    [Fact]
    public void Complex_matrices_have_determinants()
    {
        // (1 + i)(2 - i) - 2i = 3 - i
        Tensor x = MakeComplex(From([1.0, 0, 2, 2], 2, 2), From([1.0, 1, 0, -1], 2, 2)), singular = MakeComplex(Singular, Singular);
        Assert.Equal([new(3, -1)], Det(x).ToArray<Complex>(), Nearly);
        Assert.Equal([new(3 / Math.Sqrt(10), -1 / Math.Sqrt(10))], SlogDet(x).Sign.ToArray<Complex>(), Nearly);
        Close([Math.Log(10) / 2], SlogDet(x).LogAbsDet);
        Assert.Equal([Complex.Zero], Det(singular).ToArray<Complex>(), Nearly);
        Assert.Equal((0.0, double.NegativeInfinity), ((double)Real(SlogDet(Zeros([2, 2], DType.Complex128)).Sign), (double)SlogDet(Zeros([2, 2], DType.Complex128)).LogAbsDet));
        Assert.Equal([Complex.One], Det(Zeros([0, 0], DType.Complex128)).ToArray<Complex>());
        // Beyond the range of numbers.
        Close([600 * Math.Log(10)], SlogDet(x * 0 + MakeComplex(Eye(2, DType.Float64), 0) * Complex.ImaginaryOne * 1e300).LogAbsDet, 1e-9);
    }

    [Fact]
    public void Eigenvalues_of_what_is_not_symmetric()
    {
        Tensor x = From([1.0, 2, -2, 1], 2, 2);
        (Tensor w, Tensor v) = Eig(x);
        double h = Math.Sqrt(0.5);
        Assert.Equal([new(1, -2), new(1, 2)], w.ToArray<Complex>(), Nearly);
        Assert.Equal([h, h, new(0, -h), new(0, h)], v.ToArray<Complex>(), Nearly);
        foreach (long n in (long[])[5, 40])
        {
            Tensor a = new RandomKey(4).Normal([n, n], DType.Float64), b = new RandomKey(5).Normal([n, n], DType.Float64), z = MakeComplex(a, b);
            foreach (Tensor m in (Tensor[])[a.Cast(DType.Complex128), z])
            {
                (w, v) = Eig(m);
                Close(Zeros([n, n], DType.Float64), Abs(MatMul(m, v) - v * w), 1e-11);
                Close(Ones([n], DType.Float64), Sum(Square(Abs(v)), 0));
                Close(Real(w), Sort(Real(w)).Values);
            }
        }

        // The sum of equal values is the trace.
        Close([1, 0, 0, 1], Grad((Tensor y) => Real(Sum(Eigvals(y))))(Eye(2, DType.Float64) * 3));
        Assert.Contains(Real(Eigvals(From([double.NaN, 1, 1, 1], 2, 2))).ToArray<double>(), double.IsNaN);
        Assert.Equal((DType.Complex64, DType.Complex64), (Eigvals(From([1, 2, 3, 4], 2, 2)).DType, Eigvals(Tall[..2].Cast(DType.Float16)).DType));
        Assert.Throws<ArgumentException>(() => Eig(Tall));
    }

    private static bool Nearly(Complex a, Complex b) => Complex.Abs(a - b) < 1e-14;

    [Fact]
    public void Equal_values_leave_derivatives_finite()
    {
        Tensor same = Eye(3, DType.Float64) * 2;
        Close([1, 0, 0, 0, 1, 0, 0, 0, 1], Grad((Tensor x) => Sum(Eigvalsh(x)))(same));
        Close([4, 0, 0, 0, 4, 0, 0, 0, 4], Grad((Tensor x) => Sum(Square(Svdvals(x))))(same));
        Assert.All(Hessian((Tensor x) => Sum(Square(Eigvalsh(x))))(same).ToArray<double>(), static h => Assert.True(double.IsFinite(h)));
        Assert.All(Grad((Tensor x) => Svd(x).U)(Singular).ToArray<double>(), static g => Assert.True(double.IsFinite(g)));
    }

    [Fact]
    public void What_has_no_result_names_the_matrix()
    {
        Tensor stack = Stack(Definite[..2, ..2], Singular, -Definite[..2, ..2]);
        Said("Solve: matrix [1] of the stack of shape [3] is singular", () => Solve(stack, Ones([2], DType.Float64)));
        Said("Inverse: the matrix is singular", () => Inverse(Singular));
        Said("Cholesky: matrix [1] of the stack of shape [2] is not positive definite", () => Cholesky(Take(stack, From([0, 2]))));
        Said("Cholesky: matrix [2] of the stack of shape [3] is not positive definite", () => Vmap((Tensor x) => Cholesky(x))(Stack(Definite, Definite, -Definite)));
        Said("MatrixLog: the matrix has an eigenvalue that is zero or negative", () => MatrixLog(-Definite));
        Said("MatrixSqrt: the matrix has a negative eigenvalue", () => MatrixSqrt(-Definite));
        Said("TriangularSolve: the matrix is singular", () => TriangularSolve(From([1.0, 0, 1, 0], 2, 2), Ones(2)));
        Said("Sylvester: the matrix has no unique solution", () => Sylvester(Definite, -Definite, Definite));
        Assert.Throws<ArgumentException>(() => Cholesky(Tall));
        Assert.Throws<ArgumentException>(() => Solve(Definite, Ones(2)));
        Assert.Throws<ArgumentException>(() => LeastSquares(Tall.T, Ones(2)));
        Assert.Throws<ArgumentException>(() => Det(Ones(3)));
    }

    [Fact]
    public void NaN_comes_out_as_NaN()
    {
        foreach (double odd in (double[])[double.NaN, double.PositiveInfinity])
        {
            Tensor x = Where(Eye(3) > 0, Definite, odd);
            foreach (Func<Tensor, Tensor> f in (Func<Tensor, Tensor>[])[Inverse, Det, Eigvalsh, Svdvals, MatrixExp, MatrixLog, MatrixSqrt, static x => QR(x).R, static x => PseudoInverse(x)])
                Assert.Contains(f(x).ToArray<double>(), double.IsNaN);
        }

        Assert.Contains(Cholesky(Where(Eye(3) > 0, Definite, double.NaN)).ToArray<double>(), double.IsNaN);
    }

    [Fact]
    public void Integers_and_halves_are_calculated_in_floats()
    {
        Assert.Equal(DType.Float32, Inverse(From([2, 0, 0, 4], 2, 2)).DType);
        Assert.Equal([0.5f, 0, 0, 0.25f], Inverse(From([2, 0, 0, 4], 2, 2)).ToArray<float>());
        Assert.Equal(DType.BFloat16, Solve(Definite.Cast(DType.BFloat16), Ones(3).Cast(DType.BFloat16)).DType);
        Assert.Equal(DType.Float16, QR(Tall.Cast(DType.Float16)).Q.DType);
    }

    [Fact]
    public void Matrices_without_rows_have_results()
    {
        Tensor none = Zeros([0, 0], DType.Float64);
        Close([1], Det(none));
        Close([0], LogDet(none));
        Assert.All([Inverse(none), Cholesky(none), MatrixExp(none), QR(none).Q, Eigh(none).Vectors, Svd(none).U], static x => Assert.Equal([0, 0], x.Shape));
        Assert.Equal([2, 0], PseudoInverse(Zeros([0, 2], DType.Float64)).Shape);
    }

    private static void Said(string text, Func<Tensor> f) => Assert.StartsWith(text, Assert.Throws<LinearAlgebraException>(f).Message, StringComparison.Ordinal);

    private static void Close(Tensor expected, Tensor actual, double tolerance = 1e-12)
    {
        Assert.Equal(expected.Count, actual.Count);
        double largest = (double)Max(Abs(Reshape(actual, -1) - Reshape(expected, -1)));
        Assert.True(largest <= tolerance * Math.Max(1, (double)Max(Abs(expected))), $"differs by {largest}: {actual}");
    }
}
