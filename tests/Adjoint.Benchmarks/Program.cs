using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Exporters.Json;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.NoEmit;
using Perfolizer.Horology;

// --quick measures shortly; everything else is for BenchmarkDotNet.
bool quick = args.Contains("--quick");
string[] rest = [.. args.Where(static a => a != "--quick")];
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(rest.Length > 0 ? rest : ["--filter", "*"], Configuration(quick));

// In this process: the peer's native library is made loadable here, not in a rebuilt copy of the program.
static IConfig Configuration(bool quick)
{
    Job job = Job.Default.WithToolchain(InProcessNoEmitToolchain.Instance).WithLaunchCount(1)
        .WithWarmupCount(quick ? 1 : 5).WithIterationCount(quick ? 5 : 15)
        .WithIterationTime(TimeInterval.FromMilliseconds(quick ? 30 : 200));
    return DefaultConfig.Instance.WithArtifactsPath("artifacts/benchmarks").AddJob(job).AddExporter(JsonExporter.Full)
        .WithOptions(ConfigOptions.StopOnFirstError);
}
