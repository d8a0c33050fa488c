namespace Adjoint;

/// <summary>Makes one axis of several, by <see cref="Ops.Flatten"/>: all but the batch if nothing is given.</summary>
/// <param name="start">The first of them.</param>
/// <param name="end">The last of them; negative counts from the end.</param>
public sealed partial class Flatten(int start = 1, int end = -1) : Layer
{
    /// <inheritdoc/>
    private protected override Tensor Compute(Tensor x, Mode mode) => Ops.Flatten(x, start, end);
}
