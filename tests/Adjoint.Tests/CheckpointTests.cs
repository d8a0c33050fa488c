using Xunit;

using static Adjoint.Autodiff;
using static Adjoint.Ops;

namespace Adjoint.Tests;

/// <summary>Functions that are computed again in the backward pass, and what policies keep of them.</summary>
[Collection("alone")]
public sealed class CheckpointTests
{
    private static readonly Tensor W = new RandomKey(1).Normal([4, 4], DType.Float64), X = new RandomKey(2).Normal([3, 4], DType.Float64);

    public static TheoryData<string> Policies => ["nothing", "products", "names", "both", "unused name"];

    private static CheckpointPolicy? Policy(string name) => name switch
    {
        "products" => CheckpointPolicy.KeepMatrixProducts,
        "names" => CheckpointPolicy.KeepNamed("hidden", "squares"),
        "both" => CheckpointPolicy.KeepMatrixProducts | CheckpointPolicy.KeepNamed("hidden"),
        "unused name" => CheckpointPolicy.KeepNamed("elsewhere"),
        _ => null,
    };

    private static Tensor Block(Tensor x)
    {
        Tensor hidden = CheckpointName(Tanh(MatMul(x, W) + 0.1), "hidden");
        Tensor squares = Square(hidden);
        return MatMul(Sin(CheckpointName(squares, "squares")), W) * x;
    }

    [Theory, MemberData(nameof(Policies))]
    public void Every_policy_gives_the_same_derivatives(string policy)
    {
        var f = Checkpoint(Block, Policy(policy));
        Near(Block(X), f(X));
        Near(Grad(Block)(X), Grad(f)(X));
        Near(Jvp(Block, X, X).Tangent, Jvp(f, X, X).Tangent);
        Near(Hvp(Block)(X, X), Hvp(f)(X, X));
        Near(Grad((Tensor x) => Square(Grad(Block)(x)))(X), Grad((Tensor x) => Square(Grad(f)(x)))(X));
        Near(JacRev(Block)(X), JacRev(f)(X));
        Near(JacFwd(Block)(X), JacFwd(f)(X));
        var (_, pullback) = Vjp(f, X);
        for (int i = 0; i < 2; i++) Near(Vjp(Block, X).Pullback(X), pullback(X));
        Tensor rows = new RandomKey(3).Normal([5, 3, 4], DType.Float64);
        Near(Vmap(Grad(Block))(rows), Vmap(Grad(f))(rows));
        Near(Grad((Tensor r) => Vmap(Block)(r))(rows), Grad((Tensor r) => Vmap(f)(r))(rows));
    }

    [Theory, MemberData(nameof(Policies))]
    public void Captured_tensors_and_parameters_are_differentiated(string policy)
    {
        static Tensor Plain(Tensor w) => MatMul(Tanh(MatMul(X, w)), w);
        Near(Grad(Plain)(W), Grad((Tensor w) => Checkpoint(x => MatMul(CheckpointName(Tanh(MatMul(x, w)), "hidden"), w), Policy(policy))(X))(W));
        var p = new Parameter(W, "w");
        var f = Checkpoint(x => MatMul(CheckpointName(Tanh(MatMul(x, p)), "hidden"), p), Policy(policy));
        Near(Grad(Plain)(W), Grad((Tensor x) => Sum(f(x)), weights: [p])(X)[p]);
    }

    [Theory, MemberData(nameof(Policies))]
    public void Checkpoints_nest_with_policies_of_their_own(string policy)
    {
        var inner = Checkpoint(Block, Policy(policy));
        foreach (string other in (string[])["nothing", "products", "names"])
        {
            var outer = Checkpoint(x => MatMul(Tanh(inner(MatMul(x, W))), W), Policy(other));
            static Tensor Plain(Tensor x) => MatMul(Tanh(Block(MatMul(x, W))), W);
            Near(Grad(Plain)(X), Grad(outer)(X));
            Near(Hvp(Plain)(X, X), Hvp(outer)(X, X));
            Near(Vjp(Plain, X).Pullback(X), Vjp(outer, X).Pullback(X));
        }
    }

    [Fact]
    public void A_captured_tensor_inside_a_checkpoint_inside_a_pullback()
    {
        static Tensor Plain(Tensor x) => MatMul(Tanh(MatMul(Sin(x), W) * x), W);
        Tensor Nested(Tensor x) => Checkpoint(
            y => MatMul(Checkpoint(z => Tanh(MatMul(Sin(z), W) * y), CheckpointPolicy.KeepMatrixProducts)(y), W), CheckpointPolicy.KeepMatrixProducts)(x);
        Near(Vjp(Plain, X).Pullback(X), Vjp(Nested, X).Pullback(X));
        Near(Grad(Plain)(X), Grad(Nested)(X));
        Near(Linearize(Plain, X).Tangent(X), Linearize(Nested, X).Tangent(X));
    }

    [Fact]
    public void Trees_have_policies_too()
    {
        static (Tensor, Tensor[]) F((Tensor A, Tensor B) p) => (MatMul(p.A, p.B), [Sin(MatMul(p.A, p.B))]);
        var f = Checkpoint<(Tensor A, Tensor B), (Tensor, Tensor[])>(F, CheckpointPolicy.KeepMatrixProducts);
        (Tensor A, Tensor B) expected = Grad<(Tensor A, Tensor B), (Tensor, Tensor[])>(F)((X, W)), found = Grad<(Tensor A, Tensor B), (Tensor, Tensor[])>(f)((X, W));
        Near(expected.A, found.A);
        Near(expected.B, found.B);
    }

