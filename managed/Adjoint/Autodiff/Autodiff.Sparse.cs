using System.Runtime.CompilerServices;

namespace Adjoint;

// Sparse matrices of derivatives.
public static partial class Autodiff
{
    /// <summary>
    /// The Jacobian ∂yᵢ/∂xⱼ as a sparse matrix. Where it can be other than zero is found from what the function does, at the first call with a tensor
    /// of this shape; columns or rows that have no entry in common are then computed together: a tridiagonal matrix of any size takes three products.
    /// </summary>
    /// <remarks>
    /// The pattern holds for all values of x: of <see cref="Ops.Where"/> both branches count. It is that of captured tensors as they are at the
    /// first call. Rows and columns are those of y and x in row-major order.
    /// </remarks>
    /// <param name="function">A function of one tensor.</param>
    /// <param name="coloring">How columns or rows are put together.</param>
    /// <returns>A function that gives a matrix with a row for each element of y and a column for each of x.</returns>
    /// <exception cref="ArgumentException">In a call, what is differentiated is not floating.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such coloring.</exception>
    /// <exception cref="ValueDependentException">In a call, the function reads a value of a tensor that depends on its argument.</exception>
    /// <example>
    /// <code>
    /// var j = SparseJacobian((Tensor x) => x[1..] * x[..^1])([1f, 2f, 3f, 4f]);
    /// Console.WriteLine(j.Values);   // [2. 1. 3. 2. 4. 3.]
    /// Console.WriteLine(j.Colors);   // 2
    /// </code>
    /// </example>
    public static Func<Tensor, SparseMatrix> SparseJacobian(Func<Tensor, Tensor> function, JacobianColoring coloring = JacobianColoring.Fewest) =>
        SparseJacobian<Tensor, Tensor>(function, coloring);

    /// <summary>The Jacobian of all floating leaves of a tree by those of another as a sparse matrix.</summary>
    /// <typeparam name="T">A tree.</typeparam>
    /// <typeparam name="TOut">A tree.</typeparam>
    /// <param name="function">A function of a tree.</param>
    /// <param name="coloring">How columns or rows are put together.</param>
    /// <returns>A function that gives a matrix; its rows and columns are in the order of <see cref="Tree.Ravel"/>, without leaves that are not floating.</returns>
    /// <exception cref="ArgumentException">In a call, what is differentiated is not floating.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such coloring.</exception>
    /// <exception cref="ValueDependentException">In a call, the function reads a value of a tensor that depends on its argument.</exception>
    [OverloadResolutionPriority(-2)]
    public static Func<T, SparseMatrix> SparseJacobian<T, TOut>(Func<T, TOut> function, JacobianColoring coloring = JacobianColoring.Fewest)
    {
        ArgumentNullException.ThrowIfNull(function);
        return SparseTransforms.OfTree<T>(
            nameof(SparseJacobian), (tree, leaves) => new TreeResult<TOut>(nameof(SparseJacobian), a => function(tree.In(a))).Run(leaves),
            SparseTransforms.PlanOf(coloring));
    }

    /// <summary>
    /// The Hessian ∂²y/∂xᵢ∂xⱼ of the sum of the outputs as a sparse matrix: the pattern is found from the recorded gradient, and columns that
    /// can be told apart, H being symmetric, are computed together, forward mode over reverse mode.
    /// </summary>
    /// <param name="function">A function of one tensor.</param>
    /// <param name="coloring">How columns are put together.</param>
    /// <returns>A function that gives a matrix with a row and a column for each element of x; both halves are there.</returns>
    /// <exception cref="ArgumentException">In a call, what is differentiated is not floating.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such coloring.</exception>
    /// <exception cref="ValueDependentException">In a call, the function reads a value of a tensor that depends on its argument.</exception>
    /// <example>
    /// <code>
    /// var h = SparseHessian((Tensor x) => Sum(Square(x[1..] * x[..^1])))([1f, 2f, 3f]);
    /// Console.WriteLine(h.ToDense()[0]);   // [8. 8. 0.]
    /// Console.WriteLine(h.ToDense()[1]);   // [ 8. 20. 24.]
    /// </code>
    /// </example>
    public static Func<Tensor, SparseMatrix> SparseHessian(Func<Tensor, Tensor> function, HessianColoring coloring = HessianColoring.Star) =>
        SparseHessian<Tensor>(function, coloring);

    /// <summary>The Hessian of the sum of the outputs by all floating leaves of a tree as one sparse matrix.</summary>
    /// <typeparam name="T">A tree.</typeparam>
    /// <param name="function">A function of a tree.</param>
    /// <param name="coloring">How columns are put together.</param>
    /// <returns>A function that gives a matrix; its rows and columns are in the order of <see cref="Tree.Ravel"/>, without leaves that are not floating.</returns>
    /// <exception cref="ArgumentException">In a call, what is differentiated is not floating.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such coloring.</exception>
    /// <exception cref="ValueDependentException">In a call, the function reads a value of a tensor that depends on its argument.</exception>
    [OverloadResolutionPriority(-2)]
    public static Func<T, SparseMatrix> SparseHessian<T>(Func<T, Tensor> function, HessianColoring coloring = HessianColoring.Star)
    {
        ArgumentNullException.ThrowIfNull(function);
        return SparseTransforms.OfTree<T>(
            nameof(SparseHessian), (tree, leaves) => new Derivative<Tensor>(nameof(SparseHessian), a => function(tree.In(a)), -1, null).Gradient(leaves),
            SparseTransforms.PlanOf(coloring));
    }
}
