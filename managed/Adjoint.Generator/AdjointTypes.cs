using Microsoft.CodeAnalysis;

namespace Adjoint.Generator;

/// <summary>The types of the library that mean something to trees, by their names.</summary>
internal static class AdjointTypes
{
    public const string TensorTreeAttribute = "Adjoint.TensorTreeAttribute";

    public static bool IsTensor(this ITypeSymbol type) => type.IsNamed("Tensor");

    public static bool IsTreeInterface(this ITypeSymbol type) => type.IsNamed("ITensorTree");

    /// <summary>Whether a type is marked [TensorTree].</summary>
    public static bool IsMarked(this ITypeSymbol type) => type.OriginalDefinition.HasAttribute("TensorTreeAttribute");

    public static bool IsStaticAttribute(this AttributeData attribute) => attribute.AttributeClass?.IsNamed("StaticAttribute") == true;

    public static bool IsModule(this ITypeSymbol type) => type.IsNamed("Module");

    /// <summary>Whether a type is what modules hold.</summary>
    public static bool IsMemberOfModule(this ITypeSymbol type) =>
        type.IsModule() || type.IsNamed("Parameter") || type.IsNamed("Slot") || type.IsNamed("Slots");

    /// <summary>Whether a type is a tree: marked as one, or one by hand.</summary>
    public static bool IsTree(this ITypeSymbol type) =>
        type.IsTreeInterface() || type.AllInterfaces.Any(IsTreeInterface) || type.WithBases().Any(IsMarked);

    /// <summary>Whether a type comes with .NET.</summary>
    public static bool IsOfFramework(this ITypeSymbol type)
    {
        INamespaceSymbol? space = type.ContainingNamespace;
        while (space is { ContainingNamespace.IsGlobalNamespace: false }) space = space.ContainingNamespace;
        return space?.Name == "System";
    }

    /// <summary>A type and those that it derives from, itself first.</summary>
    public static IEnumerable<ITypeSymbol> WithBases(this ITypeSymbol type)
    {
        for (ITypeSymbol? at = type; at is not null; at = at.BaseType) yield return at;
    }

    /// <summary>Whether a class's generic methods take and return trees: each of their type parameters stands for one.</summary>
    public static bool WorksOnTrees(this ITypeSymbol type) => type.IsNamed("Autodiff") || type.IsNamed("Tree");

    private static bool HasAttribute(this ISymbol symbol, string name) =>
        symbol.GetAttributes().Any(a => a.AttributeClass?.IsNamed(name) == true);

    private static bool IsNamed(this ITypeSymbol type, string name) =>
        type.Name == name && type.ContainingNamespace is { Name: "Adjoint", ContainingNamespace.IsGlobalNamespace: true };
}
