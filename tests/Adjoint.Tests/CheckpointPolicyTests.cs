using Xunit;

using static Adjoint.Autodiff;
using static Adjoint.Ops;

namespace Adjoint.Tests;

/// <summary>Whatever a checkpoint keeps, the derivatives are those of the function.</summary>
public sealed class CheckpointPolicyTests
{
    private static readonly Tensor X = new RandomKey(1).Normal([3, 3], DType.Float64), W = new RandomKey(2).Normal([3, 3], DType.Float64);

    private static readonly Dictionary<string, CheckpointPolicy?> s_policies = new()
    {
        ["none given"] = null,
        ["nothing"] = CheckpointPolicy.KeepNothing,
        ["products"] = CheckpointPolicy.KeepMatrixProducts,
        ["named"] = CheckpointPolicy.KeepNamed("a", "b"),
        ["unknown"] = CheckpointPolicy.KeepNamed("no such name"),
        ["both"] = CheckpointPolicy.KeepMatrixProducts | CheckpointPolicy.KeepNamed("b"),
    };

    private static readonly Dictionary<string, Func<Tensor, Tensor>> s_functions = new()
    {
        ["elementwise"] = static x => Sum(Sin(x) * CheckpointName(Exp(x), "a")),
        ["layers"] = static x => Sum(Tanh(MatMul(CheckpointName(Sin(MatMul(x, W)), "a"), W)) * CheckpointName(x * x, "b")),
        ["a vector and a matrix"] = static x => MatMul(MatMul(x[0], CheckpointName(x, "a")), Exp(x[1])),
        ["named views"] = static x => Sum(MatMul(CheckpointName(Tanh(x).T, "a"), CheckpointName(Exp(x)[1], "b"))),
        ["named twice"] = static x => Sum(CheckpointName(CheckpointName(x * x, "a"), "b") * CheckpointName(Sin(x), "a")),
        ["named late"] = static x =>
        {
            Tensor first = Sin(x), second = Square(first);
            return Sum(CheckpointName(second, "a") * CheckpointName(first, "b") * CheckpointName(W, "a"));
        },
        ["only a product"] = static x => Sum(MatMul(x, MatMul(x, x))),
        ["a gradient inside"] = static x => Sum(Sin(Grad((Tensor y) => Sum(Exp(0.1 * MatMul(CheckpointName(Sin(y), "a"), y))))(x))),
        ["a batch inside"] = static x => Sum(Square(Vmap((Tensor row) => MatMul(W, CheckpointName(Tanh(row), "a")))(MatMul(x, x)))),
        ["a tangent inside"] = static x => Sum(Jvp(y => Sin(MatMul(y, y)), x, W).Tangent),
        ["a pullback inside"] = static x => Sum(Vjp(y => Sin(MatMul(y, y)), x).Pullback(CheckpointName(Exp(x), "a"))),
        ["a checkpoint inside"] = static x =>
            Sum(MatMul(Checkpoint(y => Sin(MatMul(CheckpointName(Tanh(y), "a"), y)), CheckpointPolicy.KeepMatrixProducts)(MatMul(x, W)), x)),
        ["checkpoints in a checkpoint"] = static x =>
            Checkpoint(y => Sum(Checkpoint(z => MatMul(CheckpointName(Sin(z), "a"), y), CheckpointPolicy.KeepNamed("a"))(MatMul(y, y))))(Exp(0.1 * x)),
        ["a checkpoint that captures"] = static x =>
        {
            Tensor y = MatMul(x, W);
            return Sum(MatMul(Checkpoint(z => MatMul(Sin(z), y), CheckpointPolicy.KeepMatrixProducts)(Tanh(x)), CheckpointName(y * y, "b")));
        },
        ["a checkpointed gradient inside"] = static x =>
            Sum(Grad((Tensor y) => Sum(Checkpoint(z => Sin(MatMul(z, x)), CheckpointPolicy.KeepMatrixProducts)(y)))(MatMul(x, W))),
        ["whole numbers"] = static x => Sum(MatMul(OneHot(ArgMax(Abs(x), 1), 3).Cast(DType.Float64), CheckpointName(x * x, "a"))),
    };

