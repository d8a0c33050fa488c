using Xunit;

using static Adjoint.Autodiff;
using static Adjoint.Ops;

namespace Adjoint.Tests;

[TensorTree]
internal sealed partial record Pair(Tensor W, Tensor B);

/// <summary>The forms in which transforms are written: untyped lambdas, tuples, up to eight arguments, positions, names of results.</summary>
public sealed class TransformFormTests
{
    private static readonly Tensor X = Tensor.From([1.0, 2.0, 3.0]), Y = Tensor.From([0.5, 0.25, 2.0]), N = Tensor.From([1, 2, 3]);

    private static Tensor Eight(Tensor a, Tensor b, Tensor c, Tensor d, Tensor e, Tensor f, Tensor g, Tensor h) => a * b + c * d + e * f + g * h;

    [Fact]
    public void Functions_that_return_tuples_need_no_types()
    {
        var (sine, cosine) = Vmap(x => (Sin(x), Cos(x)))(X);
        Near(Sin(X), sine);
        Near(Cos(X), cosine);
        Near(X * Y, Vmap((x, y) => (x + y, x * y), outAxes: (0, 0))(X, Y).Item2);
        (Tensor s, Tensor c) = Checkpoint(x => (Sin(x), Cos(x)))(X);
        Near(Sin(X), s);
        Near(Cos(X), c);
        Near(Cos(X) - Sin(X), Grad(Checkpoint(x => (Sin(x), Cos(x))))(X));
        Near(Y + 1, Grad(Checkpoint((x, y) => (x * y, x)))(X, Y));
        foreach (var jacobian in (Func<Func<Tensor, (Tensor, Tensor)>, Func<Tensor, (Tensor, Tensor)>>[])[JacRev, JacFwd, Jacobian])
            Near(Diagonal(-Sin(X)), jacobian(x => (Sin(x), Cos(x)))(X).Item2);
        Near(Diagonal(Y), JacRev((x, y) => (x * y, x + y))(X, Y).Item1);
        Near(Diagonal(X), JacFwd((x, y) => (x * y, x + y), 1)(X, Y).Item1);
        var (byX, byY) = Jacobian((x, y) => (x * y, Sum(y)), (0, 1))(X, Y);
        Near(Diagonal(Y), byX.Item1);
        Near(Diagonal(X), byY.Item1);
        Near(Tensor.Zeros([3], DType.Float64), byX.Item2);
        Near(Tensor.Ones([3], DType.Float64), byY.Item2);
        var (value, pullback) = Vjp((x, y) => (x * y, x + y), X, Y);
        Near(X * Y, value.Item1);
        Near(Y + 2, pullback((1.0 * Tensor.OnesLike(X), 2 * Tensor.OnesLike(X))).Item1);
        Near(Y, Jvp((x, y) => (x * y, x + y), (X, Y), (Tensor.OnesLike(X), Tensor.ZerosLike(Y))).Tangent.Item1);
        Near(Cos(X), Linearize(x => (Sin(x), x), X).Tangent(Tensor.OnesLike(X)).Item1);
    }

    [Fact]
    public void Every_transform_takes_eight_arguments()
    {
        Tensor[] x = [.. Enumerable.Range(1, 8).Select(static i => i * 0.5 * X)];
        Tensor one = Tensor.OnesLike(X), zero = Tensor.ZerosLike(X);
        Near(Eight(x[0], x[1], x[2], x[3], x[4], x[5], x[6], x[7]), Vmap(Eight)(x[0], x[1], x[2], x[3], x[4], x[5], x[6], x[7]));
        var (first, fifth) = Vmap(Grad(Eight, (0, 4)), (0, 0, 0, 0, 0, 0, 0, 0))(x[0], x[1], x[2], x[3], x[4], x[5], x[6], x[7]);
        Near(x[1], first);
        Near(x[5], fifth);
        Near(x[7], Vjp(Eight, x[0], x[1], x[2], x[3], x[4], x[5], x[6], x[7]).Pullback(one).Item7);
        Near(x[1], Jvp(Eight, (x[0], x[1], x[2], x[3], x[4], x[5], x[6], x[7]), (one, zero, zero, zero, zero, zero, zero, zero)).Tangent);
        Near(x[6], Linearize(Eight, x[0], x[1], x[2], x[3], x[4], x[5], x[6], x[7]).Tangent(zero, zero, zero, zero, zero, zero, zero, one));
        Near(x[0], Grad(Checkpoint(Eight), 1)(x[0], x[1], x[2], x[3], x[4], x[5], x[6], x[7]));
        Near(Diagonal(x[0]), Jacobian(Eight, (1, 3))(x[0], x[1], x[2], x[3], x[4], x[5], x[6], x[7]).Item1);
        Near(Diagonal(one), Hessian(Eight, (0, 1))(x[0], x[1], x[2], x[3], x[4], x[5], x[6], x[7]).Item1.Item2);
        Near(x[2], Hvp(Eight, (0, 1))(x[0], x[1], x[2], x[3], x[4], x[5], x[6], x[7], (zero, x[2])).Item1);
        Near(3 * one, Grad(CustomVjp(
            (a, b, c, d, e, f, g, h) => (Eight(a, b, c, d, e, f, g, h), (Tensor[])[]), (_, ct) => (ct, ct, 3 * ct, ct, ct, ct, ct, ct)), 2)(x[0], x[1], x[2], x[3], x[4], x[5], x[6], x[7]));
        Near(3 * one, Grad(CustomJvp(Eight, (_, v) => v.Item1 + 3 * v.Item8), 7)(x[0], x[1], x[2], x[3], x[4], x[5], x[6], x[7]));
    }

