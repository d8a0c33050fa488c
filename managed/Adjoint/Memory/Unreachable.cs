using Adjoint.Native;

namespace Adjoint.Memory;

/// <summary>
/// Tensors that the collector found unreachable, until they are given back. Threads that make tensors do so, one owner for one: what a
/// thread gives back it uses again at once, while it is in its cache. When no thread makes any, a timer does.
/// </summary>
internal static class Unreachable
{
    private const long Most = 32 << 20;      // bytes that wait
    private const long LargeOwner = 64 << 10; // bytes that are too many to stay in a cache

    // Milliseconds without a new owner: what waits is given back; and the memory that is kept for reuse goes to the system.
    private const int Idle = 50, Rest = 500;

    private static readonly object s_gate = new();
    private static readonly Timer s_timer = NewTimer();
    private static Owner? s_first;
    private static long s_bytes, s_lastMade;
    private static int s_giving; // owners that threads have taken and give back at the moment
    private static bool s_isTimed;

    /// <summary>Lets an owner wait; not when it has much, or much waits already, or no thread makes tensors.</summary>
    public static bool TryAdd(Owner owner)
    {
        long bytes = BytesOf(owner);
        if (bytes > LargeOwner || MillisecondsIdle() > Idle) return false;
        lock (s_gate)
        {
            if (s_bytes + bytes > Most) return false;
            owner.Next = s_first;
            s_first = owner;
            s_bytes += bytes;
            if (s_isTimed) return true;
            s_isTimed = true;
        }

        s_timer.Change(Idle, Timeout.Infinite);
        return true;
    }

    /// <summary>A thread is about to make an owner: it takes what another one had.</summary>
    public static void GiveBackOne()
    {
        Volatile.Write(ref s_lastMade, Environment.TickCount64);
        if (Volatile.Read(ref s_first) is not null) TryGiveBackOne();
    }

    /// <summary>Gives back everything that waits, and waits for other threads that are about to.</summary>
    public static void GiveBackAll()
    {
        GiveBackWaiting();
        SpinWait.SpinUntil(static () => Volatile.Read(ref s_giving) == 0, TimeSpan.FromSeconds(1));
    }

    private static void GiveBackWaiting()
    {
        while (TryGiveBackOne())
        {
        }
    }

    private static bool TryGiveBackOne()
    {
        Owner first;
        lock (s_gate)
        {
            if (s_first is null) return false;
            first = s_first;
            s_first = first.Next;
            s_bytes -= BytesOf(first);
            Interlocked.Increment(ref s_giving);
        }

        first.GiveBack();
        Interlocked.Decrement(ref s_giving);
        return true;
    }

    // One that has not told the collector of its tensors has little, but takes its place.
    private static long BytesOf(Owner owner) => Math.Max(owner.Bytes, 1 << 10);

    private static long MillisecondsIdle() => Environment.TickCount64 - Volatile.Read(ref s_lastMade);

    private static Timer NewTimer()
    {
        using AsyncFlowControl _ = ExecutionContext.SuppressFlow(); // it outlives whoever made it
        return new Timer(static _ => Look(), null, Timeout.Infinite, Timeout.Infinite);
    }

    private static void Look()
    {
        long idle = MillisecondsIdle();
        if (idle > Idle) GiveBackWaiting();
        if (idle > Rest)
        {
            lock (s_gate) s_isTimed = false;
            _ = NativeMethods.adj_trim();
        }
        else
        {
            s_timer.Change(Idle, Timeout.Infinite);
        }
    }
}
