using Xunit;

using static Adjoint.Autodiff;
using static Adjoint.Ops;

namespace Adjoint.Tests;

/// <summary>Every transform takes and returns trees, and agrees with the same transform of plain tensors.</summary>
public sealed class TreeTransformTests
{
    private static readonly Tensor X = Tensor.From([0.3, -0.7, 1.1]), Y = Tensor.From([1.0, 2.0, -0.5]);

    private static readonly Tensor Labels = Tensor.From([2, 0, 1]);

    private static readonly Tensor Ones = Tensor.Ones([3], DType.Float64);

    private static Tensor Product((Tensor A, Tensor B) p) => Sum(Sin(p.A) * Exp(p.B));

    private static (Tensor, Tensor) Both((Tensor A, Tensor B) p) => (Sin(p.A) * p.B, Exp(p.B));

    // ---- gradients ----

    [Fact]
    public void The_gradient_of_a_tuple_is_a_tuple()
    {
        (Tensor A, Tensor B) g = Grad<(Tensor A, Tensor B), Tensor>(Product)((X, Y));
        Near(Cos(X) * Exp(Y), g.A);
        Near(Sin(X) * Exp(Y), g.B);
    }

    [Fact]
    public void Arrays_lists_and_dictionaries_have_gradients_of_their_kind()
    {
        Tensor[] array = Grad((Tensor[] p) => Sum(p[0] * p[1]))([X, Y]);
        Near(Y, array[0]);
        List<Tensor> list = Grad((List<Tensor> p) => Sum(p[0] * p[1]))([X, Y]);
        Near(X, list[1]);
        Dictionary<string, Tensor> named = Grad((Dictionary<string, Tensor> p) => Sum(p["x"] * p["y"]))(new() { ["x"] = X, ["y"] = Y });
        Near(Y, named["x"]);
    }

    [Fact]
    public void Only_the_first_argument_is_differentiated_and_the_others_may_be_anything()
    {
        var step = ValueAndGrad(static ((Tensor W, Tensor B) p, Tensor x, double scale) => Sum(p.W * x + p.B) * scale);
        (Tensor value, (Tensor W, Tensor B) g) = step((X, Y), Ones, 2);
        Near(2 * (Sum(X) + Sum(Y)), value);
        Near(2 * Ones, g.W);
        Near(2 * Ones, g.B);
    }

    [Fact]
    public void An_integer_leaf_has_no_gradient_and_an_update_leaves_it_alone()
    {
        (Tensor W, Tensor Labels) p = (X, Labels);
        (Tensor W, Tensor Labels) g = Grad(static ((Tensor W, Tensor Labels) p) => Sum(p.W * Take(p.W, p.Labels, 0)))(p);
        Assert.Null(g.Labels);
        (Tensor W, Tensor Labels) next = Tree.Map(p, g, static (x, d) => x - 0.1 * d);
        Assert.Same(Labels, next.Labels);
        Assert.Throws<ArgumentException>(() => Grad(static ((Tensor, Tensor) p) => Sum(p.Item1.Cast(DType.Float64)))((Labels, Labels)));
    }

    [Fact]
    public void A_leaf_that_is_not_used_has_zeros()
    {
        (Tensor A, Tensor B) g = Grad(static ((Tensor A, Tensor B) p) => Sum(p.A))((X, Y));
        Near(Tensor.ZerosLike(Y), g.B);
    }

    [Fact]
    public void An_empty_tree_has_an_empty_gradient()
    {
        Assert.Empty(Grad((List<Tensor> p) => Sum(X) * (p.Count + 1))([]));
        ((Tensor, Tensor) y, Dictionary<string, Tensor> g) = ValueAndGrad((Dictionary<string, Tensor> p) => (Sum(X), X))([]);
        Near(X, y.Item2);
        Assert.Empty(g);
    }

    [Fact]
    public void What_is_no_tree_is_refused()
    {
        Assert.Contains("[TensorTree]", Assert.Throws<ArgumentException>(() => Grad((string p) => Sum(X))("text")).Message, StringComparison.Ordinal);
        Assert.Contains("[TensorTree]", Assert.Throws<ArgumentException>(() => Vmap((Version p, Tensor x) => x)(new Version(1, 2), X)).Message, StringComparison.Ordinal);
        Near(3 * X, Vmap((int n, Tensor x) => x * n)(3, X));
        Assert.Throws<ArgumentNullException>(() => Grad((List<Tensor> p) => Sum(X))(null!));
    }