    [Fact]
    public void Trees_too()
    {
        var p = new Pair(X, Y);
        static Tensor F(Pair a, Pair b, Pair c, Pair d, Pair e, Pair f, Pair g, Pair h) => Eight(a.W, b.W, c.W, d.W, e.W, f.W, g.B, h.B);
        Near(X, Grad<Pair, Pair, Pair, Pair, Pair, Pair, Pair, Pair>(F)(p, p, p, p, p, p, p, p).W);
        Near(Y, Vjp(F, p, p, p, p, p, p, p, p).Pullback(Tensor.OnesLike(X)).Item8.B);
        Near(3 * X * X + Y * Y, Vmap<Pair, Pair, Pair, Pair, Pair, Pair, Pair, Pair, Tensor>(F)(p, p, p, p, p, p, p, p));
        Near(Diagonal(X), JacRev<Pair, Pair, Pair, Pair, Pair, Pair, Pair, Pair>(F)(p, p, p, p, p, p, p, p).W);
        Near(Y, Hvp((Pair a, Tensor y) => Sum(a.W * a.B * y))(new Pair(X, Y), Tensor.OnesLike(X), new Pair(Y, X)).B);
        Assert.Equal([6L, 6], Hessian((Pair a, Tensor y) => Sum(a.W * a.B * y))(p, X).Shape.ToArray());
    }