    public static TheoryData<string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (string function in s_functions.Keys)
            {
                foreach (string policy in s_policies.Keys) cases.Add(function, policy);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_policy_changes_no_derivative(string function, string policy)
    {
        Func<Tensor, Tensor> f = s_functions[function], g = Checkpoint(f, s_policies[policy]);
        Tensor v = W, batch = Stack([X, W]);
        Near(f(X), g(X));
        Near(Grad(f)(X), Grad(g)(X));
        Near(Grad((Tensor x) => Sum(Sin(Grad(f)(x))))(X), Grad((Tensor x) => Sum(Sin(Grad(g)(x))))(X));
        Near(Jvp(f, X, v).Tangent, Jvp(g, X, v).Tangent);
        Near(Jvp(Grad(f), X, v).Tangent, Jvp(Grad(g), X, v).Tangent);
        Near(Grad((Tensor x) => Jvp(f, x, v).Tangent)(X), Grad((Tensor x) => Jvp(g, x, v).Tangent)(X));
        Near(Vmap(Grad(f))(batch), Vmap(Grad(g))(batch));
        Near(Grad((Tensor x) => Sum(Vmap(f)(x)))(batch), Grad((Tensor x) => Sum(Vmap(g)(x)))(batch));
        Near(JacRev(Grad(f))(X), JacRev(Grad(g))(X));
        Near(JacFwd(Grad(f))(X), JacFwd(Grad(g))(X));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_pullback_outlives_what_is_kept_with_it(string function, string policy)
    {
        Func<Tensor, Tensor> f = s_functions[function], g = Checkpoint(f, s_policies[policy]);
        var (_, pullback) = Vjp(x => g(Sin(x)), X);
        var (_, tangent) = Linearize(x => g(Sin(x)), X);
        Tensor expected = Grad((Tensor x) => f(Sin(x)))(X);
        for (int i = 0; i < 2; i++) Near(expected, pullback(Tensor.Ones([], DType.Float64)));
        Near(Sum(expected * W), tangent(W));
    }

    // ---- what is captured, and what is no tensor of floating numbers ----

    [Theory]
    [InlineData("nothing")]
    [InlineData("products")]
    [InlineData("both")]
    public void What_the_function_captures_is_differentiated(string policy)
    {
        static Tensor Plain(Tensor x, Tensor w) => Sum(Tanh(MatMul(x, w)) * CheckpointName(w * w, "b"));
        Tensor Kept(Tensor x, Tensor w) => Checkpoint(h => Plain(h, w), s_policies[policy])(x);
        Near(Grad(Plain, 1)(X, W), Grad(Kept, 1)(X, W));
        Near(Grad((Tensor w) => Sum(Sin(Grad(Plain)(X, w))))(W), Grad((Tensor w) => Sum(Sin(Grad(Kept)(X, w))))(W));

        var p = new Parameter(W, "w");
        Near(Grad(Plain, 1)(X, W), Grad((Tensor x) => Checkpoint(h => Plain(h, p), s_policies[policy])(x), weights: [p])(X)[p]);
    }

    // The scope in which the function's constants, masks and captured tensors were made has closed when it runs again.
    [Theory]
    [InlineData("nothing")]
    [InlineData("products")]
    [InlineData("both")]
    public void What_the_function_captures_lives_as_long_as_the_recording(string policy)
    {
        Tensor F(Tensor x, bool checkpointed)
        {
            Tensor factor = Tensor.Full([3, 3], 2.0, DType.Float64), positive = x > 0, y = MatMul(x, W);
            Tensor Inner(Tensor z) => Sum(Where(positive, MatMul(Sin(z), y) * factor, CheckpointName(z * y, "b")));
            return checkpointed ? Checkpoint(Inner, s_policies[policy])(Tanh(x)) : Inner(Tanh(x));
        }

        Tensor Plain(Tensor x) => F(x, checkpointed: false);
        Tensor Kept(Tensor x) => F(x, checkpointed: true);
        var (_, pullback) = Vjp(Kept, X);
        var (_, tangent) = Linearize(Kept, X);
        Tensor expected = Grad(Plain)(X), one = Tensor.Ones([], DType.Float64);
        for (int i = 0; i < 2; i++) Near(expected, pullback(one));
        Near(Sum(expected * W), tangent(W));
        Near(Grad((Tensor x) => Sum(Sin(Grad(Plain)(x))))(X), Grad((Tensor x) => Sum(Sin(Grad(Kept)(x))))(X));
        Near(Grad((Tensor x) => Sum(Sin(Vjp(Plain, x).Pullback(one))))(X), Grad((Tensor x) => Sum(Sin(Vjp(Kept, x).Pullback(one))))(X));
        Near(
            Grad((Tensor x) => Sum(Grad((Tensor y) => Sum(Sin(Grad(Plain)(y))))(x)))(X),
            Grad((Tensor x) => Sum(Grad((Tensor y) => Sum(Sin(Grad(Kept)(y))))(x)))(X));
        Near(JacRev(Grad(Plain))(X), JacRev(Grad(Kept))(X));
        Near(JacFwd(Grad(Plain))(X), JacFwd(Grad(Kept))(X));
        Near(
            Grad((Tensor x) => Checkpoint(h => Plain(h) * Sum(Plain(h)))(x))(X),
            Grad((Tensor x) => Checkpoint(h => Kept(h) * Sum(Kept(h)), s_policies[policy])(x))(X));
    }

    [Fact]
    public void Whole_numbers_are_arguments_too()
    {
        Tensor labels = Tensor.From([2, 0, 1]);
        static Tensor Loss(Tensor x, Tensor labels) => CrossEntropy(MatMul(x, W), labels);
        Near(Grad(Loss)(X, labels), Grad(Checkpoint(Loss, CheckpointPolicy.KeepMatrixProducts))(X, labels));
    }

    [Fact]
    public void Trees_go_through_with_any_policy()
    {
        static (Tensor Sum, Tensor[] Parts) Layer((Tensor X, Tensor W) a, Tensor bias)
        {
            Tensor h = CheckpointName(Tanh(MatMul(a.X, a.W) + bias), "a");
            return (Sum(h), [h * h, MatMul(h, h)]);
        }

        static Tensor Loss(Func<(Tensor, Tensor), Tensor, (Tensor Sum, Tensor[] Parts)> layer, (Tensor X, Tensor W, Tensor Bias) a)
        {
            var (sum, parts) = layer((a.X, a.W), a.Bias);
            return sum * Sum(parts[0] * parts[1]);
        }

        var (dx, dw, db) = Grad(((Tensor, Tensor, Tensor) a) => Loss(Layer, a))((X, W, X[0]));
        foreach (CheckpointPolicy? policy in s_policies.Values)
        {
            var layer = Checkpoint<(Tensor X, Tensor W), Tensor, (Tensor Sum, Tensor[] Parts)>(Layer, policy);
            var (kx, kw, kb) = Grad(((Tensor, Tensor, Tensor) a) => Loss(layer, a))((X, W, X[0]));
            Near(dx, kx);
            Near(dw, kw);
            Near(db, kb);
        }
    }

    [Fact]
    public void Lists_of_many_arguments_keep_their_values()
    {
        static Tensor Chain(Tensor[] a) => Sum(a.Aggregate(static (x, y) => Tanh(MatMul(x, y))));
        Tensor[] many = [.. Enumerable.Range(0, 40).Select(i => X + 0.01 * i)];
        Tensor[] expected = Grad((Tensor[] a) => Chain([.. a.Select(static x => x * 1)]))(many);
        Tensor[] found = Grad((Tensor[] a) => Checkpoint(Chain, CheckpointPolicy.KeepMatrixProducts)([.. a.Select(static x => x * 1)]))(many);
        for (int i = 0; i < many.Length; i++) Near(expected[i], found[i]);
    }

    // ---- functions that do not do the same ----

    [Fact]
    public void A_function_that_does_something_else_the_second_time_is_refused()
    {
        int runs = 0;
        var f = Checkpoint(x => runs++ == 0 ? Sum(MatMul(x, x)) : Sum(Sin(x)), CheckpointPolicy.KeepMatrixProducts);
        Assert.Contains("same each time", Assert.Throws<InvalidOperationException>(() => Grad(f)(X)).Message);
    }

    [Fact]
    public void A_function_that_does_less_the_second_time_is_refused()
    {
        int runs = 0;
        var f = Checkpoint(x => Sum(runs++ == 0 ? MatMul(Sin(x), x) : x), CheckpointPolicy.KeepNamed("a") | CheckpointPolicy.KeepMatrixProducts);
        Assert.Throws<InvalidOperationException>(() => Grad(f)(X));
    }

    [Fact]
    public void A_function_that_throws_leaves_nothing_behind()
    {
        var f = Checkpoint(x => x.Shape[0] > 3 ? throw new ArgumentException("too large") : Sum(MatMul(x, x)), CheckpointPolicy.KeepMatrixProducts);
        Assert.Throws<ArgumentException>(() => Grad(f)(Tensor.Ones([4, 4], DType.Float64)));
        Near(Grad((Tensor x) => Sum(MatMul(x, x)))(X), Grad(f)(X));
    }

    // ---- policies ----

    [Fact]
    public void What_has_no_name_is_refused()
    {
        Assert.Throws<ArgumentNullException>(() => CheckpointPolicy.KeepNamed("a", null!));
        Assert.Throws<ArgumentNullException>(() => CheckpointName(X, null!));
        Assert.Throws<ArgumentNullException>(() => CheckpointPolicy.KeepNothing | null!);
    }

    [Fact]
    public void A_name_outside_checkpoints_is_nothing_at_all() => Assert.Same(X, CheckpointName(X, "a"));

    // ---- sequences ----

    [Theory]
    [InlineData(1, null)]
    [InlineData(2, null)]
    [InlineData(7, null)]
    [InlineData(7, 1)]
    [InlineData(7, 3)]
    [InlineData(7, 7)]
    public void A_sequence_does_what_its_layers_do(int count, int? segments)
    {
        Func<Tensor, Tensor>[] layers = [.. Enumerable.Range(0, count).Select<int, Func<Tensor, Tensor>>(i => h => Tanh(MatMul(h, W) + i))];
        Tensor Plain(Tensor x) => Sum(layers.Aggregate(x, static (h, layer) => layer(h)));
        foreach (CheckpointPolicy? policy in s_policies.Values)
        {
            Tensor Kept(Tensor x) => Sum(CheckpointSequence(layers, segments, policy)(x));
            Near(Plain(X), Kept(X));
            Near(Grad(Plain)(X), Grad(Kept)(X));
            Near(Hvp(Plain)(X, W), Hvp(Kept)(X, W));
        }
    }

    [Fact]
    public void A_sequence_of_nothing_gives_its_input() => Assert.Same(X, CheckpointSequence([])(X));

    [Fact]
    public void Every_layer_but_those_of_the_last_segment_runs_twice()
    {
        int[] runs = new int[6];
        Func<Tensor, Tensor>[] layers = [.. Enumerable.Range(0, 6).Select<int, Func<Tensor, Tensor>>(i => h =>
        {
            runs[i]++;
            return Sin(h);
        })];
        _ = Grad((Tensor x) => Sum(CheckpointSequence(layers, 3)(x)))(X);
        Assert.Equal([2, 2, 2, 2, 1, 1], runs);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void Segments_that_do_not_fit_are_refused(int segments) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => CheckpointSequence([Sin, Cos], segments));

    private static void Near(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.Shape.ToArray(), actual.Shape.ToArray());
        double[] e = expected.ToArray<double>(), a = actual.ToArray<double>();
        for (int i = 0; i < e.Length; i++)
            Assert.Equal(e[i], a[i], 1e-9 * (1 + Math.Abs(e[i])));
    }
}
