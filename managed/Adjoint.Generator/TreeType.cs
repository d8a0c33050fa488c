using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Adjoint.Generator;

/// <summary>What of a marked type lets the other part be written, or stands in the way.</summary>
internal static class TreeType
{
    /// <summary>Whether its other part is written: it is marked, can have one, and does not do it by hand.</summary>
    public static bool IsWritten(this INamedTypeSymbol type) =>
        type.IsMarked() && !type.IsWrittenByHand() && type.Obstacle() is null && type.NotPartial() is null;

    /// <summary>Why it can be no tree at all.</summary>
    public static string? Obstacle(this INamedTypeSymbol type)
    {
        if (type.IsRefLikeType) return "a ref struct cannot be boxed";
        if (type.IsStatic) return "a static class has no values";
        return type.WithContaining().Any(static t => t.IsFileLocal) ? "no other file can add to a type that is local to its file" : null;
    }

    /// <summary>The type itself or the one around it that lacks the modifier.</summary>
    public static INamedTypeSymbol? NotPartial(this INamedTypeSymbol type) => type.WithContaining().FirstOrDefault(static t => !t.IsPartial());

    /// <summary>Whether the type implements the interface itself, rather than by what is written here.</summary>
    public static bool IsWrittenByHand(this INamedTypeSymbol type) =>
        type.AllInterfaces.FirstOrDefault(AdjointTypes.IsTreeInterface) is { } tree
        && tree.GetMembers().Select(type.FindImplementationForInterfaceMember)
            .Any(m => m is not null && SymbolEqualityComparer.Default.Equals(m.ContainingType, type) && !m.GetAttributes().Any(IsOurMark));

    private static bool IsOurMark(AttributeData attribute) =>
        attribute.AttributeClass?.Name == "GeneratedCodeAttribute" && attribute.ConstructorArguments.FirstOrDefault().Value is TreeSource.Tool;

    /// <summary>The nearest base class that is a tree.</summary>
    public static INamedTypeSymbol? TreeBase(this INamedTypeSymbol type) =>
        type.Bases().FirstOrDefault(static t => t.IsMarked() || t.IsWrittenByHand());

    public static IEnumerable<INamedTypeSymbol> Bases(this INamedTypeSymbol type) => type.WithBases().Skip(1).OfType<INamedTypeSymbol>();

    public static IEnumerable<INamedTypeSymbol> WithContaining(this INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? at = type; at is not null; at = at.ContainingType) yield return at;
    }

    // A compiled type was partial if it had to be.
    private static bool IsPartial(this INamedTypeSymbol type) =>
        type.DeclaringSyntaxReferences.IsEmpty
        || type.DeclaringSyntaxReferences.Any(static r => r.GetSyntax() is TypeDeclarationSyntax t && t.Modifiers.Any(SyntaxKind.PartialKeyword));
}
