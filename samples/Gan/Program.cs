using Adjoint;
using Adjoint.Extras;
using Adjoint.Samples;

using static Adjoint.Autodiff;
using static Adjoint.Ops;

// A generator draws the digit it is asked for, a critic tells drawn from real ones, and one gradient trains both.
bool isShort = args.Contains("--short");
(int epochs, double bound) = isShort ? (120, 70) : (400, 88);
const int batch = 64, noise = 32;

ImageData data = ImageData.Load("digits");
RandomKey[] keys = new RandomKey(0).Split(7);
var nets = (Generator: Mlp([noise + 10, 128, 128, 64], keys[0]), Critic: Mlp([64 + 10, 128, 128, 1], keys[1]));
var adam = new Adam(1e-3, beta1: 0.5);
var state = adam.Init(nets);
var step = ValueAndGrad<(Sequential Generator, Sequential Critic), (Tensor Images, Tensor Digits), RandomKey>(Game);
ShuffledDataset examples = data.Train.Shuffle(keys[2]);
long updates = 0;
Training.Progress(epochs, data.Train.Count / batch, progress =>
{
    for (int epoch = 0; epoch < epochs; epoch++)
    {
        foreach (var real in examples.Batches(batch, dropLast: true))
        {
            var (loss, gradients) = step(nets, real, keys[3].FoldIn(updates++));
            (nets, state) = adam.Update(nets, gradients, state);
            progress.Step((double)loss);
        }

        progress.EndEpoch();
    }
});

// Shmelkov, Schmid and Alahari (2018): drawn images are good where a classifier of real ones recognises them, and various where
// a classifier that saw nothing else recognises real ones.
Tensor digits = Tensor.Arange(0, data.Train.Count) % 10;
var drawn = new TensorDataset(Drawn(nets.Generator, digits, keys[4]), digits);
Plots.Images(drawn.Inputs[..80].Reshape(-1, 1, 8, 8), columns: 10).SavePng("gan.png", 800, 640);
double recognised = Accuracy(Classifier(data.Train, keys[5]), drawn), taught = Accuracy(Classifier(drawn, keys[6]), data.Test);
Console.WriteLine($"drawn digits that a classifier of real ones recognises: {recognised:F2} %");
Console.WriteLine($"held-out digits that a classifier of drawn ones recognises: {taught:F2} % (at least {bound})");
return taught >= bound ? 0 : 1;

// What the critic loses by its errors, and the generator by its failures. StopGradient says who learns from what: the critic does not
// teach the generator to be found out, nor does the generator teach the critic to be fooled.
static Tensor Game((Sequential Generator, Sequential Critic) nets, (Tensor Images, Tensor Digits) real, RandomKey key)
{
    Tensor drawn = Drawn(nets.Generator, real.Digits, key);
    Tensor judged = Loss(nets.Critic, real.Images, real.Digits, 1) + Loss(nets.Critic, StopGradient(drawn), real.Digits, 0);
    Tensor fooled = Loss(Tree.Map(nets.Critic, StopGradient), drawn, real.Digits, 1);
    return judged + fooled;
}

static Tensor Loss(Sequential critic, Tensor images, Tensor digits, double isReal)
{
    Tensor verdict = critic.Forward(Concat([images, OneHot(digits, 10)], axis: 1));
    return Losses.BinaryCrossEntropyWithLogits(verdict, isReal * Tensor.OnesLike(verdict));
}

static Tensor Drawn(Sequential generator, Tensor digits, RandomKey key) =>
    Sigmoid(generator.Forward(Concat([key.Normal(digits.Shape[0], noise), OneHot(digits, 10)], axis: 1)));

static Sequential Mlp(long[] widths, RandomKey key)
{
    var layers = new Sequential();
    for (int i = 1; i < widths.Length; i++)
    {
        layers.Add(new Linear(widths[i - 1], widths[i], key.FoldIn(i)));
        if (i < widths.Length - 1) layers.Add(static x => LeakyRelu(x, 0.2));
    }

    return layers;
}

static Sequential Classifier(TensorDataset examples, RandomKey key)
{
    Sequential model = Mlp([64, 128, 10], key.FoldIn(0));
    var optimizer = new Adam(2e-3);
    var step = ValueAndGrad((Tensor x, Tensor labels) => Losses.CrossEntropy(model.Forward(x), labels), weights: model.TrainableParameters());
    ShuffledDataset shuffled = examples.Shuffle(key.FoldIn(1));
    for (int epoch = 0; epoch < 20; epoch++)
    {
        foreach (var (images, labels) in shuffled.Batches(32))
            optimizer.Update(step(images, labels).Gradient);
    }

    return model;
}

static double Accuracy(Sequential classifier, TensorDataset examples) =>
    100 * (double)Metrics.Accuracy(classifier.Forward(examples.Inputs), examples.Labels);
