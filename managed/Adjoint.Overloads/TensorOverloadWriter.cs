using static Adjoint.Overloads.Code;

namespace Adjoint.Overloads;

/// <summary>
/// Writes the transforms besides Grad and the matrices for functions of two to eight tensors: they are those of trees, whose arguments
/// need no types in a lambda here and may be numbers. Of one tensor they are written by hand, with examples.
/// </summary>
internal static class TensorOverloadWriter
{
    private const string Output = "typeparam TOut|What the function returns: a tensor, or a tuple or list of tensors.", Function = "param function|The function.";

    private const string Fixed = "What is not floating is held fixed";

    private static readonly Func<int, string>[] s_transforms = [Vjp, Jvp, Linearize, Vmap, Checkpoint, CustomVjp, CustomJvp];

    public static IEnumerable<(string Name, string Text)> Files()
    {
        yield return ("Autodiff.Tensors.cs", File(
            "The transforms of functions of tensors.",
            s_transforms.SelectMany(static write => Enumerable.Range(2, LargestArity - 1).Select(write))));
    }

    private static string Vjp(int n) =>
        Doc($"The value of a function of {Tensors(n)}, and its pullback: v ↦ vᵀ J, as often as wanted without computing the function again.",
            [Output, Function, .. Arguments(n)],
            $"The value, and a function that takes a cotangent like it and gives those of the arguments. {Fixed}: its cotangent is null.",
            "Nothing is floating that is differentiated; or, in a call, a cotangent has another structure or shape.")
        + $"{Rarely(n)}    public static (TOut Value, Func<TOut, {TupleOf(n, "Tensor")}> Pullback) Vjp<TOut>({Func(n, "TOut")} function, {Typed(n)}) =>\n"
        + $"        Vjp<{Repeated("Tensor", n)}, TOut>(function, {Names(n)});\n";

    private static string Jvp(int n) =>
        Doc($"The value of a function of {Tensors(n)} and its change J v when the arguments change by v, in one forward pass.",
            [
                Output, Function, "param x|The arguments.", $"param v|Their tangents, of their shapes. {Fixed}: its tangent is null.",
            ],
            "The value and its tangent.", "Nothing is floating that is differentiated, or a tangent has another shape.")
        + $"{Rarely(n)}    public static (TOut Value, TOut Tangent) Jvp<TOut>({Func(n, "TOut")} function, {TupleOf(n, "Tensor")} x, {TupleOf(n, "Tensor")} v) =>\n"
        + $"        Jvp<{Repeated("Tensor", n)}, TOut>(function, x, v);\n";

    private static string Linearize(int n) =>
        Doc($"The value of a function of {Tensors(n)}, and its linear map v ↦ J v, as often as wanted without computing the function again.",
            [Output, Function, .. Arguments(n)],
            $"The value, and a function that takes tangents and gives that of the value. {Fixed}: its tangent is null.",
            "Nothing is floating that is differentiated; or, in a call, a tangent has another shape.")
        + $"{Rarely(n)}    public static (TOut Value, {Func(n, "TOut")} Tangent) Linearize<TOut>({Func(n, "TOut")} function, {Typed(n)}) =>\n"
        + $"        Linearize<{Repeated("Tensor", n)}, TOut>(function, {Names(n)});\n";

    private static string Vmap(int n) =>
        Doc($"A function of {Tensors(n)}, for a whole batch at once.",
            [
                Output, "param function|A function of one member of the batch. It may use other tensors, which all members share.",
                "param inAxes|Along which axis each argument holds the members; null where all share one; all along the first if left out.",
                "param outAxes|Along which axis the result does: one for all, or one for each item of a tuple; null where all members share it.",
                "param chunkSize|At most so many members at a time, to bound the memory; all at once if null.",
            ],
            "A function of batches.", "In a call, the batches differ in size, or none is given.")
        + "    /// <exception cref=\"ValueDependentException\">In a call, the function reads a value that differs between members.</exception>\n"
        + $"{Rarely(n)}    public static {Func(n, "TOut")} Vmap<TOut>(\n        {Func(n, "TOut")} function, {TupleOf(n, "int?")}? inAxes = null, OutAxes outAxes = default, int? chunkSize = null) =>\n"
        + $"        Vmap<{Repeated("Tensor", n)}, TOut>(function, inAxes, outAxes, chunkSize);\n";

