using System.Globalization;
using System.Runtime.InteropServices;

namespace Adjoint.Benchmarks;

/// <summary>
/// What a work takes at its peak above what stays: parameters, the optimizer's state, libraries and compiled code. Either side runs in a
/// process of its own, whose peak of resident memory is set back before it is watched.
/// </summary>
internal static partial class PeakMemory
{
    public const string Verb = "memory";
    private const int Steps = 20;

    public static IEnumerable<Measurement> Measure() =>
        from work in new[] { typeof(SmallPerceptron), typeof(LargePerceptron), typeof(CharGptStep), typeof(LstmStep) }
        select new Measurement($"memory/{work.Name}", "bytes", Of(work, "ours"), "TorchSharp", Of(work, "theirs"));

    /// <summary>The child: prints the bytes.</summary>
    public static void Print(string work, string side)
    {
        var comparison = (Comparison)Activator.CreateInstance(Type.GetType($"Adjoint.Benchmarks.{work}", throwOnError: true)!)!;
        comparison.Threads = Environment.ProcessorCount;
        comparison.Prepare();
        TensorMemory.Collect();
        TensorMemory.Trim();
        _ = malloc_trim(0);
        long before = Kilobytes("VmRSS:");
        File.WriteAllText("/proc/self/clear_refs", "5");
        for (int i = 0; i < Steps; i++)
        {
            if (side == "ours") comparison.RunOurs();
            else comparison.RunTheirs();
        }

        Console.WriteLine((Kilobytes("VmHWM:") - before) * 1024);
    }

    private static double Of(Type work, string side) =>
        double.Parse(Child.RunSelf(Verb, work.Name, side).Output, CultureInfo.InvariantCulture);

    private static long Kilobytes(string field) =>
        long.Parse(File.ReadLines("/proc/self/status").First(l => l.StartsWith(field, StringComparison.Ordinal)).Split()[^2], CultureInfo.InvariantCulture);

    [LibraryImport("libc")]
    private static partial int malloc_trim(nuint keep);
}
