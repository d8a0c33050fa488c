namespace Adjoint;

/// <summary>In which order a chain of matrices is multiplied: two parts, or one matrix alone.</summary>
/// <param name="First">The first matrix.</param>
/// <param name="Last">The last one.</param>
/// <param name="Cost">The multiplications of its elements.</param>
/// <param name="Left">The left part; null for one matrix.</param>
/// <param name="Right">The right part.</param>
internal sealed record ProductOrder(int First, int Last, double Cost, ProductOrder? Left, ProductOrder? Right)
{
    /// <summary>The order of least cost, from those of all shorter chains.</summary>
    /// <param name="chain">The matrices; a vector is a row at the start and a column at the end.</param>
    public static ProductOrder Best(Tensor[] chain)
    {
        int n = chain.Length;
        var best = new ProductOrder[n, n];
        for (int length = 0; length < n; length++)
            for (int first = 0; first + length < n; first++)
                best[first, first + length] = length == 0 ? new(first, first, 0, null, null) : BestSplit(chain, best, first, first + length);
        return best[0, n - 1];
    }

    /// <summary>The product.</summary>
    /// <param name="chain">The matrices.</param>
    public Tensor Multiply(Tensor[] chain) => Left is null || Right is null ? chain[First] : Ops.MatMul(Left.Multiply(chain), Right.Multiply(chain));

    private static ProductOrder BestSplit(Tensor[] chain, ProductOrder[,] best, int first, int last) =>
        Enumerable.Range(first, last - first).Select(cut =>
        {
            (ProductOrder left, ProductOrder right) = (best[first, cut], best[cut + 1, last]);
            double own = (double)Rows(chain[first]) * chain[cut].Shape[^1] * Columns(chain[last]);
            return new ProductOrder(first, last, left.Cost + right.Cost + own, left, right);
        }).MinBy(static order => order.Cost)!;

    private static long Rows(Tensor x) => x.Rank == 1 ? 1 : x.Shape[0];

    private static long Columns(Tensor x) => x.Rank == 1 ? 1 : x.Shape[1];
}