    [Fact]
    public void Trees_have_positions()
    {
        var p = new Pair(X, Y);
        var q = new Pair(2 * X, 3 * Y);
        var (byA, byB) = Grad((Pair a, Pair b) => Sum(a.W * b.W) + Sum(a.B * b.B), (0, 1))(p, q);
        Near(2 * X, byA.W);
        Near(Y, byB.B);
        (byB, byA) = Grad((Pair a, Pair b) => Sum(a.W * b.W) + Sum(a.B * b.B), (1, 0))(p, q);
        Near(2 * X, byA.W);
        Near(Y, byB.B);
        Near(X, Grad((Pair a, Pair b) => Sum(a.W * b.W), 1)(p, q).W);
        Near(X, ValueAndGrad((Pair a, Pair b, Pair c) => (Sum(a.W * b.W), c), (2, 1))(p, q, p).Gradient.Item2.W);

        // Of different types: the first ones.
        var (byPair, byTensor) = Grad((Pair a, Tensor x, int[] labels) => Sum(a.W * x), (0, 1))(p, Y, [7]);
        Near(Y, byPair.W);
        Near(X, byTensor);
        var found = ValueAndGrad((Pair a, Tensor x) => (Sum(a.W * x), "data"), (0, 1), hasAux: true)(p, Y);
        Assert.Equal("data", found.Value.Aux);
        Near(X, found.Gradient.Item2);
        Near(Y, Grad((Pair a, Tensor x, Pair b) => Sum(b.W * x), 2)(p, Y, q).W);
        string message = Assert.Throws<ArgumentException>(() => Grad((Pair a, Tensor x) => Sum(a.W * x), (1, 0))).Message;
        Assert.Contains("position 1 holds a Tensor where the type of the gradient says Pair", message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Grad((Pair a, Pair b) => a.W, (1, 1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Grad((Pair a, Pair b) => a.W, 2));
    }

    [Fact]
    public void Second_derivatives_have_positions()
    {
        static Tensor F(Tensor x, Tensor y) => Sum(x * x * y);
        Near(Diagonal(2 * Y), Hessian(F)(X, Y));
        var ((xx, xy), (yx, yy)) = Hessian(F, (0, 1))(X, Y);
        Near(Diagonal(2 * Y), xx);
        Near(Diagonal(2 * X), xy);
        Near(Diagonal(2 * X), yx);
        Near(Tensor.Zeros([3, 3], DType.Float64), yy);
        Near(2 * Y * X, Hvp(F)(X, Y, X));
        var (x, y) = Hvp(F, (0, 1))(X, Y, (X, Y));
        Near(2 * Y * X + 2 * X * Y, x);
        Near(2 * X * X, y);
        Assert.Throws<ArgumentOutOfRangeException>(() => Hvp(F, 2));
        Assert.Contains("argument 1", Assert.Throws<ArgumentException>(() => Hessian((a, b) => Sum(a * b), 1)(X, N)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Integers_are_held_fixed()
    {
        var (value, pullback) = Vjp((x, n) => x * n, X, N);
        Near(X * N, value);
        var (byX, byN) = pullback(Tensor.OnesLike(X));
        Near(Tensor.From([1.0, 2.0, 3.0]), byX);
        Assert.Null(byN);
        Near(X * N, Jvp((x, n) => x * n, (X, N), (X, null!)).Tangent);
        Near(X * N, Jvp((n, x) => x * n, (N, X), (N, X)).Tangent); // an integer beside an integer says nothing
        Near(X * N, Linearize((x, n) => x * n, X, N).Tangent(X, null!));
        Near(X, Vjp((Pair p, Tensor n) => p.W, new Pair(X, Y), N).Pullback(X).Item1.W);
        Assert.Contains("held fixed", Assert.Throws<ArgumentException>(() => Jvp((x, n) => x * n, (X, N), (X, X))).Message, StringComparison.Ordinal);
        Assert.Contains("floating", Assert.Throws<ArgumentException>(() => Vjp((x, n) => x * n, N, N)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Vjp(n => n * 1.0, N));
    }

    [Fact]
    public void Results_have_names()
    {
        var one = ValueAndGrad(x => Sum(x * x))(X);
        Near(Sum(X * X), one.Value);
        Near(2 * X, one.Gradient);
        Near(Y, ValueAndGrad((x, y) => x * y, (0, 1))(X, Y).Gradient.Item1);
        var data = ValueAndGrad((Tensor x) => (Sum(x), "data"), hasAux: true)(X);
        Near(Sum(X), data.Value.Value);
        Assert.Equal("data", data.Value.Aux);
        Near(Tensor.OnesLike(X), data.Gradient);
        Assert.Equal("data", Grad((Tensor x) => (Sum(x), "data"), hasAux: true)(X).Aux);
        Near(Tensor.OnesLike(X), Grad((Tensor x) => (Sum(x), "data"), hasAux: true)(X).Gradient);
        var weight = new Parameter(Y, "w");
        Near(X, ValueAndGrad(x => Sum(x * weight), weights: [weight])(X).Gradient[weight]);
        var both = ValueAndGrad(x => Sum(x * weight), 0, weights: [weight])(X).Gradient;
        Near(Y, both.Gradient);
        Near(X, both.Weights[weight]);
        Near(Y, ValueAndGrad((Pair p) => p.W * p.B)(new Pair(X, Y)).Gradient.W);
        var (value, gradient) = ValueAndGrad(x => Sum(x))(X); // and still come apart
        Near(Tensor.OnesLike(X), gradient * value / value);
        var list = ValueAndGrad((Tensor[] a) => Sum(a[0] * a[1]))([X, Y]);
        Near(Y, list.Gradient[0]);
        Near(Sum(X * Y), list.Value);
        Near(Sum(X), ValueAndGrad((Tensor[] a) => (Sum(a[0]), 1), null, hasAux: true)([X]).Value.Value);
        Near(Tensor.OnesLike(X), JacRev((Tensor x) => (Sum(x), 1), hasAux: true)(X).Jacobian);
    }

    [Fact]
    public void Numbers_still_stand_for_tensors()
    {
        Assert.Equal(6, (double)Vjp(x => x * x, 3.0).Pullback(1.0));
        Assert.Equal(6, (double)Jvp(x => x * x, 3.0, 1.0).Tangent);
        Assert.Equal(8, (double)Jvp((x, y) => x * y, (3.0, 2.0), (1.0, 2.0)).Tangent);
        Assert.Equal(6, (double)Linearize(x => x * x, 3.0).Tangent(1.0));
        Assert.Equal(2, (double)Hvp(x => x * x)(3.0, 1.0));
        Assert.Equal(9, (double)Checkpoint(x => x * x)(3.0));
        Assert.Equal(6, (double)Vmap((x, y) => x * y, (0, null))(Tensor.From([3.0]), 2.0)[0]);
    }

    private static Tensor Diagonal(Tensor x) => Tensor.Eye(3, dtype: DType.Float64) * x;

    private static void Near(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.Shape.ToArray(), actual.Shape.ToArray());
        double[] e = expected.ToArray<double>(), a = actual.ToArray<double>();
        for (int i = 0; i < e.Length; i++)
            Assert.Equal(e[i], a[i], 1e-9 * (1 + Math.Abs(e[i])));
    }
}
