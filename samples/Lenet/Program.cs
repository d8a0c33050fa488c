using Adjoint;
using Adjoint.Extras;
using Adjoint.Samples;

using static Adjoint.Autodiff;
using static Adjoint.Ops;

// LeNet-5 on Fashion-MNIST; in short on handwritten digits, enlarged to the size of its images.
bool isShort = args.Contains("--short");
(string name, int epochs, double bound) = isShort ? ("digits", 6, 90) : ("fashion-mnist", 10, 90);
const int batch = 64;

ImageData data = ImageData.Load(name);
TensorDataset train = data.Train.Map(AsImages), test = data.Test.Map(AsImages);
var (weights, order) = new RandomKey(0).Split();
Sequential model = Lenet(weights);
Console.WriteLine(model.Summary(batch, 1, 28, 28));

long steps = (train.Count + batch - 1) / batch;
var optimizer = new AdamW(Schedule.OneCycle(4e-3, epochs * steps));
var step = ValueAndGrad((Tensor x, Tensor labels) => Losses.CrossEntropy(model.Forward(x), labels), weights: model.TrainableParameters());
ShuffledDataset examples = train.Shuffle(order);
List<double> training = [], heldOut = [];
Training.Progress(epochs, steps, progress =>
{
    for (int epoch = 0; epoch < epochs; epoch++)
    {
        var mean = new MeanMetric();
        foreach (var (images, labels) in examples.Batches(batch))
        {
            var (loss, gradients) = step(images, labels);
            optimizer.Update(gradients);
            mean.Update(loss);
            progress.Step((double)loss, optimizer.LearningRate);
        }

        training.Add(mean.Value);
        heldOut.Add(HeldOutLoss());
        progress.EndEpoch(("held-out loss", heldOut[^1]));
    }
});

model.Save("lenet.safetensors");
Plots.Curves($"LeNet, {data.Name}", "epoch", "cross entropy", ("training", training), ("held out", heldOut)).SavePng("lenet.png", 900, 500);
var metrics = new ClassificationMetrics(classes: 10);
foreach (var (images, labels) in test.Batches(500))
    metrics.Update(model.Forward(images), labels);
Console.WriteLine($"labels in rows, predictions in columns:\n{metrics.ConfusionMatrix}");
double accuracy = 100 * metrics.Accuracy;
Console.WriteLine($"accuracy on held-out images: {accuracy:F2} % (at least {bound})");
return accuracy >= bound ? 0 : 1;

Tensor AsImages(Tensor x) => isShort ? Interpolate(x.Reshape(-1, 1, 8, 8), [28, 28], InterpolationMode.Linear) : x.Reshape(-1, 1, 28, 28);

double HeldOutLoss()
{
    var mean = new MeanMetric();
    foreach (var (images, labels) in test.Batches(500))
        mean.Update(Losses.CrossEntropy(model.Forward(images), labels), images.Shape[0]);
    return mean.Value;
}

// As in the paper, but for ReLU and maxima where it has tanh and means, and all channels joined in the second convolution.
static Sequential Lenet(RandomKey key) => new()
{
    new Conv2D(1, 6, 5, key.FoldIn(0), padding: 2), Relu, new MaxPool2D(2),
    new Conv2D(6, 16, 5, key.FoldIn(1)), Relu, new MaxPool2D(2),
    new Flatten(),
    new Linear(400, 120, key.FoldIn(2)), Relu,
    new Linear(120, 84, key.FoldIn(3)), Relu,
    new Linear(84, 10, key.FoldIn(4)),
};