    [Fact]
    public void Records_nest_in_gradients_of_gradients()
    {
        var p = new TreeTests.Dense(X, Y, "dense");
        Func<TreeTests.Dense, Tensor> f = static d => Sum(d.W * d.W * d.B!);
        TreeTests.Dense g = Grad(f)(p);
        Near(2 * X * Y, g.W);
        Near(X * X, g.B!);
        // d/dW of the sum of both gradients: 2 B + 2 W; d/dB: 2 W.
        TreeTests.Dense second = Grad((TreeTests.Dense d) => Tree.Leaves(Grad(f)(d)).Aggregate(static (a, b) => a + b))(p);
        Near(2 * Y + 2 * X, second.W);
        Near(2 * X, second.B!);
        Assert.Equal("dense", second.Name);
    }

    [Fact]
    public void Further_data_comes_back_beside()
    {
        var f = Grad(static ((Tensor A, Tensor B) p) => (Sum(p.A * p.B), new Dictionary<string, Tensor> { ["logits"] = p.A + p.B }), hasAux: true);
        ((Tensor A, Tensor B) g, Dictionary<string, Tensor> aux) = f((X, Y));
        Near(Y, g.A);
        Near(X + Y, aux["logits"]);
        var h = ValueAndGrad(static ((Tensor A, Tensor B) p) => (Sum(p.A * p.B), p.A + p.B), hasAux: true);
        ((Tensor value, Tensor sum), (Tensor A, Tensor B) d) = h((X, Y));
        Near(Sum(X * Y), value);
        Near(X + Y, sum);
        Near(X, d.B);
    }

    // ---- pullbacks and tangents ----

    [Fact]
    public void A_pullback_takes_a_tree_like_the_value_and_gives_one_like_the_argument()
    {
        var (value, pullback) = Vjp(Both, (X, Y));
        Near(Sin(X) * Y, value.Item1);
        for (int i = 1; i < 3; i++)
        {
            (Tensor a, Tensor b) = pullback((Ones * i, Ones));
            Near(i * Cos(X) * Y, a);
            Near(i * Sin(X) + Exp(Y), b);
        }
    }

    [Fact]
    public void A_pullback_of_two_trees_gives_both()
    {
        var (_, pullback) = Vjp(static ((Tensor A, Tensor B) p, Tensor[] q) => p.A * q[0] + p.B * q[1], (X, Y), new[] { Y, X });
        ((Tensor A, Tensor B) p, Tensor[] q) = pullback(Ones);
        Near(Y, p.A);
        Near(Y, q[1]);
    }

    [Fact]
    public void A_pullback_with_further_data()
    {
        var (value, pullback, aux) = Vjp(static ((Tensor A, Tensor B) p) => (p.A * p.B, p.A + p.B), (X, Y), hasAux: true);
        Near(X * Y, value);
        Near(X + Y, aux);
        Near(Y, pullback(Ones).Item1);
    }

    [Fact]
    public void A_tangent_is_a_tree_like_the_value()
    {
        var (value, tangent) = Jvp(Both, (X, Y), (Ones, 2 * Ones));
        Near(Exp(Y), value.Item2);
        Near(Cos(X) * Y + 2 * Sin(X), tangent.Item1);
        Near(2 * Exp(Y), tangent.Item2);
        var (_, linear) = Linearize(Both, (X, Y));
        (Tensor a, Tensor b) = linear((Ones, 2 * Ones));
        Near(tangent.Item1, a);
        Near(tangent.Item2, b);
    }

    [Fact]
    public void Tangents_and_jacobians_with_further_data()
    {
        var (value, tangent, aux) = Jvp(static (Tensor x) => (Sin(x), (x * 2, "text")), X, Ones, hasAux: true);
        Near(Sin(X), value);
        Near(Cos(X), tangent);
        Near(2 * X, aux.Item1);
        var (reverse, sum) = JacRev(static x => (Sin(x), Sum(x)), hasAux: true)(X);
        var (forward, same) = JacFwd(static x => (Sin(x), Sum(x)), hasAux: true)(X);
        Near(Cos(X) * Tensor.Eye(3, dtype: DType.Float64), reverse);
        Near(reverse, forward);
        Near(Sum(X), sum);
        Near(sum, same);
    }

