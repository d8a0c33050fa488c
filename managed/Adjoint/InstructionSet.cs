using System.Runtime.InteropServices;

using Adjoint.Native;

namespace Adjoint;

/// <summary>Which instructions of the processor operations use. The last bits of results depend on it: docs/bits.md.</summary>
public static unsafe class InstructionSet
{
    /// <summary>
    /// "sse4", "avx2", "avx512" or "neon": the best that the processor has, or the one that the environment variable ADJOINT_TARGET named when
    /// the core was loaded, with the first operation of the process.
    /// </summary>
    public static string Current => Marshal.PtrToStringUTF8((nint)NativeMethods.adj_target())!;
}
