using Adjoint;

using static Adjoint.Autodiff;
using static Adjoint.Ops;

// Points within a ring and outside of it. Put data of your own here: Csv, Parquet, images and npy files are read by Adjoint and Adjoint.Extras.
var key = new RandomKey(0);
Tensor points = key.FoldIn(0).Normal(2000, 2), radius = Norm(points, axis: 1);
Tensor labels = LogicalAnd(radius > 0.7, radius < 1.5).Cast(DType.Int64);
var (train, test) = new TensorDataset(points, labels).Split(key.FoldIn(1), 0.8);

const int epochs = 20, batch = 50;
var model = new Network(key.FoldIn(2));
var optimizer = new AdamW(Schedule.Cosine(1e-2, steps: epochs * (train.Count / batch)));
var step = ValueAndGrad((Tensor x, Tensor y) => Losses.CrossEntropy(model.Forward(x), y), weights: model.TrainableParameters());

// All that changes in a training. Stopped at any moment, it goes on from the last checkpoint, bit for bit.
var shuffled = train.Shuffle(key.FoldIn(3));
var state = new TrainingState(model, optimizer, shuffled.Slots());
var checkpoints = new TrainingCheckpoints("checkpoints", keep: 2);
checkpoints.Resume(state);

Console.WriteLine(model);
while (state.Epoch < epochs)
{
    var loss = new MeanMetric();
    foreach (var (x, y) in shuffled.Batches(batch))
    {
        var (value, gradients) = step(x, y);
        optimizer.Update(gradients);
        loss.Update(value);
        state.Step++;
    }

    state.Epoch++;
    checkpoints.Save(state);
    Console.WriteLine(FormattableString.Invariant($"epoch {state.Epoch}: loss {loss.Value:F4}"));
}

model.Save("model.safetensors");
Console.WriteLine(FormattableString.Invariant($"accuracy on points that were held out: {(double)Metrics.Accuracy(model.Forward(test.Inputs), test.Labels):P1}"));

// Fields that are layers, parameters or modules are found; partial lets the compiler write how.
sealed partial class Network(RandomKey key) : Module<Tensor, Tensor>
{
    private readonly Linear _first = new(2, 32, key.FoldIn(0)), _second = new(32, 32, key.FoldIn(1)), _head = new(32, 2, key.FoldIn(2));

    public override Tensor Forward(Tensor x) => _head.Forward(Relu(_second.Forward(Relu(_first.Forward(x)))));
}
