using System.Runtime.CompilerServices;

using Xunit;

using static Adjoint.Autodiff;
using static Adjoint.Ops;

namespace Adjoint.Tests;

/// <summary>Nobody disposes anything, and nothing stays.</summary>
[Collection("alone")]
public sealed class MemoryTests
{
    [Fact]
    public void Operations_leave_nothing() => LeavesNothing(static () =>
    {
        Tensor x = Tensor.Ones(4);
        for (int i = 0; i < 10_000; i++) x = Tanh(x * 1.01 + 0.1);
    });

    [Fact]
    public void Large_tensors_leave_nothing() => LeavesNothing(static () =>
    {
        Tensor x = Tensor.Ones(100_000);
        for (int i = 0; i < 300; i++) x = x * 0.99;
    });

    [Fact]
    public void Gradients_leave_nothing() => LeavesNothing(static () =>
    {
        var gradient = Grad(Grad((Tensor x) => Sum(Exp(x) * x)));
        for (int i = 0; i < 1000; i++) _ = gradient(Tensor.Ones(3));
    });

    [Fact]
    public void Exceptions_inside_leave_nothing() => LeavesNothing(static () =>
    {
        var gradient = Grad((Tensor x) => (double)Sum(Exp(x)) > 0 ? throw new InvalidOperationException() : x);
        for (int i = 0; i < 200; i++) Assert.Throws<InvalidOperationException>(() => gradient(Tensor.Ones(3)));
    });

    [Fact]
    public void What_a_reader_of_elements_throws_leaves_nothing() => LeavesNothing(static () =>
    {
        for (int i = 0; i < 100; i++)
            Assert.Throws<FormatException>(static () => Tensor.Ones(20_000).Read<float>(static _ => throw new FormatException()));
    });

    [Fact]
    public void A_scope_gives_back_at_once_what_it_does_not_keep()
    {
        long before = TensorMemory.Collect().LiveTensors;
        Tensor kept;
        using (var scope = new TensorScope())
        {
            Tensor x = Tensor.Ones(4);
            for (int i = 0; i < 100; i++) x = x + 1;
            kept = scope.Keep(x);
        }

        Assert.InRange(TensorMemory.Statistics.LiveTensors - before, 1, 2);
        Assert.Equal(101f, kept.ToArray<float>()[0]);
    }

    [Fact]
    public void What_a_scope_did_not_keep_says_so()
    {
        Tensor x;
        using (new TensorScope()) x = Tensor.Ones(2) + 1;
        Assert.Contains("Keep", Assert.Throws<EscapedTensorException>(() => x + 1).Message);
    }

    [Fact]
    public void A_constant_that_is_first_made_inside_a_transform_stays_valid()
    {
        Tensor? mask = null, derived = null, positive = null;
        var f = (Tensor x) =>
        {
            mask ??= Tensor.Arange(3) > 0; // as a static field or a cache of a module is
            derived ??= Stack([Sum(mask.Cast(DType.Float64)), 2.0 * Tensor.Scalar(1.5)]);
            positive ??= x > 0;
            return Sum(x * mask) * derived[1];
        };
        Tensor x = Tensor.From([1.0, 2, 3]);
        for (int i = 0; i < 2; i++) Assert.Equal([0.0, 3, 3], Grad(f)(x).ToArray<double>());
        Assert.Equal([0.0, 3, 3], Jvp(Grad(f), x, x).Tangent.ToArray<double>().Zip(Grad(f)(x).ToArray<double>(), static (a, b) => a + b));
        Assert.Equal([2.0, 3], derived!.ToArray<double>());
        Assert.Throws<EscapedTensorException>(() => positive! | positive!); // came of x
        mask = derived = null;
        Assert.Equal([[0.0, 3, 3], [0.0, 3, 3]], ToRows(Vmap(Grad(f))(Stack([x, x]))));
        Assert.Equal([2.0, 3], derived!.ToArray<double>());

        static double[][] ToRows(Tensor t) => [.. Enumerable.Range(0, (int)t.Shape[0]).Select(i => t[i].ToArray<double>())];
    }

    [Fact]
    public void Constants_made_inside_transforms_go_with_the_collector() => LeavesNothing(() =>
    {
        for (int i = 0; i < 100; i++)
            _ = Grad((Tensor x) => Sum(x * Tensor.Arange(3) * new RandomKey(1).Normal(100, 100)[0, 0]))(Tensor.From([1.0, 2, 3]));
    });

    [Fact]
    public void Scopes_nest_with_transforms()
    {
        var gradient = Grad((Tensor x) =>
        {
            using var scope = new TensorScope();
            return scope.Keep(Sum(Square(x)));
        });
        Assert.Equal([2.0, 4.0], gradient(Tensor.From([1.0, 2.0])).ToArray<double>());
    }

    [Fact]
    public void A_peak_is_remembered_until_it_is_reset()
    {
        TensorMemory.Collect();
        TensorMemory.ResetPeak();
        long before = TensorMemory.Statistics.PeakBytes;
        Tensor.Zeros(1 << 20).Contiguous().Dispose();
        Assert.True(TensorMemory.Statistics.PeakBytes >= before + (4 << 20));
    }

    [Fact]
    public void A_checkpointed_chain_keeps_less()
    {
        Tensor x = new RandomKey(0).Normal([256, 256], DType.Float32);
        static Tensor Block(Tensor h)
        {
            for (int i = 0; i < 10; i++) h = Sin(h);
            return h;
        }

        static Tensor Chain(Tensor h, Func<Tensor, Tensor> block)
        {
            for (int i = 0; i < 10; i++) h = block(h);
            return h;
        }

        long plain = Peak(() => Grad((Tensor a) => Chain(a, Block))(x));
        long checkpointed = Peak(() => Grad((Tensor a) => Chain(a, Checkpoint(Block)))(x));
        Assert.True(checkpointed * 2.5 < plain, $"{checkpointed} bytes with checkpoints, {plain} without");

        static long Peak(Func<Tensor> run)
        {
            TensorMemory.Collect();
            TensorMemory.ResetPeak();
            long before = TensorMemory.Statistics.BytesInUse;
            _ = run();
            return TensorMemory.Statistics.PeakBytes - before;
        }
    }

    private static void LeavesNothing(Action work)
    {
        long before = TensorMemory.Collect().LiveTensors;
        OutOfLine(work);
        Assert.Equal(before, TensorMemory.Collect().LiveTensors);
    }

    // So that no register or stack slot of the test still holds a tensor.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void OutOfLine(Action work) => work();
}

/// <summary>Tests that count all tensors of the process run by themselves.</summary>
[CollectionDefinition("alone", DisableParallelization = true)]
public sealed class Alone;
