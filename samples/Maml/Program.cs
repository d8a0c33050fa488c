using System.Globalization;

using Adjoint;
using Adjoint.Samples;

using static Adjoint.Autodiff;
using static Adjoint.Ops;

// Model-agnostic meta-learning: parameters from which a few steps on ten points of a new sine wave lead to that wave.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
const long points = 10;
const double rate = 0.01;
var (updates, most) = args.Contains("--short") ? (2_000, 0.5) : (20_000, 0.2);

RandomKey[] keys = new RandomKey(5).Split(3);
Mlp start = Tree.Map(Mlp.Draw(keys[0], 1, 40, 40, 1), static w => 0.3 * w);   // small, so that first steps do not go too far
Mlp meta = Train(start, keys[1], (p, tasks) => AdaptedLoss(p, tasks, steps: 1));
Mlp plain = Train(start, keys[1], (p, tasks) => AdaptedLoss(p, tasks, steps: 0));

SineTasks unseen = SineTasks.Draw(keys[2], 1000, points);
Console.WriteLine("\nmean squared error on 1000 unseen waves after k steps on 10 points of each");
Console.WriteLine("k   meta-learned  plainly trained on all waves");
foreach (int k in new[] { 0, 1, 5, 10 })
    Console.WriteLine($"{k,-3} {Error(meta, k),-13:F3} {Error(plain, k):F3}");

double error = Error(meta, 10), other = Error(plain, 10);
Console.WriteLine($"error after 10 steps: {error:F3} (at most {most}, and less than half of {other:F3})");
return error <= most && error < other / 2 ? 0 : 1;

double Error(Mlp p, int steps) => (double)AdaptedLoss(p, unseen, steps);

static Tensor Loss(Mlp p, Points data) => MeanSquaredError(p.Apply(data.X), data.Y);

// Steps of gradient descent are a function like any other: the gradient of what comes after them goes through their gradients.
static Mlp Adapt(Mlp p, Points support, int steps)
{
    for (int i = 0; i < steps; i++)
        p = Tree.Map(p, Grad<Mlp, Points>(Loss)(p, support), (w, g) => w - rate * g);
    return p;
}

// Every wave has an adapted network of its own, all in one batch.
static Tensor AdaptedLoss(Mlp p, SineTasks tasks, int steps) =>
    Mean(Vmap((SineTasks task) => Loss(Adapt(p, task.Support, steps), task.Query))(tasks));

Mlp Train(Mlp parameters, RandomKey key, Func<Mlp, SineTasks, Tensor> loss)
{
    var step = ValueAndGrad(loss);
    var adam = new Adam(2e-3);
    OptimizerState<Mlp> state = adam.Init(parameters);
    double sum = 0;
    for (int i = 1; i <= updates; i++)
    {
        var (value, gradient) = step(parameters, SineTasks.Draw(key.FoldIn(i), 25, points));
        (parameters, state) = adam.Update(parameters, gradient, state);
        sum += (double)value;
        if (i % (updates / 5) != 0) continue;
        Console.WriteLine($"update {i}: loss {sum / (updates / 5):F3}");
        sum = 0;
    }

    return parameters;
}
