using System.Runtime.CompilerServices;

using Adjoint.Native;

namespace Adjoint;

/// <summary>
/// The operations on tensors. <c>using static Adjoint.Ops;</c> brings their names in scope: <c>Exp(x) + Sum(y)</c>.
/// </summary>
/// <remarks>
/// <para>Shapes broadcast as in NumPy: aligned at the last dimension, extents of 1 and missing ones repeat.</para>
/// <para>Types promote as in NumPy, except that an integer beside a floating tensor takes its type: int64 with float32 is
/// float32. Numbers written in C# adapt to the tensor beside them.</para>
/// <para>A null argument is an <see cref="ArgumentNullException"/>, a disposed tensor an
/// <see cref="ObjectDisposedException"/>, one that outlived its transform an <see cref="EscapedTensorException"/>.</para>
/// </remarks>
public static unsafe partial class Ops
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static adj_tensor Handle(
        Tensor x, [CallerMemberName] string operation = "", [CallerArgumentExpression(nameof(x))] string name = "") =>
        Tensor.HandleOf(x, operation, name);
}
