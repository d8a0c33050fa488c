using Xunit;

using static Adjoint.Autodiff;
using static Adjoint.Ops;

namespace Adjoint.Tests;

/// <summary>What Grad and ValueAndGrad mean.</summary>
public sealed class AutodiffTests
{
    private static readonly Tensor X = Tensor.From([1.5, -0.5, 2.0]), Y = Tensor.From([0.25, 3.0, -1.0]);

    [Fact]
    public void The_first_argument_is_the_default()
    {
        Near([3, -1, 4], Grad((Tensor x) => Sum(x * x))(X));
        Near([0.25, 3, -1], Grad((Tensor x, Tensor y) => Sum(x * y))(X, Y));
    }

    [Fact]
    public void A_position_chooses_the_argument()
    {
        Near([1.5, -0.5, 2], Grad((Tensor x, Tensor y) => Sum(x * y), 1)(X, Y));
    }

    [Fact]
    public void Tuples_of_positions_keep_their_order()
    {
        (Tensor dy, Tensor dx) = Grad((Tensor x, Tensor y) => Sum(x * y), (1, 0))(X, Y);
        Near([1.5, -0.5, 2], dy);
        Near([0.25, 3, -1], dx);
    }

    [Fact]
    public void Arrays_of_positions_give_arrays()
    {
        Tensor[] gradients = Grad((Tensor x, Tensor y) => Sum(x * y), [1])(X, Y);
        Assert.Single(gradients);
        Near([1.5, -0.5, 2], gradients[0]);
    }

    [Fact]
    public void Functions_of_eight_tensors_have_eight_gradients()
    {
        static Tensor Product(Tensor a, Tensor b, Tensor c, Tensor d, Tensor e, Tensor f, Tensor g, Tensor h) => a * b * c * d * e * f * g * h;
        Tensor[] two = [.. Enumerable.Repeat(Tensor.Scalar(2.0), 8)];
        var all = Grad(Product, (0, 1, 2, 3, 4, 5, 6, 7))(two[0], two[1], two[2], two[3], two[4], two[5], two[6], two[7]);
        Near([128], all.Item1);
        Near([128], all.Item8);
    }

    [Fact]
    public void Functions_of_a_list_have_as_many_gradients_as_arguments()
    {
        Tensor[] gradients = Grad((Tensor[] xs) => xs.Aggregate(static (a, b) => a * b))([2.0, 3.0, 5.0, 7.0]);
        Assert.Equal([105, 70, 42, 30], gradients.Select(static g => (double)g));
        Assert.Equal(70, (double)Grad((Tensor[] xs) => xs[0] * xs[1] * xs[2], [1])([2.0, 3.0, 35.0])[0]);
    }

    [Fact]
    public void All_outputs_are_summed_whatever_holds_them()
    {
        Near([3], Grad((Tensor x) => (x, 2 * x))(Tensor.Scalar(1.0)));
        Near([3], Grad((Tensor x) => new[] { x, 2 * x })(Tensor.Scalar(1.0)));
        Near([6], Grad((Tensor x) => (x, (2 * x, new List<Tensor> { 3 * x })))(Tensor.Scalar(1.0)));
        Near([3], Grad((Tensor x) => new Dictionary<string, Tensor> { ["a"] = x, ["b"] = 2 * x })(Tensor.Scalar(1.0)));
    }

    [Fact]
    public void A_tensor_output_counts_as_its_sum() => Near([3, -1, 4], Grad((Tensor x) => x * x)(X));

    [Fact]
    public void One_tensor_returned_twice_counts_twice() => Near([4], Grad((Tensor x) => { var y = 2 * x; return (y, y); })(Tensor.Scalar(1.0)));

    [Fact]
    public void An_integer_output_beside_floating_ones_adds_nothing() =>
        Near([2, 2, 2], Grad((Tensor x) => (2 * x, ArgMax(x)))(X));

    [Fact]
    public void Aux_keeps_its_own_types()
    {
        (Tensor gradient, (Tensor doubled, string text)) = Grad((Tensor x) => (Sum(x * x), (2 * x, "aux")), hasAux: true)(X);
        Near([3, -1, 4], gradient);
        Near([3, -1, 4], doubled);
        Assert.Equal("aux", text);

        var (g, (first, second)) = Grad((Tensor x) => (Sum(x), 2 * x, 7), hasAux: true)(X);
        Near([1, 1, 1], g);
        Near([3, -1, 4], first);
        Assert.Equal(7, second);

        var ((loss, kept), d) = ValueAndGrad((Tensor x, Tensor y) => (Sum(x * y), x + y), 1, hasAux: true)(X, Y);
        Near([-3.125], loss);
        Near([1.75, 2.5, 1], kept);
        Near([1.5, -0.5, 2], d);
    }

    [Fact]
    public void Aux_does_not_enter_the_gradient() =>
        Near([1, 1, 1], Grad((Tensor x) => (Sum(x), Exp(x) * 1000), hasAux: true)(X).Item1);

    [Fact]
    public void HasAux_false_is_refused() =>
        Assert.Contains("leave the argument out", Assert.Throws<ArgumentException>(() => Grad((Tensor x) => (x, x), hasAux: false)).Message);

