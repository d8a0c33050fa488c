using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using System.Text;

namespace Adjoint.Distributed;

/// <summary>
/// Processes that compute together use one instruction set, since the last bits of results depend on it. The core chooses when it is loaded,
/// so what all can do is told to it before that.
/// </summary>
internal static class InstructionSets
{
    private const string Variable = "ADJOINT_TARGET";
    private const int NameBytes = 16;

    // The lowest first. No machine has instructions of both kinds.
    private static readonly string[] s_ofX86 = ["sse4", "avx2", "avx512"], s_ofArm = ["neon"];

    /// <summary>Has all processes use the lowest set that one of them has, or that ADJOINT_TARGET allows it.</summary>
    /// <exception cref="InvalidOperationException">There is none that all have, or this process has begun to use another one.</exception>
    public static void Agree(Communicator world)
    {
        byte[] own = new byte[NameBytes];
        Encoding.UTF8.GetBytes(Allowed(Environment.GetEnvironmentVariable(Variable), BestHere()), own);
        byte[][] all = world.Wait(() => world.Collectives.AllGather("start", own));
        string lowest = Lowest([.. all.Select(static name => Encoding.UTF8.GetString(name).TrimEnd('\0'))]);
        if (world.Size > 1) NativeEnvironment.Set(Variable, lowest);
        if (InstructionSet.Current != lowest)
            throw new InvalidOperationException(
                $"Process {world.Rank} computes with {InstructionSet.Current}, but {lowest} is what all {world.Size} processes have, and results of different sets differ "
                + $"in their last bits. Read Communicator.World before the first tensor is made, or set {Variable}={lowest} for all processes (mpirun -x {Variable}={lowest}).");
    }

    /// <summary>The lowest of several sets.</summary>
    /// <exception cref="InvalidOperationException">They are of different kinds of processors.</exception>
    public static string Lowest(IReadOnlyList<string> names)
    {
        foreach (string[] family in (string[][])[s_ofX86, s_ofArm])
        {
            if (names.All(family.Contains)) return family[names.Min(name => Array.IndexOf(family, name))];
        }

        throw new InvalidOperationException($"The processes have no instruction set in common, so results would differ in their last bits: {string.Join(", ", names)}.");
    }

    /// <summary>What the core takes where a variable limits it: as the core does, this passes over what it does not know or have.</summary>
    public static string Allowed(string? limit, string best) =>
        Array.IndexOf(s_ofX86, limit) is >= 0 and int at && at < Array.IndexOf(s_ofX86, best) ? limit! : best;

    // What the core asks of the processor for each of them.
    private static string BestHere()
    {
        if (AdvSimd.IsSupported) return s_ofArm[0];
        if (!(Avx2.IsSupported && Fma.IsSupported && Bmi1.IsSupported && Bmi2.IsSupported)) return s_ofX86[0];
        return Avx512F.VL.IsSupported && Avx512BW.IsSupported && Avx512CD.IsSupported && Avx512DQ.IsSupported ? s_ofX86[2] : s_ofX86[1];
    }
}
