using Microsoft.CodeAnalysis;

namespace Adjoint.Generator;

/// <summary>Writes the expression that gives a value anew: all that it consists of is named, so that nothing is left to reflection.</summary>
internal static class NextExpression
{
    public static string Of(TreeShape shape, string value) => Of(shape, value, "reader", 1);

    // The number makes the names of nested functions' parameters differ.
    private static string Of(TreeShape shape, string value, string reader, int depth) => shape.Kind switch
    {
        TreeKind.Data => value,
        TreeKind.Tuple => $"({string.Join(", ", shape.Parts.Select((p, i) => Of(p, $"{value}.Item{i + 1}", reader, depth)))})",
        TreeKind.Optional when shape.Parts[0].Kind != TreeKind.Tree =>
            $"({value} is {{ }} value{depth} ? {Of(shape.Parts[0], $"value{depth}", reader, depth + 1)} : default({shape.Type.ToDisplayString(Names.Full)}))",
        TreeKind.Collection when shape.Parts[0].Kind is not (TreeKind.Tree or TreeKind.Open) =>
            $"{reader}.Next({value}, static (reader{depth}, x{depth}) => {Of(shape.Parts[0], $"x{depth}", $"reader{depth}", depth + 1)})",
        _ => $"{reader}.Next({value})",
    };
}
