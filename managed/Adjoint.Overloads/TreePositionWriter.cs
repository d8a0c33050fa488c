using static Adjoint.Overloads.Code;

namespace Adjoint.Overloads;

/// <summary>
/// Writes Grad and ValueAndGrad of functions of trees by other arguments than the first. C# knows the type of a gradient only if it knows
/// the position: so the types are those of the first arguments, and whatever has these types may stand at the positions.
/// </summary>
internal static class TreePositionWriter
{
    private const int MostWithAux = 4;

    public static IEnumerable<string> Methods(int n)
    {
        if (n == 1) yield break;
        foreach (bool value in (bool[])[false, true])
            for (int size = 1; size <= n; size++)
            {
                yield return Method(n, size, value, aux: false);
                if (n <= MostWithAux) yield return Method(n, size, value, aux: true);
            }
    }

    private static string Method(int n, int size, bool value, bool aux)
    {
        string name = value ? "ValueAndGrad" : "Grad", y = aux ? "(Tensor, TAux)" : "TOut", gradient = TupleOf(size, static i => $"T{i}", 1);
        string result = value ? $"({(aux ? "(Tensor Value, TAux Aux)" : y)} Value, {gradient} Gradient)" : aux ? $"({gradient} Gradient, TAux Aux)" : gradient;
        string gradients = TupleOf(size, static i => $"(T{i})t.Gradient({i - 1}, g)", 1);
        string returned = value ? $"(y, {gradients})" : aux ? $"({gradients}, y.Item2)" : gradients;
        return TreeOverloadWriter.Doc(
                Summary(n, size, value, aux), n, [aux ? "TAux" : "TOut"],
                ["function|The function.", size == 1 ? "position|The argument's position, counted from 0." : "positions|The arguments' positions, counted from 0.", .. (string[])(aux ? ["hasAux|True."] : [])],
                Returns(value, size, aux),
                (size == 1 ? "The argument at the position has not the type of the first one." : $"The arguments at the positions have not the types of the first {Counts[size]}.")
                + " Or, in a call, what is differentiated is not floating.")
            + $"    public static {TreeOverloadWriter.Func(n, result)} {name}<{TreeOverloadWriter.Types(n)}, {(aux ? "TAux" : "TOut")}>(\n"
            + $"        {TreeOverloadWriter.Func(n, y)} function, {(size == 1 ? "int position" : TupleOf(size, "int") + " positions")}{(aux ? ", HasAux hasAux" : "")})\n    {{\n"
            + "        ArgumentNullException.ThrowIfNull(function);\n" + (aux ? "        hasAux.Require();\n" : "")
            + $"        var at = new TreePositions(nameof({name}), [{(size == 1 ? "position" : List(size, static i => $"positions.Item{i}", 1))}], [{List(n, static i => $"typeof(T{i})", 1)}]);\n"
            + $"        return ({TreeOverloadWriter.Values(n)}) =>\n        {{\n            var t = at.Of({TreeOverloadWriter.Values(n)});\n"
            + $"            var d = new Derivative<{y}>(nameof({name}), leaves => t.In(leaves, x => function({List(n, static i => $"(T{i})x[{i - 1}]!", 1)})), -1, null{(aux ? ", firstOnly: true" : "")});\n"
            + (value || aux ? "            var (y, g) = d.ValueAndGradient(t.Leaves);\n" : "            Tensor[] g = d.Gradient(t.Leaves);\n")
            + $"            return {returned};\n        }};\n    }}\n";
    }

    private static string Summary(int n, int size, bool value, bool aux)
    {
        string what = aux ? "the first output" : "the sum of all outputs", of = $"a function of {TreeOverloadWriter.Trees(n)}";
        return (value ? $"The outputs of {of}, and the gradient of {what}" : $"The gradient of {what} of {of}")
            + $" with respect to {Counts[size]} of them{(aux ? ", with further data" : "")}.";
    }

    private static string Returns(bool value, int size, bool aux) =>
        $"A function of the same arguments that gives {(value ? "the outputs and " : "")}{(size == 1 ? "the gradient, a tree like the argument" : "a tuple of gradients, trees like the arguments")}; "
        + $"null where a tensor is not floating{(aux && !value ? "; and what the function returned beside" : "")}.";
}
