using Adjoint;
using Adjoint.Samples;

using static Adjoint.Autodiff;
using static Adjoint.Ops;

// Parameters as records of one's own: the gradient of a function of an Mlp is an Mlp, and an optimizer is a function of trees.
static Tensor Loss(Mlp p, (Tensor X, Tensor Y) batch) => Losses.CrossEntropy(p.Apply(batch.X), batch.Y);

Func<Mlp, (Tensor X, Tensor Y), (Tensor Loss, Mlp Grads)> f = ValueAndGrad<Mlp, (Tensor X, Tensor Y)>(Loss);

ImageData data = ImageData.Load("digits");
var (weights, order) = new RandomKey(0).Split();
var adam = new Adam(2e-3);
Mlp parameters = Mlp.Draw(weights, 64, 64, 10);
OptimizerState<Mlp> state = adam.Init(parameters);

string described = $"{Tree.Count(parameters)} parameters: {string.Join(", ", Tree.NamedLeaves(parameters).Select(static l => l.Path))}";
Console.WriteLine(described);
ShuffledDataset examples = data.Train.Shuffle(order);
for (int epoch = 0; epoch < 30; epoch++)
{
    var losses = new List<double>();
    foreach (var batch in examples.Batches(32))
    {
        var (loss, gradients) = f(parameters, batch);
        (parameters, state) = adam.Update(parameters, gradients, state);
        losses.Add((double)loss);
    }

    if (epoch % 10 == 9) Console.WriteLine($"epoch {epoch + 1}: loss {losses.Average():F4}");
}

Console.WriteLine($"after {(long)state["Layers[0].W.steps"]} steps the largest gradient of a whole leaf is {Largest(f(parameters, (data.Train.Inputs, data.Train.Labels)).Grads):F4}");
double accuracy = 100 * Accuracy(parameters, data.Test);
Console.WriteLine($"accuracy on held-out images: {accuracy:F2} % (at least 96)");
return accuracy >= 96 && described == "4810 parameters: Layers[0].W, Layers[0].B, Layers[1].W, Layers[1].B" ? 0 : 1;

static double Largest(Mlp gradients) => Tree.Leaves(gradients).Max(static g => (double)Sqrt(Sum(Square(g))));

static double Accuracy(Mlp p, TensorDataset test) => (double)Mean(Cast(Equal(ArgMax(p.Apply(test.Inputs)), test.Labels), DType.Float32));
