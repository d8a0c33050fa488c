using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Adjoint.Generator;

/// <summary>How symbols are said in code.</summary>
internal static class Names
{
    /// <summary>Types as they are understood anywhere.</summary>
    public static SymbolDisplayFormat Full { get; } =
        SymbolDisplayFormat.FullyQualifiedFormat.AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    public static string ToIdentifier(this string name) =>
        SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None && SyntaxFacts.GetContextualKeywordKind(name) == SyntaxKind.None ? name : "@" + name;

    /// <summary>Such as "partial record struct".</summary>
    public static string Header(this INamedTypeSymbol type) => type switch
    {
        { IsRecord: true, IsValueType: true } => "partial record struct",
        { IsRecord: true } => "partial record",
        { TypeKind: TypeKind.Interface } => "partial interface",
        { IsValueType: true } => "partial struct",
        _ => "partial class",
    };

    /// <summary>Such as "Pair&lt;T, U&gt;". Constraints need not be said again.</summary>
    public static string NameWithParameters(this INamedTypeSymbol type) =>
        type.Name.ToIdentifier() + (type.TypeParameters.IsEmpty ? "" : $"<{string.Join(", ", type.TypeParameters.Select(static p => p.Name.ToIdentifier()))}>");

    /// <summary>A name for the type's file that no other has.</summary>
    public static string FileName(this INamedTypeSymbol type)
    {
        string space = type.ContainingNamespace.IsGlobalNamespace ? "" : type.ContainingNamespace.ToDisplayString().Replace("@", "") + ".";
        return $"{space}{string.Join(".", type.WithContaining().Reverse().Select(static t => t.MetadataName.Replace('`', '-')))}.g.cs";
    }
}
