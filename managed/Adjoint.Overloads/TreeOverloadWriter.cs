using System.Text;

using static Adjoint.Overloads.Code;

namespace Adjoint.Overloads;

/// <summary>
/// Writes the transforms for functions of one to eight trees. Each overload takes its arguments apart, hands lists of tensors on, and
/// puts the results together again.
/// </summary>
internal static class TreeOverloadWriter
{
    // Where an overload for tensors fits too, it is meant: it takes method groups and untyped lambdas.
    internal const string Priority = "    [OverloadResolutionPriority(-2)]\n";

    public static IEnumerable<(string Name, string Text)> Files()
    {
        for (int arity = 1; arity <= LargestArity; arity++)
            yield return ($"Autodiff.Trees{arity}.cs", FileOf(arity));
    }

    private static string FileOf(int arity) => File($"Functions of {Trees(arity)}.", [.. Methods(arity), .. TreePositionWriter.Methods(arity)]);

    private static IEnumerable<string> Methods(int n)
    {
        foreach (bool value in (bool[])[false, true])
        {
            yield return Gradient(n, value, ofTensor: false);
            yield return Gradient(n, value, ofTensor: true);
            yield return GradientWithAux(n, value);
            yield return GradientOfWeights(n, value);
        }

        yield return Vjp(n);
        yield return VjpWithAux(n);
        yield return Jvp(n);
        yield return JvpWithAux(n);
        yield return Linearize(n);
        yield return Vmap(n);
        yield return Checkpoint(n);
        yield return CustomVjp(n);
        yield return CustomJvp(n);
        if (n == 1) yield break;
        foreach ((string name, string how) in ((string, string)[])[("JacRev", "reverse mode"), ("JacFwd", "forward mode"), ("Jacobian", "the mode that needs fewer passes")])
            yield return Matrix(n, name, "T1", $"The Jacobian of a tensor by every leaf of the first of {Trees(n)}, by {how}.", "a tree whose leaves have the shape of y followed by that of the leaf; null where a leaf is not floating");
        yield return Matrix(n, "Hessian", "Tensor", $"The Hessian of the sum of the outputs by all floating leaves of the first of {Trees(n)}, as one square matrix.", "the matrix; its rows and columns are in the order of <see cref=\"Tree.Ravel\"/>, without leaves that are not floating");
        yield return Hvp(n);
    }

    private static string Gradient(int n, bool value, bool ofTensor)
    {
        string name = value ? "ValueAndGrad" : "Grad", y = ofTensor ? "Tensor" : "TOut";
        string result = value ? $"({y} Value, T1 Gradient)" : "T1";
        string what = ofTensor ? "a function" : "the sum of all outputs of a function";
        return Doc($"{(value ? "The value of a function of " + Trees(n) + ", and the" : "The")} gradient of {what}{(value ? "" : " of " + Trees(n))} with respect to the first argument.",
                n, ofTensor ? [] : ["TOut"], ["function|The function."],
                $"A function of the same arguments that gives {(value ? "the value and " : "")}the gradient, a tree like the first argument; null where a tensor is not floating.",
                "In a call, the first argument holds nothing floating, or what is differentiated is not floating.")
            + $"    public static {Func(n, result)} {name}<{Types(n)}{(ofTensor ? "" : ", TOut")}>({Func(n, y)} function)\n    {{\n"
            + "        ArgumentNullException.ThrowIfNull(function);\n"
            + $"        return ({Values(n)}) =>\n        {{\n            {ArgumentsOf(name)}\n            var a1 = a.Add(x1);\n"
            + $"            var d = new Derivative<{y}>(a.Name, leaves => function(a1.In(leaves){Rest(n)}), -1, null);\n"
            + (value ? "            var (y, g) = d.ValueAndGradient(a.Leaves);\n            return (y, a1.GradientIn(g));\n" : "            return a1.GradientIn(d.Gradient(a.Leaves));\n")
            + "        };\n    }\n";
    }

