using System.Globalization;

using static Adjoint.Ops;

namespace Adjoint.Distributed.Program;

/// <summary>Trains a small network on examples made up, with dropout, batches that cannot be cut evenly, and buckets smaller than its weights.</summary>
internal static class TrainingRun
{
    private const int Examples = 70, BatchSize = 23, MicroBatches = 6, BucketBytes = 200;

    /// <param name="world">The processes.</param>
    /// <param name="args">The last step, and perhaps a folder of checkpoints; with it training goes on where it stopped.</param>
    public static void Go(Communicator world, string[] args)
    {
        long lastStep = long.Parse(args[0], CultureInfo.InvariantCulture);
        TrainingCheckpoints? checkpoints = args.Length > 1 ? new(args[1]) : null;
        var model = new Network(new RandomKey(1));
        var optimizer = new Adam(0.01);
        DistributedData<(Tensor Inputs, Tensor Labels)> data = DistributedData.Of(MadeUp(), new RandomKey(2), world, MicroBatches);
        var state = new TrainingState(model, optimizer, data.Slots());
        checkpoints?.Resume(state);
        world.Barrier(); // all have read it before one writes another
        var step = world.ValueAndGrad<(Tensor Inputs, Tensor Labels)>(
            part => Losses.CrossEntropy(model.Forward(part.Value.Inputs, new RandomKey(3).FoldIn(state.Step).FoldIn(part.Index)), part.Value.Labels),
            model.TrainableParameters(),
            BucketBytes);
        double loss = double.NaN;
        while (state.Step < lastStep)
        {
            foreach (DistributedBatch<(Tensor Inputs, Tensor Labels)> batch in data.Batches(BatchSize))
            {
                var (value, gradient) = step(batch);
                optimizer.Update(gradient);
                loss = (double)value;
                if (++state.Step == lastStep) break;
                if (checkpoints is not null && world.Rank == 0 && state.Step % 5 == 0) checkpoints.Save(state);
            }
        }

        Report.Line(world, $"loss {loss.ToString("R", CultureInfo.InvariantCulture)} bits {Report.BitsOf(model.Slots(), optimizer.Slots())}");
    }

    // Points in five dimensions; the class is the quadrant of the first two.
    private static TensorDataset MadeUp()
    {
        Tensor points = new RandomKey(4).Normal([Examples, 5]);
        Tensor labels = Cast(points[.., 0] > 0, DType.Int64) + 2 * Cast(points[.., 1] > 0, DType.Int64);
        return new TensorDataset(points, labels);
    }

    private sealed class Network(RandomKey key) : Module
    {
        private readonly Linear _first = new(5, 16, key.FoldIn(0)), _second = new(16, 16, key.FoldIn(1)), _last = new(16, 4, key.FoldIn(2));

        public Tensor Forward(Tensor x, RandomKey noise)
        {
            Tensor y = Tanh(_first.Forward(x));
            y = y * Cast(noise.Uniform(y.Shape) < 0.8, DType.Float32);
            return _last.Forward(Relu(_second.Forward(y)));
        }
    }
}
