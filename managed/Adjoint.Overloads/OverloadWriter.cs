using System.Text;

using static Adjoint.Overloads.Code;

namespace Adjoint.Overloads;

/// <summary>
/// Writes Grad and ValueAndGrad for functions of a fixed number of tensors. C# has no way to say "a function of n tensors and k of
/// their positions", so each combination is an overload of its own, and all are one line around Derivative.
/// </summary>
internal static class OverloadWriter
{
    /// <summary>What the caller differentiates by.</summary>
    private enum By
    {
        First,
        OnePosition,
        Tuple,
        Array,
        WeightsOnly,
    }

    /// <summary>What the function returns.</summary>
    private enum Output
    {
        Plain,
        Aux,
        TwoAux,
    }

    public static IEnumerable<(string Name, string Text)> Files()
    {
        for (int arity = 0; arity <= LargestArity; arity++)
            yield return ($"Autodiff.Of{arity}.cs", FileOf(arity));
    }

    private static string FileOf(int arity) => File($"Functions of {Tensors(arity)}.", [.. Overloads(arity), Spread(arity)]);

    private static IEnumerable<string> Overloads(int arity)
    {
        foreach (bool value in (bool[])[false, true])
            foreach (bool weights in (bool[])[false, true])
                foreach (Output output in Enum.GetValues<Output>())
                {
                    if (weights && output == Output.TwoAux) continue;
                    if (weights) yield return Method(arity, value, output, By.WeightsOnly, 0, weights);
                    if (arity == 0) continue;
                    // An optional position cannot stand before hasAux: leaving it out is an overload of its own.
                    if (output != Output.Plain && !weights) yield return Method(arity, value, output, By.First, 1, weights);
                    yield return Method(arity, value, output, By.OnePosition, 1, weights);
                    for (int size = 2; size <= arity; size++)
                        yield return Method(arity, value, output, By.Tuple, size, weights);
                    yield return Method(arity, value, output, By.Array, 0, weights);
                }
    }

    private static string Method(int arity, bool value, Output output, By by, int size, bool weights)
    {
        string name = value ? "ValueAndGrad" : "Grad";
        string returned = output switch { Output.Plain => "TOut", Output.Aux => "(Tensor, TAux)", _ => "(Tensor, TAux1, TAux2)" };
        string generic = output switch { Output.Plain => "TOut", Output.Aux => "TAux", _ => "TAux1, TAux2" };
        string gradient = GradientType(by, size, weights);
        string result = value ? $"({Named(output, returned)} Value, {gradient} Gradient)" : output switch
        {
            Output.Plain => gradient,
            Output.Aux => $"({gradient} Gradient, TAux Aux)",
            _ => $"({gradient} Gradient, (TAux1, TAux2) Aux)",
        };
        string function = Func(arity, returned);
        string positions = by switch { By.First => "[0]", By.OnePosition => "[position]", By.Tuple => Unpacked(size), By.Array => "positions", _ => "[]" };

        var text = new StringBuilder();
        Document(text, arity, value, output, by, weights);
        if (IsRare(arity, output, by, size, weights)) text.Append(Hidden);
        text.Append($"    public static {Func(arity, result)} {name}<{generic}>(\n        {function} function{Parameters(output, by, size, weights)})\n    {{\n");
        if (by == By.Array) text.Append("        ArgumentNullException.ThrowIfNull(positions);\n");
        if (weights) text.Append("        ArgumentNullException.ThrowIfNull(weights);\n");
        if (output != Output.Plain) text.Append("        hasAux.Require();\n");
        text.Append($"        var d = new Derivative<{returned}>(nameof({name}), Spread(function), {arity}, {positions}, {(weights ? "weights" : "null")}, {(output == Output.Plain ? "false" : "true")});\n");
        text.Append($"        return ({Arguments(arity)}) =>\n        {{\n");
        text.Append(value || output != Output.Plain ? $"            var (y, g) = d.ValueAndGradient({Arguments(arity)});\n" : $"            var g = d.Gradient({Arguments(arity)});\n");
        string gradients = GradientValue(by, size, weights);
        text.Append("            return ").Append(value ? $"(y, {gradients})" : output switch
        {
            Output.Plain => gradients,
            Output.Aux => $"({gradients}, y.Item2)",
            _ => $"({gradients}, (y.Item2, y.Item3))",
        }).Append(";\n        };\n    }\n");
        return text.ToString();
    }

    private static string Named(Output output, string returned) => output switch
    {
        Output.Plain => returned,
        Output.Aux => "(Tensor Value, TAux Aux)",
        _ => "(Tensor Value, TAux1 Aux1, TAux2 Aux2)",
    };

    private static bool IsRare(int arity, Output output, By by, int size, bool weights) =>
        arity > 4 || output == Output.TwoAux || by == By.Array || size > 3 || (weights && by != By.WeightsOnly);

    private const string Example =
        """
            /// <example>
            /// <code>
            /// var slope = Grad((Tensor x) => Sum(x * x));
            /// Console.WriteLine(slope([1f, 2f]));           // [2. 4.]
            /// var third = Grad(Grad(Grad((Tensor x) => x * x * x)));
            /// Console.WriteLine(third(0.5));                // 6.0
            /// </code>
            /// </example>

        """;

    private const string ValueExample =
        """
            /// <example>
            /// <code>
            /// var (value, slope) = ValueAndGrad((Tensor x) => Sum(x * x))([1f, 2f]);
            /// Console.WriteLine(value);   // 5.0
            /// Console.WriteLine(slope);   // [2. 4.]
            /// </code>
            /// </example>

        """;

