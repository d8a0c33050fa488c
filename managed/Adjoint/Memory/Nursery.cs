using System.Runtime.CompilerServices;

using Adjoint.Native;

namespace Adjoint.Memory;

/// <summary>
/// Owns a handful of small tensors that a thread made one after the other, and gives them back together once none is
/// reachable. An object with a finalizer costs more than a small operation; shared by many tensors it costs little.
/// </summary>
/// <remarks>
/// The finalizer runs on another processor, whose caches the memory would have to travel to and back. So it only puts the tensors in a
/// queue, and threads that make tensors take from it: what one gives back it uses again at once, while it is in its cache. When no thread
/// makes any, the finalizer gives back itself.
/// </remarks>
internal sealed unsafe class Nursery
{
    private const int Capacity = 32;
    private const int LongestQueue = 16384;
    private const int Idle = 50; // milliseconds without a new nursery

    [ThreadStatic]
    private static Nursery? t_current;

    private static readonly Lock s_gate = new();
    private static Nursery? s_unreachable;
    private static int s_unreachableCount;
    private static long s_lastMade;

    private readonly long _bytesBefore = BytesInUse();
    private HandleBuffer _handles;
    private int _count;
    private long _pressure;
    private Nursery? _next;

    ~Nursery()
    {
        if (_pressure > 0) Pressure.Remove(_pressure);
        if (Environment.TickCount64 - Volatile.Read(ref s_lastMade) > Idle || !TryQueue(this))
        {
            GiveBackQueue();
            GiveBack();
        }
    }

    /// <summary>Hands a tensor to this thread's nursery, which is returned: whoever refers to it keeps the tensor.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Nursery Add(adj_tensor handle)
    {
        Nursery? nursery = t_current;
        if (nursery is null || nursery._count == Capacity) nursery = Next(nursery);
        nursery._handles[nursery._count++] = handle;
        return nursery;
    }

    /// <summary>Gives back everything that is known to be unreachable.</summary>
    public static void GiveBackQueue()
    {
        while (TryTake() is { } nursery)
            nursery.GiveBack();
    }

    /// <summary>Lets this thread's nursery go, though it is not full, once its tensors are unreachable.</summary>
    internal static void Leave() => t_current = null;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Nursery Next(Nursery? full)
    {
        Volatile.Write(ref s_lastMade, Environment.TickCount64);
        full?.TellCollector();
        // One for one: what is given back here is what the next operations use. More only if the queue has grown long.
        TryTake()?.GiveBack();
        if (s_unreachableCount > LongestQueue / 4) TryTake()?.GiveBack();
        return t_current = new Nursery();
    }

    private static bool TryQueue(Nursery nursery)
    {
        lock (s_gate)
        {
            if (s_unreachableCount >= LongestQueue) return false;
            nursery._next = s_unreachable;
            s_unreachable = nursery;
            s_unreachableCount++;
            return true;
        }
    }

    private static Nursery? TryTake()
    {
        if (Volatile.Read(ref s_unreachable) is null) return null;
        lock (s_gate)
        {
            Nursery? first = s_unreachable;
            if (first is null) return null;
            s_unreachable = first._next;
            s_unreachableCount--;
            return first;
        }
    }

    private void GiveBack()
    {
        fixed (adj_tensor* handles = &_handles[0])
            _ = NativeMethods.adj_release_many(handles, _count);
    }

    // Small tensors are not measured one by one. What was allocated while the nursery filled is close enough for the
    // collector to come in time; other threads may blur it, so it is held within what small tensors can take.
    private void TellCollector()
    {
        const long largestSmallTensor = 32 << 10, node = 320;
        _pressure = Capacity * node + Math.Clamp(BytesInUse() - _bytesBefore, 0, Capacity * largestSmallTensor);
        Pressure.Add(_pressure);
    }

    private static long BytesInUse()
    {
        adj_statistics statistics;
        _ = NativeMethods.adj_get_statistics(&statistics);
        return statistics.bytes_in_use;
    }

    [InlineArray(Capacity)]
    private struct HandleBuffer
    {
        private adj_tensor _first;
    }
}
