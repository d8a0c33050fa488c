using Xunit;

using static Adjoint.Autodiff;
using static Adjoint.Ops;

namespace Adjoint.Tests;

/// <summary>Pullbacks, tangents, Jacobians, batches and rules of one's own.</summary>
public sealed class TransformTests
{
    private static readonly Tensor X = Tensor.From([0.3, -0.7, 1.1]), V = Tensor.From([1.0, 2.0, -0.5]);

    private static Tensor Cubes(Tensor x) => x * x * x;

    private static Tensor Mixed(Tensor x) => Sum(Sin(x) * Exp(x[0])) + Prod(x);

    // ---- pullbacks and tangents ----

    [Fact]
    public void A_pullback_serves_any_cotangent_any_number_of_times()
    {
        var (y, pullback) = Vjp(Cubes, X);
        Near(Cubes(X), y);
        for (int i = 1; i < 4; i++) Near(3 * X * X * i, pullback(Tensor.Full([3], i, DType.Float64)));
        Assert.Throws<ArgumentException>(() => pullback(Tensor.Ones(2)));
    }

    [Fact]
    public void A_pullback_of_two_arguments_gives_both()
    {
        var (_, pullback) = Vjp((Tensor a, Tensor b) => a * Exp(b), X, V);
        (Tensor da, Tensor db) = pullback(Tensor.Ones([3], DType.Float64));
        Near(Exp(V), da);
        Near(X * Exp(V), db);
    }

    [Fact]
    public void A_pullback_may_outlive_the_transform_it_was_made_in()
    {
        Func<Tensor, Tensor>? kept = null;
        _ = Grad((Tensor x) =>
        {
            var (y, pullback) = Vjp(Cubes, x);
            kept = pullback;
            return y;
        })(X);
        Near(3 * X * X, kept!(Tensor.Ones([3], DType.Float64)));
    }

    [Fact]
    public void A_pullback_is_differentiated_around_it()
    {
        // d/dx Σ 3x² = 6x.
        Near(6 * X, Grad((Tensor x) => Vjp(Cubes, x).Pullback(Tensor.Ones([3], DType.Float64)))(X));
        Near(6 * X * V, Jvp(x => Vjp(Cubes, x).Pullback(Tensor.Ones([3], DType.Float64)), X, V).Tangent);
    }

    [Fact]
    public void A_pullback_belongs_to_its_thread_and_may_be_dropped_on_any()
    {
        var (_, pullback) = Vjp(Cubes, X);
        Exception? found = null;
        var thread = new Thread(() => found = Record.Exception(() => pullback(V)));
        thread.Start();
        thread.Join();
        Assert.Contains("thread", Assert.IsType<InvalidOperationException>(found).Message);
    }

    [Fact]
    public void Tangents_come_forwards()
    {
        var (y, tangent) = Jvp(Cubes, X, V);
        Near(Cubes(X), y);
        Near(3 * X * X * V, tangent);
        Near(V * X + X * V, Jvp((a, b) => a * b, (X, X), (V, V)).Tangent);
        Assert.Throws<ArgumentException>(() => Jvp(Cubes, X, Tensor.Ones(2)));
    }

    [Fact]
    public void A_linear_map_serves_any_tangent()
    {
        var (_, map) = Linearize(Cubes, X);
        Near(3 * X * X * V, map(V));
        Near(3 * X * X * 2 * V, map(2 * V));
        Near(6 * X * V, Jvp(x => Linearize(Cubes, x).Tangent(V), X, Tensor.Ones([3], DType.Float64)).Tangent);
    }

    [Fact]
    public void A_linear_function_is_transposed()
    {
        Tensor a = Tensor.From([1.0, 2, 3, 4, 5, 6], 2, 3);
        Near(MatMul(a.T, Tensor.From([7.0, 8.0])), LinearTranspose(x => MatMul(a, x), X)(Tensor.From([7.0, 8.0])));
    }

    // ---- matrices of derivatives ----

    [Fact]
    public void Jacobians_agree_whichever_way_they_come()
    {
        static Tensor F(Tensor x) => Stack([Sum(Sin(x)), Prod(x), x[0] * x[1], Exp(x[2])]);
        Tensor expected = Stack([Cos(X), Stack([X[1] * X[2], X[0] * X[2], X[0] * X[1]]), Stack([X[1], X[0], Tensor.Scalar(0.0)]), Stack([Tensor.Scalar(0.0), Tensor.Scalar(0.0), Exp(X[2])])]);
        Near(expected, JacRev(F)(X));
        Near(expected, JacFwd(F)(X));
        Near(expected, Jacobian(F)(X));
        Near(expected.T, Jacobian((Tensor x) => MatMul(expected, x))(X).T);
    }