    private static string GradientWithAux(int n, bool value)
    {
        string name = value ? "ValueAndGrad" : "Grad", result = value ? "((Tensor Value, TAux Aux) Value, T1 Gradient)" : "(T1 Gradient, TAux Aux)";
        return Doc($"{(value ? "The outputs of a function of " + Trees(n) + ", and the" : "The")} gradient of the first output with respect to the first argument, with further data.",
                n, ["TAux"], ["function|The function.", "hasAux|True."],
                $"A function of the same arguments that gives {(value ? "the outputs and the gradient" : "the gradient and what the function returned beside")}.",
                "In a call, the first argument holds nothing floating, or what is differentiated is not floating.")
            + $"    public static {Func(n, result)} {name}<{Types(n)}, TAux>({Func(n, "(Tensor, TAux)")} function, HasAux hasAux)\n    {{\n"
            + "        ArgumentNullException.ThrowIfNull(function);\n        hasAux.Require();\n"
            + $"        return ({Values(n)}) =>\n        {{\n            {ArgumentsOf(name)}\n            var a1 = a.Add(x1);\n"
            + $"            var d = new Derivative<(Tensor, TAux)>(a.Name, leaves => function(a1.In(leaves){Rest(n)}), -1, null, firstOnly: true);\n"
            + "            var (y, g) = d.ValueAndGradient(a.Leaves);\n"
            + $"            return {(value ? "(y, a1.GradientIn(g))" : "(a1.GradientIn(g), y.Item2)")};\n        }};\n    }}\n";
    }

    private static string GradientOfWeights(int n, bool value)
    {
        string name = value ? "ValueAndGrad" : "Grad", result = value ? "(TOut Value, Gradients Gradient)" : "Gradients";
        return Doc($"{(value ? "The outputs of a function of " + Trees(n) + ", and the" : "The")} gradient of their sum with respect to parameters.",
                n, ["TOut"], ["function|The function.", "weights|The parameters."],
                $"A function of the same arguments that gives {(value ? "the outputs and " : "")}the parameters' gradients.",
                "In a call, what is differentiated is not floating.")
            + $"    public static {Func(n, result)} {name}<{Types(n)}, TOut>({Func(n, "TOut")} function, IEnumerable<Parameter> weights)\n    {{\n"
            + "        ArgumentNullException.ThrowIfNull(function);\n        ArgumentNullException.ThrowIfNull(weights);\n"
            + "        Parameter[] parameters = [.. weights];\n"
            + $"        return ({Values(n)}) =>\n        {{\n            var d = new Derivative<TOut>(nameof({name}), _ => function({Values(n)}), 0, [], parameters);\n"
            + (value ? "            var (y, g) = d.ValueAndGradient();\n            return (y, d.OfWeights(g));\n" : "            return d.OfWeights(d.Gradient());\n")
            + "        };\n    }\n";
    }

    private static string Vjp(int n) =>
        Doc($"The value of a function of {Trees(n)}, and its pullback, as often as wanted without computing the function again.",
            n, ["TOut"], ["function|The function.", .. ArgumentDocs(n)],
            "The value, and a function that takes a cotangent like the value and gives those of the arguments.",
            "What is differentiated is not floating; or, in a call, a cotangent has another structure or shape.")
        + $"    public static (TOut Value, Func<TOut, {Tuple(n)}> Pullback) Vjp<{Types(n)}, TOut>({Func(n, "TOut")} function, {Typed(n)})\n    {{\n"
        + "        ArgumentNullException.ThrowIfNull(function);\n" + Adds(n, "Vjp", 8, ", holdsOthers: true")
        + $"        var (y, pull) = TreeTransforms.Vjp(a, leaves => function({InLeaves(n)}));\n"
        + $"        return (y, cotangent =>\n        {{\n            Tensor[] g = pull(cotangent);\n            return {GradientsIn(n, "g")};\n        }});\n    }}\n";