    [Fact]
    public void A_tangent_of_another_structure_is_refused()
    {
        Assert.Throws<ArgumentException>(() => Jvp((List<Tensor> p) => p[0], [X, Y], [X]));
        Assert.Throws<ArgumentException>(() => Vjp((List<Tensor> p) => p[0], [X, Y]).Pullback(X[..2]));
    }

    [Fact]
    public void A_transposed_linear_function_goes_the_other_way()
    {
        Func<(Tensor, Tensor), Tensor> f = static ((Tensor A, Tensor B) p) => 2 * p.A - 3 * p.B;
        (Tensor a, Tensor b) = LinearTranspose(f, (X, Y))(Ones);
        Near(2 * Ones, a);
        Near(-3 * Ones, b);
    }

    // ---- matrices ----

    [Fact]
    public void Jacobians_of_trees_have_a_block_for_each_leaf()
    {
        Func<(Tensor A, Tensor B), Tensor> f = static p => Sin(p.A) * Sum(p.B);
        foreach (Func<(Tensor A, Tensor B), (Tensor A, Tensor B)> jacobian in new[] { JacRev(f), JacFwd(f), Jacobian(f) })
        {
            (Tensor A, Tensor B) j = jacobian((X, Y));
            Near(Cos(X) * Sum(Y) * Tensor.Eye(3, dtype: DType.Float64), j.A);
            Near(BroadcastTo(Sin(X).Reshape(3, 1), 3, 3), j.B);
        }
    }

    [Fact]
    public void Jacobians_of_results_that_are_trees()
    {
        Func<Tensor, (Tensor, Tensor[])> f = static x => (x * x, [Sum(x), Outer(x, x)]);
        foreach (Func<Tensor, (Tensor, Tensor[])> jacobian in new[] { JacRev(f), JacFwd(f), Jacobian(f) })
        {
            (Tensor squares, Tensor[] rest) = jacobian(X);
            Near(2 * X * Tensor.Eye(3, dtype: DType.Float64), squares);
            Near(Ones, rest[0]);
            Near(JacRev((Tensor x) => Outer(x, x))(X), rest[1]);
        }
    }

    [Fact]
    public void The_hessian_of_a_tree_is_one_matrix_and_its_products_are_trees()
    {
        Func<(Tensor A, Tensor B), Tensor> f = Product;
        Tensor matrix = Hessian(f)((X, Y));
        Near(matrix, Hessian((Tensor v) => Product((v[..3], v[3..])))(Concat([X, Y])));
        (Tensor a, Tensor b) = Hvp(f)((X, Y), (Ones, Y));
        Near(MatMul(matrix, Concat([Ones, Y])), Concat([a, b]));
    }

    [Fact]
    public void Derivatives_of_trees_are_checked_against_differences()
    {
        CheckGrads(Both, (X, Y));
        Assert.Throws<ArithmeticException>(() => CheckGrads(CustomVjp(static ((Tensor A, Tensor B) p) => (p.A * p.B, p), static (p, ct) => (ct * p.B, ct)), (X, Y), modes: DerivativeModes.Reverse));
    }

    // ---- batches ----

    [Fact]
    public void A_batch_of_trees_gives_a_tree_of_batches()
    {
        Tensor xs = Stack([X, Y, X]), ys = Stack([Y, Y, X]);
        (Tensor products, Tensor sums) = Vmap(static ((Tensor A, Tensor B) p) => (p.A * p.B, Sum(p.A + p.B)))((xs, ys));
        Near(xs * ys, products);
        Near(Sum(xs + ys, [1]), sums);
    }

