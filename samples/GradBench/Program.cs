using Adjoint;
using Adjoint.Samples;

// GradBench's evals: as a tool of the suite (serve), or on recorded requests with the outputs that are expected (replay FOLDER), or
// beside the same in C++ (time FOLDER LIBRARY). Without a verb the requests in the folder data beside the program are replayed, eagerly and compiled.
bool eager = args.Contains("--eager");
Parallelism.ThreadCount = args.Contains("--multithreaded") ? Environment.ProcessorCount : 1;
switch (args.Where(static a => !a.StartsWith("--", StringComparison.Ordinal)).ToArray())
{
    case ["serve"]:
        using (var input = new StreamReader(Console.OpenStandardInput(), bufferSize: 1 << 20))
            new Tool(new Engine(!eager)).Serve(input, Console.Out);
        return 0;
    case ["replay", var folder, .. var filter]:
        return Says(Replay.Run(folder, new Engine(!eager), filter.FirstOrDefault()));
    case ["time", var folder, var library, .. var filter]:
        return Timing.Run(folder, library, filter.FirstOrDefault()) ? 0 : 1;
    case []:
        string own = Path.Combine(AppContext.BaseDirectory, "data");
        return Says(Replay.Run(own, new Engine(Compiles: false), null)) | Says(Replay.Run(own, new Engine(Compiles: true), null));
    default:
        Console.Error.WriteLine("Usage: GradBench [--short] | serve | replay FOLDER [EVAL] | time FOLDER LIBRARY [EVAL]; with --eager, --multithreaded");
        return 2;
}

static int Says((int Right, int All, double Largest) found)
{
    Console.WriteLine(FormattableString.Invariant($"{found.Right} of {found.All} answers are right; the largest difference is {found.Largest:E1} (at most {Validation.Tolerance:E0})"));
    return found.Right == found.All && found.All > 0 ? 0 : 1;
}