    private static string VjpWithAux(int n) =>
        Doc($"The value of a function of {Trees(n)}, its pullback, and further data that the function returned.",
            n, ["TOut", "TAux"], ["function|The function, which returns its value and the data.", .. ArgumentDocs(n), "hasAux|True."],
            "The value, a function that takes a cotangent like it and gives those of the arguments, and the data.",
            "What is differentiated is not floating; or, in a call, a cotangent has another structure or shape.")
        + $"    public static (TOut Value, Func<TOut, {Tuple(n)}> Pullback, TAux Aux) Vjp<{Types(n)}, TOut, TAux>({Func(n, "(TOut, TAux)")} function, {Typed(n)}, HasAux hasAux)\n    {{\n"
        + "        ArgumentNullException.ThrowIfNull(function);\n        hasAux.Require();\n        TAux aux = default!;\n" + Adds(n, "Vjp", 8, ", holdsOthers: true")
        + $"        var (y, pull) = TreeTransforms.Vjp(\n            a,\n            leaves =>\n            {{\n                (TOut value, aux) = function({InLeaves(n)});\n                return value;\n            }},\n            () => Tree.Leaves(aux));\n"
        + $"        return (y, cotangent =>\n        {{\n            Tensor[] g = pull(cotangent);\n            return {GradientsIn(n, "g")};\n        }}, aux);\n    }}\n";

