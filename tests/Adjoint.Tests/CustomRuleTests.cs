using System.Runtime.CompilerServices;

using Xunit;

using static Adjoint.Autodiff;
using static Adjoint.Ops;

namespace Adjoint.Tests;

/// <summary>Rules of one's own: what they capture, what they are transposed for, and what they return twice.</summary>
public sealed class CustomRuleTests
{
    private static readonly Tensor X = Tensor.From([0.5, -1.2, 2.0]), W = Tensor.From([1.5, 0.3, -0.7]), Two = Tensor.Scalar(2.0);

    private static void Near(Tensor expected, Tensor found) =>
        Assert.Equal(expected.ToArray<double>(), found.ToArray<double>(), (a, b) => Math.Abs(a - b) <= 1e-9 * Math.Max(1, Math.Abs(a)));

    // ---- captured tensors ----

    // Functions of two tensors whose rule uses the second though it is no argument.
    private static readonly Dictionary<string, Func<Tensor, Tensor, Tensor>> Capturing = new()
    {
        ["CustomVjp"] = (x, w) => CustomVjp(t => (t * w, []), (_, ct) => ct * w)(x),
        ["CustomVjp of two"] = (x, w) => CustomVjp((a, b) => (a * b * w, []), (_, ct) => (ct * w, ct * w))(x, x),
        ["CustomVjp of a list"] = (x, w) => CustomVjp((Tensor[] a) => (a[0] * w, []), (_, ct) => [ct * w])([x]),
        ["CustomVjp of a tree"] = (x, w) =>
            CustomVjp<(Tensor A, Tensor B), (Tensor, Tensor), Tensor>(p => ((p.A * w, p.B), p.A), (_, ct) => (ct.Item1, ct.Item2))((x, x)).Item1,
        ["CustomVjp, made of it"] = (x, w) =>
        {
            Tensor h = Sin(w) * 2;
            return CustomVjp(t => (t * h, []), (_, ct) => ct * h)(x);
        },
        ["CustomVjp, returned"] = (x, w) => CustomVjp(_ => (w, []), (_, ct) => ct)(x),
        ["CustomJvp"] = (x, w) => CustomJvp(t => t * w, (_, v) => v * w)(x),
        ["CustomJvp of a tree"] = (x, w) => CustomJvp<(Tensor A, Tensor B), Tensor>(p => p.A * p.B * w, (p, v) => v.A * p.B * w)((x, x)),
        ["in a checkpoint"] = (x, w) => Checkpoint(t => CustomVjp(u => (u * w, []), (_, ct) => ct * w)(t))(x),
        ["a checkpoint in it"] = (x, w) => CustomVjp(t => (Checkpoint(u => u * w)(t), []), (_, ct) => ct * w)(x),
        ["a rule in it"] = (x, w) => CustomVjp(t => (CustomVjp(u => (u * w, []), (_, ct) => ct)(t), []), (_, ct) => ct)(x),
        ["in a batch, shared"] = (x, w) => Vmap(t => CustomVjp(u => (u * Sum(w), []), (_, ct) => ct * Sum(w))(t))(x),
        ["in a batch, of each member"] = (x, w) => Vmap((t, v) => CustomVjp(u => (u * v, []), (_, ct) => ct * v)(t))(x, w),
        ["in a batch in a batch"] = (x, w) =>
            Vmap((t, v) => Vmap(s => CustomVjp(u => (u * v, []), (_, ct) => ct * v)(s))(t * Tensor.Ones([2], DType.Float64)))(x, w),
        ["in a batch, CustomJvp"] = (x, w) => Vmap((t, v) => CustomJvp(u => u * v, (_, d) => d * v)(t))(x, w),
        ["in a Grad in a batch"] = (x, w) => Vmap((t, v) => Grad(s => Square(CustomVjp(u => (u * v, []), (_, ct) => ct * v)(s)))(t))(x, w),
        ["the argument itself"] = (x, w) => CustomVjp(t => (t * x, [t]), (r, ct) => ct * r[0])(x * 1) + w,
    };

    public static TheoryData<string> CapturingNames => [.. Capturing.Keys];

