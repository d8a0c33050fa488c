using Adjoint;
using Adjoint.Extras;
using Adjoint.Samples;

using static Adjoint.Autodiff;
using static Adjoint.Ops;

// How likely are digits that were never seen? A variational autoencoder bounds it from below.
bool isShort = args.Contains("--short");
(int epochs, double bound) = isShort ? (20, -115) : (150, -96);
const int batch = 32, hidden = 12;

ImageData data = ImageData.Load("digits");
TensorDataset train = data.Train.Map(static x => 16 * x);
Tensor heldOut = 16 * data.Test.Inputs;
RandomKey[] keys = new RandomKey(0).Split(5);
var model = new VariationalAutoencoder(64, 256, hidden, keys[0]);
long steps = (train.Count + batch - 1) / batch;
var optimizer = new AdamW(Schedule.Cosine(2e-3, epochs * steps), weightDecay: 0.1);
var step = ValueAndGrad((Tensor counts, RandomKey key) => -Mean(model.LogWeights(counts, key)), weights: model.TrainableParameters());
ShuffledDataset examples = train.Shuffle(keys[1]);
long updates = 0;
Training.Progress(epochs, steps, progress =>
{
    for (int epoch = 0; epoch < epochs; epoch++)
    {
        foreach (var (counts, _) in examples.Batches(batch))
        {
            var (loss, gradients) = step(counts, keys[2].FoldIn(updates++));
            optimizer.Update(gradients);
            progress.Step((double)loss, optimizer.LearningRate);
        }

        progress.EndEpoch();
    }
});

Tensor drawn = model.Decode(keys[3].Normal(16, hidden));
Plots.Images(Concat(heldOut[..16] / 16, model.Forward(heldOut[..16]), drawn).Reshape(-1, 1, 8, 8), columns: 16).SavePng("vae.png", 1200, 260);

// 64 draws for each image: their mean is the bound, and the logarithm of the mean of their exponentials a closer one (Burda et al., 2016).
Tensor weights = Vmap((RandomKey key) => model.LogWeights(heldOut, key))(keys[4].Batch(64));
Tensor shares = Clip(Mean(data.Train.Inputs, 0), 1e-4, 1);
double eachForItself = (double)Mean(Sum(Distributions.Binomial.LogProb(heldOut, 16, shares), -1));
Console.WriteLine($"log-likelihood of held-out digits, each pixel for itself: {eachForItself:F2} nats");
Console.WriteLine($"importance-weighted lower bound: {(double)Mean(LogSumExp(weights, 0)) - Math.Log(64):F2} nats");
double elbo = (double)Mean(weights);
Console.WriteLine($"evidence lower bound on held-out digits: {elbo:F2} nats (at least {bound})");
return elbo >= bound ? 0 : 1;
