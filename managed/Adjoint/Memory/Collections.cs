namespace Adjoint.Memory;

/// <summary>
/// Runs the collector, and waits for finalizers on a thread of its own: they may wait for something that the thread that makes tensors
/// holds, or for ever. The thread ends when nobody has asked for a while.
/// </summary>
internal static class Collections
{
    private const int Idle = 500; // milliseconds

    private const long LargeHeap = 64 << 20; // managed

    private static readonly object s_gate = new(); // a monitor: threads wait for its pulse
    private static bool s_isAsked, s_isRunning;
    private static int s_underWay; // 1 while one is
    private static long s_left, s_leftByFull;
    private static (bool IsFull, long Outstanding, long Removed) s_now; // the one under way

    /// <summary>Runs the collector, unless it was run and its finalizers are not through.</summary>
    public static void Request()
    {
        if (Volatile.Read(ref s_underWay) != 0 || Interlocked.Exchange(ref s_underWay, 1) != 0) return;
        try
        {
            Collect();
            lock (s_gate)
            {
                if (!s_isRunning) Start();
                s_isAsked = true;
                Monitor.PulseAll(s_gate);
            }
        }
        catch
        {
            Volatile.Write(ref s_underWay, 0); // no thread could be started: the next request tries again
            throw;
        }
    }

    /// <summary>Waits until the collection that was asked for is done with its finalizers, for some milliseconds at most.</summary>
    public static void Await(int milliseconds)
    {
        lock (s_gate)
        {
            if (Volatile.Read(ref s_underWay) != 0) Monitor.Wait(s_gate, milliseconds);
        }
    }

    private static void Start()
    {
        const int stack = 256 << 10;
        new Thread(Run, stack) { IsBackground = true, Name = "Adjoint collections" }.UnsafeStart();
        s_isRunning = true;
    }

    private static void Run()
    {
        while (IsWanted())
        {
            AwaitFinalizers();
            lock (s_gate)
            {
                s_isAsked = false;
                Volatile.Write(ref s_underWay, 0);
                Monitor.PulseAll(s_gate);
            }
        }
    }

    private static bool IsWanted()
    {
        lock (s_gate)
        {
            long until = Environment.TickCount64 + Idle;
            while (!s_isAsked && Environment.TickCount64 < until)
                Monitor.Wait(s_gate, Idle);
            s_isRunning = s_isAsked;
            return s_isAsked;
        }
    }

    // Most tensors die young, so a collection is a short one, until short ones leave half as much again as the last full one did.
    private static void Collect()
    {
        bool isFull = s_left > Pressure.HalfAgain(s_leftByFull);
        var (outstanding, removed) = Pressure.Now;
        s_now = (isFull, outstanding, removed);
        // In a large heap a full one takes long: there it runs beside the program.
        bool blocking = !isFull || GC.GetTotalMemory(forceFullCollection: false) < LargeHeap;
        GC.Collect(isFull ? 2 : 1, GCCollectionMode.Forced, blocking);
    }

    private static void AwaitFinalizers()
    {
        GC.WaitForPendingFinalizers();
        // What was made meanwhile does not count.
        s_left = Math.Max(0, s_now.Outstanding - (Pressure.Now.Removed - s_now.Removed));
        if (s_now.IsFull) s_leftByFull = s_left;
        Pressure.Left(s_left);
    }
}
