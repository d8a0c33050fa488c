using System.Globalization;

using Adjoint;
using Adjoint.Samples;

using static Adjoint.Autodiff;
using static Adjoint.Ops;

// A network learns digits, and what it reveals about any one image of its training is bounded: gradients of single images are clipped, and
// noise is added to their sum (Abadi et al., 2016).
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
const double rate = 0.25, clip = 1, delta = 1e-4;
const int steps = 150;
(double Noise, double AtLeast)[] settings = args.Contains("--short") ? [(4, 0.9)] : [(2, 0.92), (4, 0.9), (8, 0.85)];

ImageData data = ImageData.Load("digits");
Console.WriteLine($"{data.Name}: {data.Train.Count} images to train with, {data.Test.Count} held out; δ = {delta}");
bool isReached = true;
foreach (var (noise, atLeast) in settings)
{
    double epsilon = PrivacyAccountant.Epsilon(rate, noise, steps, delta);
    double accuracy = (double)Metrics.Accuracy(Train(noise, new RandomKey(6)).Apply(data.Test.Inputs), data.Test.Labels);
    isReached &= accuracy >= atLeast;
    Console.WriteLine($"noise {noise}: ε = {epsilon:F2}, accuracy on held-out images: {100 * accuracy:F1} % (at least {100 * atLeast:F0})");
}

return isReached ? 0 : 1;

static Tensor Loss(Mlp p, Tensor image, Tensor label) => Losses.CrossEntropy(p.Apply(image), label);

static Mlp Clipped(Mlp p, Tensor image, Tensor label) => Tree.ClipByNorm(Grad<Mlp, Tensor, Tensor>(Loss)(p, image, label), clip);

Mlp Train(double noise, RandomKey key)
{
    // A gradient for each image of a batch, in one run.
    var gradients = Vmap<Mlp, Tensor, Tensor, Mlp>(Clipped, inAxes: (null, 0, 0));
    var (weights, draws) = key.Split();
    Mlp parameters = Mlp.Draw(weights, 64, 32, 10);
    var optimizer = new Sgd(4 / noise);   // shorter steps where there is more noise
    OptimizerState<Mlp> state = optimizer.Init(parameters);
    for (int step = 0; step < steps; step++)
    {
        var (choice, disturbance) = draws.FoldIn(step).Split();
        Tensor chosen = choice.Uniform(data.Train.Count) < rate;
        Mlp each = gradients(parameters, data.Train.Inputs[chosen], data.Train.Labels[chosen]);
        var (sum, unravel) = Tree.Ravel(Tree.Map(each, g => Sum(g, 0)));
        Mlp noisy = unravel((sum + noise * clip * disturbance.Normal(sum.Shape)) / (rate * data.Train.Count));
        (parameters, state) = optimizer.Update(parameters, noisy, state);
    }

    return parameters;
}
