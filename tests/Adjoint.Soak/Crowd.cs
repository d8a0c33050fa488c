using System.Diagnostics;

namespace Adjoint.Soak;

/// <summary>Runs a step on several threads at once, as fast as they can, and watches the memory: nothing is kept, so it must not grow.</summary>
internal static class Crowd
{
    private const double Allowed = 1.25;  // the last third against the first: threads come and go as the system likes
    private const long Slack = 64 << 20;  // bytes
    private const long Most = 512L << 20; // bytes above what there was before

    public static bool Run(string name, int threads, double seconds, Func<Action> workload)
    {
        TensorMemory.Collect();
        TensorMemory.Trim();
        long before = Environment.WorkingSet, tensors = TensorMemory.Statistics.LiveTensors;
        var (resident, steps) = Measure(threads, seconds, workload);
        long left = TensorMemory.Collect().LiveTensors - tensors;
        long first = resident.Take(resident.Count / 3).Max(), last = resident.Skip(2 * resident.Count / 3).Max();
        bool bounded = last <= first * Allowed + Slack && resident.Max() <= before + Most;
        Console.WriteLine(
            $"{name} on {threads} threads for {seconds:F0} s: {steps} steps; resident MB {before >> 20} before, at most {first >> 20} in the first third, "
            + $"{last >> 20} in the last; {left} tensors more than before; {(bounded && left <= 0 ? "bounded" : "GROWS")}");
        return bounded && left <= 0;
    }

    private static (List<long> Resident, long Steps) Measure(int threads, double seconds, Func<Action> workload)
    {
        long steps = 0;
        bool stop = false;
        Thread[] crowd = [.. Enumerable.Range(0, threads).Select(_ => new Thread(() =>
        {
            Action step = workload();
            while (!Volatile.Read(ref stop))
            {
                step();
                Interlocked.Increment(ref steps);
            }
        }))];
        Array.ForEach(crowd, static t => t.Start());
        var resident = new List<long>();
        for (var watch = Stopwatch.StartNew(); watch.Elapsed.TotalSeconds < seconds; Thread.Sleep(20))
            resident.Add(Environment.WorkingSet);
        Volatile.Write(ref stop, true);
        Array.ForEach(crowd, static t => t.Join());
        return (resident, steps);
    }
}