    [Fact]
    public void Jacobians_of_matrices_have_both_shapes()
    {
        Tensor a = X.Reshape(3, 1) * V;
        Assert.Equal([2, 3, 3, 3], JacRev(x => x[..2])(a).Shape.ToArray());
        Near(JacFwd(x => MatMul(x, x))(a), JacRev(x => MatMul(x, x))(a));
    }

    [Fact]
    public void Jacobians_of_functions_of_several_tensors()
    {
        static Tensor F(Tensor a, Tensor b, Tensor c) => Sin(a) * Sum(b) + c * c;
        Tensor eye = Tensor.Eye(3, dtype: DType.Float64);
        foreach (var jacobian in new[] { JacRev(F, 2), JacFwd(F, 2), Jacobian(F, 2) })
            Near(2 * V * eye, jacobian(X, X, V));
        Near(Cos(X) * Sum(V) * eye, JacRev(F)(X, V, V));
        foreach (var jacobians in new[] { JacRev(F, (2, 0)), JacFwd(F, (2, 0)), Jacobian(F, (2, 0)) })
        {
            (Tensor byC, Tensor byA) = jacobians(X, V, V);
            Near(2 * V * eye, byC);
            Near(Cos(X) * Sum(V) * eye, byA);
        }

        Near(2 * eye, Hessian((Tensor a, Tensor b) => Sum(Square(b)) * Sum(a) / Sum(a), 1)(X, V));
        Assert.Throws<ArgumentOutOfRangeException>(() => JacRev(F, 3));
        Assert.Throws<ArgumentException>(() => JacFwd(F, (1, 1)));
    }

    [Fact]
    public void Hessians_by_four_routes_agree()
    {
        Tensor expected = Hessian(Mixed)(X);
        Near(expected, expected.T);
        Near(expected, JacRev(Grad(Mixed))(X));
        Near(expected, JacFwd(JacFwd(Mixed))(X));
        Near(expected, JacRev(JacFwd(Mixed))(X));
        Near(expected, JacFwd(JacRev(Mixed))(X));
        Near(MatMul(expected, V), Hvp(Mixed)(X, V));
        Near(MatMul(expected, V), Grad((Tensor x) => Sum(Grad(Mixed)(x) * V))(X));
    }

    // ---- batches ----

    [Fact]
    public void A_batch_is_what_its_members_are()
    {
        Tensor batch = Stack([X, V, X + V]);
        Near(Stack([Mixed(X), Mixed(V), Mixed(X + V)]), Vmap(Mixed)(batch));
        Near(Stack([Cubes(X), Cubes(V)], axis: 1), Vmap(Cubes, inAxes: 1, outAxes: 1)(Stack([X, V], axis: 1)));
    }

    [Fact]
    public void Arguments_without_an_axis_are_shared()
    {
        Tensor w = Tensor.From([2.0, 3.0, 4.0]), batch = Stack([X, V]);
        static Tensor Dot3(Tensor w, Tensor x, Tensor b) => Sum(w * x) + b;
        Near(MatMul(batch, w) + Tensor.From([10.0, 20.0]), Vmap(Dot3, inAxes: (null, 0, 0))(w, batch, Tensor.From([10.0, 20.0])));
        Near(Stack([X * w, V * w]), Vmap(x => x * w)(batch)); // captured
        Near(Stack([w, w]), Vmap(_ => w)(batch));             // independent of the batch
    }

    [Fact]
    public void Per_example_gradients_equal_the_loop()
    {
        Tensor w = Tensor.From([0.1, 0.2, 0.3]), xs = Stack([X, V, X * V]), ys = Tensor.From([1.0, 0.0, 1.0]);
        static Tensor Loss(Tensor w, Tensor x, Tensor y) => BinaryCrossEntropyWithLogits(Sum(w * x), y);
        Tensor all = Vmap(Grad(Loss), inAxes: (null, 0, 0))(w, xs, ys);
        Near(Stack([.. Enumerable.Range(0, 3).Select(i => Grad(Loss)(w, xs[i], ys[i]))]), all);
    }

    [Fact]
    public void Batches_nest()
    {
        Tensor a = Stack([X, V]), b = Stack([V, X, X + V]);
        Near(MatMul(a, b.T), Vmap((x, y) => Vmap((u, v) => Sum(u * v), (null, 0))(x, y), (0, null))(a, b));
    }

