namespace Adjoint;

// Rows of a table in place of numbers.
public static unsafe partial class Ops
{
    /// <summary>The rows of a table that stand for numbers: <see cref="Take"/> along the first axis, but for a row that stands for nothing.</summary>
    /// <param name="indices">Integers of any shape; negative ones count from the end.</param>
    /// <param name="weight">The table, of shape [numbers, ...].</param>
    /// <param name="paddingIndex">The row that stands where there is nothing: no derivative passes to it. Negative counts from the end.</param>
    /// <returns>The rows, of shape [indices, ...]. Their change is that of the rows taken; backwards, what was taken twice adds up.</returns>
    /// <exception cref="ArgumentException">The table is a scalar, or the indices are no integers.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An index lies outside the table, or the padding does.</exception>
    /// <operation formula="weight[indices]" numpy="–" jax="flax.nnx.Embed" torch="F.embedding" mindspore="ops.embedding"/>
    public static Tensor Embedding(Tensor indices, Tensor weight, long? paddingIndex = null)
    {
        _ = (Handle(indices), Handle(weight));
        if (paddingIndex is not { } padding) return Take(weight, indices);
        long rows = weight.Rank == 0 ? 0 : weight.Shape[0], at = padding < 0 ? padding + rows : padding;
        if (at < 0 || at >= rows)
            throw new ArgumentOutOfRangeException(nameof(paddingIndex), FormattableString.Invariant($"Embedding: row {padding} is not one of the table's {rows}."));
        Tensor taken = Take(weight, indices), isPadding = Equal(indices, at).LogicalOr(Equal(indices, at - rows));
        for (int i = 1; i < weight.Rank; i++) isPadding = ExpandDims(isPadding, -1);
        return Where(isPadding, Autodiff.StopGradient(taken), taken);
    }
}
