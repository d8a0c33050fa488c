using Adjoint.Samples;

using Spectre.Console;

// The first program anyone runs: gradients of the tutorial's function, then a network trained on real images.
try
{
    string name = Option("--data", "digits");
    Tutorial.Run();
    ImageData data = ImageData.Load(name);
    Training training = name == "digits" ? new(data, epochs: 40, batch: 32, 2e-3) : new(data, epochs: 9, batch: 128, 1e-3);
    training.Run(Option("--plot", "loss.png"));
    return 0;
}
catch (Exception e) when (e is ArgumentException or IOException or InvalidDataException)
{
    AnsiConsole.MarkupLineInterpolated($"[red]{e.Message}[/]");
    return 1;
}

string Option(string name, string otherwise)
{
    int at = Array.IndexOf(args, name);
    if (at < 0) return otherwise;
    return at + 1 < args.Length ? args[at + 1] : throw new ArgumentException($"{name} needs a value.");
}
