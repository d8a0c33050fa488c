using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Adjoint.Distributed.Program;

/// <summary>Processes that end while others wait for them.</summary>
internal static class Loss
{
    /// <summary>One is killed, as by the system that is out of memory; the others would go on for long.</summary>
    public static void OfAProcess(Communicator world, int lost)
    {
        for (int i = 0; i < 1_000_000; i++)
        {
            if (i == 100 && world.Rank == lost) Process.GetCurrentProcess().Kill(); // SIGKILL
            world.AllReduce(Tensor.Scalar(1f));
        }
    }

    /// <summary>One has fewer steps to make than the others, and ends well.</summary>
    public static void OfAnEarlyOne(Communicator world)
    {
        for (int i = 0; i < (world.Rank == 1 ? 10 : 20); i++)
            world.AllReduce(Tensor.Scalar(1f));
    }

    /// <summary>.NET finds null by a signal, which MPI must not take.</summary>
    public static void OfNothing(Communicator world)
    {
        try
        {
            Report.Line(world, $"{LengthOf(null!)}");
        }
        catch (NullReferenceException)
        {
            Report.Line(world, "no reference");
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int LengthOf(string text) => text.Length;
}
