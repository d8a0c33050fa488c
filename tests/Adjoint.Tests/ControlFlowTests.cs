using Xunit;

using static Adjoint.Autodiff;
using static Adjoint.Ops;

namespace Adjoint.Tests;

/// <summary>Loops and branches: what they give, their derivatives, batches, compiled forms, and what they refuse.</summary>
public sealed class ControlFlowTests
{
    private static readonly RandomKey s_key = new(7);

    private static Tensor Normal(ulong seed, params long[] shape) => new RandomKey(seed).Normal(shape, DType.Float64);

    // ---- Scan ----

    [Fact]
    public void Scan_carries_and_stacks()
    {
        (Tensor total, Tensor sums) = Scan((Tensor sum, Tensor x) => (sum + x, sum + x), (Tensor)0.0, Tensor.Arange(5.0));
        Assert.Equal(10.0, (double)total);
        Assert.Equal([0, 1, 3, 6, 10], sums.ToArray<double>());
    }

    [Fact]
    public void Scan_in_reverse_keeps_the_order_of_the_slices()
    {
        (Tensor total, Tensor sums) = Scan((Tensor sum, Tensor x) => (sum + x, sum * 1.0), Tensor.Scalar(0.0), Tensor.Arange(4.0), reverse: true);
        Assert.Equal(6.0, (double)total);
        Assert.Equal([6, 5, 3, 0], sums.ToArray<double>()); // what came before, from the end
    }

    [Fact]
    public void The_step_is_recorded_once()
    {
        int runs = 0;
        _ = Scan(
            (Tensor c, Tensor x) =>
            {
                runs++;
                return (c * 0.5 + x, c);
            },
            Tensor.Scalar(0f), Tensor.Ones(100));
        Assert.Equal(1, runs);
    }

