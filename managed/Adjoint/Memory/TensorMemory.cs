using Adjoint.Interop;
using Adjoint.Memory;
using Adjoint.Native;

namespace Adjoint;

/// <summary>What the native core's memory looks like, and ways to give it back. Nobody needs them: they serve measuring.</summary>
public static unsafe class TensorMemory
{
    /// <summary>The counters of the process.</summary>
    public static MemoryStatistics Statistics
    {
        get
        {
            adj_statistics s;
            Status.Check(NativeMethods.adj_get_statistics(&s));
            return new MemoryStatistics(s.live_tensors, s.bytes_in_use, s.peak_bytes, s.bytes_cached);
        }
    }

    /// <summary>Runs the collector to the end, so that every tensor out of reach is given back.</summary>
    /// <returns>The counters afterwards.</returns>
    public static MemoryStatistics Collect()
    {
        Nursery.Leave();
        WeakScalars.Forget();
        for (int i = 0; i < 2; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Unreachable.GiveBackAll();
        return Statistics;
    }

    /// <summary>Gives memory that is kept for reuse back to the system.</summary>
    public static void Trim() => Status.Check(NativeMethods.adj_trim());

    /// <summary>Lets <see cref="MemoryStatistics.PeakBytes"/> begin anew with what is in use now.</summary>
    public static void ResetPeak() => Status.Check(NativeMethods.adj_reset_peak());
}

/// <summary>Counters of the process.</summary>
/// <param name="LiveTensors">Tensors that are alive.</param>
/// <param name="BytesInUse">Bytes of tensor data in use.</param>
/// <param name="PeakBytes">Highest value of <paramref name="BytesInUse"/> so far, or since it was reset.</param>
/// <param name="BytesCached">Bytes kept for reuse.</param>
public readonly record struct MemoryStatistics(long LiveTensors, long BytesInUse, long PeakBytes, long BytesCached);