    [Fact]
    public void An_argument_without_influence_has_zeros()
    {
        (Tensor dx, Tensor dy) = Grad((Tensor x, Tensor y) => Sum(x), (0, 1))(X, Y.Cast(DType.Float32));
        Near([1, 1, 1], dx);
        Assert.Equal(DType.Float32, dy.DType);
        Near([0, 0, 0], dy.Cast(DType.Float64));
        Near([0, 0, 0], Grad((Tensor x) => Tensor.Scalar(1.0))(X));
    }

    [Fact]
    public void StopGradient_lets_nothing_through()
    {
        Near([1.5, -0.5, 2], Grad((Tensor x) => Sum(x * StopGradient(x)))(X));
        Near([0, 0, 0], Grad((Tensor x) => Sum(StopGradient(x * x)))(X));
        Near([0, 0, 0], Grad((Tensor y) => Sum(Grad((Tensor x) => Sum(x * StopGradient(y)))(X)))(Y));
    }

    [Fact]
    public void Integers_are_refused_with_the_way_out()
    {
        var e = Assert.Throws<ArgumentException>(() => Grad((Tensor x) => Sum(x * 2.0))(Tensor.From([1, 2])));
        Assert.Contains("argument 0 holds Int32", e.Message);
        Assert.Contains("Cast", e.Message);
        Assert.Contains("Int64", Assert.Throws<ArgumentException>(() => Grad((Tensor x) => ArgMax(x))(X)).Message);
    }

    [Fact]
    public void Integers_may_be_among_the_other_arguments() =>
        Near([0, 1, 0], Grad((Tensor x, Tensor i) => Sum(x[i]))(X, Tensor.From([1])));

    [Fact]
    public void Positions_that_do_not_exist_are_refused_at_once()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Grad((Tensor x) => x, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Grad((Tensor x, Tensor y) => x, (0, 2)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Grad((Tensor x, Tensor y) => x, -1));
        Assert.Throws<ArgumentException>(() => Grad((Tensor x, Tensor y) => x, (1, 1)));
        Assert.Throws<ArgumentNullException>(() => Grad((Func<Tensor, Tensor>)null!));
        Assert.Throws<ArgumentNullException>(() => Grad((Tensor x) => x)(null!));
    }

    [Fact]
    public void A_function_without_tensors_in_its_result_is_refused() =>
        Assert.Contains("no tensor", Assert.Throws<ArgumentException>(() => Grad((Tensor x) => (float)x[0])(X)).Message);

    [Fact]
    public void Gradients_of_gradients_go_to_any_depth()
    {
        Func<Tensor, Tensor> f = x => x * x * x * x * x;
        double[] expected = [5 * 16, 20 * 8, 60 * 4, 120 * 2, 120, 0];
        foreach (double derivative in expected)
        {
            f = Grad(f);
            Assert.Equal(derivative, (double)f(Tensor.Scalar(2.0)), 1e-9);
        }
    }

    [Fact]
    public void Inner_and_outer_variables_are_not_confused()
    {
        // d/dx [x d/dy (x + y)] = 1, not 2.
        Near([1], Grad((Tensor x) => x * Grad((Tensor y) => x + y)(Tensor.Scalar(1.0)))(Tensor.Scalar(1.0)));
        // d/dx [x d/dy (x y)] = d/dx x² = 2x.
        Near([6], Grad((Tensor x) => x * Grad((Tensor y) => x * y)(x))(Tensor.Scalar(3.0)));
    }

    [Fact]
    public void An_inner_gradient_of_values_and_aux_is_seen_outside()
    {
        // Both the inner value y² and the inner gradient 2y, at y = x³.
        Tensor Outer(Tensor x)
        {
            var (value, gradient) = ValueAndGrad((Tensor y) => y * y)(x * x * x);
            return value + gradient;
        }

        // x⁶ + 2x³: 6x⁵ + 6x² at 2.
        Near([216], Grad(Outer)(Tensor.Scalar(2.0)));
    }

    [Fact]
    public void Control_flow_follows_the_values()
    {
        static Tensor Power(Tensor x)
        {
            Tensor y = x;
            while ((double)y < 100) y *= x;
            return (double)x > 2 ? y : -y;
        }

        // 3⁵ = 243: 5 · 3⁴. 2⁷ = 128: −7 · 2⁶.
        Near([405], Grad(Power)(Tensor.Scalar(3.0)));
        Near([-448], Grad(Power)(Tensor.Scalar(2.0)));
    }

    [Fact]
    public void Recursion_is_followed()
    {
        static Tensor Power(Tensor x, int n) => n == 0 ? Tensor.Scalar(1.0) : x * Power(x, n - 1);
        Near([10 * Math.Pow(1.1, 9)], Grad((Tensor x) => Power(x, 10))(Tensor.Scalar(1.1)));
    }

