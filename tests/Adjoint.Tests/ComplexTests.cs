using System.Numerics;

using Xunit;

using static Adjoint.Autodiff;
using static Adjoint.Ops;

using static System.Math;

namespace Adjoint.Tests;

/// <summary>Arithmetic of complex numbers, against that of the framework, and derivatives in PyTorch's convention.</summary>
public sealed class ComplexTests
{
    private static readonly Complex[] s_numbers =
        [new(0, 0), new(1, 0), new(-1, 0), new(0, 1), new(0, -2), new(3, 4), new(-3, 4), new(-0.5, -0.25), new(1e-3, 2e-3), new(0.8, 0.6)];

    public static TheoryData<DType> Types => [DType.Complex64, DType.Complex128];

    [Theory, MemberData(nameof(Types))]
    public void Functions_of_one_number_are_those_of_the_framework(DType dtype)
    {
        Same(dtype, x => -x, z => -z);
        Same(dtype, Conjugate, Complex.Conjugate);
        Same(dtype, Square, z => z * z);
        Same(dtype, Exp, Complex.Exp);
        Same(dtype, Sqrt, Complex.Sqrt);
        Same(dtype, Sin, Complex.Sin);
        Same(dtype, Cos, Complex.Cos);
        Same(dtype, Tan, Complex.Tan);
        Same(dtype, Sinh, Complex.Sinh);
        Same(dtype, Cosh, Complex.Cosh);
        Same(dtype, Tanh, Complex.Tanh);
        Same(dtype, x => Cast(Abs(x), dtype), z => Complex.Abs(z));
        Same(dtype, x => Cast(Angle(x), dtype), z => z.Phase);
        Same(dtype, Sign, z => z == 0 ? 0 : z / Complex.Abs(z));
        Same(dtype, Log, Complex.Log, s_numbers[1..]);
        Same(dtype, Reciprocal, Complex.Reciprocal, s_numbers[1..]);
    }

    // Values of C's functions; at a cut the sign of a zero says on which side.
    [Fact]
    public void Inverse_functions_have_the_cuts_of_C()
    {
        Complex[] numbers = [new(2, 0.0), new(2, -0.0), new(-2, 0.0), new(0.3, -0.4), new(0, 2), new(0, -2)];
        Are(Asin, [new(1.5707963267948966, 1.3169578969248166), new(1.5707963267948966, -1.3169578969248166), new(-1.5707963267948966, 1.3169578969248166),
            new(0.28062956229180586, -0.4051123371780309), new(0, 1.4436354751788103), new(0, -1.4436354751788103)]);
        Are(Acos, [new(0, -1.3169578969248166), new(0, 1.3169578969248166), new(3.141592653589793, -1.3169578969248166),
            new(1.2901667645030908, 0.4051123371780309), new(1.5707963267948966, -1.4436354751788103), new(1.5707963267948966, 1.4436354751788103)]);
        Are(Atan, [1.1071487177940904, 1.1071487177940904, -1.1071487177940904,
            new(0.3373704711117763, -0.37908687234202215), new(1.5707963267948966, 0.5493061443340549), new(1.5707963267948966, -0.5493061443340549)]);
        Are(Asinh, [1.4436354751788103, 1.4436354751788103, -1.4436354751788103,
            new(0.3189624333048183, -0.3903162045220237), new(1.3169578969248166, 1.5707963267948966), new(1.3169578969248166, -1.5707963267948966)]);
        Are(Acosh, [1.3169578969248166, 1.3169578969248166, new(1.3169578969248166, 3.141592653589793),
            new(0.4051123371780309, -1.2901667645030908), new(1.4436354751788103, 1.5707963267948966), new(1.4436354751788103, -1.5707963267948966)]);
        Are(Atanh, [new(0.5493061443340549, 1.5707963267948966), new(0.5493061443340549, -1.5707963267948966), new(-0.5493061443340549, 1.5707963267948966),
            new(0.2614921387956719, -0.4088225229163512), new(0, 1.1071487177940904), new(0, -1.1071487177940904)]);

        void Are(Func<Tensor, Tensor> function, Complex[] expected) =>
            Assert.Equal(expected, function(Tensor.From(numbers)).ToArray<Complex>(), static (a, b) => Complex.Abs(a - b) < 1e-14);
    }

