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
    private const int Steps = 20, Processes = 3;

    private static readonly string[] s_ours = ["ours", "scoped"];

    public static IEnumerable<Measurement> Measure() =>
        from work in new[] { typeof(SmallPerceptron), typeof(LargePerceptron), typeof(CharGptStep), typeof(LstmStep) }
        let theirs = Of(work, "theirs")
        from side in s_ours
        select new Measurement($"memory/{work.Name}/{side}", "bytes", Of(work, side), "TorchSharp", theirs);

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
            else if (side == "scoped") RunScoped(comparison);
            else comparison.RunTheirs();
        }

        Console.WriteLine((Kilobytes("VmHWM:") - before) * 1024);
    }

    /// <summary>With a scope around the step, as TorchSharp needs one.</summary>
    private static void RunScoped(Comparison comparison)
    {
        using var scope = new TensorScope();
        comparison.RunOurs();
    }

    // The middle one of some processes: when a collector or an allocator gives memory back is partly chance.
    private static double Of(Type work, string side) =>
        Enumerable.Range(0, Processes).Select(_ => double.Parse(Child.RunSelf(Verb, work.Name, side).Output, CultureInfo.InvariantCulture))
            .Order().ElementAt(Processes / 2);

    private static long Kilobytes(string field) =>
        long.Parse(File.ReadLines("/proc/self/status").First(l => l.StartsWith(field, StringComparison.Ordinal)).Split()[^2], CultureInfo.InvariantCulture);

    [LibraryImport("libc")]
    private static partial int malloc_trim(nuint keep);
}
