namespace Adjoint;

// All operations that take a tensor first are methods of it too: see Generated.
public sealed unsafe partial class Tensor
{
    /// <summary>The transposed tensor, all dimensions in reverse. See <see cref="Ops.Transpose"/>.</summary>
    public Tensor T => Ops.Transpose(this);
}
