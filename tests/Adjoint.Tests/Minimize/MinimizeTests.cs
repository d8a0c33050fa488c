#pragma warning disable xUnit1051 // Each call ends by itself in far less than a second.
using Xunit;

using static Adjoint.Autodiff;
using static Adjoint.Ops;

namespace Adjoint.Tests;

/// <summary>Minimisers of functions: arguments, results, bounds and errors. MoreGarbowHillstromTests has the hard problems.</summary>
public sealed partial class MinimizeTests
{
    private delegate MinimizeResult<T> Minimizer<T>(Func<T, Tensor> function, T x0, MinimizeOptions options, Action<MinimizeIteration<T>>? callback = null, CancellationToken cancellation = default);

    public static TheoryData<string> Methods => ["L-BFGS", "L-BFGS-B", "conjugate gradients", "Newton-CG", "trust region"];

    private static Tensor Start => Tensor.From([-1.2, 1.0]);

    private static Tensor Rosenbrock(Tensor x) => 100 * Square(x[1] - Square(x[0])) + Square(1 - x[0]);

    // ---- what is found, and what is said of it ----

    [Theory]
    [MemberData(nameof(Methods))]
    public void The_minimum_is_found_and_the_result_says_how(string method)
    {
        var result = Method<Tensor>(method)(Rosenbrock, Start, new() { GradientTolerance = 1e-9 });
        Near([1, 1], result.Solution, 1e-8);
        Assert.Equal(StopReason.GradientTolerance, result.Reason);
        Assert.True(result.Converged);
        Assert.InRange(result.Value, 0, 1e-16);
        Assert.InRange(result.GradientNorm, 0, 1e-9);
        Assert.Equal(result.GradientNorm, Max(Abs(result.Gradient)).ToDouble());
        Assert.InRange(result.Iterations, 5, 100);
        Assert.InRange(result.GradientEvaluations, result.Iterations, 300);
        Assert.Equal(method is "Newton-CG" or "trust region", result.HessianProducts > 0);
        Assert.Contains("is at most GradientTolerance = 1E-09", result.Message, StringComparison.Ordinal);
        Assert.StartsWith($"Converged after {result.Iterations} iterations and {result.Evaluations} evaluations", result.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Every_evaluation_is_counted(string method)
    {
        int count = 0;
        var result = Method<Tensor>(method)(Counted, Start, new());
        Assert.Equal(count, result.Evaluations);

        Tensor Counted(Tensor x)
        {
            count++;
            return Rosenbrock(x);
        }
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void A_start_that_is_a_minimum_is_the_result(string method)
    {
        var result = Method<Tensor>(method)(Rosenbrock, Tensor.From([1.0, 1.0]), new());
        Assert.Equal((StopReason.GradientTolerance, 0, 1), (result.Reason, result.Iterations, result.GradientEvaluations));
        Assert.Equal([1, 1], result.Solution.ToArray<double>());
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void A_quadratic_of_many_variables_has_its_minimum_where_the_gradient_is_zero(string method)
    {
        Tensor a = Tensor.Arange(1, 1001, 1, DType.Float64), b = Sin(a);
        var result = Method<Tensor>(method)(x => Sum(a * Square(x) / 2 - b * x), Tensor.Zeros([1000], DType.Float64), new() { GradientTolerance = 1e-8 });
        Near((b / a).ToArray<double>(), result.Solution, 1e-6);
        Assert.True(result.Converged, result.Message);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Iterations_have_a_limit(string method)
    {
        var result = Method<Tensor>(method)(Rosenbrock, Start, new() { MaxIterations = 3 });
        Assert.Equal((StopReason.MaxIterations, 3, false), (result.Reason, result.Iterations, result.Converged));
        Assert.Contains("MaxIterations = 3", result.Message, StringComparison.Ordinal);
        Assert.StartsWith("Stopped after 3 iterations", result.ToString(), StringComparison.Ordinal);
        Assert.Equal(StopReason.MaxIterations, Method<Tensor>(method)(Rosenbrock, Start, new() { MaxIterations = 0 }).Reason);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void A_tolerance_of_the_value_stops_where_it_decreases_little(string method)
    {
        var result = Method<Tensor>(method)(static x => 1 + Rosenbrock(x), Start, new() { GradientTolerance = 0, ValueTolerance = 1e-3 });
        Assert.Equal(StopReason.ValueTolerance, result.Reason);
        Assert.InRange(result.Value, 1, 8);
        Assert.Contains("ValueTolerance = 0.001", result.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void A_tolerance_of_the_step_stops_where_steps_are_short(string method)
    {
        var result = Method<Tensor>(method)(Rosenbrock, Start, new() { GradientTolerance = 0, StepTolerance = 1e-5 });
        Assert.Equal(StopReason.StepTolerance, result.Reason);
        Near([1, 1], result.Solution, 1e-3);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Without_tolerances_it_ends_where_numbers_end(string method)
    {
        var result = Method<Tensor>(method)(static x => Rosenbrock(x) + 0.1, Start, new() { GradientTolerance = 0 });
        Near([1, 1], result.Solution, 1e-6); // whether a last step was still shorter hangs on last bits
        Assert.InRange(result.Iterations, 5, 1000);
    }

    [Fact]
    public void A_trust_radius_that_collapses_is_no_convergence()
    {
        // The derivative of x², with the wrong sign: every step that it promises makes the value larger.
        var square = Autodiff.CustomJvp(static (Tensor x) => x * x, static (Tensor x, Tensor dx) => -2 * x * dx);
        var result = Minimize.TrustRegion(x => Sum(square(x)), Tensor.From([1.0]), new());
        Assert.Equal((StopReason.TrustRadiusCollapsed, false), (result.Reason, result.Converged));
        Near([1], result.Solution, 1e-12);
    }

    // ---- trees and types ----

    [Theory]
    [MemberData(nameof(Methods))]
    public void Tuples_are_solved_for(string method)
    {
        var result = Method<(Tensor X, Tensor Y)>(method)(static p => Rosenbrock(Stack(p.X, p.Y)), (-1.2, 1.0), new() { GradientTolerance = 1e-9 });
        Near([1], result.Solution.X, 1e-8);
        Near([1], result.Solution.Y, 1e-8);
        Assert.Equal(0, result.Solution.X.Rank);
    }

    [Fact]
    public void Records_arrays_and_dictionaries_are_solved_for()
    {
        var line = Minimize.Lbfgs(
            static p => Sum(Square(p.Weight - 2)) + Square(p.Bias - 5), new Affine(Tensor.Zeros([2, 3], DType.Float64), 0.0, "name"));
        Near([2, 2, 2, 2, 2, 2], line.Solution.Weight, 1e-6);
        Assert.Equal([2, 3], line.Solution.Weight.Shape);
        Near([5], line.Solution.Bias, 1e-6);
        Assert.Equal("name", line.Solution.Name);

        var array = Minimize.TrustRegion(static p => Square(p[0] - 1) + Sum(Square(p[1] - p[0])), (Tensor[])[0.0, Tensor.From([3.0, 4.0])]);
        Near([1], array.Solution[0], 1e-6);
        Near([1, 1], array.Solution[1], 1e-6);

        var dictionary = Minimize.ConjugateGradient(static p => Square(p["a"] - 1) + Square(p["b"] + 1), new Dictionary<string, Tensor> { ["a"] = 0.0, ["b"] = 0.0 });
        Near([1], dictionary.Solution["a"], 1e-6);
        Near([-1], dictionary.Solution["b"], 1e-6);
    }

    [Fact]
    public void Integers_are_held_fixed()
    {
        var result = Minimize.Lbfgs(static p => Square(p.X - p.N), (X: (Tensor)0.5, N: Tensor.Scalar(7)));
        Near([7], result.Solution.X, 1e-6);
        Assert.Equal(7, (int)result.Solution.N);
        Assert.Null(result.Gradient.N);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Float32_gives_float32_as_well_as_it_can(string method)
    {
        var result = Method<Tensor>(method)(Rosenbrock, Tensor.From([-1.2f, 1f]), new());
        Assert.Equal(DType.Float32, result.Solution.DType);
        Assert.Equal(DType.Float32, result.Gradient.DType);
        Assert.True(result.Converged, result.Message);
        Near([1, 1], Cast(result.Solution, DType.Float64), 2e-3);
    }

    [Fact]
    public void Numbers_in_brackets_are_float64()
    {
        var result = Minimize.Lbfgs((Tensor x) => Rosenbrock(x), [-1.2, 1.0]);
        Assert.Equal(DType.Float64, result.Solution.DType);
        Assert.False(result.Solution.IsWeak);
        Near([1, 1], result.Solution, 1e-5);
    }

    // ---- numbers that are none ----

    [Theory]
    [MemberData(nameof(Methods))]
    public void A_step_to_where_the_function_is_no_number_is_shortened(string method)
    {
        // x - ln x beyond 0 alone; the first step from 4 along the gradient of a steep multiple leads below.
        var result = Method<Tensor>(method)(static x => Sum(1000 * (x - Log(x))), Tensor.From([4.0, 0.01]), new() { GradientTolerance = 1e-6 });
        Near([1, 1], result.Solution, 1e-8);
        Assert.Equal(StopReason.GradientTolerance, result.Reason);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void A_start_where_the_function_is_no_number_is_refused(string method)
    {
        Minimizer<Tensor> minimize = Method<Tensor>(method);
        Assert.Contains("the value at x0 is NaN", Refused(() => minimize(static x => Sum(Log(x)), Tensor.From([1.0, -1.0]), new())), StringComparison.Ordinal);
        Assert.Contains("the value at x0 is Infinity", Refused(() => minimize(static x => Sum(1 / x), Tensor.From([0.0]), new())), StringComparison.Ordinal);
        Assert.Contains("x0 has elements that are NaN", Refused(() => minimize(static x => Sum(x), Tensor.From([double.NaN]), new())), StringComparison.Ordinal);
        Assert.Contains("the gradient at x0", Refused(() => minimize(static x => Sum(Sqrt(x)), Tensor.From([0.0]), new())), StringComparison.Ordinal);
    }

    // ---- callbacks, cancellation, errors ----

    [Theory]
    [MemberData(nameof(Methods))]
    public void A_callback_sees_each_iteration_and_may_stop(string method)
    {
        var seen = new List<MinimizeIteration<Tensor>>();
        var result = Method<Tensor>(method)(
            Rosenbrock,
            Start,
            new(),
            iteration =>
            {
                seen.Add(iteration);
                if (iteration.Value < 1) iteration.Stop();
            });
        Assert.Equal(StopReason.Callback, result.Reason);
        Assert.False(result.Converged);
        Assert.Equal(Enumerable.Range(1, result.Iterations), seen.Select(static i => i.Number));
        Assert.True(seen[^1].Value < 1 && seen[..^1].TrueForAll(static i => i.Value >= 1));
        Assert.Equal(seen[^1].Point.ToArray<double>(), result.Solution.ToArray<double>());
        Assert.Equal((double)Rosenbrock(seen[0].Point), seen[0].Value);
        Assert.Equal(seen[^1].GradientNorm, result.GradientNorm);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void A_token_cancels(string method)
    {
        using var source = new CancellationTokenSource();
        int iterations = 0;
        Assert.Throws<OperationCanceledException>(() => Method<Tensor>(method)(
            Rosenbrock,
            Start,
            new(),
            _ =>
            {
                if (++iterations == 2) source.Cancel();
            },
            source.Token));
        Assert.Equal(2, iterations);
    }

    [Fact]
    public void Exceptions_of_the_function_pass_through() =>
        Assert.Throws<TimeoutException>(static () => Minimize.Lbfgs<Tensor>(static _ => throw new TimeoutException(), Start));

    [Fact]
    public void Mistakes_are_named()
    {
        Assert.Contains("Minimize.Lbfgs: the function returned a tensor of shape [2]", Refused(() => Minimize.Lbfgs(Square, Start)), StringComparison.Ordinal);
        Assert.Contains("x0 holds Int32", Refused(static () => Minimize.Lbfgs(static x => Sum(x), Tensor.From([1, 2]))), StringComparison.Ordinal);
        Assert.Contains("Complex128", Refused(static () => Minimize.Lbfgs(static x => Sum(Real(x)), Tensor.From([System.Numerics.Complex.One]))), StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>(static () => Minimize.Lbfgs(null!, Start));
        Assert.Throws<ArgumentNullException>(static () => Minimize.Lbfgs(static x => Sum(x), (Tensor)null!));
        Assert.Contains("GradientTolerance", Assert.Throws<ArgumentOutOfRangeException>(static () => new MinimizeOptions { GradientTolerance = -1 }).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(static () => new MinimizeOptions { ValueTolerance = double.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(static () => new LbfgsOptions { HistorySize = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(static () => new TrustRegionOptions { InitialTrustRadius = 0 });
        Tensor gone = Tensor.From([1.0]);
        gone.Dispose();
        Assert.Throws<ObjectDisposedException>(() => Minimize.Lbfgs(static x => Sum(x), gone));
    }

    [Fact]
    public void A_transform_around_is_not_left_without_its_derivative()
    {
        Func<Tensor, Tensor> solution = static a => Minimize.Lbfgs(x => Square(x - a), (Tensor)0.0).Solution;
        var error = Assert.Throws<InvalidOperationException>(() => Grad(solution)(3.0));
        Assert.Contains("StopGradient", error.Message, StringComparison.Ordinal);
        Assert.Equal(4.5, (double)Grad(a => Square(a) * Minimize.Lbfgs(x => Square(x - StopGradient(a)), (Tensor)0.0).Solution)(Tensor.Scalar(1.5)), 6);
    }

    // ---- bounds ----

    public static TheoryData<string> BoundedNames => [.. BoundedProblem.All.Select(static p => p.Name)];

    [Theory]
    [MemberData(nameof(BoundedNames))]
    public void Bounded_problems_have_the_minima_of_the_book(string name)
    {
        BoundedProblem problem = BoundedProblem.All.Single(p => p.Name == name);
        Tensor lower = Tensor.From(problem.Lower), upper = Tensor.From(problem.Upper);
        var result = Minimize.LbfgsB(Inside, Tensor.From(problem.Start), lower, upper, new() { GradientTolerance = 1e-9 });
        Assert.Contains(problem.Minima, minimum => Math.Abs(result.Value - minimum) <= 1e-8);
        Assert.True(result.Converged, result.Message);

        Tensor Inside(Tensor x)
        {
            Assert.True((bool)All(x >= lower & x <= upper));
            return problem.Function(x);
        }
    }

    [Fact]
    public void Bounds_hold_at_the_solution_of_many_variables()
    {
        // Separable and convex: the solution is that without bounds, put between them.
        Tensor a = Tensor.Arange(1, 501, 1, DType.Float64), target = 3 * Sin(a);
        var result = Minimize.LbfgsB(x => Sum(a * Square(x - target)), Tensor.Zeros([500], DType.Float64), -1.0, 2.0, new() { GradientTolerance = 1e-8 });
        Near(Clip(target, -1, 2).ToArray<double>(), result.Solution, 1e-5); // beside a value of 1e5 that is all that can be seen
        Assert.True(result.Converged, result.Message);
        Assert.True((double)Max(Abs(result.Gradient)) > 1); // what bounds hold has a gradient
    }

    [Fact]
    public void Bounds_of_trees_have_null_where_there_is_none()
    {
        var result = Minimize.LbfgsB(
            static p => Sum(Square(p.X - 3)) + Square(p.Y + 1), (X: Tensor.Zeros([2], DType.Float64), Y: (Tensor)0.0), upper: (Tensor.From([1.0, double.PositiveInfinity]), null!));
        Near([1, 3], result.Solution.X, 1e-6);
        Near([-1], result.Solution.Y, 1e-6);
    }

    [Fact]
    public void Bounds_that_meet_hold_their_element() =>
        Assert.Equal(2.0, Minimize.LbfgsB(static x => Sum(Square(x)), Tensor.From([5.0, 5.0]), Tensor.From([2.0, -9]), Tensor.From([2.0, 9])).Solution.ToArray<double>()[0]);

    [Fact]
    public void Bounds_in_float32_are_kept()
    {
        var result = Minimize.LbfgsB(static x => Sum(Square(x - 1)), Tensor.Zeros([3], DType.Float32), upper: Tensor.From([0.1f]));
        Assert.Equal([0.1f, 0.1f, 0.1f], result.Solution.ToArray<float>());
    }

    [Fact]
    public void Bounds_that_cannot_be_are_refused()
    {
        Assert.Contains("element 1 of x0 is to lie between 3 and 2", Refused(static () => Minimize.LbfgsB(static x => Sum(x), Start, Tensor.From([0.0, 3]), Tensor.From([2.0, 2]))), StringComparison.Ordinal);
        Assert.Contains("NaN", Refused(static () => Minimize.LbfgsB(static x => Sum(x), Start, double.NaN)), StringComparison.Ordinal);
        Assert.Contains("the lower bound of shape [3]", Refused(static () => Minimize.LbfgsB(static x => Sum(x), Start, Tensor.Zeros([3], DType.Float64))), StringComparison.Ordinal);
    }

    private static Minimizer<T> Method<T>(string name) => name switch
    {
        "L-BFGS" => static (f, x, o, c, t) => Minimize.Lbfgs(f, x, Lbfgs(o), c, t),
        "L-BFGS-B" => static (f, x, o, c, t) => Minimize.LbfgsB(f, x, lower: Tree.Map(x, static leaf => Tensor.Full(leaf.Shape, -1e10, DType.Float64)), options: Lbfgs(o), callback: c, cancellationToken: t),
        "conjugate gradients" => Minimize.ConjugateGradient,
        "Newton-CG" => Minimize.NewtonCg,
        _ => static (f, x, o, c, t) => Minimize.TrustRegion(
            f,
            x,
            new() { GradientTolerance = o.GradientTolerance, ValueTolerance = o.ValueTolerance, StepTolerance = o.StepTolerance, MaxIterations = o.MaxIterations },
            c,
            t),
    };

    private static LbfgsOptions Lbfgs(MinimizeOptions o) =>
        new() { GradientTolerance = o.GradientTolerance, ValueTolerance = o.ValueTolerance, StepTolerance = o.StepTolerance, MaxIterations = o.MaxIterations };

    private static string Refused(Action action) => Assert.Throws<ArgumentException>(action).Message;

    private static void Near(double[] expected, Tensor actual, double tolerance)
    {
        double[] found = actual.ToArray<double>();
        Assert.Equal(expected.Length, found.Length);
        for (int i = 0; i < found.Length; i++)
            Assert.True(Math.Abs(found[i] - expected[i]) <= tolerance, $"element {i} is {found[i]:R}, not {expected[i]:R}");
    }

    [TensorTree]
    internal sealed partial record Affine(Tensor Weight, Tensor Bias, string Name);
}
