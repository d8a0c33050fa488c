using System.Runtime.InteropServices;
using System.Security.Cryptography;

using Adjoint.Distributed;

using ScottPlot;

using Spectre.Console;

using static Adjoint.Ops;

namespace Adjoint.Samples;

/// <summary>How to train, and how well that does at least, in percent.</summary>
internal sealed record Settings(int Epochs, int Batch, double LearningRate, int Width, double Noise, double Bound);

/// <summary>Trains a classifier of images and says how well it does on those held out.</summary>
internal sealed class Training(ImageData data, Settings settings, Communicator world)
{
    // Of each batch: up to so many processes share the work, with the same bits as one.
    private const int MicroBatches = 4;

    private readonly List<double> _losses = [];

    /// <summary>Trains, plots the loss and says how well the network does.</summary>
    /// <returns>Whether it does as well as stated.</returns>
    public bool Run(string plotPath)
    {
        var (weights, training) = new RandomKey(42).Split();
        var model = new Network(data.Train.Inputs.Shape[1], settings.Width, weights);
        var optimizer = new Adam(settings.LearningRate);
        AnsiConsole.MarkupLineInterpolated($"\n[bold]{data.Name}[/]: {data.Train.Count} images to train with, {data.Test.Count} held out");
        AnsiConsole.Progress()
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn())
            .Start(context => Train(model, optimizer, training, context));

        if (world.Rank == 0) Plot(plotPath);
        AnsiConsole.MarkupLineInterpolated($"  loss curve: {Path.GetFullPath(plotPath)}");
        AnsiConsole.MarkupLineInterpolated($"  weights: {Fingerprint(model)}, trained by {world.Size} {(world.Size == 1 ? "process" : "processes")}");
        double accuracy = 100 * Accuracy(model);
        AnsiConsole.MarkupLineInterpolated($"  accuracy on held-out images: [bold green]{accuracy:F2} %[/] (at least {settings.Bound})");
        return accuracy >= settings.Bound;
    }

    private void Train(Network model, Optimizer optimizer, RandomKey key, ProgressContext context)
    {
        var (order, noise) = key.Split();
        var step = world.ValueAndGrad<(Tensor Images, Tensor Labels)>(
            part => Losses.CrossEntropy(model.Forward(Noisy(part.Value.Images, noise.FoldIn(_losses.Count).FoldIn(part.Index))), part.Value.Labels),
            model.TrainableParameters());
        long batches = (data.Train.Count + settings.Batch - 1) / settings.Batch;
        ProgressTask task = context.AddTask("training", maxValue: settings.Epochs * batches);
        DistributedData<(Tensor Images, Tensor Labels)> examples = DistributedData.Of(data.Train, order, world, MicroBatches);
        for (int epoch = 0; epoch < settings.Epochs; epoch++)
        {
            // Later steps are shorter: the last epochs settle.
            optimizer.LearningRate = settings.LearningRate * (epoch < settings.Epochs * 2 / 3 ? 1 : 0.2);
            foreach (var batch in examples.Batches(settings.Batch))
            {
                var (loss, gradients) = step(batch);
                optimizer.Update(gradients);
                _losses.Add((double)loss);
                task.Increment(1);
            }

            task.Description = $"epoch {epoch + 1,2}, loss {_losses.TakeLast((int)batches).Average():F4}";
        }
    }

    // Other noise on each image in each epoch: the network must not learn the images by heart.
    private Tensor Noisy(Tensor images, RandomKey key) =>
        settings.Noise == 0 ? images : images + settings.Noise * key.Normal(images.Shape);

    private double Accuracy(Network model) =>
        data.Test.Batches(500).Sum(b => (double)Sum(Cast(Equal(ArgMax(model.Forward(b.Inputs)), b.Labels), DType.Float32))) / data.Test.Count;

    // Of all bits: the same on any number of processes.
    private static string Fingerprint(Network model) =>
        Convert.ToHexString(SHA256.HashData(MemoryMarshal.AsBytes<float>(model.Parameters().SelectMany(static p => p.Value.Reshape(-1).ToArray<float>()).ToArray())))[..16];

    private void Plot(string path)
    {
        using var plot = new Plot();
        plot.Add.Signal(_losses);
        plot.Title($"Training loss, {data.Name}");
        plot.XLabel("step");
        plot.YLabel("cross entropy");
        plot.SavePng(path, 900, 500);
    }
}
