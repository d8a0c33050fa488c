using System.Runtime.CompilerServices;

using Xunit;

using static Adjoint.Autodiff;
using static Adjoint.Ops;

namespace Adjoint.Tests;

/// <summary>
/// Everything that goes to the core, with temporaries that nothing else refers to: large ones, which have an owner each that the collector
/// may take, and small ones. <see cref="ForcedCollectionTests"/> runs them with the collector at each transition.
/// </summary>
public sealed class TransitionTests
{
    private const int Count = 5000; // 40 KB

    [Fact]
    public void The_collector_runs_where_it_is_forced()
    {
        int before = GC.CollectionCount(2);
        _ = Large(1) + Large(2);
        if (ForcedCollectionTests.IsOn) Assert.InRange(GC.CollectionCount(2), before + 2, int.MaxValue);
    }

    [Theory]
    [InlineData(Count)]
    [InlineData(20)]
    public void Operators_and_operations(int count)
    {
        Is(12.75, ((Made(1, count) + Made(2, count)) * Made(4, count)) + (3 / Made(4, count)));
        Is(2, Where(Made(1, count) > Made(0, count), Made(2, count), Made(3, count)));
        Is(8, Pow(Made(2, count), Made(3, count)));
        Is(7, -(-Made(7, count)));
    }

    [Fact]
    public void Parts_and_joins()
    {
        Is(2, (Large(1) + Large(1))[10..4000]);
        Is(3, (Large(1) + 2)[Tensor.Arange(4500)]);
        Is(5, Large(1).With(Large(5), ..));
        Is(2, Concat([Large(1) + 1, Large(1) + 1, Large(2)]));
        Is(2, Stack([Large(1) + 1, Large(1) + 1]));
        Is(4, Split(Large(1) + 3, 2)[1]);
        Is(4, Take(Large(4).Reshape(2, -1), Tensor.From([0, 1, 1])));
    }

    [Fact]
    public void Operands_that_may_be_left_out()
    {
        Is(3, LayerNorm(Large(1), Large(2), Large(3)));
        Is(0, BinaryCrossEntropyWithLogits(Large(0), Large(0), Large(0), Large(1), Reduction.None));
        Is(2, MeanSquaredError(Large(1), Large(3), Reduction.None) - 2);
    }

    [Fact]
    public void Elements()
    {
        Assert.Equal(3.0, (Large(1) + 2).ToArray<double>()[Count - 1]);
        Assert.Equal(3.0, (Large(1) + 2).Read(static (ReadOnlySpan<double> e) => e[^1]));
        Assert.Equal(3.0, (Large(1) + 2).T.Contiguous().ToArray<double>()[0]);
        Assert.Contains("3", (Large(1) + 2).ToString(), StringComparison.Ordinal);
        Assert.True((Large(1) + 2).ElementwiseEquals(Large(3)));
        Is(1, Tensor.OnesLike(Large(3)));
        Is(0, Tensor.ZerosLike(Large(3)));
    }

    [Fact]
    public void Derivatives_in_both_modes()
    {
        Is(6, Grad(static (Tensor x) => x * x)(Large(3)));
        var (value, (first, second)) = ValueAndGrad(static (Tensor x, Tensor y) => x * y + Large(1), (0, 1))(Large(3), Large(4));
        Is(13, value);
        Is(4, first);
        Is(3, second);
        var (gradient, other) = Grad(static (Tensor x) => (x * x, x + Large(1)), hasAux: true)(Large(3));
        Is(6, gradient);
        Is(4, other);
        Is(18, Grad(Grad(static (Tensor x) => x * x * x))(Large(3)));
        Is(30, Jvp(static (Tensor x) => x * x, Large(3), Large(5)).Tangent);
        Is(30, Vjp(static (Tensor x) => x * x, Large(3)).Pullback(Large(5)));
        Is(30, Linearize(static (Tensor x) => x * x, Large(3)).Tangent(Large(5)));
        Is(10, LinearTranspose(static x => x * 2, Large(0))(Large(5)));
        Is(4, Grad(static ((Tensor A, Tensor B) t) => t.A * t.B)((Large(3), Large(4))).A);
    }

    [Fact]
    public void Matrices_of_derivatives()
    {
        Tensor x = Tensor.Full([70], 2.0, DType.Float64);
        Is(280, Sum(JacRev(static (Tensor a) => a * a)(x)) + Large(0));
        Is(280, Sum(JacFwd(static (Tensor a) => a * a)(x)) + Large(0));
        Is(840, Sum(Hessian(static (Tensor a) => Sum(a * a * a))(x)) + Large(0));
    }

    [Fact]
    public void Batches()
    {
        Is(10, Vmap(static (Tensor a, Tensor b) => (a * b) + Large(4))(Rows(2), Rows(3)));
        Is(3, Grad(static (Tensor x) => Vmap(static (Tensor a, Tensor b) => a * b)(x, Rows(3)))(Rows(2)));
        Is(6, Vmap(static (Tensor a) => a * 3, chunkSize: 1)(Rows(2)));
    }