    [Fact]
    public void Small_numbers_keep_their_digits()
    {
        Tensor small = Tensor.From([new Complex(1e-20, 1e-20), new Complex(0.5, -0.25)]);
        Assert.Equal([new(1e-20, 1e-20), new(0.41916459520222160, -0.16514867741462683)], Log1p(small).ToArray<Complex>(), static (a, b) => Complex.Abs(a - b) < 1e-15 * Complex.Abs(a));
        Assert.Equal([new(1e-20, 1e-20), new(0.59746651911991270, -0.40790017007835977)], Expm1(small).ToArray<Complex>(), static (a, b) => Complex.Abs(a - b) < 1e-15 * Complex.Abs(a));
        Assert.Equal([1, new(0, 1.4426950408889634 * PI / 2)], Log2(Tensor.From([new Complex(2, 0), Complex.ImaginaryOne])).ToArray<Complex>(), static (a, b) => Complex.Abs(a - b) < 1e-15);
    }

    [Theory, MemberData(nameof(Types))]
    public void Functions_of_two_numbers_are_those_of_the_framework(DType dtype)
    {
        foreach (Complex b in s_numbers[1..])
        {
            Tensor second = Cast(Tensor.Scalar(b), dtype);
            Same(dtype, x => x + second, z => z + b);
            Same(dtype, x => x - second, z => z - b);
            Same(dtype, x => x * second, z => z * b);
            Same(dtype, x => x / second, z => z / b);
            Same(dtype, x => Pow(x, second), z => z == 0 ? 0 : Complex.Pow(z, b));
        }

        Same(dtype, x => Pow(x, 0), z => 1);
        Same(dtype, x => 2 * x - 1, z => 2 * z - 1);
    }

    [Fact]
    public void Norms_and_variances_are_real()
    {
        Tensor x = Tensor.From([new Complex(1, 2), new Complex(3, -2), new Complex(2, 0)]);
        Near(10.0 / 3, Variance(x));
        Near(5, Variance(x, correction: 1));
        Near(Sqrt(5.0), StandardDeviation(x, correction: 1));
        Near(5, Real(Covariance(x)));
        Near(0, Imaginary(Covariance(x)));
        Near(Sqrt(22.0), Norm(x));
        Near(Sqrt(5.0) + Sqrt(13.0) + 2, Norm(x, order: 1));
        Near(Sqrt(13.0), Norm(x, order: double.PositiveInfinity));
        Near(5, Norm(Tensor.Scalar(new Complex(3, 4))));
        Assert.Equal([3, 1], (long[])[.. Norm(Reshape(x, 3, 1), axis: 1, keepDims: true).Shape]);

        Tensor rows = Tensor.From([new Complex(0, 1), new Complex(0, -1), new Complex(1, 0), new Complex(-1, 0)], 2, 2);
        Assert.Equal([new(2, 0), new(0, 2), new(0, -2), new(2, 0)], Covariance(rows).ToArray<Complex>()); // c of the second row is conjugated

        Complex[] slopes = Grad(z => Variance(z))(x).ToArray<Complex>();
        Assert.Equal(-2.0 / 3, slopes[0].Real, 1e-14);
        Assert.Equal(4.0 / 3, slopes[0].Imaginary, 1e-14);

        // z₀ / ‖z‖ changes with z₀ by 1/‖z‖, also where z₀ is 0.
        Tensor withZero = Tensor.From([new Complex(0, 0), new Complex(3, 4)]);
        Complex[] second = Grad(z => Real(Grad(y => Norm(y))(z)[0]))(withZero).ToArray<Complex>();
        Assert.Equal(0.2, second[0].Real, 1e-14);
        Assert.Equal(0, second[0].Imaginary, 1e-14);

        static void Near(double expected, Tensor actual)
        {
            Assert.Equal(DType.Float64, actual.DType);
            Assert.Equal(expected, (double)actual, 1e-14);
        }
    }

