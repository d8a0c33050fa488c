namespace Adjoint;

/// <summary>What is common to sparse matrices of derivatives of functions of tensors and of trees.</summary>
internal static class SparseTransforms
{
    public static SparseMatrices<TOut> Jacobian<TOut>(Func<Tensor[], TOut> function, int arity, int[] positions, JacobianColoring coloring) =>
        new(nameof(Autodiff.SparseJacobian), function, arity, positions, PlanOf(coloring));

    public static SparseMatrices<Tensor[]> Hessian(Func<Tensor[], Tensor> function, int arity, int[] positions, HessianColoring coloring)
    {
        var gradient = new Derivative<Tensor>(nameof(Autodiff.SparseHessian), function, arity, positions);
        return new(nameof(Autodiff.SparseHessian), gradient.Gradient, arity, positions, PlanOf(coloring));
    }

    public static Func<SparsityPattern, SparsePlan> PlanOf(JacobianColoring coloring) =>
        Enum.IsDefined(coloring) ? pattern => DirectPlan.Of(pattern, coloring)
            : throw new ArgumentOutOfRangeException(nameof(coloring), $"SparseJacobian: there is no coloring {coloring}; use Fewest, Columns or Rows.");

    public static Func<SparsityPattern, SparsePlan> PlanOf(HessianColoring coloring) => coloring switch
    {
        HessianColoring.Star => static pattern => DirectPlan.ByStars(pattern.Symmetric()),
        HessianColoring.Acyclic => static pattern => SubstitutionPlan.Of(pattern.Symmetric()),
        _ => throw new ArgumentOutOfRangeException(nameof(coloring), $"SparseHessian: there is no coloring {coloring}; use Star or Acyclic."),
    };

    /// <summary>The matrix of a function of a tree, by its floating leaves.</summary>
    /// <param name="name">The transform, for messages.</param>
    /// <param name="rowsOf">A function of the leaves, given the tree that they are of: its results are the rows.</param>
    /// <param name="planOf">Colors a pattern.</param>
    public static Func<T, SparseMatrix> OfTree<T>(string name, Func<TreeArgument<T>, Tensor[], Tensor[]> rowsOf, Func<SparsityPattern, SparsePlan> planOf)
    {
        var derivative = new SparseDerivative(name, planOf);
        return x =>
        {
            var arguments = new TreeArguments(name);
            TreeArgument<T> tree = arguments.Add(x);
            var written = new TreeWriter(name, withStatics: true);
            written.AddRoot(typeof(T), x);
            return derivative.At((moved, _) => rowsOf(tree, moved), arguments.Leaves, [], [.. tree.Others], new Signature(written));
        };
    }
}
