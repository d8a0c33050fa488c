namespace Adjoint;

/// <summary>
/// How <see cref="Autodiff"/>.SparseJacobian computes many columns or rows in one product: those that have no entry in common share a color.
/// A. H. Gebremedhin, F. Manne and A. Pothen, "What color is your Jacobian? Graph coloring for computing derivatives", 2005.
/// </summary>
public enum JacobianColoring
{
    /// <summary>Columns or rows, whichever needs fewer colors.</summary>
    Fewest,

    /// <summary>Columns, in forward mode.</summary>
    Columns,

    /// <summary>Rows, in reverse mode.</summary>
    Rows,
}

/// <summary>
/// How <see cref="Autodiff"/>.SparseHessian computes many columns in one product and finds the entries in it, using that H is symmetric.
/// A. H. Gebremedhin, A. Tarafdar, F. Manne and A. Pothen, "New acyclic and star coloring algorithms with application to computing Hessians", 2007.
/// </summary>
public enum HessianColoring
{
    /// <summary>Every path over four variables has three colors: each entry stands in a product as it is.</summary>
    Star,

    /// <summary>Every cycle has three colors: fewer colors, but entries are found one after the other by subtraction, which adds up rounding errors.</summary>
    Acyclic,
}
