namespace Adjoint.Memory;

/// <summary>
/// Calls the collector when much native memory hangs on tensors that only it can take back. <see cref="GC.AddMemoryPressure"/> would do so
/// by the size of the managed heap, which is tiny beside tensors: a full collection for every few megabytes of them.
/// </summary>
/// <remarks>
/// A collection is due when half as much again is outstanding as the last one left. Most tensors die young, so it is a short one, until
/// short ones leave half as much again as the last full one did.
/// </remarks>
internal static class Pressure
{
    private const long Least = 6 << 20; // what lies about of small tensors should fit the caches

    private const long LargeHeap = 64 << 20; // managed

    private static readonly Lock s_gate = new();
    private static long s_outstanding, s_limit = Least;
    private static long s_left; // the least that was outstanding since the last collection
    private static long s_atCollection, s_leftByFull;
    private static bool s_lastWasFull;

    /// <summary>So many bytes hang on an object from now on.</summary>
    public static void Add(long bytes)
    {
        if (Interlocked.Add(ref s_outstanding, bytes) > Volatile.Read(ref s_limit)) Collect();
    }

    /// <summary>So many bytes hang on it no more.</summary>
    public static void Remove(long bytes)
    {
        long left = Interlocked.Add(ref s_outstanding, -bytes);
        // Races between threads cost a collection too many or too late, no more.
        if (left < Volatile.Read(ref s_left)) Volatile.Write(ref s_left, left);
        long limit = HalfAgain(left);
        if (limit < Volatile.Read(ref s_limit)) Volatile.Write(ref s_limit, limit);
    }

    private static long HalfAgain(long bytes) => bytes + Math.Max(Least, bytes / 2);

    private static void Collect()
    {
        if (!s_gate.TryEnter()) return; // another thread is at it
        try
        {
            AwaitFinalizers();
            long outstanding = Volatile.Read(ref s_outstanding), left = Volatile.Read(ref s_left);
            if (outstanding <= Volatile.Read(ref s_limit)) return;
            if (s_lastWasFull) s_leftByFull = left;
            s_lastWasFull = left > HalfAgain(s_leftByFull);
            // Finalizers run beside the program: until they are through, the limit lies higher.
            s_atCollection = outstanding;
            Volatile.Write(ref s_left, outstanding);
            Volatile.Write(ref s_limit, HalfAgain(outstanding));
            // In a large heap a full one takes long: there it runs beside the program.
            bool blocking = !s_lastWasFull || GC.GetTotalMemory(forceFullCollection: false) < LargeHeap;
            GC.Collect(s_lastWasFull ? 2 : 1, GCCollectionMode.Forced, blocking);
        }
        finally
        {
            s_gate.Exit();
        }
    }

    // A program that makes tensors faster than the finalizers of the last collection give them back is held up, a moment at most: they may
    // wait for something that it holds.
    private static void AwaitFinalizers()
    {
        const int longest = 3; // milliseconds
        long until = Environment.TickCount64 + longest;
        while (s_atCollection > 0 && Volatile.Read(ref s_left) >= s_atCollection && Environment.TickCount64 < until)
            Thread.Sleep(0);
    }
}
