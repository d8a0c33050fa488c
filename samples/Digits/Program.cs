using Adjoint.Distributed;
using Adjoint.Samples;

using Spectre.Console;

// The first program anyone runs: gradients of the tutorial's function, then a network trained on real images, by several processes where
// mpirun started them.
try
{
    Communicator world = Communicator.World;
    if (world.Rank > 0) AnsiConsole.Console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(TextWriter.Null) });
    string name = Option("--data", "digits");
    bool asStated = Tutorial.Run();
    ImageData data = ImageData.Load(name);
    Settings settings = name == "digits"
        ? new Settings(Epochs: 60, Batch: 32, LearningRate: 2e-3, Width: 256, Noise: 0.2, Bound: 97)
        : new Settings(Epochs: 10, Batch: 64, LearningRate: 1.5e-3, Width: 128, Noise: 0, Bound: 87);
    asStated &= new Training(data, settings, world).Run(Option("--plot", "loss.png"));
    return asStated ? 0 : 1;
}
catch (Exception e) when (e is ArgumentException or IOException or InvalidDataException)
{
    AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) }).MarkupLineInterpolated($"[red]{e.Message}[/]");
    return 1;
}

string Option(string name, string otherwise)
{
    int at = Array.IndexOf(args, name);
    if (at < 0) return otherwise;
    return at + 1 < args.Length ? args[at + 1] : throw new ArgumentException($"{name} needs a value.");
}
