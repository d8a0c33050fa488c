using static Adjoint.Overloads.Code;

namespace Adjoint.Overloads;

/// <summary>Writes the sparse Jacobians and Hessians of functions of two to eight tensors, by one of them or by several.</summary>
internal static class SparseOverloadWriter
{
    private const string Error = "A position does not exist or is given twice. Or, in a call, what is differentiated is not floating.";

    public static IEnumerable<(string Name, string Text)> Files()
    {
        yield return ("Autodiff.Sparse.cs", File(
            "Sparse matrices of derivatives of functions of several tensors.",
            from n in Enumerable.Range(2, LargestArity - 1)
            from hessian in (bool[])[false, true]
            from size in Enumerable.Range(1, n)
            select Method(n, size, hessian)));
    }

    private static string Method(int n, int size, bool hessian)
    {
        string name = hessian ? "Hessian" : "Jacobian", output = hessian ? "Tensor" : "TOut";
        string about = hessian ? $"The Hessian of the sum of the outputs of a function of {Tensors(n)} by {Counts[size]} of them as a sparse matrix."
            : $"The Jacobian of a function of {Tensors(n)} by {Counts[size]} of them as a sparse matrix.";
        string[] parts =
        [
            "param function|The function.", size == 1 ? "param position|The argument to differentiate by." : "param positions|The arguments to differentiate by.",
            $"param coloring|How columns {(hessian ? "" : "or rows ")}are put together.",
        ];
        return Doc(
                about, hessian ? parts : ["typeparam TOut|What the function returns: a tensor, or a tuple or list of tensors.", .. parts],
                "A function of the same arguments that gives a matrix; its "
                + (hessian ? "rows and columns are the elements of " : "rows are the elements of all that the function returns, its columns those of ")
                + (size == 1 ? "the argument, in row-major order." : "the arguments, one after the other and in row-major order."),
                Error)
            + (n > 4 || size > 3 ? Hidden : "")
            + $"    public static {Func(n, "SparseMatrix")} Sparse{name}{(hessian ? "" : "<TOut>")}(\n"
            + $"        {Func(n, output)} function, {(size == 1 ? "int position = 0" : $"{TupleOf(size, "int")} positions")}, {name}Coloring coloring = {name}Coloring.{(hessian ? "Star" : "Fewest")})\n    {{\n"
            + $"        var d = SparseTransforms.{name}(Spread(function), {n}, {(size == 1 ? "[position]" : $"[{List(size, static i => $"positions.Item{i}", 1)}]")}, coloring);\n"
            + $"        return ({List(n, static i => $"x{i}")}) => d.Of({List(n, static i => $"x{i}")});\n    }}\n";
    }
}
