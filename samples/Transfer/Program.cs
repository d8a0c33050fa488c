using Adjoint;
using Adjoint.Samples;

using static Adjoint.Autodiff;
using static Adjoint.Ops;

// Digits lie anywhere in images four times their size. Who learned from many of 0 to 6 where to look learns 7 to 9 from ten of each.
bool isShort = args.Contains("--short");
(int epochs, double bound) = isShort ? (15, 65) : (30, 75);
const int few = 30;

ImageData data = ImageData.Load("digits");
RandomKey[] keys = new RandomKey(0).Split(6);
TensorDataset known = Digits(data.Train, 0, 6), shown = Digits(data.Train, 7, 9).Take(few), asked = Digits(data.Test, 7, 9);
shown = new TensorDataset(Thrown(shown.Inputs, keys[0]), shown.Labels);
asked = new TensorDataset(Thrown(asked.Inputs, keys[1]), asked.Labels);

var expert = new Classifier(Classifier.NewTrunk(keys[2]), classes: 7, keys[3]);
Fit(expert, known, epochs, 1e-3, Thrown);   // in other places in every epoch
Console.WriteLine($"digits 0 to 6, from {known.Count} examples: {Accuracy(expert, Digits(data.Test, 0, 6), Thrown):F2} % of those held out");

// The trunk stays as it is, the head is new.
var student = new Classifier(expert.Trunk, classes: 3, keys[4]);
student.Freeze("trunk");
Slots before = Tree.Map(student.Trunk.Slots(), static x => x);
Fit(student, shown, epochs: 100, 5e-3);
Console.WriteLine(student);
bool isSame = Tree.Zip(before, student.Trunk.Slots()).All(static w => w.First.ElementwiseEquals(w.Second));
Console.WriteLine($"the frozen weights are what they were, bit for bit: {isSame}");

var beginner = new Classifier(Classifier.NewTrunk(keys[5]), classes: 3, keys[4]);
Fit(beginner, shown, epochs: 100, 1e-3);
double without = Accuracy(beginner, asked), with = Accuracy(student, asked);
Console.WriteLine($"digits 7 to 9, from {few} examples, all weights trained: {without:F2} % of those held out");
Console.WriteLine($"digits 7 to 9, from {few} examples, the trunk transferred: {with:F2} % of those held out (at least {bound})");
return isSame && with >= bound && with > without ? 0 : 1;

static TensorDataset Digits(TensorDataset all, int first, int last)
{
    Tensor places = Nonzero((all.Labels >= first) & (all.Labels <= last))[.., 0];
    return new TensorDataset(all.Inputs[places].Reshape(-1, 8, 8), all.Labels[places] - first);
}

// [count, 8, 8] to [count, 1, 16, 16]: products with matrices that put rows and columns to random places.
static Tensor Thrown(Tensor digits, RandomKey key)
{
    var (vertical, horizontal) = key.Split();
    Tensor Places(RandomKey k) => OneHot(k.Integers(0, 9, digits.Shape[0])[.., null] + Tensor.Arange(8), 16);
    return MatMul(SwapAxes(Places(vertical), 1, 2), MatMul(digits, Places(horizontal)))[.., null];
}

static void Fit(Classifier model, TensorDataset examples, int epochs, double learningRate, Func<Tensor, RandomKey, Tensor>? vary = null)
{
    var optimizer = new Adam(learningRate);
    var step = ValueAndGrad((Tensor x, Tensor labels) => Losses.CrossEntropy(model.Forward(x), labels), weights: model.TrainableParameters());
    var (order, variation) = new RandomKey(1).Split();
    ShuffledDataset shuffled = examples.Shuffle(order);
    long updates = 0;
    for (int epoch = 0; epoch < epochs; epoch++)
    {
        foreach (var (x, labels) in shuffled.Batches(30))
            optimizer.Update(step(vary is null ? x : vary(x, variation.FoldIn(updates++)), labels).Gradient);
    }
}

static double Accuracy(Classifier model, TensorDataset examples, Func<Tensor, RandomKey, Tensor>? vary = null)
{
    Tensor x = vary is null ? examples.Inputs : vary(examples.Inputs, new RandomKey(2));
    return 100 * (double)Metrics.Accuracy(model.Forward(x), examples.Labels);
}
