using Xunit;

using static Adjoint.Autodiff;
using static Adjoint.Ops;

namespace Adjoint.Distributed.Tests;

/// <summary>Batches that are shared among processes, and their gradients.</summary>
public sealed class TrainingTests
{
    private static TensorDataset Data(int count) => new(Tensor.Arange(count, dtype: DType.Float32).Reshape(count, 1), Tensor.Arange(count));

    [Fact]
    public void Each_process_gets_its_part_of_the_batches_that_one_would_get()
    {
        TensorDataset data = Data(10).Map(static x => x * 2);
        long[][] whole = [.. data.Shuffle(new RandomKey(7)).Batches(4).Select(static b => b.Labels.ToArray<long>())];
        long[][][] parts = Threads.Run(3, world => DistributedData.Of(data, new RandomKey(7), world, microBatches: 4).Batches(4)
            .Select(static b => b.MicroBatches.SelectMany(static p => p.Value.Labels.ToArray<long>()).ToArray()).ToArray());
        // Batches of 4, 4 and 2 examples are cut into 4, 4 and 2 parts of one example.
        Assert.Equal([4, 4, 2], whole.Select(static b => b.Length));
        for (int batch = 0; batch < whole.Length; batch++)
            Assert.Equal(whole[batch], parts.SelectMany(p => p[batch]));
        Assert.Equal([1, 1, 2], parts.Select(static p => p[0].Length));
        Assert.Equal([0, 1, 1], parts.Select(static p => p[2].Length));
    }

    [Fact]
    public void Parts_say_which_they_are_and_how_many_there_are()
    {
        DistributedBatch<(Tensor Inputs, Tensor Labels)> batch = Threads.Run(2, static world =>
            DistributedData.Of(Data(7).Map(static x => x + 100), new RandomKey(0), world, microBatches: 3).Batches(7).Single())[1];
        Assert.Equal((3, 7L), (batch.MicroBatchCount, batch.ExampleCount));
        Assert.Equal([(1, 2L), (2, 3L)], batch.MicroBatches.Select(static p => (p.Index, p.ExampleCount)));
        Assert.All(batch.MicroBatches, static p => Assert.Equal(p.Value.Labels.ToArray<long>().Select(static l => l + 100f), p.Value.Inputs.Reshape(-1).ToArray<float>()));
    }

    [Fact]
    public void Examples_of_any_kind_are_made_by_the_process_that_needs_them()
    {
        int[] made = Threads.Run(2, static world =>
        {
            int count = 0;
            Dataset<float> data = Dataset.From(8, i =>
            {
                count++;
                return (float)i;
            });
            _ = DistributedData.Of(data, new RandomKey(0), static x => Tensor.From(x), world, microBatches: 2).Batches(4, prefetch: 1).Count();
            return count;
        });
        Assert.Equal([4, 4], made);
    }

    [Fact]
    public void The_gradient_is_that_of_the_mean_over_the_whole_batch()
    {
        // The loss w mean(x) over x = 0 … 9, unevenly cut: 4.5 w, at w = 2.
        (double Value, double Gradient)[] found = Threads.Run(3, static world =>
        {
            var w = new Parameter(Tensor.From([2.0]), "w");
            var step = world.ValueAndGrad<(Tensor Inputs, Tensor Labels)>(part => Mean(part.Value.Inputs.Cast(DType.Float64) * w), [w]);
            var (value, gradient) = step(DistributedData.Of(Data(10), new RandomKey(0), world, microBatches: 4).Batches(10).Single());
            return ((double)value, (double)gradient[w]);
        });
        Assert.All(found, static f =>
        {
            Assert.Equal(9.0, f.Value, 12);
            Assert.Equal(4.5, f.Gradient, 12);
        });
    }

    [Fact]
    public void Loss_and_gradient_have_the_same_bits_on_any_number_of_processes()
    {
        (double Value, float[] Gradient)[] Of(int processes) => Threads.Run(processes, static world =>
        {
            var first = new Linear(3, 8, new RandomKey(1));
            var last = new Linear(8, 1, new RandomKey(2));
            var data = new TensorDataset(new RandomKey(3).Normal([37, 3]), new RandomKey(4).Normal([37, 1]));
            // A parameter that is not read, one that is read in a checkpoint, and buckets of a few numbers.
            Parameter[] weights = [.. first.TrainableParameters(), .. last.TrainableParameters(), new(Tensor.Ones(2), "unread")];
            var step = world.ValueAndGrad<(Tensor Inputs, Tensor Labels)>(
                part => Mean(Square(Checkpoint((Tensor x) => last.Forward(x))(Tanh(first.Forward(part.Value.Inputs))) - part.Value.Labels)), weights, bucketBytes: 40);
            var (value, gradient) = step(DistributedData.Of(data, new RandomKey(0), world, microBatches: 7).Batches(37).Single());
            return ((double)value, gradient.Tensors.SelectMany(static g => g.Reshape(-1).ToArray<float>()).ToArray());
        });
        (double Value, float[] Gradient) alone = Of(1)[0];
        Assert.Contains(alone.Gradient, static g => g != 0);
        foreach (int processes in (int[])[2, 3, 4, 9])
        {
            Assert.All(Of(processes), found =>
            {
                Assert.Equal(alone.Value, found.Value);
                Assert.Equal(alone.Gradient, found.Gradient);
            });
        }
    }

    [Fact]
    public void Gradients_leave_while_the_backward_pass_goes_on()
    {
        Assert.All(Threads.Run(2, static world =>
        {
            var events = new List<string>();
            Parameter first = new(Tensor.Ones(4), "first"), last = new(Tensor.Ones(4), "last");
            var watched = new Communicator(new Announcing(world, () => events.Add("sent")));
            var step = watched.ValueAndGrad<(Tensor Inputs, Tensor Labels)>(
                _ => Sum(OnGradient(first.Value * 2, g =>
                {
                    events.Add("back at the first layer");
                    return g;
                }) * last),
                [first, last],
                bucketBytes: 16);
            _ = step(DistributedData.Of(Data(2), new RandomKey(0), world, microBatches: 2).Batches(2).Single());
            return events;
        }), static events => Assert.Equal(["sent", "back at the first layer", "sent", "sent"], events));
    }

    [Fact]
    public void Mistakes_are_named()
    {
        var world = new Communicator(new SingleProcess());
        var w = new Parameter(Tensor.Ones(2), "w");
        Assert.Throws<ArgumentException>(() => world.ValueAndGrad<Tensor>(_ => Sum(w), []));
        Assert.Throws<ArgumentException>(() => world.ValueAndGrad<Tensor>(_ => Sum(w), [w, w]));
        Assert.Throws<ArgumentOutOfRangeException>(() => world.ValueAndGrad<Tensor>(_ => Sum(w), [w], bucketBytes: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => DistributedData.Of(Data(2), new RandomKey(0), world, microBatches: 0));
        var step = world.ValueAndGrad<(Tensor, Tensor)>(_ => w.Value * 2, [w]);
        Assert.Contains(
            "one number", Assert.Throws<ArgumentException>(() => step(DistributedData.Of(Data(2), new RandomKey(0), world, 1).Batches(2).Single())).Message, StringComparison.Ordinal);
    }

    /// <summary>Says when work with messages begins.</summary>
    private sealed class Announcing(Communicator world, Action begins) : ITransport
    {
        public int Rank => world.Rank;

        public int Size => world.Size;

        public void Transfer(IReadOnlyList<Message> messages) => world.Transport.Transfer(messages);

        public Task<T> Run<T>(Func<T> work)
        {
            begins();
            return world.Begin(work);
        }
    }
}
