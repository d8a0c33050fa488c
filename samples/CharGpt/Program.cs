using System.Globalization;
using System.Security.Cryptography;

using Adjoint;
using Adjoint.Samples;

// A small GPT learns to write like Jane Austen, and a training that is stopped goes on to the same bits.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
bool isShort = args.Contains("--short");
var (settings, most) = isShort
    ? (new Settings(Layers: 2, Width: 64, Dropout: 0, Epochs: 1, Batch: 8, Stride: 48, Rate: 3e-3), 2.4)
    : (new Settings(Layers: 4, Width: 128, Dropout: 0.1, Epochs: 5, Batch: 32, Stride: 16, Rate: 2e-3), 1.4);
var checkpoints = new TrainingCheckpoints(Path.Combine("artifacts", isShort ? "char-gpt-short" : "char-gpt"), keep: 2);

Text text = Text.Load();
var training = new GptTraining(text, settings);
CharGpt gpt = training.Model;
if (!args.Contains("--resume"))
    checkpoints.Files.ToList().ForEach(File.Delete);
else if (checkpoints.Resume(training.State) is { } file)
    Console.WriteLine($"goes on from {file}");
Console.WriteLine($"{text.Train.Count} characters to train with, {text.HeldOut.Count} held out; {Tree.Count(gpt)} parameters");
training.Run(checkpoints);

string model = Path.Combine(checkpoints.Folder, "model.safetensors");
gpt.Save(model);
Console.WriteLine($"SHA-256 of {model}: {Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(model)))[..16]}");

var again = new GptTraining(text, settings);
again.State.Load(checkpoints.Files[^1]);
long from = again.State.Step;
again.Run();
bool same = Tree.Zip(gpt, again.Model).All(static p => p.First.ElementwiseEquals(p.Second));
Console.WriteLine($"trained again from step {from} on, to step {again.State.Step}: {(same ? "the same bits" : "OTHER BITS")}");

const string beginning = "It is a truth universally acknowledged, that ";
Console.WriteLine($"\n{beginning}{text.Decode(gpt.Continue(text.Encode(beginning), 0.7, new RandomKey(2)).Take(isShort ? 200 : 500))}\n");

double loss = training.LossOfHeldOut();
Console.WriteLine($"loss on held-out text: {loss:F3} nats a character (at most {most})");
return same && loss <= most ? 0 : 1;
