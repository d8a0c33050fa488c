using System.Globalization;

using Adjoint;
using Adjoint.Extras;
using Adjoint.Samples;

using static Adjoint.Autodiff;
using static Adjoint.Ops;
using static Adjoint.Optimizers;

// An LSTM reads a novel from its beginning to its end, several passages at once, and keeps its state from one piece to the next.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
const int batch = 16, steps = 64;
var (units, epochs, rate, most) = args.Contains("--short") ? (64, 3, 2e-2, 1.75) : (256, 8, 8e-3, 1.3);

Text text = Text.Load();
var (weights, drawing) = new RandomKey(3).Split();
var model = new LstmText(text.Characters, units, weights);
Tensor passages = Passages(text.Train, batch);
int pieces = (int)(passages.Shape[0] - 1) / steps;
var optimizer = Chain(ClipByGlobalNorm(1), new Adam(Schedule.Cosine(rate, epochs * pieces)));
Console.WriteLine($"{text.Train.Count} characters to train with, {text.HeldOut.Count} held out; {Tree.Count(model)} parameters");

// Derivatives end at the beginning of a piece: the state is a constant there.
var step = ValueAndGrad(
    (Tensor seen, Tensor next, (Tensor Hidden, Tensor Memory) state) =>
    {
        var (logits, after) = model.Forward(seen, state);
        return (Losses.CrossEntropy(logits, next), StopGradient(after));
    },
    weights: model.TrainableParameters());

Training.Progress(epochs, pieces, progress =>
{
    for (int epoch = 0; epoch < epochs; epoch++)
    {
        var state = model.Begin(batch);
        for (int i = 0; i < pieces; i++)
        {
            ((Tensor loss, state), Gradients gradients) = step(passages[(i * steps)..((i + 1) * steps)], passages[(i * steps + 1)..((i + 1) * steps + 1)], state);
            optimizer.Update(gradients);
            progress.Step((double)loss, optimizer.LearningRate);
        }

        progress.EndEpoch(("held out", LossOf(text.HeldOut)));
    }
});

const string beginning = "It is a truth universally acknowledged, that ";
Console.WriteLine($"\n{beginning}{text.Decode(model.Continue(text.Encode(beginning), 0.7, drawing).Take(400))}\n");

double loss = LossOf(text.HeldOut);
Console.WriteLine($"loss on held-out text: {loss:F3} nats a character (at most {most})");
return loss <= most ? 0 : 1;

// Characters in columns that each go on for as long as they can: [places, count].
static Tensor Passages(Tensor characters, long count)
{
    long length = characters.Shape[0] / count;
    return Transpose(characters[..(int)(count * length)].Reshape(count, length));
}

// As one passage, read through.
double LossOf(Tensor characters)
{
    var (logits, _) = model.Forward(ExpandDims(characters[..^1], 1), model.Begin(1));
    return (double)Losses.CrossEntropy(logits[.., 0], characters[1..]);
}
