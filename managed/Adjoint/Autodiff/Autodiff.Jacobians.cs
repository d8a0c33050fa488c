using System.Runtime.CompilerServices;

namespace Adjoint;

// Whole matrices of derivatives.
public static unsafe partial class Autodiff
{
    /// <summary>The Jacobian ∂yᵢ/∂xⱼ by reverse mode: one backward pass for each element of y, all in one batch.</summary>
    /// <param name="function">A function of one tensor.</param>
    /// <returns>A function that gives a tensor of the shape of y followed by that of x.</returns>
    /// <exception cref="ArgumentException">In a call, what is differentiated is not floating.</exception>
    public static Func<Tensor, Tensor> JacRev(Func<Tensor, Tensor> function) =>
        BlockOf(nameof(JacRev), function, static m => m.ByReverse());

    /// <summary>The Jacobian ∂yᵢ/∂xⱼ by reverse mode, with further data that the function returned.</summary>
    /// <typeparam name="TAux">What the function returns beside.</typeparam>
    /// <param name="function">A function of one tensor that returns y and the data.</param>
    /// <param name="hasAux">True.</param>
    /// <returns>A function that gives a tensor of the shape of y followed by that of x, and the data.</returns>
    /// <exception cref="ArgumentException">In a call, what is differentiated is not floating.</exception>
    public static Func<Tensor, (Tensor Jacobian, TAux Aux)> JacRev<TAux>(Func<Tensor, (Tensor, TAux)> function, HasAux hasAux) =>
        BlockAndAuxOf(nameof(JacRev), function, hasAux, static m => m.ByReverse());

    /// <summary>The Jacobian of a tensor by every leaf of a tree, by reverse mode.</summary>
    /// <typeparam name="T">A tree.</typeparam>
    /// <param name="function">A function of a tree.</param>
    /// <returns>A function that gives a tree whose leaves have the shape of y followed by that of the leaf; null where a leaf is not floating.</returns>
    /// <exception cref="ArgumentException">In a call, what is differentiated is not floating.</exception>
    [OverloadResolutionPriority(-2)]
    public static Func<T, T> JacRev<T>(Func<T, Tensor> function) => RowOf(nameof(JacRev), function, static m => m.ByReverse());

    /// <summary>The Jacobian of every leaf of a tree by a tensor, by reverse mode.</summary>
    /// <typeparam name="TOut">A tree.</typeparam>
    /// <param name="function">A function of one tensor.</param>
    /// <returns>A function that gives a tree whose leaves have the shape of the leaf followed by that of x; null where a leaf is not floating.</returns>
    /// <exception cref="ArgumentException">In a call, what is differentiated is not floating.</exception>
    [OverloadResolutionPriority(-3)]
    public static Func<Tensor, TOut> JacRev<TOut>(Func<Tensor, TOut> function) => ColumnOf(nameof(JacRev), function, static m => m.ByReverse());

    /// <summary>The Jacobian ∂yᵢ/∂xⱼ by forward mode: one forward pass for each element of x, all in one batch.</summary>
    /// <param name="function">A function of one tensor.</param>
    /// <returns>A function that gives a tensor of the shape of y followed by that of x.</returns>
    /// <exception cref="ArgumentException">In a call, what is differentiated is not floating.</exception>
    public static Func<Tensor, Tensor> JacFwd(Func<Tensor, Tensor> function) =>
        BlockOf(nameof(JacFwd), function, static m => m.ByForward());

    /// <summary>The Jacobian ∂yᵢ/∂xⱼ by forward mode, with further data that the function returned.</summary>
    /// <typeparam name="TAux">What the function returns beside.</typeparam>
    /// <param name="function">A function of one tensor that returns y and the data.</param>
    /// <param name="hasAux">True.</param>
    /// <returns>A function that gives a tensor of the shape of y followed by that of x, and the data.</returns>
    /// <exception cref="ArgumentException">In a call, what is differentiated is not floating.</exception>
    public static Func<Tensor, (Tensor Jacobian, TAux Aux)> JacFwd<TAux>(Func<Tensor, (Tensor, TAux)> function, HasAux hasAux) =>
        BlockAndAuxOf(nameof(JacFwd), function, hasAux, static m => m.ByForward());

