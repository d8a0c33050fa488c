using Adjoint.Native;

using static Adjoint.Interop.Status;
using static Adjoint.Native.NativeMethods;

namespace Adjoint;

// Linear algebra: products of vectors, matrices and stacks of matrices.
public static unsafe partial class Ops
{
    /// <summary>The matrix product, as NumPy defines it.</summary>
    /// <param name="a">A vector, a matrix, or a stack of matrices in its last two dimensions.</param>
    /// <param name="b">The same; its second to last extent (its only one, for a vector) is the last of <paramref name="a"/>.</param>
    /// <returns>
    /// The product; leading dimensions broadcast, and a vector's own dimension is gone. Its change is dy = da b + a db.
    /// </returns>
    /// <exception cref="ArgumentException">The extents do not fit, or an operand is a scalar.</exception>
    /// <operation formula="a b, of matrices" numpy="np.matmul" jax="jnp.matmul" torch="torch.matmul" mindspore="ops.matmul"/>
    public static Tensor MatMul(Tensor a, Tensor b)
    {
        adj_tensor y;
        return Result(adj_matmul(Handle(a), Handle(b), &y), y, a, b);
    }

    /// <summary>The scalar product of two vectors, Σ aᵢ bᵢ.</summary>
    /// <param name="a">A vector.</param>
    /// <param name="b">A vector of the same length.</param>
    /// <returns>A scalar. Its change is da · b + a · db.</returns>
    /// <exception cref="ArgumentException">An operand is no vector, or the lengths differ.</exception>
    /// <operation formula="Σ a b, of vectors" numpy="np.dot" jax="jnp.dot" torch="torch.dot" mindspore="ops.inner"/>
    public static Tensor Dot(Tensor a, Tensor b)
    {
        _ = (Handle(a), Handle(b));
        if (a.Rank != 1 || b.Rank != 1)
            throw new ArgumentException($"Dot: takes two vectors, not shapes {a.ShapeText} and {b.ShapeText}; use MatMul.");
        return MatMul(a, b);
    }

    /// <summary>The products of all pairs of elements of two vectors: y[i, j] = a[i] b[j].</summary>
    /// <param name="a">A vector.</param>
    /// <param name="b">A vector.</param>
    /// <returns>A matrix. Its change is da bᵀ + a dbᵀ.</returns>
    /// <exception cref="ArgumentException">An operand is no vector.</exception>
    /// <operation formula="aᵢ bⱼ" numpy="np.outer" jax="jnp.outer" torch="torch.outer" mindspore="ops.outer"/>
    public static Tensor Outer(Tensor a, Tensor b)
    {
        _ = (Handle(a), Handle(b));
        if (a.Rank != 1 || b.Rank != 1)
            throw new ArgumentException($"Outer: takes two vectors, not shapes {a.ShapeText} and {b.ShapeText}.");
        return ExpandDims(a, 1) * b;
    }
}