    private static string Jvp(int n) =>
        Doc($"The value of a function of {Trees(n)} and how it changes when the arguments change, in one forward pass.",
            n, ["TOut"], ["function|The function.", "x|" + (n == 1 ? "The argument." : "The arguments."), "v|" + (n == 1 ? "Its tangent, a tree like it." : "Their tangents, trees like them.")],
            "The value and its tangent.", "What is differentiated is not floating, or a tangent has another structure or shape.")
        + $"    public static (TOut Value, TOut Tangent) Jvp<{Types(n)}, TOut>({Func(n, "TOut")} function, {Tuple(n)} x, {Tuple(n)} v)\n    {{\n"
        + "        ArgumentNullException.ThrowIfNull(function);\n"
        + "        " + ArgumentsOf("Jvp", ", holdsOthers: true") + "\n"
        + string.Concat(Each(n, i => $"        var a{i} = a.Add({(n == 1 ? "x" : $"x.Item{i}")});\n"))
        + $"        Tensor[] tangents = [{string.Join(", ", Each(n, i => $".. a{i}.LeavesOf(a.Name, {(n == 1 ? "v" : $"v.Item{i}")}, \"tangent\")"))}];\n"
        + $"        return TreeTransforms.Jvp(a, leaves => function({InLeaves(n)}), tangents);\n    }}\n";

    private static string JvpWithAux(int n) =>
        Doc($"The value of a function of {Trees(n)}, how it changes when the arguments change, and further data that the function returned.",
            n, ["TOut", "TAux"], ["function|The function, which returns its value and the data.", "x|" + (n == 1 ? "The argument." : "The arguments."), "v|" + (n == 1 ? "Its tangent, a tree like it." : "Their tangents, trees like them."), "hasAux|True."],
            "The value, its tangent, and the data.", "What is differentiated is not floating, or a tangent has another structure or shape.")
        + $"    public static (TOut Value, TOut Tangent, TAux Aux) Jvp<{Types(n)}, TOut, TAux>({Func(n, "(TOut, TAux)")} function, {Tuple(n)} x, {Tuple(n)} v, HasAux hasAux)\n    {{\n"
        + "        ArgumentNullException.ThrowIfNull(function);\n        hasAux.Require();\n        TAux aux = default!;\n"
        + "        " + ArgumentsOf("Jvp", ", holdsOthers: true") + "\n"
        + string.Concat(Each(n, i => $"        var a{i} = a.Add({(n == 1 ? "x" : $"x.Item{i}")});\n"))
        + $"        Tensor[] tangents = [{string.Join(", ", Each(n, i => $".. a{i}.LeavesOf(a.Name, {(n == 1 ? "v" : $"v.Item{i}")}, \"tangent\")"))}];\n"
        + $"        var (value, tangent) = TreeTransforms.Jvp(\n            a,\n            leaves =>\n            {{\n                (TOut y, aux) = function({InLeaves(n)});\n                return y;\n            }},\n            tangents,\n            () => Tree.Leaves(aux));\n"
        + "        return (value, tangent, aux);\n    }\n";

    private static string Linearize(int n) =>
        Doc($"The value of a function of {Trees(n)}, and its linear map of tangents, as often as wanted without computing the function again.",
            n, ["TOut"], ["function|The function.", .. ArgumentDocs(n)],
            "The value, and a function that takes tangents like the arguments and gives that of the value.",
            "What is differentiated is not floating; or, in a call, a tangent has another structure or shape.")
        + $"    public static (TOut Value, {Func(n, "TOut")} Tangent) Linearize<{Types(n)}, TOut>({Func(n, "TOut")} function, {Typed(n)})\n    {{\n"
        + "        ArgumentNullException.ThrowIfNull(function);\n" + Adds(n, "Linearize", 8, ", holdsOthers: true")
        + $"        var (y, push) = TreeTransforms.Linearize(a, leaves => function({InLeaves(n)}));\n"
        + $"        return (y, ({Names(n, "v")}) => push([{string.Join(", ", Each(n, i => $".. a{i}.LeavesOf(a.Name, v{i}, \"tangent\")"))}]));\n    }}\n";

    private static string Vmap(int n)
    {
        string axes = n == 1 ? "int? inAxes = 0" : $"({string.Join(", ", Each(n, _ => "int?"))})? inAxes = null";
        string AxisOf(int i) => n == 1 ? "inAxes" : $"inAxes is null ? 0 : inAxes.Value.Item{i}";
        return Doc($"A function of {Trees(n)}, for a whole batch at once.",
                n, ["TOut"],
                [
                    "function|A function of one member of the batch. It may use other tensors, which all members share. A batch of random keys gives each member its own.",
                    n == 1 ? "inAxes|Along which axis the leaves of the argument hold the members." : "inAxes|Along which axis the leaves of each argument hold the members; null where all share one; all along the first if left out.",
                    "outAxes|Along which axis the leaves of the result do: one for all, or one for each item of a tuple; null where all members share it.",
                    "chunkSize|At most so many members at a time, to bound the memory; all at once if null.",
                ],
                "A function of batches.", "In a call, the batches differ in size, or none is given.",
                "    /// <exception cref=\"ValueDependentException\">In a call, the function reads a value that differs between members.</exception>\n")
            + $"    public static {Func(n, "TOut")} Vmap<{Types(n)}, TOut>(\n        {Func(n, "TOut")} function, {axes}, OutAxes outAxes = default, int? chunkSize = null)\n    {{\n"
            + "        ArgumentNullException.ThrowIfNull(function);\n"
            + $"        return ({Values(n)}) =>\n        {{\n" + Adds(n, "Vmap", 12, ", differentiableOnly: false")
            + $"            int?[] axes = a.AxesOf({List(n, AxisOf, 1)});\n"
            + $"            return TreeTransforms.Vmap(a, leaves => function({InLeaves(n)}), axes, outAxes, chunkSize);\n        }};\n    }}\n";
    }

    private static string Checkpoint(int n) =>
        Doc($"The same function of {Trees(n)}, computed again in the backward pass. See <see cref=\"Checkpoint{{TOut}}(Func{{Tensor, TOut}}, CheckpointPolicy)\"/>.",
            n, ["TOut"], ["function|The function.", "policy|What is kept and not computed again; null keeps nothing."], "A function that gives the same.", null)
        + $"    public static {Func(n, "TOut")} Checkpoint<{Types(n)}, TOut>({Func(n, "TOut")} function, CheckpointPolicy? policy = null)\n    {{\n"
        + "        ArgumentNullException.ThrowIfNull(function);\n"
        + $"        return ({Values(n)}) =>\n        {{\n" + Adds(n, "Checkpoint", 12, ", differentiableOnly: false")
        + $"            return TreeTransforms.Checkpoint(a, leaves => function({InLeaves(n)}), policy);\n        }};\n    }}\n";

    private static string CustomVjp(int n) =>
        Doc($"A function of {Trees(n)} whose reverse-mode derivative is given by hand.",
            n, ["TOut", "TRes"],
            [
                "forward|Computes the value, and what the backward function needs.",
                "backward|Takes that and the cotangent of the value, and gives those of the arguments; null is zero. It is differentiated in turn for higher orders.",
                "tangent|Takes the arguments and their tangents and gives that of the value, for forward mode; the transposed of the backward function if left out.",
            ], "The function, with that derivative in every transform.", null)
        + $"    public static {Func(n, "TOut")} CustomVjp<{Types(n)}, TOut, TRes>(\n        {Func(n, "(TOut Value, TRes Residuals)")} forward, Func<TRes, TOut, {Tuple(n)}> backward,\n        Func<{Tuple(n)}, {Tuple(n)}, TOut>? tangent = null)\n    {{\n"
        + "        ArgumentNullException.ThrowIfNull(forward);\n        ArgumentNullException.ThrowIfNull(backward);\n"
        + $"        return ({Values(n)}) =>\n        {{\n" + Adds(n, "CustomVjp", 12, ", differentiableOnly: false")
        + $"            return TreeTransforms.CustomVjp<TOut, TRes>(a, leaves => forward({InLeaves(n)}), (residuals, cotangent) =>\n            {{\n"
        + $"                {(n == 1 ? "T1 g1" : $"var ({Names(n, "g")})")} = backward(residuals, cotangent);\n"
        + $"                return [{string.Join(", ", Each(n, i => $".. a{i}.PlacesOf(a.Name, g{i})"))}];\n"
        + $"            }}, tangent is null ? null : {TangentOf(n)});\n        }};\n    }}\n";

    private static string CustomJvp(int n) =>
        Doc($"A function of {Trees(n)} whose forward-mode derivative is given by hand; reverse mode comes from it by transposition.",
            n, ["TOut"],
            ["function|Computes the value.", "tangent|Takes the arguments and their tangents and gives that of the value, linear in the tangents."], "The function, with that derivative in every transform.", null)
        + $"    public static {Func(n, "TOut")} CustomJvp<{Types(n)}, TOut>(\n        {Func(n, "TOut")} function, Func<{Tuple(n)}, {Tuple(n)}, TOut> tangent)\n    {{\n"
        + "        ArgumentNullException.ThrowIfNull(function);\n        ArgumentNullException.ThrowIfNull(tangent);\n"
        + $"        return ({Values(n)}) =>\n        {{\n" + Adds(n, "CustomJvp", 12, ", differentiableOnly: false")
        + $"            return TreeTransforms.CustomJvp(a, leaves => function({InLeaves(n)}), {TangentOf(n)});\n        }};\n    }}\n";

    private static string TangentOf(int n)
    {
        string primals = n == 1 ? "a1.In(leaves)" : $"({InLeaves(n)})";
        string changes = n == 1 ? "a1.GradientIn(tangents)" : $"({string.Join(", ", Each(n, i => $"a{i}.GradientIn(tangents)"))})";
        return $"(leaves, tangents) => tangent({primals}, {changes})";
    }

    private static string Matrix(int n, string name, string result, string summary, string gives) =>
        Doc(summary, n, [], ["function|The function."], $"A function of the same arguments that gives {gives}.", "In a call, what is differentiated is not floating.")
        + $"    public static {Func(n, result)} {name}<{Types(n)}>({Func(n, "Tensor")} function)\n    {{\n"
        + "        ArgumentNullException.ThrowIfNull(function);\n"
        + $"        return ({Values(n)}) => {name}<T1>(x => function(x{Rest(n)}))(x1);\n    }}\n";

    private static string Hvp(int n) =>
        Doc($"The product of the Hessian of a function of {Trees(n)} by the first with a tree like it, without the matrix.",
            n, [], ["function|The function."], "A function of the same arguments and a tree like the first; null where a leaf is not floating.",
            "In a call, what is differentiated is not floating, or the structures differ.")
        + $"    public static Func<{Types(n)}, T1, T1> Hvp<{Types(n)}>({Func(n, "Tensor")} function)\n    {{\n"
        + "        ArgumentNullException.ThrowIfNull(function);\n"
        + $"        return ({Values(n)}, v) => Hvp<T1>(x => function(x{Rest(n)}))(x1, v);\n    }}\n";

    // ---- pieces of text ----

    internal static string Doc(string summary, int n, string[] further, string[] parameters, string? returns, string? error, string more = "")
    {
        var text = new StringBuilder($"    /// <summary>{summary}</summary>\n");
        for (int i = 1; i <= n; i++)
            text.Append($"    /// <typeparam name=\"T{i}\">The type of argument {i - 1}: a tree of tensors.</typeparam>\n");
        foreach (string type in further)
            text.Append($"    /// <typeparam name=\"{type}\">{(type switch { "TOut" => "What the function returns: a tree of tensors.", "TRes" => "What is kept for the backward function: a tree of tensors.", _ => "What the function returns beside." })}</typeparam>\n");
        foreach (string[] parameter in parameters.Select(static p => p.Split('|')))
            text.Append($"    /// <param name=\"{parameter[0]}\">{parameter[1]}</param>\n");
        if (returns is not null) text.Append($"    /// <returns>{returns}</returns>\n");
        if (error is not null) text.Append($"    /// <exception cref=\"ArgumentException\">{error}</exception>\n");
        return text.Append(more).Append(n > 3 ? Hidden : "").Append(Priority).ToString();
    }

    internal static string Trees(int n) => $"{Counts[n]} tree{(n == 1 ? "" : "s")}";

    internal static string Types(int n) => Names(n, "T");

    internal static string Values(int n) => Names(n, "x");

    internal static string Func(int n, string result) => $"Func<{Types(n)}, {result}>";

    private static IEnumerable<string> Each(int n, Func<int, string> text) => Enumerable.Range(1, n).Select(text);

    private static string Names(int n, string name) => List(n, i => name + i, 1);

    private static string Typed(int n) => List(n, static i => $"T{i} x{i}", 1);

    private static string Tuple(int n) => TupleOf(n, static i => $"T{i}", 1);

    private static string Rest(int n) => string.Concat(Enumerable.Range(2, n - 1).Select(static i => $", x{i}"));

    private static string InLeaves(int n) => string.Join(", ", Each(n, i => $"a{i}.In(leaves)"));

    private static string GradientsIn(int n, string g) =>
        n == 1 ? $"a1.GradientIn({g})" : $"({string.Join(", ", Each(n, i => $"a{i}.GradientIn({g})"))})";

    private static string ArgumentsOf(string name, string further = "") => $"var a = new TreeArguments(nameof({name}){further});";

    private static string Adds(int n, string name, int indent, string further = "")
    {
        string space = new(' ', indent);
        return $"{space}{ArgumentsOf(name, further)}\n" + string.Concat(Each(n, i => $"{space}var a{i} = a.Add(x{i});\n"));
    }

    private static string[] ArgumentDocs(int n) => [.. Each(n, i => $"x{i}|Argument {i - 1}.")];
}
