using System.Runtime.CompilerServices;

namespace Adjoint.Tests;

/// <summary>How many bytes of tensors a calculation holds at once, beyond those that are there.</summary>
internal static class PeakMemory
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long Of(Func<Tensor> run)
    {
        TensorMemory.Collect();
        TensorMemory.ResetPeak();
        long before = TensorMemory.Statistics.BytesInUse;
        _ = run();
        return TensorMemory.Statistics.PeakBytes - before;
    }
}