    [Theory, MemberData(nameof(CapturingNames))]
    public void A_captured_tensor_that_is_differentiated_by_is_refused(string name)
    {
        Func<Tensor, Tensor, Tensor> f = Capturing[name];
        Action[] derivatives =
        [
            () => Grad(f, (0, 1))(X, W),
            () => Vjp(f, X, W),
            () => Jvp(f, (X, W), (X, W)),
            () => Linearize(f, X, W),
            () => Grad((Tensor x, Tensor w) => Sum(Grad(f, (0, 1))(x, w).Item2), 1)(X, W),
        ];
        foreach (Action derivative in derivatives)
        {
            var e = Assert.Throws<InvalidOperationException>(derivative);
            Assert.Contains("argument", e.Message, StringComparison.Ordinal);
            Assert.Contains("StopGradient", e.Message, StringComparison.Ordinal);
        }
    }

    [Theory, MemberData(nameof(CapturingNames))]
    public void A_captured_tensor_that_is_not_differentiated_by_is_a_constant(string name)
    {
        if (name == "the argument itself") return;
        Func<Tensor, Tensor, Tensor> f = Capturing[name];
        Assert.Equal(X.Shape.ToArray(), f(X, W).Shape[..1].ToArray());
        if (name == "CustomVjp") Near(W, Grad(f)(X, W));
        try
        {
            Assert.Equal(X.Shape.ToArray(), Grad(f)(X, W).Shape.ToArray());
        }
        catch (EscapedTensorException e)
        {
            // A member of a batch ends with it, and the rule runs for the whole batch afterwards.
            Assert.Contains("batch", name, StringComparison.Ordinal);
            Assert.Contains("argument", e.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_captured_parameter_is_refused()
    {
        var p = new Parameter(W, "p");
        Assert.Throws<InvalidOperationException>(
            () => Grad((Tensor x) => CustomVjp(t => (t * p, []), (_, ct) => ct * p)(x), weights: [p])(X));
        Assert.Throws<InvalidOperationException>(() => Grad((Tensor x) => CustomJvp(t => t * p, (_, v) => v * p)(x), weights: [p])(X));
        Near(W, Grad((Tensor x) => CustomVjp(t => (t * p, []), (_, ct) => ct * p)(x))(X));
    }

    [Fact]
    public void What_a_rule_holds_fixed_may_be_captured()
    {
        Tensor F(Tensor x, Tensor w) => CustomVjp(t => (t * StopGradient(w) + Where(w > 0, t, 0), []), (_, ct) => ct * w)(x);
        (Tensor dx, Tensor dw) = Grad((Tensor x, Tensor w) => F(x, w), (0, 1))(X, W);
        Near(W, dx);
        Near(0 * W, dw);
    }

    [Fact]
    public void What_only_the_backward_function_captures_is_followed_by_the_transforms_around()
    {
        Tensor F(Tensor x, Tensor w) => CustomVjp(t => (t * 2, []), (_, ct) => ct * Sin(w))(x);
        Near(Cos(W), Grad((Tensor w) => Grad((Tensor x) => F(x, w))(X))(W));
        Near(Cos(W), Vmap(Grad((Tensor w) => Grad((Tensor x) => F(x, w))(1.0)))(W));
        Near(Cos(W), Grad((Tensor w) => Grad((Tensor x) => Checkpoint((Tensor t) => F(t, w))(x))(X))(W));
        (Tensor y, Func<Tensor, (Tensor, Tensor)> pullback) = Vjp(F, X, W);
        var e = Assert.Throws<EscapedTensorException>(() => pullback(Tensor.Ones([3], DType.Float64)));
        Assert.Contains("argument", e.Message, StringComparison.Ordinal);
        Near(2 * X, y);
    }

    // ---- what is transposed has no value ----

    // y with y² = a by Newton's method, and the derivative by a loop until it has converged: v = c / (2 y) solved as v ← v − (2 y v − c) / 4.
    private static Tensor Solved(Tensor y, Tensor c)
    {
        Tensor v = c / 4;
        while (Math.Abs((double)(2 * y * v - c)) > 1e-12 * Math.Abs((double)c))
            v = v - (2 * y * v - c) / 4;
        return v;
    }

    private static readonly Func<Tensor, Tensor> Root = CustomVjp(a => (Sqrt(a), [Sqrt(a)]), (r, ct) => Solved(r[0], ct));

    [Fact]
    public void A_rule_that_reads_its_cotangent_is_refused_in_forward_mode()
    {
        Tensor a = Tensor.Scalar(0.25), v = Two;
        Near(Tensor.Scalar(1.0), Grad(Root)(a));
        foreach (Action forward in (Action[])[() => Jvp(Root, a, v), () => JacFwd(Root)(a), () => Linearize(Root, a).Tangent(v), () => Hvp(Root)(a, v)])
        {
            var e = Assert.Throws<ValueDependentException>(forward);
            Assert.Contains("tangent:", e.Message, StringComparison.Ordinal);
        }

        Near(Tensor.Scalar(1.0), Grad(Root)(a));
    }

    [Fact]
    public void A_rule_with_both_directions_may_read_them()
    {
        Tensor a = Tensor.Scalar(0.25);
        Func<Tensor, Tensor> both = CustomVjp(x => (Sqrt(x), [Sqrt(x)]), (r, ct) => Solved(r[0], ct), tangent: (x, v) => Solved(Sqrt(x), v));
        Near(Tensor.Scalar(2.0), Jvp(both, a, Two).Tangent);
        Near(Tensor.Scalar(1.0), Grad(both)(a));
        Near(Tensor.Scalar(2.0), Linearize(both, a).Tangent(Two));
        var list = CustomVjp(
            (Tensor[] x) => (x[0] * x[1], x), (r, ct) => [ct * r[1], ct * r[0]], tangent: (x, v) => (double)v[0] > 0 ? v[0] * x[1] + x[0] * v[1] : v[0]);
        Near(Tensor.Scalar(7.0), Jvp((Tensor[] x) => [list(x)], [Two, Tensor.Scalar(3.0)], [Tensor.Scalar(1.0), Two]).Tangents[0]);
        var pair = CustomVjp(
            (a, b) => (a * b, [a, b]), (r, ct) => (ct * r[1], ct * r[0]), tangent: (x, v) => (double)v.Item1 > 0 ? v.Item1 * x.Item2 + x.Item1 * v.Item2 : v.Item1);
        Near(Tensor.Scalar(7.0), Jvp(pair, (Two, Tensor.Scalar(3.0)), (Tensor.Scalar(1.0), Two)).Tangent);
        var tree = CustomVjp<(Tensor A, Tensor B), Tensor, (Tensor A, Tensor B)>(
            p => (p.A * p.B, p), (p, ct) => (ct * p.B, ct * p.A), tangent: (p, v) => (double)v.A > 0 ? v.A * p.B + p.A * v.B : v.A);
        Near(Tensor.Scalar(7.0), Jvp(tree, (Two, Tensor.Scalar(3.0)), (Tensor.Scalar(1.0), Two)).Tangent);
    }

    [Fact]
    public void A_tangent_function_that_reads_its_tangent_is_refused_in_reverse_mode()
    {
        var f = CustomJvp(Sqrt, (a, v) => Solved(Sqrt(a), v));
        Tensor a = Tensor.Scalar(0.25);
        Near(Tensor.Scalar(2.0), Jvp(f, a, Two).Tangent);
        Assert.Throws<ValueDependentException>(() => Grad(f)(a));
        Assert.Throws<ValueDependentException>(() => Vjp(f, a).Pullback(Two));
    }

    [Fact]
    public void A_tap_that_reads_what_passes_says_what_to_give_in_forward_mode()
    {
        double seen = 0;
        Tensor Seen(Tensor ct)
        {
            seen = (double)Sum(ct);
            return ct;
        }

        Near(2 * X, Grad((Tensor x) => Sum(Square(OnGradient(x, Seen))))(X));
        Assert.Equal((double)Sum(2 * X), seen, 12);
        Assert.Throws<ValueDependentException>(() => Jvp(x => OnGradient(x, Seen), X, W));
        Near(W, Jvp(x => OnGradient(x, Seen, tangent: v => v), X, W).Tangent);
        Near(2 * W, Hvp(x => Sum(Square(OnGradient(x, Seen, tangent: v => v))))(X, W));
    }

    [Theory]
    [InlineData("reads")]
    [InlineData("reads an element")]
    [InlineData("reads all")]
    [InlineData("reads a condition")]
    public void A_linear_function_that_reads_its_argument_cannot_be_transposed(string how)
    {
        Func<Tensor, Tensor> f = how switch
        {
            "reads" => x => (double)Sum(x) > 0 ? x : 2 * x,
            "reads an element" => x => x * x[0].ToDouble(),
            "reads all" => x => x * x.ToArray<double>()[0],
            _ => x => (bool)All(x > 0) ? x : 2 * x,
        };
        Assert.Throws<ValueDependentException>(() => LinearTranspose(f, X));
    }

    [Fact]
    public void A_function_that_is_not_linear_cannot_be_transposed()
    {
        Assert.Throws<ValueDependentException>(() => LinearTranspose(x => x * x, X)(X));
        Assert.Throws<ValueDependentException>(() => LinearTranspose(Sin, X)(X));
        Near(3 * W, LinearTranspose(x => 3 * x, X)(W));
        Near(Tensor.From([2.0, 2.0, 2.0]), LinearTranspose(x => Sum(x), X)(Two));
        Near(X * W, Grad((Tensor w) => Sum(LinearTranspose(x => x * w, X)(X)))(W) * W);
        Near(2 * X * W, Vmap((x, w) => LinearTranspose(v => v * x + x * v, w)(w))(X, W));
    }

    [Fact]
    public void Linear_functions_within_linear_functions_are_transposed()
    {
        Func<Tensor, Tensor> inner = CustomVjp(x => (x * x, [x]), (r, ct) => 2 * r[0] * ct);
        Func<Tensor, Tensor> outer = CustomVjp(x => (inner(x), [x]), (r, ct) => ct * Jvp(inner, r[0], Tensor.OnesLike(r[0])).Tangent);
        Near(2 * X * W, Jvp(outer, X, W).Tangent);
        Near(2 * W, Jvp(x => Jvp(outer, x, W).Tangent, X, Tensor.OnesLike(X)).Tangent);
        Near(2 * W, Grad(x => Sum(Jvp(outer, x, W).Tangent))(X));
        Near(2 * X * W, LinearTranspose(v => Jvp(inner, X, v).Tangent, X)(W));
        Near(2 * X * W, LinearTranspose(v => LinearTranspose(u => u * v, X)(2 * X), X)(W));
    }

    // ---- what is returned and needed too ----

    // 1 / a, computed where the transforms do not see it.
    private static readonly Func<Tensor, Tensor> Inverse = CustomVjp(
        a =>
        {
            Tensor inverse = Tensor.Scalar(1 / (double)a);
            return (inverse, [inverse]);
        },
        (r, g) => -g * r[0] * r[0]);

    [Fact]
    public void A_residual_that_is_the_result_is_differentiated_by_the_rule()
    {
        Near(Tensor.Scalar(0.5), Inverse(Two));
        Near(Tensor.Scalar(-0.25), Grad(Inverse)(Two));
        Near(Tensor.Scalar(0.25), Grad(Grad(Inverse))(Two));
        Near(Tensor.Scalar(-0.375), Grad(Grad(Grad(Inverse)))(Two));
        Near(Tensor.Scalar(0.25), Hessian(Inverse)(Two));
        Near(Tensor.Scalar(0.25), JacRev(Grad(Inverse))(Two));
        Near(Tensor.Scalar(0.25), Grad((Tensor a) => Jvp(Inverse, a, Tensor.Scalar(1.0)).Tangent)(Two));
        Near(Tensor.Scalar(0.25), Jvp(b => Jvp(Inverse, b, Tensor.Scalar(1.0)).Tangent, Two, Tensor.Scalar(1.0)).Tangent);
        Near(Tensor.Scalar(0.25), Grad((Tensor a) => Vjp(Inverse, a).Pullback(Tensor.Scalar(1.0)))(Two));
    }

    [Fact]
    public void Several_results_that_are_residuals_too_are_differentiated_by_the_rule()
    {
        var f = CustomVjp<Tensor, (Tensor, Tensor), (Tensor, Tensor, Tensor)>(
            a =>
            {
                Tensor inverse = Tensor.Scalar(1 / (double)a), root = Tensor.Scalar(Math.Sqrt((double)a));
                return ((inverse, root), (root, a, inverse));
            },
            (r, ct) => -ct.Item1 * r.Item3 * r.Item3 + ct.Item2 / (2 * r.Item1));
        Tensor F(Tensor a)
        {
            var (inverse, root) = f(a);
            return inverse + 3 * root;
        }

        double second = 2 / 8.0 - 3 * Math.Pow(2, -1.5) / 4;
        Near(Tensor.Scalar(second), Grad(Grad(F))(Two));
        Near(Tensor.Scalar(second), Hessian(F)(Two));
    }

    [Fact]
    public void A_residual_that_is_an_argument_is_the_argument()
    {
        var f = CustomVjp(x => (x, [x]), (r, ct) => ct * Square(r[0]));
        Near(Square(X), Grad(f)(X));
        Near(2 * X, Grad(Grad(f))(X));
    }

    // ---- what comes back as null ----

    [Fact]
    public void Null_where_a_rule_needs_a_tensor_names_the_transform()
    {
        Action[] vjp =
        [
            () => CustomVjp(_ => (null!, []), (_, ct) => ct)(X),
            () => CustomVjp(x => (x, null!), (_, ct) => ct)(X),
            () => CustomVjp(x => (x, [null!]), (_, ct) => ct)(X),
            () => Grad(CustomVjp(x => (x * 2, []), (_, _) => (Tensor)null!))(X),
            () => Grad((Tensor x, Tensor y) => CustomVjp((a, b) => (a * b, []), (_, ct) => (ct, null!))(x, y), (0, 1))(X, W),
            () => Grad((Tensor[] a) => CustomVjp((Tensor[] xs) => (xs[0] * 2, []), (_, _) => null!)(a))([X]),
            () => Jvp(CustomVjp(x => (x, []), (_, ct) => ct, tangent: (_, _) => null!), X, W),
        ];
        foreach (Action call in vjp)
            Assert.Contains("CustomVjp", Assert.Throws<InvalidOperationException>(call).Message, StringComparison.Ordinal);
        Assert.Contains("CustomJvp", Assert.Throws<InvalidOperationException>(() => CustomJvp(_ => null!, (_, v) => v)(X)).Message, StringComparison.Ordinal);
        Assert.Contains("CustomJvp", Assert.Throws<InvalidOperationException>(() => Jvp(CustomJvp(Sin, (_, _) => null!), X, W)).Message, StringComparison.Ordinal);
        Assert.Contains("OnGradient", Assert.Throws<InvalidOperationException>(() => Grad((Tensor x) => OnGradient(x, _ => null!))(X)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>(() => CustomVjp(x => (x, []), (_, ct) => ct)(null!));
        Assert.Throws<ArgumentNullException>(() => CustomJvp(Sin, (_, v) => v)(null!));
        Assert.Throws<ArgumentNullException>(() => CustomVjp((Tensor[] a) => (a[0], []), (_, ct) => [ct])(null!));
    }

    // ---- who keeps them ----

    [Theory]
    [InlineData("pullback")]
    [InlineData("pullback of a gradient")]
    [InlineData("pullback that was made in a scope")]
    [InlineData("pullback of a batch")]
    [InlineData("tangent map")]
    [InlineData("transposed")]
    public void A_recording_that_its_own_rule_refers_to_is_collected(string form)
    {
        WeakReference[] alive = [.. Enumerable.Range(0, 4).Select(kind => MakeCycle(kind, form))];
        for (int i = 0; i < 10 && alive.Any(static r => r.IsAlive); i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.All(alive, static r => Assert.False(r.IsAlive));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference MakeCycle(int kind, string form)
    {
        Func<Tensor, Tensor>? own = null;
        Tensor Noted(Tensor ct) => own is null ? ct : ct * 2;
        Func<Tensor, Tensor> f = kind switch
        {
            0 => CustomVjp(x => (Sin(x), [x]), (r, ct) => Noted(ct) * Cos(r[0]), tangent: (x, v) => Noted(v) * Cos(x)),
            1 => CustomJvp(Sin, (x, v) => Noted(v) * Cos(x)),
            2 => Checkpoint(CustomJvp(Sin, (x, v) => Noted(v) * Cos(x))),
            _ => Checkpoint(x => OnGradient(Sin(x), Noted)),
        };
        own = Recorded(f, form);
        _ = own(Tensor.OnesLike(X));
        return new WeakReference(own);
    }

    private static Func<Tensor, Tensor> Recorded(Func<Tensor, Tensor> f, string form)
    {
        switch (form)
        {
            case "pullback of a gradient":
                return Vjp(Grad((Tensor x) => Sum(f(x) * x)), X).Pullback;
            case "pullback that was made in a scope":
                using (new TensorScope()) return Vjp(f, X).Pullback;
            case "pullback of a batch":
                return Vjp(Vmap(f), X).Pullback;
            case "tangent map":
                return Linearize(f, X).Tangent;
            case "transposed":
                return LinearTranspose(v => Jvp(f, X, v).Tangent, X);
            default:
                return Vjp(f, X).Pullback;
        }
    }
}
