using Adjoint.Native;

using static Adjoint.Interop.Status;
using static Adjoint.Native.NativeMethods;

namespace Adjoint;

// Changing how a tensor is held, not what it says.
public static unsafe partial class Ops
{
    /// <summary>Converts the elements to another type.</summary>
    /// <param name="x">Any shape and type.</param>
    /// <param name="dtype">
    /// The type wanted. Floating to integer truncates towards zero and saturates, NaN becomes 0; to bool, all but zero is true.
    /// </param>
    /// <returns>A tensor of the same shape; <paramref name="x"/> itself if the type fits. Its change is dx, converted.</returns>
    public static Tensor Cast(Tensor x, DType dtype)
    {
        adj_tensor y;
        return Result(adj_cast(Handle(x), (adj_dtype)dtype, &y), y, x);
    }
}
