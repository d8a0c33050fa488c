using Xunit;

using static Adjoint.Autodiff;
using static Adjoint.Ops;

namespace Adjoint.Tests;

/// <summary>What checkpoints hold between the forward and the backward pass, counted in tensors of the size of one layer's result.</summary>
[Collection("alone")]
public sealed class CheckpointMemoryTests
{
    // Small enough that a scope ends each tensor, and none waits for the collector; with its header such a tensor takes 8 KiB.
    private const int Size = 31;
    private const double Unit = 8192;

    private static readonly Tensor X = new RandomKey(0).Normal([Size, Size], DType.Float64), W = 0.1 * new RandomKey(1).Normal([Size, Size], DType.Float64);

    // Each layer makes two tensors, a product and its tangent hyperbolic.
    private static Tensor Layer(Tensor h) => Tanh(MatMul(h, W));

    [Theory]
    [InlineData(25)]
    [InlineData(100)]
    [InlineData(400)]
    public void A_sequence_holds_as_much_as_the_root_of_its_length(int count)
    {
        Func<Tensor, Tensor>[] layers = [.. Enumerable.Repeat<Func<Tensor, Tensor>>(Layer, count)];
        double root = Math.Sqrt(count);
        var plain = Measured(x => layers.Aggregate(x, static (h, layer) => layer(h)));
        var sequence = Measured(CheckpointSequence(layers));
        Assert.InRange(plain.Held, 2 * count - 2, 2 * count + 3);
        Assert.InRange(sequence.Held, 3 * root - 4, 3 * root + 3);
        Assert.InRange(sequence.Peak, 3 * root, 5 * root + 10);
    }

    [Fact]
    public void A_checkpoint_a_layer_holds_what_goes_into_each() =>
        Assert.All(Both(Measured(Chain(100, Checkpoint(Layer)))), static held => Assert.InRange(held, 99, 110));

    [Fact]
    public void Products_are_held_and_nothing_else() =>
        Assert.InRange(Measured(Checkpoint(Chain(100, Layer), CheckpointPolicy.KeepMatrixProducts)).Held, 100, 104);

    [Fact]
    public void What_is_named_is_held_and_nothing_else()
    {
        Func<Tensor, Tensor> fifth = h => CheckpointName(Chain(5, Layer)(h), "fifth");
        Assert.InRange(Measured(Checkpoint(Chain(20, fifth), CheckpointPolicy.KeepNamed("fifth"))).Held, 20, 24);
        Assert.InRange(Measured(Checkpoint(Chain(20, fifth))).Held, 0, 4);
    }

    [Fact]
    public void A_pullback_holds_no_more_where_the_function_captures()
    {
        double plain = HeldByPullback(static f => f), checkpointed = HeldByPullback(static f => Checkpoint(f));
        Assert.InRange(plain, 100, 210);
        Assert.InRange(checkpointed, 0, 5);

        static double HeldByPullback(Func<Func<Tensor, Tensor>, Func<Tensor, Tensor>> wrap)
        {
            TensorMemory.Collect();
            long before = TensorMemory.Statistics.BytesInUse;
            var (_, pullback) = Vjp(
                w =>
                {
                    Tensor twice = 2 * w;
                    return wrap(Chain(100, h => Tanh(MatMul(h, twice))))(X);
                },
                W);
            TensorMemory.Collect();
            double held = (TensorMemory.Statistics.BytesInUse - before) / Unit;
            _ = pullback(X);
            return held;
        }
    }

    // A product that is kept takes the elements from there: running again makes the tangents hyperbolic alone.
    [Fact]
    public void Products_that_are_kept_are_not_computed_again()
    {
        double again = RunAgain(null), withProducts = RunAgain(CheckpointPolicy.KeepMatrixProducts);
        Assert.InRange(again - withProducts, 99, 101);

        static double RunAgain(CheckpointPolicy? policy)
        {
            var runs = new List<double>();
            Tensor Watched(Tensor x)
            {
                long before = TensorMemory.Statistics.BytesInUse;
                Tensor y = Chain(100, Layer)(x);
                runs.Add((TensorMemory.Statistics.BytesInUse - before) / Unit);
                return y;
            }

            _ = Grad((Tensor x) => Sum(Checkpoint(Watched, policy)(x)))(X);
            Assert.Equal(2, runs.Count);
            return runs[1];
        }
    }

    [Fact]
    public void Nothing_is_left()
    {
        Func<Tensor, Tensor>[] layers = [.. Enumerable.Repeat<Func<Tensor, Tensor>>(h => CheckpointName(Layer(h), "a"), 9)];
        CheckpointPolicy policy = CheckpointPolicy.KeepMatrixProducts | CheckpointPolicy.KeepNamed("a");
        void Work()
        {
            Tensor Loss(Tensor x) => Sum(CheckpointSequence(layers, policy: policy)(x));
            _ = Hvp(Loss)(X, W);
            Assert.Throws<ArgumentException>(() => Grad((Tensor x) => Sum(Checkpoint(h => MatMul(MatMul(h, h), Tensor.Ones(3)), policy)(x)))(X));
        }

        Work();
        long before = TensorMemory.Collect().LiveTensors;
        for (int i = 0; i < 10; i++) Work();
        Assert.Equal(before, TensorMemory.Collect().LiveTensors);
    }

    private static double[] Both((double Held, double Peak) measured) => [measured.Held, measured.Peak];

    private static Func<Tensor, Tensor> Chain(int count, Func<Tensor, Tensor> layer) => x =>
    {
        for (int i = 0; i < count; i++) x = layer(x);
        return x;
    };

    // What is in use after the forward pass, and at most until the end. The peak counts what other threads keep for reuse.
    private static (double Held, double Peak) Measured(Func<Tensor, Tensor> function)
    {
        TensorMemory.Collect();
        TensorMemory.Trim();
        TensorMemory.ResetPeak();
        long before = TensorMemory.Statistics.BytesInUse, reserved = TensorMemory.Statistics.PeakBytes, held = 0;
        _ = Grad((Tensor x) =>
        {
            Tensor y = function(x);
            held = TensorMemory.Statistics.BytesInUse - before;
            return Sum(y);
        })(X);
        return (held / Unit, (TensorMemory.Statistics.PeakBytes - reserved) / Unit);
    }
}
