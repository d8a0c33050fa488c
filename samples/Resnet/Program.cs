using Adjoint;
using Adjoint.Extras;
using Adjoint.Samples;

using static Adjoint.Autodiff;
using static Adjoint.Ops;

// Which world is this? A residual network sees tiles of one half of each map, and is asked about the other half.
bool isShort = args.Contains("--short");
(int stride, int epochs, double bound) = isShort ? (32, 2, 70) : (16, 5, 90);
const int batch = 64;

IReadOnlyList<string> worlds = [.. WorldMaps.Planets, .. WorldMaps.Moons];
var (train, test) = WorldMaps.Load(worlds, stride);
Plots.Images(test.Inputs[Tensor.Arange(0, test.Count, 20)], columns: 16).SavePng("worlds.png", 900, 500);
RandomKey[] keys = new RandomKey(0).Split(3);
var model = new ResidualNetwork(worlds.Count, keys[0]);
Console.WriteLine(model.Summary(batch, 3, WorldMaps.Tile, WorldMaps.Tile));
Console.WriteLine($"{train.Count} tiles to train with, {test.Count} held out; by their mean colours alone {ByMeanColour():P1} of these are found");

long steps = (train.Count + batch - 1) / batch;
var optimizer = new AdamW(Schedule.OneCycle(1e-2, epochs * steps));
var step = ValueAndGrad(
    (Tensor x, Tensor labels) => Losses.CrossEntropy(model.Forward(x, Mode.Train()), labels), weights: model.TrainableParameters());
ShuffledDataset examples = train.Shuffle(keys[1]);
int updates = 0;
Training.Progress(epochs, steps, progress =>
{
    for (int epoch = 0; epoch < epochs; epoch++)
    {
        foreach (var (tiles, labels) in examples.Batches(batch))
        {
            var (loss, gradients) = step(Varied(tiles, keys[2].FoldIn(updates++)), labels);
            optimizer.Update(gradients);
            progress.Step((double)loss, optimizer.LearningRate);
        }

        progress.EndEpoch();
    }
});

var metrics = new ClassificationMetrics(worlds.Count);
foreach (var (tiles, labels) in test.Batches(200))
    metrics.Update(model.Forward(tiles), labels);
double[] recall = metrics.Recall(Averaging.None).ToArray<double>();
Console.WriteLine(string.Join(", ", worlds.Zip(recall, (world, share) => $"{world} {share:P0}")));
double accuracy = 100 * metrics.Accuracy;
Console.WriteLine($"accuracy on the other halves: {accuracy:F2} % (at least {bound})");
return accuracy >= bound ? 0 : 1;

// Mirrored at random, and lit otherwise: a world has no left and right, and no exposure of its own.
static Tensor Varied(Tensor tiles, RandomKey key)
{
    RandomKey[] keys = key.Split(3);
    Shape each = [tiles.Shape[0], 1, 1, 1];
    tiles = Where(keys[0].Bernoulli(0.5, each), tiles, Flip(tiles, 3));
    tiles = Where(keys[1].Bernoulli(0.5, each), tiles, Flip(tiles, 2));
    return tiles * keys[2].Uniform(0.7f, 1.3f, each);
}

// What a network has to be better than: the world whose tiles have the nearest mean colour.
double ByMeanColour()
{
    static Tensor Colours(TensorDataset tiles) => Mean(Cast(tiles.Inputs, DType.Float32), (2, 3));
    Tensor member = OneHot(train.Labels, worlds.Count);
    Tensor means = MatMul(Transpose(member), Colours(train)) / Sum(member, 0)[.., null];
    return (double)Metrics.Accuracy(-Sum(Square(Colours(test)[.., null] - means), -1), test.Labels);
}
