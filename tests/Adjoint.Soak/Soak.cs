using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Adjoint.Soak;

/// <summary>Runs a step many times and judges the memory by tenths of the run.</summary>
internal static class Soak
{
    private const double Allowed = 1.05; // the last tenth against the second: the first one warms up
    private const long Slack = 4 << 20;  // bytes by which the system itself may round

    public static bool Run(string name, int steps, Func<Action> workload)
    {
        long before = LiveTensors();
        var (resident, nanoseconds) = Measure(steps, workload);
        long left = LiveTensors() - before;
        bool flat = resident[9] <= resident[1] * Allowed + Slack;
        Console.WriteLine(
            $"{name}: {steps} steps, {nanoseconds / 1000:F1} us each; resident MB by tenths {string.Join(' ', resident.Select(static r => r >> 20))}; "
            + $"{left} tensors more than before; {(flat && left == 0 ? "flat" : "GROWS")}");
        return flat && left == 0;
    }

    // Out of line, so that nothing of the workload is still in reach when it has run.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (long[] Resident, double Nanoseconds) Measure(int steps, Func<Action> workload)
    {
        Action step = workload();
        var watch = Stopwatch.StartNew();
        long[] resident = new long[10];
        for (int tenth = 0; tenth < 10; tenth++)
        {
            var samples = new List<long>();
            for (int i = 0; i < steps / 10; i++)
            {
                step();
                if (i % Math.Max(1, steps / 200) == 0) samples.Add(Resident());
            }

            // The collector's own ups and downs are not what is asked: the middle of each tenth is.
            samples.Sort();
            resident[tenth] = samples[samples.Count / 2];
        }

        return (resident, watch.Elapsed.TotalNanoseconds / steps);
    }

    private static long Resident() => Environment.WorkingSet;

    private static long LiveTensors() => TensorMemory.Collect().LiveTensors;
}
