using System.Text.Json;

using Adjoint.Benchmarks;

using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Exporters.Json;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.NoEmit;

using Perfolizer.Horology;

const string artifacts = "artifacts/benchmarks";
bool quick = args.Contains("--quick"); // measures shortly
args = [.. args.Where(static a => a != "--quick")];

switch (args)
{
    case ["processes"]:
        Measurement[] all = [.. PackageSize.Measure(), .. Startup.Measure(quick ? 5 : 25), .. PeakMemory.Measure()];
        File.WriteAllText(Path.Combine(artifacts, "processes.json"), JsonSerializer.Serialize(all));
        break;
    case [PeakMemory.Verb, var work, var side]:
        PeakMemory.Print(work, side);
        break;
    case [Startup.Verb, var what]:
        if (what != "empty") Startup.Print();
        break;
    case []:
        EachByItself(quick ? ["--quick"] : []);
        break;
    default:
        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, Configuration(quick));
        break;
}

// What one work leaves behind, on the heap and in the allocators, slows the next one down. So each has a process to itself.
static void EachByItself(string[] options)
{
    var works = typeof(Program).Assembly.GetTypes().Where(static t => !t.IsAbstract && t.GetMethods().Any(static m => m.IsDefined(typeof(BenchmarkAttribute), true)));
    foreach (Type work in works.OrderBy(static t => t.Name, StringComparer.Ordinal))
        Console.WriteLine(Child.RunSelf([.. options, "--filter", $"{work.FullName}.*"]).Output);
}

// In this process: the peer's native library is made loadable here, not in a rebuilt copy of the program.
static IConfig Configuration(bool quick)
{
    Job job = Job.Default.WithToolchain(InProcessNoEmitToolchain.Instance).WithLaunchCount(1)
        .WithWarmupCount(quick ? 1 : 5).WithIterationCount(quick ? 5 : 15)
        .WithIterationTime(TimeInterval.FromMilliseconds(quick ? 30 : 200));
    return DefaultConfig.Instance.WithArtifactsPath(artifacts).AddJob(job).AddExporter(JsonExporter.Full)
        .WithOptions(ConfigOptions.StopOnFirstError);
}
