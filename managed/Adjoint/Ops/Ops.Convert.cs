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
    /// The type wanted. Floating to integer truncates towards zero and saturates, NaN becomes 0; integers wrap; to bool, all but zero
    /// is true.
    /// </param>
    /// <returns>A tensor of the same shape, which adapts to no other type any more. Its change is dx, converted.</returns>
    /// <exception cref="ArgumentException">A complex number would lose its imaginary part: take <see cref="Real"/>.</exception>
    /// <operation formula="x in another type"
    ///     numpy="ndarray.astype" jax="jax.lax.convert_element_type" torch="Tensor.to" mindspore="ops.cast"/>
    public static Tensor Cast(Tensor x, DType dtype)
    {
        adj_tensor y;
        return Result(adj_cast(Handle(x), (adj_dtype)dtype, &y), y, x);
    }
}
