using System.Runtime.CompilerServices;

using Adjoint.Native;

namespace Adjoint.Memory;

/// <summary>
/// Owns a handful of small tensors that a thread made one after the other, and gives them back together once none is
/// reachable. An object with a finalizer costs more than a small operation; shared by many tensors it costs little. What one holds is
/// bounded, since one tensor that is kept keeps the others, too.
/// </summary>
internal sealed unsafe class Nursery : Owner
{
    private const int Capacity = 32;
    private const long Most = 32 << 10; // bytes

    private const ulong SizeUnit = NativeMethods.ADJ_HANDLE_SIZE & ~(NativeMethods.ADJ_HANDLE_SIZE << 1);

    [ThreadStatic]
    private static Nursery? t_current;

    private HandleBuffer _handles;
    private int _count;
    private long _held;

    /// <summary>Whether a tensor is small enough for a nursery.</summary>
    public static bool Holds(adj_tensor handle) => BytesOf(handle) <= Most;

    /// <summary>Hands a tensor to this thread's nursery, which is returned: whoever refers to it keeps the tensor.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Nursery Add(adj_tensor handle)
    {
        Nursery? nursery = t_current;
        long bytes = BytesOf(handle);
        if (nursery is null || nursery._count == Capacity || nursery._held + bytes > Most) nursery = Replace(nursery);
        nursery._held += bytes;
        nursery._handles[nursery._count++] = handle;
        return nursery;
    }

    /// <summary>Lets this thread's nursery go, though it is not full, once its tensors are unreachable.</summary>
    internal static void Leave() => t_current = null;

    /// <inheritdoc/>
    public override void GiveBack()
    {
        fixed (adj_tensor* handles = &_handles[0])
            _ = NativeMethods.adj_release_many(handles, _count);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Nursery Replace(Nursery? full)
    {
        full?.TellCollector();
        Unreachable.GiveBackOne();
        return t_current = new Nursery();
    }

    // Of what the handles say three quarters are there on average.
    private void TellCollector()
    {
        const long node = 448;
        Bytes = (_count * node) + (_held * 3 / 4);
        Pressure.Add(Bytes);
    }

    // The most that the core says of a tensor's memory: see ADJ_HANDLE_SIZE.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long BytesOf(adj_tensor handle)
    {
        int size = (int)((handle.id & NativeMethods.ADJ_HANDLE_SIZE) / SizeUnit);
        return size == 0 ? 0 : 128L << size;
    }

    [InlineArray(Capacity)]
    private struct HandleBuffer
    {
        private adj_tensor _first;
    }
}