    [Fact]
    public void Checkpoints()
    {
        Is(4, Grad(Checkpoint(static (Tensor[] a) => a[0] * a[1]))([Large(3), Large(4)])[0]);
        Is(8, Grad((Tensor x) =>
        {
            Tensor captured = x * 1;
            Tensor constant = Large(1) + 1;
            return Checkpoint(y => Sin(CheckpointName((y * 0) + (captured * constant), "kept")) * 0 + (y * captured) + (y * constant), CheckpointPolicy.KeepNamed("kept"))(x);
        })(Large(3)));
        Is(27, Grad(CheckpointSequence([.. Enumerable.Repeat<Func<Tensor, Tensor>>(static x => x * 3, 3)]))(Large(1)));
        Is(6, Grad(Grad(Checkpoint(static (Tensor x) => x * x * x)))(Large(1)));
    }

    [Fact]
    public void Rules()
    {
        Is(14, Grad(CustomVjp(static x => (x * x, [x + 1]), static (r, ct) => ct * (r[0] * 2)))(Large(6)));
        var (left, right) = Grad(CustomVjp((Tensor a, Tensor b) => (a * b, [a + 1, b + 1]), static (r, ct) => (ct * r[1], ct * r[0])), (0, 1))(Large(3), Large(4));
        Is(5, left);
        Is(4, right);
        Is(15, Jvp(CustomJvp(static x => x * x, static (x, v) => v * x), Large(3), Large(5)).Tangent);
        Is(3, Grad(CustomJvp(static x => x * x, static (x, v) => v * (x + 0)))(Large(3)));
        Is(4, Grad(static (Tensor x) => OnGradient(x * 2, static ct => ct + ct))(Large(3)));
        Is(2, Grad(Grad(CustomVjp(static x => (x * x, [x]), static (r, ct) => ct * (r[0] * 2))))(Large(3)));
        Is(12, Vjp(CustomVjp(static x => (x * x, [x]), static (r, ct) => ct * (r[0] * 2)), Large(3)).Pullback(Large(2)));
        Is(6, Grad((Tensor x) => Vmap(CustomVjp(static a => (a * a, [a]), static (r, ct) => ct * (r[0] * 2)))(x))(Rows(3)));
        Is(6, Jvp(CustomVjp(static x => (x * x, [x]), static (r, ct) => ct * (r[0] * 2)), Large(3), Large(1)).Tangent);
    }

    [Fact]
    public void Scopes_and_slots()
    {
        var slot = new Slot(Large(1));
        Tensor kept;
        using (var outer = new TensorScope())
        {
            using (var inner = new TensorScope()) kept = outer.Keep(inner.Keep(Large(1) + 1) + 1);
            using (new TensorScope()) slot.Set(Large(4) + 1);
            Forget(outer);
        }

        Is(3, kept);
        Is(5, slot);
        Is(2, Grad((Tensor x) =>
        {
            slot.Set(Large(6) + 1);
            return x * x;
        })(Large(1)));
        Is(7, slot);
    }

    [Fact]
    public void Training()
    {
        foreach (Optimizer optimizer in (Optimizer[])[new Sgd(0.5, momentum: 0.5), new Adam(0.5), new AdamW(0.5)])
        {
            var p = new Parameter(Large(3), "p");
            var gradient = Grad(() => p.Value * p.Value, weights: [p]);
            for (int i = 0; i < 2; i++) optimizer.Update(gradient().ClipByGlobalNorm(1e9));
            Assert.True(p.Value.ToArray<double>()[0] < 3);
        }
    }

    [Fact]
    public void Random_numbers_recordings_and_trees()
    {
        Assert.InRange((double)Mean(new RandomKey(1).FoldIn(2).Split().Second.Normal([Count], DType.Float64)), -0.1, 0.1);
        Assert.Equal(Count, new RandomKey(1).Permutation(Count).Count);
        Assert.Contains("mul", Recording.Of((Tensor x) => x * Large(3), Large(2)).ToString(), StringComparison.Ordinal);
        Is(3, Tree.Map((Large(1), Large(2)), static x => x + 1).Item2);
        var (flat, unravel) = Tree.Ravel((Large(1), Large(2)));
        Is(2, unravel(flat + 1).Item1);
        CheckGrads(static a => Sum(a[0] * a[0]), [Large(0.01)], order: 1);
    }

    private static Tensor Large(double value) => Made(value, Count);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Tensor Made(double value, int count) => Tensor.Full([count], value, DType.Float64).Contiguous();

    private static Tensor Rows(double value) => Tensor.Full([2, Count], value, DType.Float64).Contiguous();

    // What a scope keeps is reached by the scope alone.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Forget(TensorScope scope) => _ = scope.Keep(Large(1) + 1);

    private static void Is(double expected, Tensor found) => Assert.All(found.ToArray<double>(), x => Assert.Equal(expected, x));
}
