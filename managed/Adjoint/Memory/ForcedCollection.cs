using System.Runtime.CompilerServices;

namespace Adjoint.Memory;

/// <summary>
/// For tests: with the switch <c>Adjoint.CollectAtTransitions</c> the collector runs wherever the core is about to be given handles, so
/// that an owner that nobody keeps alive is gone in time to be missed. Without it nothing is left of this in compiled code.
/// </summary>
internal static class ForcedCollection
{
    private static readonly bool s_isOn = AppContext.TryGetSwitch("Adjoint.CollectAtTransitions", out bool isOn) && isOn;

    /// <summary>Handles have been read, and the core does not hold what they mean yet.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AtTransition()
    {
        if (s_isOn) Collect();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Collect()
    {
        Nursery.Leave(); // else this thread keeps what it made last
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Unreachable.GiveBackAll();
    }
}