    private static string Checkpoint(int n) =>
        Doc($"The same function of {Tensors(n)}, computed again in the backward pass. See <see cref=\"Checkpoint{{TOut}}(Func{{Tensor, TOut}}, CheckpointPolicy)\"/>.",
            [Output, Function, "param policy|What is kept and not computed again; null keeps nothing."], "A function that gives the same.", null)
        + $"{Rarely(n)}    public static {Func(n, "TOut")} Checkpoint<TOut>({Func(n, "TOut")} function, CheckpointPolicy? policy = null) =>\n"
        + $"        Checkpoint<{Repeated("Tensor", n)}, TOut>(function, policy);\n";

    private static string CustomVjp(int n) =>
        Doc($"A function of {Tensors(n)} whose reverse-mode derivative is given by hand.",
            [
                "param forward|Computes the value, and what the backward function needs.",
                "param backward|Takes that and the cotangent of the value, and gives those of the arguments. It is differentiated in turn for higher orders.",
                "param tangent|Takes the arguments and their tangents and gives that of the value, for forward mode; the transposed of <paramref name=\"backward\"/> if left out.",
            ], "The function, with that derivative in every transform.", null)
        + "    /// <exception cref=\"InvalidOperationException\">In a call: the value depends on a captured tensor that is differentiated by.</exception>\n"
        + $"{Rarely(n)}    public static {Func(n, "Tensor")} CustomVjp(\n        {Func(n, "(Tensor Value, Tensor[] Residuals)")} forward,\n        Func<Tensor[], Tensor, {TupleOf(n, "Tensor")}> backward,\n"
        + $"        Func<{TupleOf(n, "Tensor")}, {TupleOf(n, "Tensor")}, Tensor>? tangent = null)\n    {{\n"
        + "        ArgumentNullException.ThrowIfNull(forward);\n        ArgumentNullException.ThrowIfNull(backward);\n"
        + $"        Func<Tensor[], Tensor[], Tensor>? ofLists = tangent is null ? null : (a, v) => tangent({Elements(n, "a")}, {Elements(n, "v")});\n"
        + $"        return ({Names(n)}) => CustomVjpRule.Apply(\n            nameof(CustomVjp),\n            a => ForwardRun.Of(nameof(CustomVjp), forward{Elements(n, "a")}),\n"
        + $"            (r, ct) =>\n            {{\n                var g = backward(r, ct);\n                return [{List(n, static i => $"g.Item{i}", 1)}];\n            }},\n            ofLists,\n            [{Names(n)}]);\n    }}\n";

    private static string CustomJvp(int n) =>
        Doc($"A function of {Tensors(n)} whose forward-mode derivative is given by hand; reverse mode comes from it by transposition.",
            [
                "param function|Computes the value.",
                "param tangent|Takes the arguments and their tangents and gives that of the value, linear in the tangents.",
            ], "The function, with that derivative in every transform.", null)
        + $"{Rarely(n)}    public static {Func(n, "Tensor")} CustomJvp(\n        {Func(n, "Tensor")} function, Func<{TupleOf(n, "Tensor")}, {TupleOf(n, "Tensor")}, Tensor> tangent)\n    {{\n"
        + "        ArgumentNullException.ThrowIfNull(function);\n        ArgumentNullException.ThrowIfNull(tangent);\n"
        + $"        return ({Names(n)}) => CustomJvpRule.Apply(\n            a => function{Elements(n, "a")}, (a, v) => tangent({Elements(n, "a")}, {Elements(n, "v")}), {Names(n)});\n    }}\n";

    private static string Rarely(int n) => n > 4 ? Hidden : "";

    private static IEnumerable<string> Arguments(int n) =>
        Enumerable.Range(0, n).Select(static i => $"param x{i}|Argument {i}.");

    private static string Names(int n) => List(n, static i => $"x{i}");

    private static string Typed(int n) => List(n, static i => $"Tensor x{i}");

    private static string Elements(int n, string array) => $"({List(n, i => $"{array}[{i}]")})";
}