    [Fact]
    public void Trees_keys_and_whole_numbers_are_carried()
    {
        (var end, Tensor drawn) = Scan(
            ((RandomKey Key, Tensor Count) c, Tensor x) =>
            {
                (RandomKey next, RandomKey now) = c.Key.Split();
                return ((next, c.Count + 1), x + now.Uniform());
            },
            (Key: s_key, Count: Tensor.Scalar(0L)), Tensor.Zeros(3));
        RandomKey key = s_key;
        foreach (float found in drawn.ToArray<float>())
        {
            (key, RandomKey now) = key.Split();
            Assert.Equal((float)now.Uniform(), found);
        }

        Assert.Equal(3L, (long)end.Count);
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 0)]
    [InlineData(false, 3)]
    [InlineData(true, 3)]
    [InlineData(false, 2)]
    public void Scan_has_the_derivatives_of_the_steps_done_one_by_one(bool reverse, int every)
    {
        Tensor w = Normal(1, 3, 3), h = Normal(2, 3), xs = Normal(3, 8, 3);
        (Tensor, Tensor) Step(Tensor w, Tensor h, Tensor x)
        {
            Tensor next = Tanh(MatMul(w, h) + x);
            return (next, Sum(next * x));
        }

        Tensor Looped(Tensor w, Tensor h, Tensor xs)
        {
            (Tensor end, Tensor ys) = Scan((Tensor h, Tensor x) => Step(w, h, x), h, xs, reverse, every);
            return Sum(end * end) + Sum(ys * Tensor.Arange(8.0));
        }

        Tensor Unrolled(Tensor w, Tensor h, Tensor xs)
        {
            Tensor sum = 0.0;
            for (int i = 0; i < 8; i++)
            {
                int row = reverse ? 7 - i : i;
                (h, Tensor y) = Step(w, h, xs[row]);
                sum += y * row;
            }

            return Sum(h * h) + sum;
        }

        Func<Tensor, Tensor, Tensor, Tensor> looped = Looped, unrolled = Unrolled;
        Close((double)Unrolled(w, h, xs), (double)Looped(w, h, xs));
        (Tensor W, Tensor H, Tensor X) expected = Grad(unrolled, (0, 1, 2))(w, h, xs), found = Grad(looped, (0, 1, 2))(w, h, xs);
        AllClose(expected.W, found.W);
        AllClose(expected.H, found.H);
        AllClose(expected.X, found.X);

        Tensor v = Normal(4, 3);
        AllClose(Jvp((Tensor h) => Unrolled(w, h, xs), h, v).Tangent, Jvp((Tensor h) => Looped(w, h, xs), h, v).Tangent);
        AllClose(Jvp((Tensor w) => Unrolled(w, h, xs), w, w).Tangent, Jvp((Tensor w) => Looped(w, h, xs), w, w).Tangent);
        AllClose(Hessian((Tensor h) => Unrolled(w, h, xs))(h), Hessian((Tensor h) => Looped(w, h, xs))(h));
        AllClose(Hessian((Tensor h) => Unrolled(w, h, xs))(h), JacRev(Grad((Tensor h) => Looped(w, h, xs)))(h));
        Tensor hs = Normal(5, 4, 3);
        AllClose(Vmap(Grad((Tensor h) => Unrolled(w, h, xs)))(hs), Vmap(Grad((Tensor h) => Looped(w, h, xs)))(hs));
        AllClose(Grad((Tensor w) => Sum(Vmap((Tensor h) => Unrolled(w, h, xs))(hs)))(w), Grad((Tensor w) => Sum(Vmap((Tensor h) => Looped(w, h, xs))(hs)))(w));
        Tensor stacks = Normal(6, 4, 8, 3);
        AllClose(Vmap((Tensor xs) => Unrolled(w, h, xs))(stacks), Vmap((Tensor xs) => Looped(w, h, xs))(stacks));
    }

    [Fact]
    public void A_compiled_scan_gives_the_bits_of_the_eager_one()
    {
        Tensor w = Normal(1, 3, 3), h = Normal(2, 3), xs = Normal(3, 6, 3);
        Tensor Loss(Tensor w, Tensor h, Tensor xs)
        {
            (Tensor end, Tensor ys) = Scan((Tensor h, Tensor x) => (Tanh(MatMul(w, h) + x), Exp(h)), h, xs);
            return Sum(end) + Sum(ys * ys);
        }

        Func<Tensor, Tensor, Tensor, Tensor> loss = Loss;
        Assert.Equal((double)Loss(w, h, xs), (double)Compile(loss)(w, h, xs));
        var gradient = Grad(loss, (0, 1, 2));
        (Tensor a, Tensor b, Tensor c) = gradient(w, h, xs);
        (Tensor d, Tensor e, Tensor f) = Compile(gradient)(w, h, xs);
        Assert.Equal(a.ToArray<double>(), d.ToArray<double>());
        Assert.Equal(b.ToArray<double>(), e.ToArray<double>());
        Assert.Equal(c.ToArray<double>(), f.ToArray<double>());
        Assert.Equal(a.ToArray<double>(), Grad(Compile(loss))(w, h, xs).ToArray<double>());
    }

    [Fact]
    public void The_value_is_that_of_the_steps_bit_for_bit()
    {
        Tensor h = Normal(2, 5), xs = Normal(3, 20, 5);
        Tensor end = Scan((Tensor h, Tensor x) => (Sin(h) * x + Exp(-h * h), h), h, xs).Carry;
        for (int i = 0; i < 20; i++)
            h = Sin(h) * xs[i] + Exp(-h * h);
        Assert.Equal(h.ToArray<double>(), end.ToArray<double>());
    }

    [Fact]
    public void Loops_lie_within_loops()
    {
        var f = (Tensor x) => Scan(
            (Tensor c, Tensor row) => (c + Scan((Tensor d, Tensor y) => (d * y + x[0], d), c, row).Carry, c), Tensor.Scalar(1.0), x.Reshape(2, 3)).Carry;
        Tensor Unrolled(Tensor x)
        {
            Tensor c = 1.0;
            for (int i = 0; i < 2; i++)
            {
                Tensor d = c;
                for (int j = 0; j < 3; j++)
                    d = d * x[3 * i + j] + x[0];
                c += d;
            }

            return c;
        }

        Tensor x = Normal(1, 6);
        Close((double)Unrolled(x), (double)f(x));
        AllClose(Grad(Unrolled)(x), Grad(f)(x));
        AllClose(Hessian(Unrolled)(x), Hessian(f)(x));
        AllClose(Grad(Unrolled)(x), Compile(Grad(f))(x));
    }

    [Fact]
    public void No_steps_give_what_the_loop_began_with()
    {
        Tensor x = Tensor.From((double[])[3.0, 4.0]);
        var f = (Tensor x) => Sum(Scan((Tensor c, Tensor y) => (c * y, c * y), x, Tensor.Zeros([0, 2], DType.Float64)).Carry);
        Assert.Equal(7.0, (double)f(x));
        Assert.Equal([1, 1], Grad(f)(x).ToArray<double>());
        Assert.Equal([0L, 2L], Scan((Tensor c, Tensor y) => (c, y), x, Tensor.Zeros([0, 2], DType.Float64)).Outputs.Shape.ToArray());
    }

    [Fact]
    public void Parameters_that_a_step_uses_are_differentiated()
    {
        var cell = new Linear(2, 2, s_key);
        Tensor xs = s_key.Normal(5, 2);
        Tensor Loss(Linear cell) => Sum(Scan((Tensor h, Tensor x) => (Tanh(cell.Forward(h) + x), h), Tensor.Zeros(2), xs).Carry);
        Tensor Unrolled(Linear cell)
        {
            Tensor h = Tensor.Zeros(2);
            for (int i = 0; i < 5; i++)
                h = Tanh(cell.Forward(h) + xs[i]);
            return Sum(h);
        }

        IReadOnlyList<Tensor> expected = Tree.Leaves(Grad((Linear cell) => Unrolled(cell))(cell)), found = Tree.Leaves(Grad((Linear cell) => Loss(cell))(cell));
        for (int i = 0; i < expected.Count; i++)
            AllClose(expected[i], found[i], 1e-5);
    }

    // ---- For, Map ----

    [Fact]
    public void For_counts()
    {
        Assert.Equal(3 + 4 + 5 + 6, (long)For(3, 7, (i, sum) => sum + i, Tensor.Scalar(0L)));
        Assert.Equal(5.0, (double)For(4, 2, (_, x) => x * 2, Tensor.Scalar(5.0)));
        var root = (Tensor a) => For(0, 20, (_, x) => 0.5 * (x + a / x), a);
        Close(2.0, (double)root(4.0));
        Close(0.25, (double)Grad(root)(4.0));
        Close(-1.0 / 32, (double)Grad(Grad(root))(4.0));
        Close(0.25, (double)JacFwd(root)(4.0));
        Close(0.25, (double)Grad((Tensor a) => For(0, 20, (_, x) => 0.5 * (x + a / x), a, checkpointEvery: 6))(4.0));
    }

    [Fact]
    public void Map_does_one_after_the_other()
    {
        Tensor x = Normal(1, 4, 3);
        AllClose(Vmap((Tensor row) => Softmax(row))(x), Map((Tensor row) => Softmax(row), x));
        (Tensor s, Tensor c) = Map(((Tensor A, Tensor B) p) => (Sin(p.A), Cos(p.B)), (x, x));
        Assert.Equal(Sin(x).ToArray<double>(), s.ToArray<double>());
        Assert.Equal(Cos(x).ToArray<double>(), c.ToArray<double>());
        AllClose(2 * x, Grad((Tensor x) => Sum(Map((Tensor row) => row * row, x)))(x));
    }

    // ---- While ----

    [Fact]
    public void While_goes_on_as_long_as_the_condition_holds()
    {
        Assert.Equal(0.625, (double)While(x => x > 1.0, x => x / 2.0, (Tensor)10.0));
        (Tensor a, Tensor b) = While(p => NotEqual(p.B, 0L), p => (p.B, p.A % p.B), (A: Tensor.Scalar(48L), B: Tensor.Scalar(36L)));
        Assert.Equal((12L, 0L), ((long)a, (long)b));
    }

    [Fact]
    public void While_has_tangents_and_bounded_it_has_gradients()
    {
        var f = (Tensor x) => While(y => y < 100.0, y => y * x, x); // x^k
        Close(7 * Math.Pow(2.0, 6), (double)Jvp(f, (Tensor)2.0, (Tensor)1.0).Tangent); // 2^7 is the first above
        Close(7 * Math.Pow(2.0, 6), (double)JacFwd(f)(2.0));
        NotSupportedException e = Assert.Throws<NotSupportedException>(() => Grad(f)(2.0));
        Assert.Contains("maxSteps", e.Message, StringComparison.Ordinal);
        var bounded = (Tensor x) => While(y => y < 100.0, y => y * x, x, maxSteps: 20);
        Close(7 * Math.Pow(2.0, 6), (double)Grad(bounded)(2.0));
        Close(7 * 6 * Math.Pow(2.0, 5), (double)Grad(Grad(bounded))(2.0));
        Close(7 * Math.Pow(2.0, 6), (double)Compile(Grad(bounded))(2.0));
    }

    [Fact]
    public void Members_that_are_done_wait()
    {
        var steps = (Tensor x) => While(c => c.X > 1.0, c => (c.X / 2.0, c.Count + 1L), (X: x, Count: Tensor.Scalar(0L)));
        (Tensor x, Tensor count) = Vmap(steps)(Tensor.From((double[])[0.5, 3.0, 40.0]));
        Assert.Equal([0.5, 0.75, 0.625], x.ToArray<double>());
        Assert.Equal([0L, 2L, 6L], count.ToArray<long>());
        Assert.Equal([1, 0.25, 1.0 / 64], Vmap(JacFwd((Tensor x) => steps(x).X))(Tensor.From((double[])[0.5, 3.0, 40.0])).ToArray<double>());
        var bounded = (Tensor x) => While(x => x > 1.0, x => x / 2.0, x, maxSteps: 10);
        Assert.Equal([1, 0.25, 1.0 / 64], Vmap(Grad(bounded))(Tensor.From((double[])[0.5, 3.0, 40.0])).ToArray<double>());
    }

    [Fact]
    public void A_batch_in_the_condition_alone_reaches_all_that_is_carried()
    {
        Tensor limit = Tensor.From((double[])[1.0, 10.0, 100.0]);
        Tensor y = Vmap((Tensor limit) => While(x => x < limit, x => x * 3.0, Tensor.Scalar(1.0)))(limit);
        Assert.Equal([1, 27, 243], y.ToArray<double>());
    }

    // ---- Cond, Switch ----

    [Fact]
    public void Cond_does_one_of_two()
    {
        var f = (Tensor x) => Cond(x > 0.0, x => x * x, x => -x, x);
        Assert.Equal((9.0, 3.0), ((double)f(3.0), (double)f(-3.0)));
        Assert.Equal((6.0, -1.0), ((double)Grad(f)(3.0), (double)Grad(f)(-3.0)));
        var compiled = Compile(f);
        Assert.Equal((9.0, 3.0), ((double)compiled(3.0), (double)compiled(-3.0)));
        var gradient = Compile(Grad(f));
        Assert.Equal((6.0, -1.0), ((double)gradient(3.0), (double)gradient(-3.0)));
        Assert.Equal(1, CompiledFunction.Of(gradient).Recordings);
        Tensor xs = Tensor.From((double[])[3.0, -3.0]);
        Assert.Equal([9, 3], Vmap(f)(xs).ToArray<double>());
        Assert.Equal([6, -1], Vmap(Grad(f))(xs).ToArray<double>());
        Assert.Equal([2, 0], Vmap(Grad(Grad(f)))(xs).ToArray<double>());
        Assert.Equal([6, -1], Compile(Vmap(JacFwd(f)))(xs).ToArray<double>());
    }

    [Fact]
    public void Branches_capture_different_tensors()
    {
        Tensor a = Tensor.From((double[])[1.0, 2.0]), b = Tensor.From((double[])[3.0, 4.0]);
        var f = (Tensor p, Tensor a, Tensor b) => Sum(Cond(p > 0.0, () => a * a, () => b * a * 3.0));
        var gradient = Compile(Grad(f, (1, 2)));
        (Tensor da, Tensor db) = gradient(1.0, a, b);
        Assert.Equal([2, 4], da.ToArray<double>());
        Assert.Equal([0, 0], db.ToArray<double>());
        (da, db) = gradient(-1.0, a, b);
        Assert.Equal([9, 12], da.ToArray<double>());
        Assert.Equal([3, 6], db.ToArray<double>());
    }

    [Fact]
    public void Switch_takes_the_branch_that_the_number_names()
    {
        Func<Tensor, Tensor>[] powers = [static x => x * 1.0, static x => x * x, static x => x * x * x];
        var f = (Tensor i, Tensor x) => Switch(i, powers, x);
        var compiled = Compile(f);
        foreach ((long i, double expected) in ((long, double)[])[(-5, 2), (0, 2), (1, 4), (2, 8), (9, 8)])
        {
            Assert.Equal(expected, (double)f(Tensor.Scalar(i), 2.0));
            Assert.Equal(expected, (double)compiled(Tensor.Scalar(i), 2.0));
        }

        Tensor all = Vmap(f, inAxes: (0, null))(Tensor.From((long[])[-1L, 1L, 7L]), Tensor.Scalar(2.0));
        Assert.Equal([2, 4, 8], all.ToArray<double>());
        Tensor slopes = Vmap(Grad(f, 1), inAxes: (0, null))(Tensor.From((long[])[0L, 1L, 2L]), Tensor.Scalar(2.0));
        Assert.Equal([1, 4, 12], slopes.ToArray<double>());
    }

    [Fact]
    public void A_branch_within_a_loop_is_chosen_step_by_step()
    {
        Tensor xs = Tensor.From((double[])[1.0, -2.0, 3.0, -4.0]);
        var f = (Tensor xs) => Scan((Tensor c, Tensor x) => (Cond(x > 0.0, p => p.C * p.X, p => p.C - p.X, (C: c, X: x)), c), Tensor.Scalar(1.0), xs).Carry;
        Assert.Equal((((1.0 * 1) + 2) * 3) + 4, (double)f(xs));
        Assert.Equal([3, -3, 3, -1], Grad(f)(xs).ToArray<double>());
        Assert.Equal([3, -3, 3, -1], Compile(Grad(f))(xs).ToArray<double>());
        Assert.Equal([3, -3, 3, -1], Vmap(Grad(f))(xs[null]).ToArray<double>());
    }

    // ---- what is refused ----

    [Fact]
    public void Faults_are_named()
    {
        Tensor xs = Tensor.Ones(3);
        Says<ArgumentException>("float32[2]", () => Scan((Tensor c, Tensor x) => (Concat([c, c], 0), x), Tensor.Zeros(1), xs));
        Says<ArgumentException>("float64", () => Scan((Tensor c, Tensor x) => (c.Cast(DType.Float64), x), Tensor.Scalar(0f), xs));
        Says<ArgumentException>("first extents", () => Scan((Tensor c, (Tensor A, Tensor B) x) => (c, x), Tensor.Scalar(0f), (xs, Tensor.Ones(4))));
        Says<ArgumentException>("scalar", () => Scan((Tensor c, Tensor x) => (c, x), Tensor.Scalar(0f), Tensor.Scalar(1f)));
        Says<InvalidOperationException>("null", () => Scan((Tensor c, Tensor x) => ((Tensor)null!, x), Tensor.Scalar(0f), xs));
        Says<ArgumentNullException>("null", () => Scan((Tensor c, Tensor x) => (c, x), (Tensor)null!, xs));
        Says<ValueDependentException>("line", () => Scan((Tensor c, Tensor x) => ((double)x > 0 ? c : -c, x), Tensor.Scalar(0f), xs));
        Says<ArgumentException>("bool", () => While(x => x, x => x, Tensor.Scalar(1f)));
        Says<ArgumentException>("bool", () => Cond(Tensor.Scalar(1f), x => x, x => x, xs));
        Says<ArgumentException>("branch", () => Switch(Tensor.Scalar(0L), Array.Empty<Func<Tensor, Tensor>>(), xs));
        Says<ArgumentException>("float32[6]", () => Compile((Tensor x) => Cond(Sum(x) > 0.0, x => x, x => Concat([x, x], 0), x))(xs));
        var slot = Slot.Of(1f, "rate");
        Says<InvalidOperationException>("rate", () => Scan(
            (Tensor c, Tensor x) =>
            {
                slot.Set(c);
                return (c, x);
            },
            Tensor.Scalar(0f), xs));
        Assert.Equal(1f, (float)slot);
    }

    [Fact]
    public void A_fault_in_a_step_leaves_nothing_open()
    {
        Tensor table = Tensor.Ones(3);
        Assert.ThrowsAny<ArgumentException>(() => Scan((Tensor c, Tensor i) => (c + Take(table, i), c), Tensor.Scalar(0f), Tensor.From((long[])[0L, 5L])));
        Assert.Equal(2f, (float)Grad((Tensor x) => x * x)(1f));
    }

    private static void Says<TException>(string text, Action action)
        where TException : Exception
    {
        TException e = Assert.ThrowsAny<TException>(action);
        Assert.Contains(text, e.Message, StringComparison.OrdinalIgnoreCase);
    }

    private static void Close(double expected, double found) => Assert.Equal(expected, found, 1e-9 * Math.Max(1, Math.Abs(expected)));

    private static void AllClose(Tensor expected, Tensor found, double tolerance = 1e-10)
    {
        Assert.Equal(expected.Shape.ToArray(), found.Shape.ToArray());
        Assert.True((double)Max(Abs(expected - found)) <= tolerance * (1 + (double)Max(Abs(expected))), $"{expected}\n{found}");
    }
}