    [Fact]
    public void A_users_exception_passes_through_and_leaves_everything_usable()
    {
        var thrown = new InvalidOperationException("mine");
        Tensor Fails(Tensor x)
        {
            _ = Exp(x);
            return Grad((Tensor y) => (double)Sum(y) > 0 ? throw thrown : y)(x);
        }

        Assert.Same(thrown, Assert.Throws<InvalidOperationException>(() => Grad(Fails)(X)));
        Near([3, -1, 4], Grad((Tensor x) => Sum(x * x))(X));
    }

    [Fact]
    public void A_failed_operation_inside_leaves_everything_usable()
    {
        Assert.Throws<ArgumentException>(() => Grad((Tensor x) => Sum(x + Tensor.Ones(7)))(X));
        Near([3, -1, 4], Grad((Tensor x) => Sum(x * x))(X));
    }

    [Fact]
    public void A_leaked_tensor_says_so()
    {
        Tensor? leaked = null;
        _ = Grad((Tensor x) => Sum(leaked = x * x))(X);
        Assert.Contains("hasAux: true", Assert.Throws<EscapedTensorException>(() => leaked! + 1).Message);
        Assert.Throws<EscapedTensorException>(() => (double)Sum(leaked!));
    }

    [Fact]
    public void A_returned_argument_is_the_argument()
    {
        var (value, gradient) = ValueAndGrad((Tensor x) => x)(X);
        Assert.True(value.ElementwiseEquals(X));
        Near([1, 1, 1], gradient);
        Near([1.5, -0.5, 2], value); // still usable, and X too
        Near([1.5, -0.5, 2], X);
    }

    [Fact]
    public void A_tensor_from_outside_may_be_returned()
    {
        var (value, gradient) = ValueAndGrad((Tensor x) => (Sum(x), Y), 0, hasAux: true)(X);
        Assert.True(value.Item2.ElementwiseEquals(Y));
        Near([1, 1, 1], gradient);
    }

    [Fact]
    public void Captured_tensors_are_constants()
    {
        Tensor c = X * 2;
        Near([6, -2, 8], Grad((Tensor x) => Sum(2 * x * c))(X));
    }

    [Fact]
    public void The_same_gradient_function_serves_other_shapes()
    {
        var gradient = Grad((Tensor x) => Sum(x * x));
        Assert.Equal([2, 2], gradient(Tensor.Ones(2, 2)).Shape.ToArray());
        Assert.Equal(0, gradient(Tensor.Zeros(0)).Count);
        Assert.Equal(4, (double)gradient(Tensor.Scalar(2.0)));
    }

    [Fact]
    public void Kinks_have_the_derivatives_documented()
    {
        Tensor zero = Tensor.Scalar(0.0);
        Near([0], Grad((Tensor x) => Abs(x))(zero));
        Near([0], Grad((Tensor x) => Relu(x))(zero));
        Near([0.5], Grad((Tensor x) => Maximum(x, Tensor.Scalar(0.0)))(zero));
        Near([0.5, 0, 0.5], Grad((Tensor x) => Max(x))(Tensor.From([2.0, 1.0, 2.0])));
        Near([0], Grad((Tensor x) => Pow(x, 2.0))(zero));
        Near([1], Grad((Tensor x) => Pow(x, 1.0))(zero));
        Near([0], Grad((Tensor x) => Pow(x, 0.0))(zero));
        Near([0], Grad((Tensor y) => Pow(zero, y))(Tensor.Scalar(2.0)));
        Near([double.PositiveInfinity], Grad((Tensor x) => Sqrt(x))(zero));
        Near([0, 0], Grad((Tensor x) => Norm(x))(Tensor.From([0.0, 0.0])));
        Near([0, 0], Jvp(Grad((Tensor x) => Norm(x)), Tensor.From([0.0, 0.0]), Tensor.From([1.0, 1.0])).Tangent);
    }

    [Fact]
    public void What_where_does_not_take_passes_nothing()
    {
        // log is infinite at 0, and its derivative too: neither may show.
        Near([0, 1], Grad((Tensor x) => Sum(Where(x > 0, Log(Where(x > 0, x, 1.0)), 0.0)))(Tensor.From([0.0, 1.0])));
        Near([0, 1], Grad((Tensor x) => Sum(Where(x > 0, x, Sqrt(x) * 0)))(Tensor.From([double.NaN, 1.0]))[..], allowNaN: true);
    }

    [Fact]
    public void A_long_chain_neither_overflows_nor_turns_quadratic()
    {
        Tensor Chain(Tensor x)
        {
            for (int i = 0; i < 200_000; i++) x = x + 1e-9;
            return x;
        }

        Near([1], Grad(Chain)(Tensor.Scalar(1.0)));
    }

    private static void Near(double[] expected, Tensor actual, bool allowNaN = false)
    {
        double[] values = actual.Cast(DType.Float64).ToArray<double>();
        Assert.Equal(expected.Length, values.Length);
        for (int i = 0; i < values.Length; i++)
        {
            if (allowNaN && double.IsNaN(values[i])) continue;
            if (expected[i].Equals(values[i])) continue;
            Assert.Equal(expected[i], values[i], 1e-9 * (1 + Math.Abs(expected[i])));
        }
    }
}
