namespace Adjoint;

// Diagonals, and what lies on one side of them.
public static unsafe partial class Ops
{
    /// <summary>What lies on and above a diagonal of matrices; zeros below.</summary>
    /// <param name="x">Matrices in the last two dimensions.</param>
    /// <param name="k">The diagonal: 0 for the main one, positive above it.</param>
    /// <returns>A tensor of the same shape. Its change is dx there and 0 elsewhere.</returns>
    /// <exception cref="ArgumentException">x has fewer than two dimensions.</exception>
    /// <operation formula="x[i, j] where j ≥ i + k, else 0" numpy="np.triu" jax="jnp.triu" torch="torch.triu" mindspore="ops.triu"/>
    public static Tensor Triu(Tensor x, long k = 0)
    {
        _ = Handle(x);
        return Where(Distances(x, nameof(Triu)) >= k, x, Tensor.ZerosLike(x));
    }

    /// <summary>What lies on and below a diagonal of matrices; zeros above.</summary>
    /// <param name="x">Matrices in the last two dimensions.</param>
    /// <param name="k">The diagonal: 0 for the main one, positive above it.</param>
    /// <returns>A tensor of the same shape. Its change is dx there and 0 elsewhere.</returns>
    /// <exception cref="ArgumentException">x has fewer than two dimensions.</exception>
    /// <operation formula="x[i, j] where j ≤ i + k, else 0" numpy="np.tril" jax="jnp.tril" torch="torch.tril" mindspore="ops.tril"/>
    public static Tensor Tril(Tensor x, long k = 0)
    {
        _ = Handle(x);
        return Where(Distances(x, nameof(Tril)) <= k, x, Tensor.ZerosLike(x));
    }

    /// <summary>A diagonal of matrices, as a view where the layout allows it.</summary>
    /// <param name="x">At least two dimensions.</param>
    /// <param name="k">The diagonal: 0 for the main one, positive above it.</param>
    /// <param name="a">The dimension of rows; negative counts from the end.</param>
    /// <param name="b">The dimension of columns.</param>
    /// <returns>The other dimensions, followed by one along the diagonal. Its change is that of the elements there.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A dimension is not one of x.</exception>
    /// <exception cref="ArgumentException">Both dimensions are one.</exception>
    /// <operation formula="x[i, i + k]" numpy="np.diagonal" jax="jnp.diagonal" torch="torch.diagonal" mindspore="ops.diagonal"/>
    public static Tensor Diagonal(Tensor x, long k = 0, int a = 0, int b = 1)
    {
        _ = Handle(x);
        (int rows, int columns) = TwoAxes(x, a, b, nameof(Diagonal));
        long[] others = [.. Enumerable.Range(0, x.Rank).Where(i => i != rows && i != columns).Select(static i => (long)i)];
        long m = x.Shape[rows], n = x.Shape[columns], count = DiagonalCount(m, n, k);
        Tensor last = Permute(x, [.. others, rows, columns]);
        return Reshape(last, [.. last.Shape[..^2], m * n])[TensorIndex.Ellipsis, DiagonalOf(n, k, count)];
    }

    /// <summary>A matrix with a vector on a diagonal, or the diagonal of a matrix.</summary>
    /// <param name="x">A vector or a matrix.</param>
    /// <param name="k">The diagonal: 0 for the main one, positive above it.</param>
    /// <returns>The matrix, zero elsewhere, or the vector. Its change is dx, put or taken alike.</returns>
    /// <exception cref="ArgumentException">x is neither a vector nor a matrix.</exception>
    /// <operation formula="vector to diagonal matrix, matrix to its diagonal" numpy="np.diag" jax="jnp.diag" torch="torch.diag" mindspore="ops.diag"/>
    public static Tensor Diag(Tensor x, long k = 0)
    {
        _ = Handle(x);
        if (x.Rank == 2) return Diagonal(x, k);
        if (x.Rank != 1) throw new ArgumentException($"Diag: takes a vector or a matrix, not shape {x.ShapeText}; for a stack use Diagonal.", nameof(x));
        long n = checked(x.Count + Math.Abs(k));
        return Reshape(Tensor.Full(checked(n * n), ZeroOf(x)).With(x, DiagonalOf(n, k, x.Count)), n, n);
    }

    /// <summary>The sum of the diagonal of matrices.</summary>
    /// <param name="x">Matrices in the first two dimensions.</param>
    /// <param name="k">The diagonal: 0 for the main one, positive above it.</param>
    /// <param name="a">The dimension of rows; negative counts from the end.</param>
    /// <param name="b">The dimension of columns.</param>
    /// <returns>y, without the two dimensions. Its change is the sum of dx on the diagonal.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A dimension is not one of x.</exception>
    /// <exception cref="ArgumentException">Both dimensions are one.</exception>
    /// <operation formula="Σ x[i, i + k]" numpy="np.trace" jax="jnp.trace" torch="torch.trace" mindspore="ops.trace"/>
    public static Tensor Trace(Tensor x, long k = 0, int a = 0, int b = 1)
    {
        _ = Handle(x);
        _ = TwoAxes(x, a, b, nameof(Trace));
        return Sum(Diagonal(x, k, a, b), -1);
    }

    // How far each place is to the right of the main diagonal.
    private static Tensor Distances(Tensor x, string operation)
    {
        if (x.Rank < 2) throw new ArgumentException($"{operation}: takes matrices in the last two dimensions, not shape {x.ShapeText}.", nameof(x));
        return Tensor.Arange(x.Shape[^1]) - Tensor.Arange(x.Shape[^2]).Reshape(-1, 1);
    }

    private static long DiagonalCount(long rows, long columns, long k) =>
        k >= 0 ? Math.Clamp(columns - k, 0, rows) : Math.Clamp(rows + k, 0, columns);

    // The places of a diagonal among the elements of a matrix in a row, where a row has n.
    private static TensorIndex DiagonalOf(long n, long k, long count)
    {
        if (count == 0) return TensorIndex.Slice(0, 0);
        long start = k >= 0 ? k : -k * n;
        return TensorIndex.Slice(start, start + (count - 1) * (n + 1) + 1, n + 1);
    }
}