    [Fact]
    public void No_loss_is_complex()
    {
        Tensor x = Tensor.From([new Complex(1, 2), new Complex(3, -2)]);
        foreach (Func<Tensor> loss in (Func<Tensor>[])
            [() => HuberLoss(x, x), () => SmoothL1Loss(x, x), () => PoissonNegativeLogLikelihood(x, x), () => DiceLoss(Reshape(x, 1, 2), Reshape(x, 1, 2)), () => CosineSimilarity(x, x)])
        {
            Assert.Contains("Real, Imaginary", Assert.Throws<ArgumentException>(loss).Message, StringComparison.Ordinal);
        }

        Assert.Equal(0, (double)MeanAbsoluteError(x, x));
        Assert.Equal(0, (double)MeanSquaredError(x, x));
    }

    [Fact]
    public void Parts_make_up_numbers_of_the_type_that_holds_both()
    {
        Tensor z = MakeComplex(Tensor.From([1f, 2f]), Tensor.Scalar(3f));
        Assert.Equal(DType.Complex64, z.DType);
        Assert.Equal([new(1, 3), new(2, 3)], Cast(z, DType.Complex128).ToArray<Complex>());
        Assert.Equal(DType.Complex128, MakeComplex(Tensor.From([1f]), Tensor.From([1.0])).DType);
        Assert.Equal(DType.Complex64, MakeComplex(Tensor.From([1f]).Cast(DType.Float16), Tensor.From([1L])).DType);
        Assert.Equal([3f, 3f], Imaginary(z).ToArray<float>());
        Assert.Equal([0, PI, 0], Angle(Tensor.From([2.0, -2.0, 0.0])).ToArray<double>());
        Assert.Equal([1.0, 2.0], Conjugate(Tensor.From([1.0, 2.0])).ToArray<double>());
    }

    [Fact]
    public void Numbers_at_the_edge_of_their_range_divide_and_have_roots()
    {
        Tensor huge = Tensor.Scalar(new Complex(1e300, 1e300)), tiny = Tensor.Scalar(new Complex(1e-310, 1e-310));
        Assert.Equal(new Complex(1, 0), (huge / huge).ToComplex());
        Assert.Equal(new Complex(1, 0), (tiny / tiny).ToComplex());
        Near(new Complex(1e300, 0) / 2, (huge / Tensor.Scalar(new Complex(1, 1)) / 2).ToComplex() * 1.0, 1e-15);
        Near(Complex.Sqrt(new Complex(1e200, 1e200)) * 1e50, Sqrt(huge).ToComplex(), 1e-15);
        Near(new Complex(1.09868411346781e-155, 4.55089860562227e-156), Sqrt(tiny).ToComplex(), 1e-13);
        Near(new Complex(5e-21, PI / 2), Log(Tensor.Scalar(new Complex(1e-30, 1 + 5e-21))).ToComplex(), 1);
        Near(new Complex(5e-13, 1e-6), Log(Tensor.Scalar(new Complex(1, 1e-6))).ToComplex() - new Complex(0, -3.3e-19), 1e-12);
    }

    [Fact]
    public void Quotients_by_infinite_numbers_are_zero()
    {
        double infinity = double.PositiveInfinity;
        Tensor divisors = Tensor.From([new Complex(infinity, 1), new Complex(1, -infinity), new Complex(-infinity, 0), new Complex(infinity, -infinity)]);
        Assert.Equal([0, 0, 0, 0], Reciprocal(divisors).ToArray<Complex>());
        Assert.Equal([0, 0, 0, 0], (new Complex(3, -4) / divisors).ToArray<Complex>());
        Assert.True(double.IsNaN((new Complex(infinity, 1) / divisors[0]).ToComplex().Real));
    }

