using System.Text;

using Adjoint.Memory;
using Adjoint.Native;

using static Adjoint.Interop.Status;
using static Adjoint.Native.NativeMethods;

namespace Adjoint;

// Sums of products by Einstein's convention.
public static unsafe partial class Ops
{
    /// <summary>
    /// Products of tensors, summed over axes, as an equation says: <c>Einsum("ij,jk->ik", a, b)</c> is the product of two matrices.
    /// </summary>
    /// <param name="equation">
    /// A letter for each axis of each operand, with commas between operands, and the letters of the result behind an arrow. A letter
    /// twice in one operand takes its diagonal; what is missing in the result is summed over. "..." stands for any number of leading,
    /// broadcast axes. Without an arrow the result has the axes of "..." and then the letters that occur once, in alphabetical order.
    /// </param>
    /// <param name="operands">The tensors, of promoted types; extents of 1 are repeated where a letter has a larger one elsewhere.</param>
    /// <returns>
    /// The result. Its change is the sum of the same with each operand's change in its place. Operands are multiplied in pairs, as
    /// products of matrices, the cheapest pair first.
    /// </returns>
    /// <exception cref="ArgumentException">The equation is none, or does not fit the operands.</exception>
    /// <operation formula="Σ of products, by an equation" numpy="np.einsum" jax="jnp.einsum" torch="torch.einsum" mindspore="ops.einsum"/>
    public static Tensor Einsum(string equation, params ReadOnlySpan<Tensor> operands)
    {
        _ = NotNull.Given(nameof(Einsum), nameof(equation), equation);
        adj_tensor y;
        using var given = new Operands(
            operands, nameof(Einsum), "operand", operands.Length <= Operands.Few ? stackalloc adj_tensor[Operands.Few] : new adj_tensor[operands.Length]);
        byte[] text = Encoding.UTF8.GetBytes(equation);
        fixed (byte* letters = text)
        fixed (adj_tensor* list = given)
            return Result(adj_einsum((sbyte*)letters, text.Length, list, operands.Length, &y), y, operands);
    }
}