    [Fact]
    public void A_batch_is_differentiated_around_it()
    {
        Tensor batch = Stack([X, V]);
        Near(3 * batch * batch, Grad((Tensor x) => Vmap(Cubes)(x))(batch));
        Near(Stack([Grad(Mixed)(X), Grad(Mixed)(V)]), Grad((Tensor x) => Vmap(Mixed)(x))(batch));
    }

    [Fact]
    public void Chunks_change_nothing()
    {
        Tensor batch = Tensor.Linspace(-1, 1, 21, DType.Float64).Reshape(7, 3);
        Near(Vmap(Mixed)(batch), Vmap(Mixed, chunkSize: 2)(batch));
        Near(Vmap(Mixed)(batch), Vmap(Mixed, chunkSize: 100)(batch));
        Assert.Throws<ArgumentOutOfRangeException>(() => Vmap(Mixed, chunkSize: 0)(batch));
    }

    [Fact]
    public void Reading_a_value_in_a_batch_says_what_to_do()
    {
        Func<Tensor, Tensor>[] readers =
        [
            x => (double)Sum(x) > 0 ? x : -x, x => x * x.ToArray<double>()[0], x => (bool)Any(x > 0) ? x : -x, x => x * (float)x[0], x => x * x.ToInt64(),
        ];
        foreach (Func<Tensor, Tensor> reader in readers)
        {
            string message = Assert.Throws<ValueDependentException>(() => Vmap(reader)(Stack([X, V]))).Message;
            Assert.Contains("Vmap", message, StringComparison.Ordinal);
            Assert.Contains("Where", message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Batches_that_do_not_fit_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Vmap((Tensor a, Tensor b) => a + b)(Stack([X, V]), Stack([X, V, V])));
        Assert.Throws<ArgumentException>(() => Vmap((Tensor a, Tensor b) => a + b, (null, null))(X, V));
        Assert.ThrowsAny<ArgumentException>(() => Vmap(Cubes)(Tensor.Scalar(1.0)));
    }

    // ---- rules of one's own ----

    // log(1 + eˣ), whose plain derivative overflows.
    private static readonly Func<Tensor, Tensor> Log1pExp = CustomVjp(
        x => (Log(1 + Exp(x)), [x]),
        (residuals, ct) => ct * Sigmoid(residuals[0]));

    [Fact]
    public void A_custom_rule_takes_the_place_of_the_derivative()
    {
        Near(Sigmoid(X), Grad(Log1pExp)(X));
        Assert.Equal(1, (double)Grad(Log1pExp)(Tensor.Scalar(1000.0)));
    }

    [Fact]
    public void A_custom_rule_goes_with_every_transform()
    {
        Tensor first = Sigmoid(X), second = first * (1 - first);
        Near(second, Grad(Grad(Log1pExp))(X));
        Near(first * V, Jvp(Log1pExp, X, V).Tangent);
        Near(second * V, Jvp(Grad(Log1pExp), X, V).Tangent);
        Near(second * V, Grad((Tensor x) => Jvp(Log1pExp, x, V).Tangent)(X));
        Near(first, Vmap(Grad(Log1pExp))(X));
        Near(first, Grad((Tensor x) => Vmap(Log1pExp)(x))(X));
        Near(second, Grad(Grad((Tensor x) => Vmap(Log1pExp)(x)))(X));
        Near(first * V, Vmap((x, v) => Jvp(Log1pExp, x, v).Tangent)(X, V));
        Near(Hessian(Softplus)(X), Hessian(Log1pExp)(X));
    }

    [Fact]
    public void A_custom_rule_of_two_arguments_gives_both()
    {
        var f = CustomVjp((Tensor a, Tensor b) => (a * b, [a, b]), (r, ct) => (10 * ct * r[1], 100 * ct * r[0]));
        (Tensor da, Tensor db) = Grad((Tensor a, Tensor b) => f(a, b), (0, 1))(X, V);
        Near(10 * V, da);
        Near(100 * X, db);
    }

    [Fact]
    public void An_exception_in_a_custom_rule_crosses_unchanged()
    {
        var thrown = new InvalidOperationException("mine");
        var f = CustomVjp(x => (Exp(x), []), (_, _) => throw thrown);
        Assert.Same(thrown, Assert.Throws<InvalidOperationException>(() => Grad(f)(X)));
        Near(Exp(X), Grad(Exp)(X));
    }

    [Fact]
    public void A_custom_rule_of_the_wrong_shape_is_refused() =>
        Assert.Contains("[2]", Assert.Throws<ArgumentException>(() => Grad(CustomVjp(x => (Exp(x), []), (_, _) => Tensor.Ones(2)))(X)).Message);

    [Fact]
    public void A_custom_tangent_serves_both_modes()
    {
        var f = CustomJvp(Sin, (x, v) => 5 * Cos(x) * v);
        Near(5 * Cos(X) * V, Jvp(f, X, V).Tangent);
        Near(5 * Cos(X), Grad(f)(X));
        Near(-5 * Sin(X), Grad(Grad(f))(X));
        Near(5 * Cos(X), Vmap(Grad(f))(X));
    }

    [Fact]
    public void A_tap_sees_and_changes_what_passes()
    {
        Tensor? seen = null;
        Tensor F(Tensor x) => Sum(Square(OnGradient(x, ct =>
        {
            seen = ct * 1;
            return 0.5 * ct;
        })));
        var ((g, _), _) = ((Grad(F)(X), 0), 0);
        Near(X, g);
        Assert.NotNull(seen);
        Near(Tensor.From([0.5, -0.5, 0.5]), Grad((Tensor x) => Sum(OnGradient(x, ct => Minimum(Maximum(ct, -0.5), 0.5)) * Tensor.From([3.0, -3.0, 0.5])))(X));
    }

    // ---- checkpoints ----

    [Fact]
    public void A_checkpoint_changes_no_derivative()
    {
        var f = Checkpoint(Mixed);
        Near(Mixed(X), f(X));
        Near(Grad(Mixed)(X), Grad(f)(X));
        Near(Hessian(Mixed)(X), Hessian(f)(X));
        Near(JacRev(Grad(Mixed))(X), JacRev(Grad(f))(X));
        Near(Jvp(Mixed, X, V).Tangent, Jvp(f, X, V).Tangent);
        Near(Vmap(Grad(Mixed))(Stack([X, V])), Vmap(Grad(f))(Stack([X, V])));
        Near(Grad((Tensor x) => Vmap(Mixed)(x))(Stack([X, V])), Grad((Tensor x) => Vmap(f)(x))(Stack([X, V])));
        Near(Grad(Grad(Grad(Mixed)))(X), Grad(Grad(Grad(f)))(X));
    }

    [Fact]
    public void A_checkpoint_follows_what_the_function_captures()
    {
        static Tensor Loss(Tensor x, Tensor w) => Sum(Checkpoint(h => Tanh(h * w) * w)(x));
        static Tensor Plain(Tensor x, Tensor w) => Sum(Tanh(x * w) * w);
        (Tensor dx, Tensor dw) = Grad(Loss, (0, 1))(X, V);
        (Tensor ex, Tensor ew) = Grad(Plain, (0, 1))(X, V);
        Near(ex, dx);
        Near(ew, dw);
        Near(Jvp(w => Plain(X, w), V, X).Tangent, Jvp(w => Loss(X, w), V, X).Tangent);
        Near(Hessian(w => Plain(X, w))(V), Hessian(w => Loss(X, w))(V));

        var p = new Parameter(V, "w");
        Near(ew, Grad((Tensor x) => Sum(Checkpoint(h => Tanh(h * p) * p)(x)), weights: [p])(X)[p]);
    }

    // ---- tools ----

    [Fact]
    public void CheckGrads_passes_what_is_right_and_names_what_is_wrong()
    {
        CheckGrads(a => Mixed(a[0]), [X], order: 3, tolerance: 1e-5);
        var wrong = CustomVjp(x => (Sin(x), [x]), (r, ct) => ct * Sin(r[0]));
        Assert.Contains("reverse", Assert.Throws<ArithmeticException>(() => CheckGrads(a => wrong(a[0]), [X], 1)).Message);
    }

    [Fact]
    public void An_anomaly_is_named_where_it_arises()
    {
        using (DetectAnomaly())
        {
            Assert.Contains("Log", Assert.Throws<AnomalyException>(() => Log(Tensor.From([1.0, -1.0]))).Message);
            var e = Assert.Throws<AnomalyException>(() => Grad((Tensor x) => Sum(Sqrt(x)))(Tensor.From([0.0])));
            Assert.Contains("derivative of Sqrt", e.Message);
            Assert.Contains(nameof(An_anomaly_is_named_where_it_arises), e.Message);
        }

        Assert.True(double.IsNaN((double)Log(Tensor.Scalar(-1.0))));
    }

    [Fact]
    public void A_recording_can_be_read_and_drawn()
    {
        var recording = Recording.Of(x => Sum(Sin(x) * x), X);
        Assert.Equal(["identity", "sin", "mul", "sum"], recording.Operations.Select(static o => o.Name));
        Assert.Contains("%2 = mul(%1, %0) : float64[3]", recording.ToString());
        Assert.Contains("n1 --> n2", recording.ToMermaid());
        Assert.Contains("n1 -> n2", recording.ToDot());
        Assert.Contains("cos", Recording.Of(Grad((Tensor x) => Sum(Sin(x))), X).ToString());
    }

    // ---- compositions ----

    public static TheoryData<int> Functions => [.. Enumerable.Range(0, Many.Length)];

    private static readonly Func<Tensor, Tensor>[] Many =
    [
        Sin, Exp, Tanh, Sigmoid, Softplus, Erf, Square, x => Sqrt(x * x + 1), x => Log(x * x + 0.5), x => 1 / (2 + x * x), Cubes,
        x => x * Sum(x), x => Softmax(x), x => LogSoftmax(x) * x, x => x * LogSumExp(x), x => MatMul(x.Reshape(3, 1), x.Reshape(1, 3)).Reshape(9),
        x => Concat([x[1..], x[..1] * x[2]]), x => Flip(x) * x, x => Where(x > 0, Sin(x), Cos(x)), x => Mean(x * x) * x, x => Prod(x) * Exp(x),
    ];

    // Every pair of transforms gives what plain reverse mode over a plain function gives.
    [Theory, MemberData(nameof(Functions))]
    public void All_pairs_of_transforms_agree(int index)
    {
        Func<Tensor, Tensor> f = Many[index];
        Tensor batch = Stack([X, V]);
        Tensor gradient = Grad(f)(X), both = Stack([gradient, Grad(f)(V)]), curvature = Grad(Grad(f))(X);
        // A custom rule that is the derivative itself, and a checkpoint: both should not be noticed.
        Func<Tensor, Tensor> custom = CustomVjp(x => (f(x), [x]), (r, ct) => Vjp(f, r[0]).Pullback(ct)), checkpointed = Checkpoint(f);
        foreach (Func<Tensor, Tensor> g in (Func<Tensor, Tensor>[])[f, custom, checkpointed, Checkpoint(custom), x => Checkpoint(custom)(x * 1)])
        {
            Near(gradient, Grad(g)(X));
            Near(Jvp(f, X, V).Tangent, Jvp(g, X, V).Tangent);
            Near(both, Vmap(Grad(g))(batch));
            Near(both, Grad((Tensor x) => Vmap(g)(x))(batch));
            Near(curvature, Grad(Grad(g))(X));
            Near(Hvp(f)(X, V), Jvp(Grad(g), X, V).Tangent);
            Near(Hvp(f)(X, V), Grad((Tensor x) => Jvp(g, x, V).Tangent)(X));
            Near(Jvp(x => Jvp(f, x, V).Tangent, X, V).Tangent, Jvp(x => Jvp(g, x, V).Tangent, X, V).Tangent);
            Near(Stack([curvature, Grad(Grad(f))(V)]), Vmap(Grad(Grad(g)))(batch));
            Near(JacRev(f)(X), JacRev(g)(X));
            Near(JacRev(f)(X), JacFwd(g)(X));
        }
    }

    // d/dx (x · d/dy (x + y)) and its like, in all nestings: the classic trap.
    [Fact]
    public void Perturbations_are_not_confused_in_any_nesting()
    {
        Tensor two = Tensor.Scalar(2.0), one = Tensor.Scalar(1.0);
        Func<Func<Tensor, Tensor>, Tensor, Tensor>[] derivatives =
        [
            (f, x) => Grad(f)(x),
            (f, x) => Jvp(f, x, one).Tangent,
            (f, x) => Vjp(f, x).Pullback(one),
            (f, x) => Linearize(f, x).Tangent(one),
            (f, x) => Vmap(Grad(f))(x.Reshape(1))[0],
        ];
        foreach (var outer in derivatives)
            foreach (var inner in derivatives)
            {
                Near(one, outer(x => x * inner(y => x + y, one), two));
                Near(4 * one, outer(x => x * inner(y => x * y, x), two));
                Near(12 * one, outer(x => inner(y => y * y * y, x), two));
            }
    }

    private static void Near(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.Shape.ToArray(), actual.Shape.ToArray());
        double[] e = expected.Cast(DType.Float64).ToArray<double>(), a = actual.Cast(DType.Float64).ToArray<double>();
        for (int i = 0; i < e.Length; i++)
            Assert.Equal(e[i], a[i], 1e-9 * (1 + Math.Abs(e[i])));
    }
}
