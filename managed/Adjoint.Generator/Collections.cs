using Microsoft.CodeAnalysis;

namespace Adjoint.Generator;

/// <summary>The collections that a tree can be made of, and what others hold.</summary>
internal static class Collections
{
    private static readonly HashSet<string> s_lists =
    [
        "System.Collections.Generic.List<T>", "System.Collections.Generic.IList<T>", "System.Collections.Generic.IReadOnlyList<T>",
        "System.Collections.Immutable.ImmutableArray<T>",
    ];

    private static readonly HashSet<string> s_dictionaries =
    [
        "System.Collections.Generic.Dictionary<TKey, TValue>", "System.Collections.Generic.IDictionary<TKey, TValue>",
        "System.Collections.Generic.IReadOnlyDictionary<TKey, TValue>",
    ];

    /// <summary>The elements of a list or the values of a dictionary; null where it is neither.</summary>
    public static ITypeSymbol? ElementOf(INamedTypeSymbol type)
    {
        if (!type.IsGenericType) return null;
        string definition = type.OriginalDefinition.ToDisplayString();
        if (s_lists.Contains(definition)) return type.TypeArguments[0];
        return s_dictionaries.Contains(definition) ? type.TypeArguments[1] : null;
    }

    /// <summary>What a loop over a value of a type comes by.</summary>
    public static IEnumerable<ITypeSymbol> IteratedBy(INamedTypeSymbol type) =>
        type.AllInterfaces.Add(type).Where(static i => i.OriginalDefinition.SpecialType == SpecialType.System_Collections_Generic_IEnumerable_T)
            .Select(static i => i.TypeArguments[0]);
}
