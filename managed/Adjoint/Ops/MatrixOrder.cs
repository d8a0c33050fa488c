namespace Adjoint;

/// <summary>Norms of matrices, for <see cref="Ops.MatrixNorm(Tensor, MatrixOrder, bool)"/>.</summary>
public enum MatrixOrder
{
    /// <summary>The root of the sum of all squares ("fro").</summary>
    Frobenius,

    /// <summary>The sum of the singular values ("nuc").</summary>
    Nuclear,

    /// <summary>The largest singular value (2).</summary>
    Spectral,

    /// <summary>The largest sum of absolute values of a column (1).</summary>
    LargestColumn,

    /// <summary>The largest sum of absolute values of a row (∞).</summary>
    LargestRow,
}
