using Microsoft.CodeAnalysis;

namespace Adjoint.Generator;

/// <summary>What the library looks for in the fields of modules, and what it calls it: the same as at run time.</summary>
internal static class ModuleMembers
{
    /// <summary>"_hidden" and the property "Hidden" are both "hidden".</summary>
    /// <param name="name">The name of a field or property.</param>
    public static string NameOf(string name)
    {
        string trimmed = name.TrimStart('_');
        return trimmed.Length == 0 ? name : char.ToLowerInvariant(trimmed[0]) + trimmed.Substring(1);
    }

    /// <summary>Whether a parameter, a slot, a module or a collection of such may lie in a field of a type.</summary>
    public static bool CanLieIn(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol array => CanLieIn(array.ElementType),
        ITypeParameterSymbol parameter => !parameter.HasUnmanagedTypeConstraint,
        INamedTypeSymbol { TypeKind: TypeKind.Delegate or TypeKind.Enum or TypeKind.Error } => false,
        INamedTypeSymbol { IsValueType: true } value => IsCollection(value),
        INamedTypeSymbol { IsSealed: true } sealedType => sealedType.WithBases().Any(AdjointTypes.IsMemberOfModule) || IsCollection(sealedType),
        INamedTypeSymbol or IDynamicTypeSymbol => true,
        _ => false,
    };

    private static bool IsCollection(INamedTypeSymbol type) => type.IsTupleType || type.AllInterfaces.Any(static i =>
        i.ToDisplayString() is "System.Collections.IList" or "System.Collections.IDictionary" or "System.Runtime.CompilerServices.ITuple"
            or "System.Collections.Generic.IReadOnlyList<Adjoint.Slot>");
}
