#pragma warning disable xUnit1051 // Each call ends by itself in far less than a second.
using Xunit;

using static Adjoint.Ops;

namespace Adjoint.Tests;

/// <summary>Minimisers of sums of squares: trees, results, covariance, robust losses, bounds and errors.</summary>
public sealed class LeastSquaresTests
{
    private static readonly Tensor s_x = Tensor.Arange(0, 10, 1, DType.Float64);

    // 3 exp(−x/2) with what is added by hand.
    private static readonly Tensor s_y = 3 * Exp(-0.5 * s_x) + Tensor.From([0.01, -0.02, 0.015, 0, -0.01, 0.02, -0.015, 0.005, 0.01, -0.005]);

    public static TheoryData<string> Methods => ["Levenberg-Marquardt", "Gauss-Newton", "matrix-free Levenberg-Marquardt", "matrix-free Gauss-Newton"];

    private static Tensor Decay(Tensor p) => p[0] * Exp(-p[1] * s_x) - s_y;

    // ---- what is found ----

    [Theory]
    [MemberData(nameof(Methods))]
    public void The_gradient_of_the_cost_is_zero_at_the_solution(string method)
    {
        var fit = Solve(method, Decay, Tensor.From([1.0, 1.0]));
        Assert.True(fit.Converged, fit.Message);
        Assert.Equal([0, 0], MatMul(fit.Jacobian().T, fit.Residuals).ToArray<double>().Select(static g => Math.Round(g, 8)));
        Assert.Equal((double)Sum(Square(Decay(fit.Solution))) / 2, fit.Cost, 1e-15);
        Assert.Equal(fit.Cost, fit.Value);
        Assert.Equal((10L, 8L), (fit.ResidualCount, fit.DegreesOfFreedom));
        Assert.Equal(Math.Sqrt(2 * fit.Cost / 8), fit.ResidualStandardDeviation);
        Assert.Equal(3, fit.Solution.ToArray<double>()[0], 0.05);
        Assert.Equal(0.5, fit.Solution.ToArray<double>()[1], 0.02);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Every_evaluation_is_counted(string method)
    {
        int count = 0;
        var fit = Solve(method, Counted, Tensor.From([1.0, 1.0]));
        Assert.Equal(count, fit.Evaluations);
        Assert.Equal(method.StartsWith("matrix", StringComparison.Ordinal), fit.HessianProducts > 0);

        Tensor Counted(Tensor p)
        {
            count++;
            return Decay(p);
        }
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Trees_go_in_and_out(string method)
    {
        (Tensor, Tensor[]) Residuals((Tensor Slope, Tensor[] Level) p) => (p.Slope * s_x - 2 * s_x, [p.Level[0] - 1.0, Stack(p.Level[1] - p.Slope, p.Level[1] - 2)]);
        (Tensor Slope, Tensor[] Level) start = (0.5, [0.0, 0.0]);
        var fit = Solve(method, Residuals, start);
        Assert.Equal(2, (double)fit.Solution.Slope, 1e-8);
        Assert.Equal(1, (double)fit.Solution.Level[0], 1e-8);
        Assert.Equal(2, (double)fit.Solution.Level[1], 1e-8);
        Assert.Equal([10], fit.Residuals.Item1.Shape);
        Assert.Equal([2], fit.Residuals.Item2[1].Shape);
        Assert.Equal([13, 3], fit.Jacobian().Shape);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Float32_gives_float32_as_well_as_it_can(string method)
    {
        Tensor x = Cast(s_x, DType.Float32), y = Cast(s_y, DType.Float32);
        var fit = Solve(method, p => p[0] * Exp(-p[1] * x) - y, Tensor.From([1f, 1f]));
        var exact = Minimize.LevenbergMarquardt(Decay, Tensor.From([1.0, 1.0]));
        Assert.Equal(DType.Float32, fit.Solution.DType);
        Assert.Equal(DType.Float32, fit.StandardDeviations().DType);
        Assert.Equal((double)exact.Solution[0], (double)fit.Solution[0], 2e-3);
        Assert.Equal((double)exact.Solution[1], (double)fit.Solution[1], 2e-3);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void A_step_to_where_residuals_are_no_numbers_is_shortened(string method)
    {
        var fit = Solve(method, static p => Log(p) - Tensor.From([-3.0, 2.0]), Tensor.From([50.0, 0.01]));
        Assert.Equal(Math.Exp(-3), (double)fit.Solution[0], 1e-8);
        Assert.Equal(Math.Exp(2), (double)fit.Solution[1], 1e-8);
    }

    [Fact]
    public void Fewer_residuals_than_parameters_have_a_solution_but_no_deviations()
    {
        var fit = Minimize.LevenbergMarquardt(static p => (p[0] * p[1] - 6).Reshape(1), Tensor.From([1.0, 1.0]));
        Assert.Equal(6, (double)(fit.Solution[0] * fit.Solution[1]), 1e-8);
        Assert.Contains("degree of freedom", Assert.Throws<InvalidOperationException>(fit.StandardDeviations).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parameters_that_residuals_do_not_determine_have_no_variance()
    {
        var fit = Minimize.LevenbergMarquardt(static p => (p[0] + p[1]) * s_x - s_y, Tensor.From([1.0, 1.0, 5.0]));
        Assert.True(fit.Converged, fit.Message);
        Assert.Contains("1 of 3 parameters", Assert.Throws<LinearAlgebraException>(fit.Covariance).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_trust_radius_that_collapses_is_no_convergence(bool matrixFree)
    {
        // A derivative that is not the function's own: every step that it promises makes the cost larger.
        var square = Autodiff.CustomJvp(static (Tensor p) => p, static (Tensor p, Tensor dp) => -dp);
        var fit = Minimize.LevenbergMarquardt(p => square(p) - 3, Tensor.From([1.0]), new() { MatrixFree = matrixFree });
        Assert.Equal(StopReason.TrustRadiusCollapsed, fit.Reason);
        Assert.False(fit.Converged);
        Assert.Contains("trust radius", fit.Message, StringComparison.Ordinal);
        Assert.Equal(1, (double)fit.Solution[0]);
    }

    [Fact]
    public void Many_parameters_are_solved_for_as_by_the_normal_equations()
    {
        RandomKey key = new(7);
        Tensor a = key.FoldIn(0).Normal([80, 30], DType.Float64), b = key.FoldIn(1).Normal([80], DType.Float64);
        var fit = Minimize.LevenbergMarquardt(p => MatMul(a, p) - b, Tensor.Zeros([30], DType.Float64), new() { InitialTrustRadius = 0.1 });
        Assert.True(fit.Converged, fit.Message);
        Assert.True((double)Max(Abs(fit.Solution - Ops.Solve(MatMul(a.T, a), MatMul(a.T, b)))) < 1e-9);
    }

    // ---- covariance ----

    [Fact]
    public void The_covariance_is_that_of_linear_regression()
    {
        // The line through 1, 3, 2, 5 at 0, 1, 2, 3: 1.1 + 1.1 x, residual sum 2.7; s² = 1.35, Σ (x − x̄)² = 5, x̄ = 1.5.
        Tensor x = Tensor.From([0.0, 1, 2, 3]), y = Tensor.From([1.0, 3, 2, 5]);
        var fit = Minimize.LevenbergMarquardt(p => p.Level + p.Slope * x - y, (Level: (Tensor)0.0, Slope: (Tensor)0.0));
        Assert.Equal(1.1, (double)fit.Solution.Level, 1e-12);
        Assert.Equal(1.1, (double)fit.Solution.Slope, 1e-12);
        Assert.Equal(2.7, 2 * fit.Cost, 1e-12);
        double[] covariance = fit.Covariance().ToArray<double>();
        Assert.Equal(1.35 * (1 / 4.0 + 1.5 * 1.5 / 5), covariance[0], 1e-12);
        Assert.Equal(-1.35 * 1.5 / 5, covariance[1], 1e-12);
        Assert.Equal(covariance[1], covariance[2], 1e-14);
        Assert.Equal(1.35 / 5, covariance[3], 1e-12);
        Assert.Equal(Math.Sqrt(1.35 / 5), (double)fit.StandardDeviations().Slope, 1e-12);
        Assert.Equal([1, 0, 1, 1, 1, 2, 1, 3], fit.Jacobian().ToArray<double>());
    }

    // ---- robust losses ----

    // SciPy's formulas at z = r² / C² = 4, with C = 0.5 and r = 1: the cost is C² ρ / 2.
    [Theory]
    [InlineData("squares", 4.0)]
    [InlineData("Huber", 3.0)]
    [InlineData("soft L1", 2.47213595499958)]
    [InlineData("Cauchy", 1.6094379124341003)]
    [InlineData("arctan", 1.3258176636680326)]
    public void Losses_are_those_of_scipy(string loss, double rho)
    {
        var fit = Minimize.LevenbergMarquardt(static p => p - 1, Tensor.From([0.0]), new() { Loss = Loss(loss, 0.5), MaxIterations = 0 });
        Assert.Equal(loss == "squares" ? 0.5 : 0.125 * rho, fit.Cost, 1e-14);
    }

    [Theory]
    [InlineData("Huber", false, 0.15)]
    [InlineData("soft L1", false, 0.15)]
    [InlineData("Cauchy", false, 0.02)]
    [InlineData("arctan", false, 0.02)]
    [InlineData("Huber", true, 0.15)]
    [InlineData("soft L1", true, 0.15)]
    [InlineData("Cauchy", true, 0.02)]
    public void Robust_losses_leave_outliers_aside(string loss, bool matrixFree, double tolerance)
    {
        Tensor outliers = Tensor.From([0.0, 0, 0, 4, 0, 0, 0, -3, 0, 0]), y = 1 + 0.5 * s_x + outliers + 0.01 * Sin(7 * s_x);
        Tensor Line(Tensor p) => p[0] + p[1] * s_x - y;
        var plain = Minimize.LevenbergMarquardt(Line, Tensor.From([0.9, 0.4]));
        var robust = Minimize.LevenbergMarquardt(Line, Tensor.From([0.9, 0.4]), new() { Loss = Loss(loss, 0.1), MatrixFree = matrixFree });
        Assert.True(robust.Converged, robust.Message);
        Assert.True(Distance(plain) > 0.5, plain.ToString());
        Assert.True(Distance(robust) < tolerance, $"{robust.Solution} {robust}");
        Assert.Equal([0, 0], robust.Gradient.ToArray<double>().Select(static g => Math.Round(g, 6)));

        static double Distance(LeastSquaresResult<Tensor, Tensor> fit) => (double)Max(Abs(fit.Solution - Tensor.From([1.0, 0.5])));
    }

    [Theory]
    [InlineData("Huber")]
    [InlineData("soft L1")]
    [InlineData("Cauchy")]
    [InlineData("arctan")]
    public void The_gradient_of_a_robust_cost_is_its_derivative(string loss)
    {
        var options = new LeastSquaresOptions { Loss = Loss(loss, 0.3), MaxIterations = 0 };
        Tensor p = Tensor.From([2.0, 0.8]);
        double[] gradient = Minimize.LevenbergMarquardt(Decay, p, options).Gradient.ToArray<double>();
        for (int i = 0; i < 2; i++)
        {
            Tensor step = 1e-5 * Tensor.Eye(2, DType.Float64)[i];
            double difference = Minimize.LevenbergMarquardt(Decay, p + step, options).Cost - Minimize.LevenbergMarquardt(Decay, p - step, options).Cost;
            Assert.Equal(difference / 2e-5, gradient[i], 1e-7);
        }
    }

    [Fact]
    public void A_loss_of_ones_own_is_taken()
    {
        var own = new RobustLoss(static z => (Math.Log(1 + z), 1 / (1 + z), -1 / ((1 + z) * (1 + z))), 0.1);
        var fit = Minimize.LevenbergMarquardt(Decay, Tensor.From([1.0, 1.0]), new() { Loss = own });
        var same = Minimize.LevenbergMarquardt(Decay, Tensor.From([1.0, 1.0]), new() { Loss = RobustLoss.Cauchy(0.1) });
        Assert.Equal(same.Cost, fit.Cost, 1e-12);
    }

    // ---- bounds ----

    [Fact]
    public void Bounds_hold_parameters_and_the_others_are_solved_for()
    {
        // With the rate held at 0.4 the amplitude is that of linear regression on exp(−0.4 x).
        var fit = Minimize.LevenbergMarquardt(Decay, Tensor.From([1.0, 0.1]), upper: Tensor.From([10.0, 0.4]));
        Tensor basis = Exp(-0.4 * s_x);
        Assert.True(fit.Converged, fit.Message);
        Assert.Equal(0.4, (double)fit.Solution[1]);
        Assert.Equal((double)(Sum(basis * s_y) / Sum(Square(basis))), (double)fit.Solution[0], 1e-9);
    }

    [Fact]
    public void A_step_that_is_bad_once_it_is_projected_is_made_shorter()
    {
        // The free solution is (5, 5). Cut off at x = 0.1, the way there ends at (0.1, 5), where 10 (x − y) is far from 0.
        static Tensor Residuals(Tensor p) => Stack(10 * (p[0] - p[1]), p[0] + p[1] - 10);

        var fit = Minimize.LevenbergMarquardt(
            Residuals, Tensor.From([0.0, 0.0]), new() { InitialTrustRadius = 1000 }, upper: Tensor.From([0.1, double.PositiveInfinity]));
        Assert.True(fit.Converged, fit.Message);
        Assert.Equal(0.1, (double)fit.Solution[0]);
        Assert.Equal((10 + 9.9) / 101, (double)fit.Solution[1], 1e-9); // least of 100 (0.1 − y)² + (y − 9.9)²
    }

    [Fact]
    public void Bounds_that_hold_nothing_leave_the_solution()
    {
        var bounded = Minimize.LevenbergMarquardt(Decay, Tensor.From([1.0, 1.0]), lower: Tensor.From([0.0, 0.0]), upper: Tensor.From([9.0, 9.0]));
        var free = Minimize.LevenbergMarquardt(Decay, Tensor.From([1.0, 1.0]));
        Assert.Equal((double)free.Solution[0], (double)bounded.Solution[0], 1e-9);
        Assert.Equal((double)free.Solution[1], (double)bounded.Solution[1], 1e-9);
    }

    [Fact]
    public void Bounds_need_the_matrix() =>
        Assert.Contains("MatrixFree", Assert.Throws<ArgumentException>(static () => Minimize.LevenbergMarquardt(
            Decay, Tensor.From([1.0, 1.0]), new() { MatrixFree = true }, lower: Tensor.From([0.0, 0.0]))).Message, StringComparison.Ordinal);

    // ---- callbacks and errors ----

    [Theory]
    [MemberData(nameof(Methods))]
    public void A_callback_may_stop(string method)
    {
        int last = 0;
        var fit = Solve(
            method,
            Decay,
            Tensor.From([1.0, 1.0]),
            iteration =>
            {
                last = iteration.Number;
                if (last == 2) iteration.Stop();
            });
        Assert.Equal((StopReason.Callback, 2, 2), (fit.Reason, fit.Iterations, last));
    }

    [Fact]
    public void Mistakes_are_named()
    {
        Tensor start = Tensor.From([1.0, 1.0]);
        Assert.Contains("the value at x0 is NaN", Refused(() => Minimize.LevenbergMarquardt(static p => Log(-p), start)), StringComparison.Ordinal);
        Assert.Contains("the Jacobian at x0", Refused(static () => Minimize.LevenbergMarquardt(static p => Sqrt(p), Tensor.From([0.0]))), StringComparison.Ordinal);
        Assert.Contains("only floating", Refused(() => Minimize.GaussNewton(static p => Cast(p, DType.Int32), start)), StringComparison.Ordinal);
        int calls = 0;
        Assert.Contains("their number must not change", Refused(() => Minimize.LevenbergMarquardt(p => ++calls == 1 ? p : Concat(p, p), start)), StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>(static () => new LeastSquaresOptions { Loss = null! });
        Assert.Throws<ArgumentNullException>(() => Minimize.GaussNewton<Tensor, Tensor>(null!, start));
        Assert.Throws<ArgumentOutOfRangeException>(static () => RobustLoss.Huber(0));
        Assert.Throws<ArgumentOutOfRangeException>(static () => new LeastSquaresOptions { InitialTrustRadius = double.NaN });
        Assert.Throws<InvalidOperationException>(() => Autodiff.Grad((Tensor a) => Minimize.LevenbergMarquardt(p => p - a, start).Solution)(start));
    }

    private static LeastSquaresResult<T, TOut> Solve<T, TOut>(string method, Func<T, TOut> residuals, T x0, Action<MinimizeIteration<T>>? callback = null)
    {
        var options = new LeastSquaresOptions { MatrixFree = method.StartsWith("matrix-free", StringComparison.Ordinal) };
        return method.EndsWith("Gauss-Newton", StringComparison.Ordinal)
            ? Minimize.GaussNewton(residuals, x0, options, callback)
            : Minimize.LevenbergMarquardt(residuals, x0, options, callback: callback);
    }

    private static RobustLoss Loss(string name, double scale) => name switch
    {
        "squares" => RobustLoss.Squares,
        "Huber" => RobustLoss.Huber(scale),
        "soft L1" => RobustLoss.SoftL1(scale),
        "Cauchy" => RobustLoss.Cauchy(scale),
        _ => RobustLoss.Arctan(scale),
    };

    private static string Refused(Action action) => Assert.Throws<ArgumentException>(action).Message;
}
