using static Adjoint.Overloads.Code;

namespace Adjoint.Overloads;

/// <summary>Writes the Jacobians, Hessians and their products for functions of two to eight tensors, by one of them or by several.</summary>
internal static class MatrixOverloadWriter
{
    // The blocks of a Hessian grow with the square of the positions: beyond three, a tree or a list says it better.
    private const int MostOfHessian = 3;

    private const string Output = "typeparam TOut|What the function returns: a tensor, or a tuple or list of tensors.", Function = "param function|The function.";

    private const string Position = "param position|The argument to differentiate by.", Positions = "param positions|The arguments to differentiate by.";

    private const string OneError = "The position does not exist. Or, in a call, what is differentiated is not floating.";

    private const string Error = "A position does not exist or is given twice. Or, in a call, what is differentiated is not floating.";

    private static readonly (string Name, string By, string How)[] Jacobians =
    [
        ("JacRev", "ByReverse", "by reverse mode"), ("JacFwd", "ByForward", "by forward mode"),
        ("Jacobian", "ByFewerPasses", "by the mode that needs fewer passes"),
    ];

    public static IEnumerable<(string Name, string Text)> Files()
    {
        yield return ("Autodiff.Matrices.cs", File(
            "Matrices of derivatives of functions of several tensors.", Enumerable.Range(2, LargestArity - 1).SelectMany(Methods)));
    }

    private static IEnumerable<string> Methods(int n)
    {
        foreach ((string name, string by, string how) in Jacobians)
            for (int size = 1; size <= n; size++)
                yield return Jacobian(n, size, name, by, how);
        for (int size = 1; size <= Math.Min(n, MostOfHessian); size++)
            yield return Hessian(n, size);
        for (int size = 1; size <= n; size++)
            yield return Hvp(n, size);
    }

    private static string Jacobian(int n, int size, string name, string by, string how) =>
        Doc($"The Jacobian{(size == 1 ? "" : "s")} of a function of {Tensors(n)} by {Counts[size]} of them, {how}.", [Output, Function, Where(size)],
            "A function of the same arguments that gives " + (size == 1 ? "" : "for each position ")
            + "what the function returns with a tensor of the shape of y followed by that of the argument in place of each tensor y; null where y is not floating.",
            size == 1 ? OneError : Error)
        + Rarely(n, size)
        + $"    public static {Func(n, TupleOf(size, "TOut"))} {name}<TOut>({Func(n, "TOut")} function, {Parameter(size)})\n    {{\n"
        + $"        var d = new Jacobians<TOut>(nameof({name}), Spread(function), {n}, {At(size)}, static m => m.{by}());\n"
        + $"        return ({Names(n)}) =>\n        {{\n            TOut[] j = d.Of({Names(n)});\n            return {TupleOf(size, static i => $"j[{i}]")};\n        }};\n    }}\n";

    private static string Hessian(int n, int size) =>
        Doc($"The Hessian of the sum of the outputs of a function of {Tensors(n)} by {Counts[size]} of them: forward mode over reverse mode.", [Function, Where(size)],
            size == 1 ? "A function of the same arguments that gives a tensor of the shape of the argument twice."
                : "A function of the same arguments that gives a tuple for each position, in which there is a tensor for each position, of the shapes of both arguments.",
            size == 1 ? OneError : Error)
        + Rarely(n, size)
        + $"    public static {Func(n, TupleOf(size, TupleOf(size, "Tensor")))} Hessian({Func(n, "Tensor")} function, {Parameter(size)})\n    {{\n"
        + $"        var d = new Hessians(nameof(Hessian), Spread(function), {n}, {At(size)});\n"
        + $"        return ({Names(n)}) =>\n        {{\n            Tensor[][] h = d.Of({Names(n)});\n            return {TupleOf(size, i => TupleOf(size, j => $"h[{i}][{j}]"))};\n        }};\n    }}\n";

    private static string Hvp(int n, int size) =>
        Doc($"The product of the Hessian of a function of {Tensors(n)} by {Counts[size]} of them with a vector, without the matrix: one pass forward over one backward.",
            [Function, Where(size)],
            size == 1 ? "A function of the same arguments and a vector, of the shape of the argument." : "A function of the same arguments and a tuple of vectors, of the shapes of the arguments.",
            size == 1 ? OneError : Error)
        + Rarely(n, size)
        + $"    public static {Func(n, $"{TupleOf(size, "Tensor")}, {TupleOf(size, "Tensor")}")} Hvp({Func(n, "Tensor")} function, {Parameter(size)})\n    {{\n"
        + $"        var d = new Hessians(nameof(Hvp), Spread(function), {n}, {At(size)});\n"
        + $"        return ({Names(n)}, v) =>\n        {{\n            Tensor[] p = d.Times([{Names(n)}], [{(size == 1 ? "v" : List(size, static i => $"v.Item{i}", 1))}]);\n"
        + $"            return {TupleOf(size, static i => $"p[{i}]")};\n        }};\n    }}\n";

    private static string Rarely(int n, int size) => n > 4 || size > 3 ? Hidden : "";

    private static string Where(int size) => size == 1 ? Position : Positions;

    private static string Parameter(int size) => size == 1 ? "int position = 0" : $"{TupleOf(size, "int")} positions";

    private static string At(int size) => size == 1 ? "[position]" : $"[{List(size, static i => $"positions.Item{i}", 1)}]";

    private static string Names(int n) => List(n, static i => $"x{i}");
}