    [Fact]
    public void A_function_that_does_something_else_the_second_time_is_noticed()
    {
        int runs = 0;
        var f = Checkpoint(x => runs++ == 0 ? MatMul(x, W) : MatMul(Sin(x), W), CheckpointPolicy.KeepMatrixProducts);
        Assert.Contains("something else", Assert.Throws<InvalidOperationException>(() => Grad(f)(X)).Message, StringComparison.Ordinal);
        Near(Grad(Block)(X), Grad(Checkpoint(Block, CheckpointPolicy.KeepMatrixProducts))(X)); // all is usable
    }

    [Fact]
    public void Names_that_nobody_keeps_do_nothing()
    {
        Assert.Same(X, CheckpointName(X, "any"));
        Near(Grad(Block)(X), Grad((Tensor x) => Block(CheckpointName(x, "hidden")))(X));
        Assert.Throws<ArgumentNullException>(() => CheckpointName(null!, "x"));
    }

    [Fact]
    public void A_policy_keeps_what_it_names()
    {
        Tensor x = new RandomKey(0).Normal(256, 256), w = new RandomKey(1).Normal(256, 256) / 16;
        Tensor Layers(Tensor h)
        {
            for (int i = 0; i < 10; i++) h = Tanh(Sin(MatMul(h, w)));
            return h;
        }

        const long matrix = 320 << 10; // 256 KB and a header, in the next size that the allocator has
        long nothing = Held(Checkpoint(Layers)), products = Held(Checkpoint(Layers, CheckpointPolicy.KeepMatrixProducts)), all = Held(Layers);
        Assert.InRange(nothing, 0, 2 * matrix);
        Assert.InRange(products, 10 * matrix, 12 * matrix);
        Assert.InRange(all, 20 * matrix, 32 * matrix);

        // What lies between the forward and the backward pass.
        long Held(Func<Tensor, Tensor> f)
        {
            long held = 0;
            _ = Grad((Tensor h) =>
            {
                TensorMemory.Collect();
                long before = TensorMemory.Statistics.BytesInUse;
                Tensor y = f(h);
                held = TensorMemory.Collect().BytesInUse - before;
                return y;
            })(x);
            return held;
        }
    }

    [Fact]
    public void A_sequence_holds_memory_that_grows_like_the_root_of_its_length()
    {
        Tensor x = new RandomKey(0).Normal(128, 128);
        long Peak(int layers)
        {
            Func<Tensor, Tensor>[] all = [.. Enumerable.Repeat<Func<Tensor, Tensor>>(static h => Sin(h), layers)];
            Func<Tensor, Tensor> f = CheckpointSequence(all);
            TensorMemory.Collect();
            TensorMemory.ResetPeak();
            long before = TensorMemory.Statistics.BytesInUse;
            _ = Grad((Tensor h) => f(h))(x);
            return TensorMemory.Statistics.PeakBytes - before;
        }

        _ = Peak(25);
        long of25 = Peak(25), of100 = Peak(100), of400 = Peak(400);
        // Four times as many layers take twice the memory: the arguments of twice as many groups, each twice as long.
        Assert.True(of100 < 2.4 * of25, $"{of25} bytes for 25 layers, {of100} for 100");
        Assert.True(of400 < 2.4 * of100, $"{of100} bytes for 100 layers, {of400} for 400");
    }

    [Fact]
    public void What_a_transform_within_follows_is_not_captured()
    {
        Tensor Loss(Tensor w)
        {
            Tensor x = Tensor.From([0.3, 0.7]); // made anew each time
            Tensor slope = Grad((Tensor x) => Sum(Tanh(x * w)))(x);
            return Sum(slope * slope);
        }

        Tensor w = Tensor.From([1.5, -0.5]);
        Assert.Equal(Grad((Func<Tensor, Tensor>)Loss)(w).ToArray<double>(), Grad(Checkpoint(Loss))(w).ToArray<double>());
    }

    [Fact]
    public void A_sequence_is_its_layers_one_after_the_other()
    {
        Func<Tensor, Tensor>[] layers = [Block, static x => Sin(x), Block, static x => x * 2, Block];
        foreach (int? segments in (int?[])[null, 1, 2, 5])
        {
            var f = CheckpointSequence(layers, segments);
            Tensor y = X;
            foreach (Func<Tensor, Tensor> layer in layers) y = layer(y);
            Near(y, f(X));
            Near(Grad((Tensor x) => layers.Aggregate(x, static (v, layer) => layer(v)))(X), Grad(f)(X));
        }

        Near(X, CheckpointSequence([])(X));
        Assert.Throws<ArgumentOutOfRangeException>(() => CheckpointSequence(layers, 0));
    }

    private static void Near(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.Shape.ToArray(), actual.Shape.ToArray());
        double[] e = expected.ToArray<double>(), a = actual.ToArray<double>();
        for (int i = 0; i < e.Length; i++)
            Assert.Equal(e[i], a[i], 1e-9 * (1 + Math.Abs(e[i])));
    }
}