    /// <summary>The Jacobian of a tensor by every leaf of a tree, by forward mode.</summary>
    /// <typeparam name="T">A tree.</typeparam>
    /// <param name="function">A function of a tree.</param>
    /// <returns>A function that gives a tree whose leaves have the shape of y followed by that of the leaf; null where a leaf is not floating.</returns>
    /// <exception cref="ArgumentException">In a call, what is differentiated is not floating.</exception>
    [OverloadResolutionPriority(-2)]
    public static Func<T, T> JacFwd<T>(Func<T, Tensor> function) => RowOf(nameof(JacFwd), function, static m => m.ByForward());

    /// <summary>The Jacobian of every leaf of a tree by a tensor, by forward mode.</summary>
    /// <typeparam name="TOut">A tree.</typeparam>
    /// <param name="function">A function of one tensor.</param>
    /// <returns>A function that gives a tree whose leaves have the shape of the leaf followed by that of x; null where a leaf is not floating.</returns>
    /// <exception cref="ArgumentException">In a call, what is differentiated is not floating.</exception>
    [OverloadResolutionPriority(-3)]
    public static Func<Tensor, TOut> JacFwd<TOut>(Func<Tensor, TOut> function) => ColumnOf(nameof(JacFwd), function, static m => m.ByForward());

    /// <summary>The Jacobian ∂yᵢ/∂xⱼ, by reverse mode if y has no more elements than x, else by forward mode.</summary>
    /// <param name="function">A function of one tensor.</param>
    /// <returns>A function that gives a tensor of the shape of y followed by that of x.</returns>
    /// <exception cref="ArgumentException">In a call, what is differentiated is not floating.</exception>
    public static Func<Tensor, Tensor> Jacobian(Func<Tensor, Tensor> function) =>
        BlockOf(nameof(Jacobian), function, static m => m.ByFewerPasses());

    /// <summary>The Jacobian of a tensor by every leaf of a tree, by the mode that needs fewer passes.</summary>
    /// <typeparam name="T">A tree.</typeparam>
    /// <param name="function">A function of a tree.</param>
    /// <returns>A function that gives a tree whose leaves have the shape of y followed by that of the leaf; null where a leaf is not floating.</returns>
    /// <exception cref="ArgumentException">In a call, what is differentiated is not floating.</exception>
    [OverloadResolutionPriority(-2)]
    public static Func<T, T> Jacobian<T>(Func<T, Tensor> function) => RowOf(nameof(Jacobian), function, static m => m.ByFewerPasses());

    /// <summary>The Jacobian of every leaf of a tree by a tensor, by the mode that needs fewer passes.</summary>
    /// <typeparam name="TOut">A tree.</typeparam>
    /// <param name="function">A function of one tensor.</param>
    /// <returns>A function that gives a tree whose leaves have the shape of the leaf followed by that of x; null where a leaf is not floating.</returns>
    /// <exception cref="ArgumentException">In a call, what is differentiated is not floating.</exception>
    [OverloadResolutionPriority(-3)]
    public static Func<Tensor, TOut> Jacobian<TOut>(Func<Tensor, TOut> function) => ColumnOf(nameof(Jacobian), function, static m => m.ByFewerPasses());

    /// <summary>The Hessian ∂²y/∂xᵢ∂xⱼ of the sum of the outputs: forward mode over reverse mode.</summary>
    /// <param name="function">A function of one tensor.</param>
    /// <returns>A function that gives a tensor of the shape of x twice.</returns>
    /// <exception cref="ArgumentException">In a call, what is differentiated is not floating.</exception>
    /// <example>
    /// <code>
    /// var h = Hessian((Tensor x) => Sum(x * x * x))([1f, 2f]);
    /// Console.WriteLine(h[0]);   // [6. 0.]
    /// Console.WriteLine(h[1]);   // [ 0. 12.]
    /// </code>
    /// </example>
    public static Func<Tensor, Tensor> Hessian(Func<Tensor, Tensor> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        var gradient = new Derivative<Tensor>(nameof(Hessian), a => function(a[0]), 1, null);
        return BlockOf(nameof(Hessian), x => gradient.Gradient(x)[0], static m => m.ByForward());
    }