    [Fact]
    public void Gradient_of_a_real_function_is_its_slope_by_both_parts()
    {
        Tensor z = Tensor.From([new Complex(3, 4), new Complex(1, -2)]);
        // |z|² has 2 z, Re z has 1, Im z has i, and the square of a number the conjugate of twice that number beside Re.
        Assert.Equal([new(6, 8), new(2, -4)], Grad((Tensor x) => Sum(Real(x * Conjugate(x))))(z).ToArray<Complex>());
        Assert.Equal([1, 1], Grad((Tensor x) => Sum(Real(x)))(z).ToArray<Complex>());
        Assert.Equal([new(0, 1), new(0, 1)], Grad((Tensor x) => Sum(Imaginary(x)))(z).ToArray<Complex>());
        Assert.Equal([new(6, -8), new(2, 4)], Grad((Tensor x) => Sum(Real(x * x)))(z).ToArray<Complex>());
        Assert.Equal([0], Grad((Tensor x) => Sum(Abs(x)))(Tensor.From([new Complex(0, 0)])).ToArray<Complex>());
        Assert.Equal([new(0.6, 0.8)], Grad((Tensor x) => Sum(Abs(x)))(z[..1]).ToArray<Complex>());
    }

    [Fact]
    public void Pullback_is_the_conjugate_of_the_pushforward()
    {
        Tensor z = Tensor.Scalar(new Complex(0.3, -0.7)), t = Tensor.Scalar(new Complex(1.5, 0.2)), ct = Tensor.Scalar(new Complex(-0.4, 0.9));
        foreach (Func<Tensor, Tensor> f in (Func<Tensor, Tensor>[])[Exp, Log, Sqrt, Sin, Tanh, x => x * x * x, x => 1 / x, x => Pow(x, 2.5), Conjugate, x => MakeComplex(Abs(x), Angle(x))])
        {
            Complex change = Jvp(f, z, t).Tangent.ToComplex();
            Complex pulled = Vjp(f, z).Pullback(ct).ToComplex();
            // Re of the inner products agree.
            Assert.Equal((change * Complex.Conjugate(ct.ToComplex())).Real, (t.ToComplex() * Complex.Conjugate(pulled)).Real, 12);
        }
    }

    [Fact]
    public void Descent_along_the_gradient_finds_a_root()
    {
        Func<Tensor, Tensor> loss = z => Square(Abs(z * z + 1));
        Tensor z = Tensor.Scalar(new Complex(0.5, 0.8));
        for (int i = 0; i < 200; i++) z -= 0.05 * Grad(loss)(z);
        Near(new Complex(0, 1), z.ToComplex(), 1e-6);
    }

    [Fact]
    public void Batches_and_products_of_matrices_are_those_of_each()
    {
        Tensor a = MakeComplex(Tensor.Arange(6).Reshape(2, 3), -Tensor.Arange(6).Reshape(2, 3) + 1.0), b = MakeComplex(Tensor.OnesLike(a.Real()), a.Real()).Permute(1, 0);
        Complex[] p = a.ToArray<Complex>(), q = b.ToArray<Complex>();
        Complex[] expected = [.. Enumerable.Range(0, 4).Select(i => Enumerable.Range(0, 3).Aggregate(Complex.Zero, (s, k) => s + p[i / 2 * 3 + k] * q[k * 2 + i % 2]))];
        Assert.Equal(expected, MatMul(a, b).ToArray<Complex>());
        Assert.Equal(expected, Einsum("ij,jk->ik", a, b).ToArray<Complex>());
        Assert.Equal(Exp(a).ToArray<Complex>(), Vmap((Tensor row) => Exp(row))(a).ToArray<Complex>());
        Assert.Equal(Sum(a * b.Permute(1, 0), axis: 1).ToArray<Complex>(), Vmap((Tensor x, Tensor y) => Sum(x * y))(a, b.Permute(1, 0)).ToArray<Complex>());
    }

