using System.Collections.Immutable;

using Microsoft.CodeAnalysis;

namespace Adjoint.Generator;

/// <summary>What keeps a marked type or a member of it from being in a tree.</summary>
internal static class TreeFaults
{
    /// <summary>The key under which a diagnostic says which collection would do.</summary>
    public const string Replacement = "Replacement";

    public static IEnumerable<Diagnostic> Of(INamedTypeSymbol type) =>
        BaseFaults(type).Concat(TreeMember.Of(type).Where(static m => m.IsInTree).Select(static m => MemberFault(m)).OfType<Diagnostic>());

    private static IEnumerable<Diagnostic> BaseFaults(INamedTypeSymbol type)
    {
        foreach (INamedTypeSymbol at in type.Bases())
        {
            if (at.IsMarked()) yield break;
            if (at.IsModule())
            {
                yield return Diagnostic.Create(Descriptors.MarkedModule, type.Place(), type.Name);
                yield break;
            }

            if (at.IsWrittenByHand())
            {
                yield return Diagnostic.Create(Descriptors.BaseByHand, type.Place(), type.Name, at.Name);
                yield break;
            }

            if (TreeShapes.OwnFieldsHoldTensors(at)) yield return Diagnostic.Create(Descriptors.UnmarkedBase, type.Place(), Elsewhere(at), type.Name, at.Name);
        }
    }

    private static Diagnostic? MemberFault(TreeMember member)
    {
        ISymbol symbol = member.Symbol;
        if (member.IsExplicit && member.Shape.HoldsTensors)
            return Diagnostic.Create(Descriptors.ExplicitMember, symbol.Place(), symbol.Name, symbol.ContainingType.Name);
        return member.Shape.Fault is not { } fault ? null : fault.Kind switch
        {
            TreeKind.BadContainer => Diagnostic.Create(
                Descriptors.BadContainer, symbol.Place(), ReplacementOf(member, fault), symbol.Name, Short(fault.Type)),
            _ => Diagnostic.Create(Descriptors.UnmarkedMember, symbol.Place(), Elsewhere(fault.Type), symbol.Name, Short(fault.Type)),
        };
    }

    /// <summary>Where a symbol is declared, if in source.</summary>
    public static Location Place(this ISymbol symbol) => symbol.Locations.FirstOrDefault(static l => l.IsInSource) ?? Location.None;

    /// <summary>Where the fix has to be made.</summary>
    public static IEnumerable<Location> Elsewhere(ITypeSymbol type) => type.OriginalDefinition.Locations.Where(static l => l.IsInSource).Take(1);

    /// <summary>A type as a message names it.</summary>
    public static string Short(ITypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat);

    // Known only where the member itself is the collection.
    private static ImmutableDictionary<string, string?> ReplacementOf(TreeMember member, TreeShape fault)
    {
        bool found = ReferenceEquals(member.Shape, fault) && fault.Type is INamedTypeSymbol type && Collections.IteratedBy(type).Any();
        string? replacement = !found ? null : ((INamedTypeSymbol)fault.Type).TypeArguments.Length switch
        {
            1 => "List",
            2 => "Dictionary",
            _ => null,
        };
        return ImmutableDictionary<string, string?>.Empty.Add(Replacement, replacement);
    }
}
