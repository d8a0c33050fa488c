using System.Diagnostics;
using System.Globalization;

using static Adjoint.Ops;

namespace Adjoint.Distributed.Program;

/// <summary>Measures what docs/scaling.md says: the shortest of many tries, since whatever else runs only adds to it.</summary>
internal static class Scaling
{
    private const int Tries = 30;

    public static void Measure(Communicator world)
    {
        foreach (int count in (int[])[1, 1 << 10, 1 << 14, 1 << 18, 1 << 20])
        {
            Tensor x = Tensor.Ones(count).Contiguous();
            Say(world, $"all-reduce of {4L * count} bytes", Shortest(world, Tries, () => world.AllReduce(x)));
        }

        Say(world, "barrier", Shortest(world, Tries, world.Barrier));
        Steps(world, bucketBytes: 1 << 30);
        Steps(world, bucketBytes: 1 << 20);
    }

    // A step of training without the update, on a batch of 128 in four parts: 669,706 parameters, 2.7 MB of gradients.
    private static void Steps(Communicator world, int bucketBytes)
    {
        var model = new Network(new RandomKey(0));
        var data = new TensorDataset(new RandomKey(1).Normal([128, 784]), Tensor.Zeros([128], DType.Int64));
        DistributedBatch<(Tensor Inputs, Tensor Labels)> batch = DistributedData.Of(data, new RandomKey(2), world, microBatches: 4).Batches(128).Single();
        var step = world.ValueAndGrad<(Tensor Inputs, Tensor Labels)>(
            part => Losses.CrossEntropy(model.Forward(part.Value.Inputs), part.Value.Labels), model.TrainableParameters(), bucketBytes);
        Say(world, $"gradient in buckets of {bucketBytes} bytes", Shortest(world, Tries, () => step(batch)));
    }

    private static double Shortest(Communicator world, int tries, Action work)
    {
        double shortest = double.PositiveInfinity;
        for (int i = 0; i < tries; i++)
        {
            world.Barrier();
            long start = Stopwatch.GetTimestamp();
            work();
            shortest = Math.Min(shortest, Stopwatch.GetElapsedTime(start).TotalMicroseconds);
        }

        return shortest;
    }

    private static void Say(Communicator world, string what, double microseconds)
    {
        if (world.Rank == 0) Report.Line(world, $"{what}: {microseconds.ToString("F0", CultureInfo.InvariantCulture)} us");
    }

    private sealed class Network(RandomKey key) : Module
    {
        private readonly Linear _first = new(784, 512, key.FoldIn(0)), _second = new(512, 512, key.FoldIn(1)), _last = new(512, 10, key.FoldIn(2));

        public Tensor Forward(Tensor x) => _last.Forward(Relu(_second.Forward(Relu(_first.Forward(x)))));
    }
}