    /// <summary>The Hessian of the sum of the outputs by all floating leaves of a tree, as one square matrix.</summary>
    /// <typeparam name="T">A tree.</typeparam>
    /// <param name="function">A function of a tree.</param>
    /// <returns>A function that gives the matrix; its rows and columns are in the order of <see cref="Tree.Ravel"/>, without leaves that are not floating.</returns>
    /// <exception cref="ArgumentException">In a call, what is differentiated is not floating.</exception>
    [OverloadResolutionPriority(-2)]
    public static Func<T, Tensor> Hessian<T>(Func<T, Tensor> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return x =>
        {
            var arguments = new TreeArguments(nameof(Hessian));
            TreeArgument<T> tree = arguments.Add(x);
            var packing = new Packing(arguments.Leaves);
            return Hessian(v => function(tree.In(packing.Unpack(v))))(packing.Pack(arguments.Leaves));
        };
    }

    /// <summary>The product of the Hessian of a function with a vector, without the matrix: one pass forward over one backward.</summary>
    /// <param name="function">A function of one tensor.</param>
    /// <returns>A function of the argument and the vector, of its shape.</returns>
    /// <exception cref="ArgumentException">In a call, what is differentiated is not floating, or the shapes differ.</exception>
    public static Func<Tensor, Tensor, Tensor> Hvp(Func<Tensor, Tensor> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        var gradient = new Derivative<Tensor>(nameof(Hvp), a => function(a[0]), 1, null);
        return (x, v) => Forward.Run(nameof(Hvp), gradient.Gradient, [x], [v]).Tangents[0];
    }

    /// <summary>The product of the Hessian of a function of a tree with a tree, without the matrix.</summary>
    /// <typeparam name="T">A tree.</typeparam>
    /// <param name="function">A function of a tree.</param>
    /// <returns>A function of the argument and a tree like it; null where a leaf is not floating.</returns>
    /// <exception cref="ArgumentException">In a call, what is differentiated is not floating, or the structures differ.</exception>
    [OverloadResolutionPriority(-2)]
    public static Func<T, T, T> Hvp<T>(Func<T, Tensor> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return (x, v) =>
        {
            var arguments = new TreeArguments(nameof(Hvp));
            TreeArgument<T> tree = arguments.Add(x);
            var gradient = new Derivative<Tensor>(nameof(Hvp), leaves => function(tree.In(leaves)), -1, null);
            return tree.GradientIn(Forward.Run(nameof(Hvp), gradient.Gradient, arguments.Leaves, tree.LeavesOf(nameof(Hvp), v, "vector")).Tangents);
        };
    }

    private static Func<Tensor, Tensor> BlockOf(string name, Func<Tensor, Tensor> function, Func<JacobianMatrix, Tensor[][]> blocks)
    {
        ArgumentNullException.ThrowIfNull(function);
        return x => blocks(new JacobianMatrix(name, a => [function(a[0])], [x]))[0][0];
    }

    private static Func<Tensor, (Tensor Jacobian, TAux Aux)> BlockAndAuxOf<TAux>(
        string name, Func<Tensor, (Tensor, TAux)> function, HasAux hasAux, Func<JacobianMatrix, Tensor[][]> blocks)
    {
        ArgumentNullException.ThrowIfNull(function);
        hasAux.Require();
        return x =>
        {
            TAux aux = default!;
            Tensor[] First(Tensor[] a)
            {
                (Tensor y, aux) = function(a[0]);
                return [y];
            }

            return (blocks(new JacobianMatrix(name, First, [x], () => Tree.Leaves(aux)))[0][0], aux);
        };
    }

    private static Func<T, T> RowOf<T>(string name, Func<T, Tensor> function, Func<JacobianMatrix, Tensor[][]> blocks)
    {
        ArgumentNullException.ThrowIfNull(function);
        return x =>
        {
            var arguments = new TreeArguments(name);
            TreeArgument<T> tree = arguments.Add(x);
            return tree.GradientIn(blocks(new JacobianMatrix(name, a => [function(tree.In(a))], arguments.Leaves))[0]);
        };
    }

    private static Func<Tensor, TOut> ColumnOf<TOut>(string name, Func<Tensor, TOut> function, Func<JacobianMatrix, Tensor[][]> blocks)
    {
        ArgumentNullException.ThrowIfNull(function);
        return x =>
        {
            var result = new TreeResult<TOut>(name, a => function(a[0]));
            var matrix = new JacobianMatrix(name, result.Run, [x], () => result.Kept);
            return result.Last.GradientIn([.. blocks(matrix).Select(static row => row[0])]);
        };
    }
}