    [Fact]
    public void Systems_of_complex_equations_are_solved()
    {
        Tensor a = Tensor.From(new Complex[,] { { new(0, 1), 1 }, { 1, new(0, 1) } });
        Tensor x = Tensor.From(new Complex[] { new(1, 2), new(3, -1) });
        AllNear([new(1, 2), new(3, -1)], Solve(a, MatMul(a, x)));
        AllNear([new(0, -0.5), 0.5, 0.5, new(0, -0.5)], Inverse(a));
        LinearAlgebraException error = Assert.Throws<LinearAlgebraException>(() => Inverse(a * Tensor.From(new Complex[,] { { 1, 1 }, { 0, 0 } })));
        Assert.Contains("singular", error.Message, StringComparison.Ordinal);
    }

    private static void AllNear(Complex[] expected, Tensor found)
    {
        Assert.Equal(expected.Length, found.Count);
        foreach ((Complex e, Complex f) in expected.Zip(found.ToArray<Complex>())) Near(e, f, 1e-15);
    }

    [Fact]
    public void Parts_written_to_places_add_up_and_their_gradient_comes_back()
    {
        Tensor z = MakeComplex(Tensor.From([1.0, 2, 3]), Tensor.From([0.5, -1, 2])), at = Tensor.From([0L, 0, 1]);
        Assert.Equal([new(3, -0.5), new(3, 2)], ScatterAdd(Tensor.Zeros([2], DType.Complex128), at, z).ToArray<Complex>());
        Tensor gradient = Grad((Tensor x) => Sum(Real(Take(x, at, 0) * new Complex(0, 1))))(z[..2]);
        Assert.Equal([new(0, -2), new(0, -1)], gradient.ToArray<Complex>());
    }

    [Fact]
    public void Squared_errors_are_distances_in_the_plane()
    {
        Tensor z = Tensor.From([new Complex(3, 4), new Complex(0, 1)]);
        Assert.Equal(13, (double)MeanSquaredError(z, Tensor.From([new Complex(0, 0), new Complex(0, 0)])), 12);
        Assert.Equal([new(3, 4), new(0, 1)], Grad((Tensor x) => MeanSquaredError(x, Tensor.ZerosLike(x)))(z).ToArray<Complex>());
    }

    [Fact]
    public void Integers_become_complex_numbers()
    {
        Assert.Equal([new(10, 0), new(-2, 2), new(-2, 0), new(-2, -2)], Cast(Fft(Tensor.From([1, 2, 3, 4])), DType.Complex128).ToArray<Complex>());
        Assert.Equal([5f, -2f], Irfft(Tensor.From([3, 7])).ToArray<float>());
    }

    [Fact]
    public void What_has_no_meaning_for_complex_numbers_says_so()
    {
        Tensor z = Tensor.From([new Complex(1, 2)]);
        foreach (Action call in (Action[])[() => Max(z), () => Erf(z), () => Floor(z), () => Less(z, z), () => Sort(z), () => Softmax(z)])
            Assert.Contains("complex128", Assert.Throws<ArgumentException>(call).Message);
        Assert.Contains("real number", Assert.Throws<ArgumentException>(() => Grad((Tensor x) => Sum(x * x))(z)).Message);
        Assert.Contains("complex", Assert.Throws<ArgumentException>(() => JacRev((Tensor x) => x * x)(z)).Message, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("real number", Assert.Throws<ArgumentException>(() => MakeComplex(z, z)).Message);
    }

    private static void Same(DType dtype, Func<Tensor, Tensor> ours, Func<Complex, Complex> theirs, Complex[]? at = null)
    {
        at ??= s_numbers;
        Tensor found = ours(Cast(Tensor.From(at), dtype));
        Assert.Equal(dtype, found.DType);
        Complex[] values = Cast(found, DType.Complex128).ToArray<Complex>();
        for (int i = 0; i < at.Length; i++) Near(theirs(at[i]), values[i], dtype == DType.Complex64 ? 2e-6 : 4e-15);
    }

    private static void Near(Complex expected, Complex found, double tolerance)
    {
        double error = Complex.Abs(expected - found), size = Math.Max(Complex.Abs(expected), 1e-300);
        Assert.True(error <= tolerance * Math.Max(size, tolerance == 1 ? 1 : size), $"{expected} expected, {found} found");
    }

}