    private static void Document(StringBuilder text, int arity, bool value, Output output, By by, bool weights)
    {
        string what = output == Output.Plain ? "the sum of all outputs" : "the first output";
        string respect = (by, weights) switch
        {
            (By.First, _) => "the first argument",
            (By.OnePosition, false) => "one argument",
            (By.Tuple, false) => "some arguments",
            (By.Array, false) => "the arguments at a list of positions",
            (By.WeightsOnly, _) => "parameters",
            (By.OnePosition, true) => "one argument and parameters",
            (By.Tuple, true) => "some arguments and parameters",
            _ => "the arguments at a list of positions and parameters",
        };
        text.Append($"    /// <summary>{(value ? "The outputs of a function, and the" : "The")} gradient of {what} with respect to {respect}.</summary>\n");
        switch (output)
        {
            case Output.Plain:
                text.Append("    /// <typeparam name=\"TOut\">A tensor, or a tuple or list of tensors.</typeparam>\n");
                break;
            case Output.Aux:
                text.Append("    /// <typeparam name=\"TAux\">What the function returns beside.</typeparam>\n");
                break;
            default:
                text.Append("    /// <typeparam name=\"TAux1\">What the function returns second.</typeparam>\n");
                text.Append("    /// <typeparam name=\"TAux2\">What the function returns third.</typeparam>\n");
                break;
        }

        text.Append("    /// <param name=\"function\">The function.</param>\n");
        if (by == By.OnePosition) text.Append("    /// <param name=\"position\">The argument's position, counted from 0.</param>\n");
        if (by is By.Tuple or By.Array) text.Append("    /// <param name=\"positions\">The arguments' positions, counted from 0.</param>\n");
        if (output != Output.Plain) text.Append("    /// <param name=\"hasAux\">True.</param>\n");
        if (weights) text.Append("    /// <param name=\"weights\">The parameters.</param>\n");
        string shape = (by, weights) switch
        {
            (By.First or By.OnePosition, false) => "its gradient",
            (By.Tuple, false) => "a tuple of their gradients",
            (By.Array, false) => "an array of their gradients",
            (By.WeightsOnly, _) => "the parameters' gradients",
            (By.OnePosition, true) => "the argument's gradient and the parameters'",
            (By.Tuple, true) => "a tuple of the arguments' gradients and the parameters'",
            _ => "an array of the arguments' gradients and the parameters'",
        };
        string rest = value ? "the outputs and " + shape : output == Output.Plain ? shape : shape + ", with what the function returned beside";
        text.Append($"    /// <returns>A function of the same arguments that gives {rest}.</returns>\n");
        if (arity == 1 && output == Output.Plain && by == By.OnePosition && !weights) text.Append(value ? ValueExample : Example);
        if (by is not (By.WeightsOnly or By.First)) text.Append("    /// <exception cref=\"ArgumentOutOfRangeException\">There is no argument at a position.</exception>\n");
        text.Append("    /// <exception cref=\"ArgumentException\">");
        text.Append(by is By.Tuple or By.Array ? "A position is given twice; or, in a call" : "In a call");
        text.Append(", what is differentiated is not floating.</exception>\n");
    }

    private static string Parameters(Output output, By by, int size, bool weights)
    {
        string positions = by switch
        {
            By.OnePosition => output == Output.Plain && !weights ? ", int position = 0" : ", int position",
            By.Tuple => $", {TupleOf(size, "int")} positions",
            By.Array => ", int[] positions",
            _ => "",
        };
        if (output != Output.Plain) positions += ", HasAux hasAux";
        return positions + (weights ? ", IEnumerable<Parameter> weights" : "");
    }

    private static string GradientType(By by, int size, bool weights) => (by, weights) switch
    {
        (By.WeightsOnly, _) => "Gradients",
        (_, true) => $"({PositionType(by, size)} Gradient, Gradients Weights)",
        _ => PositionType(by, size),
    };

    private static string PositionType(By by, int size) => by switch
    {
        By.First or By.OnePosition => "Tensor",
        By.Tuple => TupleOf(size, "Tensor"),
        _ => "Tensor[]",
    };

    private static string GradientValue(By by, int size, bool weights) => (by, weights) switch
    {
        (By.WeightsOnly, _) => "d.OfWeights(g)",
        (By.Array, true) => "(g[..positions.Length], d.OfWeights(g))",
        (_, true) => $"({PositionValue(by, size)}, d.OfWeights(g))",
        _ => PositionValue(by, size),
    };

    private static string PositionValue(By by, int size) => by switch
    {
        By.First or By.OnePosition => "g[0]",
        By.Tuple => $"({string.Join(", ", Enumerable.Range(0, size).Select(static i => $"g[{i}]"))})",
        _ => "g",
    };

    private static string Unpacked(int size) => $"[{List(size, static i => $"positions.Item{i}", 1)}]";

    private static string Arguments(int arity) => List(arity, static i => $"x{i}");

    private static string Spread(int arity) =>
        $"    private static Func<Tensor[], TOut> Spread<TOut>({Func(arity, "TOut")} function)\n    {{\n"
        + "        ArgumentNullException.ThrowIfNull(function);\n"
        + $"        return xs => function({List(arity, static i => $"xs[{i}]")});\n    }}\n";
}
