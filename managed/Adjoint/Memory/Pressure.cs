using Adjoint.Native;

namespace Adjoint.Memory;

/// <summary>
/// Calls the collector when much native memory hangs on tensors that only it can take back. <see cref="GC.AddMemoryPressure"/> would do so
/// by the size of the managed heap, which is tiny beside tensors: a full collection for every few megabytes of them.
/// </summary>
/// <remarks>
/// A collection is due when half as much again is outstanding as the last one left. Its finalizers run beside the program, which may make
/// more before they are through. Once three times of what was left is outstanding, and 64 MB more, threads that make tensors wait for them: so
/// what is outstanding is bounded by what was left, however many threads there are.
/// </remarks>
internal static unsafe class Pressure
{
    private const long Least = 8 << 20;  // what lies about of small tensors should fit the caches
    private const long Ahead = 64 << 20; // of the finalizers

    // Milliseconds that a thread waits while nothing is given back, and at most: a finalizer may wait for something that it holds.
    private const int Stuck = 100, Longest = 1000;

    private static long s_outstanding;
    private static long s_limit = Least, s_most = Ahead; // beyond the one a collection is due, beyond the other threads wait
    private static long s_removed; // since the program began

    /// <summary>So many bytes hang on an object from now on.</summary>
    public static void Add(long bytes)
    {
        if (Interlocked.Add(ref s_outstanding, bytes) > Volatile.Read(ref s_limit)) Relieve();
    }

    /// <summary>So many bytes hang on it no more.</summary>
    public static void Remove(long bytes)
    {
        Interlocked.Add(ref s_removed, bytes);
        LowerTo(HalfAgain(Interlocked.Add(ref s_outstanding, -bytes)));
    }

    /// <summary>What is outstanding, and what was given back since the program began.</summary>
    public static (long Outstanding, long Removed) Now => (Volatile.Read(ref s_outstanding), Volatile.Read(ref s_removed));

    /// <summary>Half as much again, or a little more where that is little.</summary>
    public static long HalfAgain(long bytes) => bytes + Math.Max(Least, bytes / 2);

    /// <summary>A collection and its finalizers have left so much of what was outstanding before it.</summary>
    public static void Left(long bytes)
    {
        Volatile.Write(ref s_most, (3 * bytes) + Ahead);
        Volatile.Write(ref s_limit, Math.Min((3 * bytes) + Ahead, Now.Outstanding + Math.Max(Least, bytes / 2)));
    }

    // Races between threads cost a collection too many or too late, no more.
    private static void LowerTo(long limit)
    {
        if (limit < Volatile.Read(ref s_limit)) Volatile.Write(ref s_limit, limit);
    }

    private static void Relieve()
    {
        long removed = Now.Removed, most = Volatile.Read(ref s_most);
        Collections.Request();
        for (int waited = 0, stuck = 0; Now.Outstanding > Volatile.Read(ref s_most); waited++, stuck++)
        {
            if (waited == Longest || stuck == Stuck)
            {
                // Of those that waited one raises the bound for all.
                Interlocked.CompareExchange(ref s_most, HalfAgain(Now.Outstanding), most);
                return;
            }

            Collections.Request();
            Collections.Await(1);
            GiveBackOwn();
            if (Now.Removed == removed) continue;
            removed = Now.Removed;
            stuck = 0;
        }
    }

    // What other threads released of what a transform of this thread recorded, this one gives back: each call into the core does.
    private static void GiveBackOwn()
    {
        adj_statistics statistics;
        _ = NativeMethods.adj_get_statistics(&statistics);
    }
}