    [Fact]
    public void Each_argument_and_each_result_has_its_axis()
    {
        Tensor xs = Stack([X, Y, X, Y]);
        (Tensor a, Tensor b) = Vmap(static (Tensor[] p, Tensor y) => (p[0] * y, Sum(y)), inAxes: (0, null), outAxes: (1, null))([xs], Y);
        Near(Transpose(xs * Y), a);
        Near(Sum(Y), b);
        Assert.Contains(
            "differs", Assert.Throws<ArgumentException>(() => Vmap(static (Tensor[] p) => (p[0], p[0]), outAxes: (0, null))([xs])).Message, StringComparison.Ordinal);
        Assert.Contains(
            "3 axes", Assert.Throws<ArgumentException>(() => Vmap(static (Tensor[] p) => (p[0], p[0]), outAxes: (0, 0, 0))([xs])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Results_shared_by_an_inner_batch_may_differ_in_the_outer()
    {
        Tensor xs = Stack([X, Y]), ys = Stack([Y, X, X]);
        (Tensor products, Tensor shared) = Vmap((Tensor x) => Vmap((Tensor y) => (x * y, Exp(x)), outAxes: (0, null))(ys))(xs);
        Near(xs.Reshape(2, 1, 3) * ys, products);
        Near(Exp(xs), shared);
    }

    [Fact]
    public void Integer_leaves_take_part_in_a_batch()
    {
        Tensor xs = Stack([X, Y]), indices = Tensor.From([2, 0]);
        Tensor picked = Vmap(static ((Tensor X, Tensor I) p) => Take(p.X, p.I, 0))((xs, indices));
        Near(Stack([X[2], Y[0]]), picked);
    }

    [Fact]
    public void Chunks_of_a_batch_of_trees_equal_the_whole()
    {
        Tensor xs = Stack([X, Y, X, Y, X]);
        (Tensor all, Tensor total) = Vmap<(Tensor, Tensor), (Tensor, Tensor)>(Both)((xs, xs));
        (Tensor parts, Tensor partTotal) = Vmap<(Tensor, Tensor), (Tensor, Tensor)>(Both, chunkSize: 2)((xs, xs));
        Near(all, parts);
        Near(total, partTotal);
    }

    [Fact]
    public void Gradients_of_each_example_are_trees_of_batches()
    {
        (Tensor W, Tensor B) p = (X, Y);
        Tensor inputs = Stack([X, Y, Y + 1]);
        Func<(Tensor W, Tensor B), Tensor, Tensor> loss = static (p, x) => Square(Sum(p.W * x + p.B));
        (Tensor W, Tensor B) each = Vmap(Grad(loss), inAxes: (null, 0))(p, inputs);
        for (int i = 0; i < 3; i++)
        {
            (Tensor W, Tensor B) one = Grad(loss)(p, inputs[i]);
            Near(one.W, each.W[i]);
            Near(one.B, each.B[i]);
        }
    }

    // ---- rules of one's own, recomputation, constants ----

    [Fact]
    public void A_rule_of_ones_own_takes_and_gives_trees()
    {
        var f = CustomVjp(
            static ((Tensor A, Tensor B) p) => ((p.A * p.B, Sum(p.B)), p),
            static (p, ct) => (ct.Item1 * p.B * 10, ct.Item1 * p.A + ct.Item2));
        (Tensor A, Tensor B) g = Grad<(Tensor A, Tensor B), (Tensor, Tensor)>(f)((X, Y));
        Near(10 * Y, g.A);
        Near(X + 1, g.B);
        (Tensor A, Tensor B) batch = Vmap(Grad<(Tensor A, Tensor B), (Tensor, Tensor)>(f))((Stack([X, Y]), Stack([Y, X])));
        Near(10 * Stack([Y, X]), batch.A);
    }

    [Fact]
    public void A_forward_rule_of_ones_own_takes_and_gives_trees()
    {
        var f = CustomJvp(
            static ((Tensor A, Tensor B) p) => new[] { p.A * p.B, p.B },
            static ((Tensor A, Tensor B) p, (Tensor A, Tensor B) v) => [10 * v.A * p.B + p.A * v.B, v.B]);
        (Tensor A, Tensor B) g = Grad<(Tensor A, Tensor B), Tensor[]>(f)((X, Y));
        Near(10 * Y, g.A);
        Near(X + 1, g.B);
        Near(10 * Y, Jvp(f, (X, Y), (Ones, 0 * Ones)).Tangent[0]);
    }

    [Fact]
    public void A_recomputed_function_of_trees_has_the_same_derivatives()
    {
        Func<(Tensor A, Tensor B), (Tensor, Tensor)> f = Both;
        (Tensor A, Tensor B) expected = Grad<(Tensor A, Tensor B), (Tensor, Tensor)>(f)((X, Y));
        (Tensor A, Tensor B) found = Grad<(Tensor A, Tensor B), (Tensor, Tensor)>(Checkpoint(f))((X, Y));
        Near(expected.A, found.A);
        Near(expected.B, found.B);
    }

    [Fact]
    public void No_derivative_passes_a_constant_tree()
    {
        (Tensor A, Tensor B) g = Grad(static ((Tensor A, Tensor B) p) => Product(StopGradient(p)) + Sum(p.A))((X, Y));
        Near(Ones, g.A);
        Near(0 * Ones, g.B);
    }

    [Fact]
    public void What_a_function_of_trees_does_is_written_down()
    {
        var recording = Recording.Of(Both, (X, Y));
        Assert.Contains("sin", recording.ToString(), StringComparison.Ordinal);
        var backward = Recording.Of(Grad<(Tensor A, Tensor B), Tensor>(Product), (X, Y));
        Assert.Contains("cos", backward.ToString(), StringComparison.Ordinal);
    }

    // ---- random keys ----

    [Fact]
    public void A_batch_of_keys_gives_every_member_its_own_draws()
    {
        var key = new RandomKey(3);
        Tensor rows = Vmap(static (RandomKey k) => k.Normal(4) + k.FoldIn(1).Uniform(4))(key.Batch(5));
        RandomKey[] keys = key.Split(5);
        for (int i = 0; i < 5; i++)
            Near(keys[i].Normal(4) + keys[i].FoldIn(1).Uniform(4), rows[i]);
    }

    [Fact]
    public void Keys_and_tensors_are_batched_together()
    {
        var key = new RandomKey(3);
        Tensor xs = Stack([X, Y]);
        Tensor dropped = Vmap(static (Tensor x, RandomKey k) => x * (k.Uniform(3) > 0.5))(xs, key.Batch(2));
        Near(Y * (key.Split().Second.Uniform(3) > 0.5), dropped[1]);
        Tensor shared = Vmap(static (Tensor x, RandomKey k) => x + k.Normal([3], DType.Float64), inAxes: (0, null))(xs, key);
        Near(xs + key.Normal([3], DType.Float64), shared);
    }

    [Fact]
    public void Batches_of_keys_nest()
    {
        var key = new RandomKey(9);
        Tensor draws = Vmap(static (RandomKey k) => Vmap(static (RandomKey j) => j.Normal(2))(k.Batch(3)))(key.Batch(4));
        Assert.Equal(new long[] { 4, 3, 2 }, draws.Shape);
        Near(key.Split(4)[2].Split(3)[1].Normal(2), draws[2, 1]);
    }

    [Fact]
    public void Keys_split_and_fold_in_a_batch_as_alone()
    {
        var key = new RandomKey(9);
        Tensor draws = Vmap(static (RandomKey k) =>
        {
            var (a, b) = k.Split();
            return a.Normal(2) + b.FoldIn(3).Normal(2) + k.Split(5)[4].Normal(2);
        })(key.Batch(3));
        RandomKey[] of = key.Batch(3).Split(2), alone = key.Split(3);
        for (int i = 0; i < 3; i++)
        {
            RandomKey[] split = alone[i].Split(5);
            Near(split[0].Normal(2) + split[1].FoldIn(3).Normal(2) + split[4].Normal(2), draws[i]);
            Near(split[1].Normal(2), of[1].Normal(2)[i]);
        }
    }

    [Fact]
    public void A_key_is_carried_through_derivatives_and_has_none()
    {
        (Tensor X, RandomKey Key) p = (X, new RandomKey(1));
        (Tensor X, RandomKey Key) g = Grad(static ((Tensor X, RandomKey Key) p) => Sum(p.X * p.Key.Normal([3], DType.Float64)))(p);
        Near(new RandomKey(1).Normal([3], DType.Float64), g.X);
        Assert.Throws<InvalidOperationException>(() => g.Key.Normal(3));
        (Tensor X, RandomKey Key) next = Tree.Map(p, g, static (x, d) => x - d);
        Near(p.Key.Normal(3), next.Key.Normal(3));
        Assert.Throws<ArgumentException>(() => Tree.Map(p, static x => x * 0.5));
    }

    [Fact]
    public void A_key_of_one_member_cannot_leave_the_batch()
    {
        RandomKey? leaked = null;
        _ = Vmap((RandomKey k) =>
        {
            leaked = k;
            return k.Normal(2);
        })(new RandomKey(1).Batch(2));
        Assert.ThrowsAny<InvalidOperationException>(() => leaked!.Normal(2));
    }

    private static void Near(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.Shape.ToArray(), actual.Shape.ToArray());
        double[] e = expected.Cast(DType.Float64).ToArray<double>(), a = actual.Cast(DType.Float64).ToArray<double>();
        for (int i = 0; i < e.Length; i++)
            Assert.Equal(e[i], a[i], 1e-9 * (1 + Math.Abs(e[i])));
    }
}
