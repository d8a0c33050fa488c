using System.Runtime.CompilerServices;

using Adjoint.Native;

namespace Adjoint.Memory;

/// <summary>
/// Owns a handful of small tensors that a thread made one after the other, and gives them back together once none is
/// reachable. An object with a finalizer costs more than a small operation; shared by many tensors it costs little.
/// </summary>
internal sealed unsafe class Nursery : Owner
{
    private const int Capacity = 32;

    [ThreadStatic]
    private static Nursery? t_current;

    private readonly long _bytesBefore = BytesInUse();
    private HandleBuffer _handles;
    private int _count;

    /// <summary>Hands a tensor to this thread's nursery, which is returned: whoever refers to it keeps the tensor.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Nursery Add(adj_tensor handle)
    {
        Nursery? nursery = t_current;
        if (nursery is null || nursery._count == Capacity) nursery = Replace(nursery);
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

    // Small tensors are not measured one by one. What was allocated while the nursery filled is close enough for the
    // collector to come in time; other threads may blur it, so it is held within what small tensors can take.
    private void TellCollector()
    {
        const long largestSmallTensor = 1280, node = 448;
        Bytes = Capacity * node + Math.Clamp(BytesInUse() - _bytesBefore, 0, Capacity * largestSmallTensor);
        Pressure.Add(Bytes);
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
