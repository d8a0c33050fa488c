using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Adjoint.Generator;

/// <summary>A field or auto-property of a type: what its values consist of, besides those of its base classes.</summary>
internal sealed class TreeMember
{
    private TreeMember(ISymbol symbol, IFieldSymbol field)
    {
        Symbol = symbol;
        Field = field;
        Shape = TreeShapes.Of(field.Type);
        StaticMark = Marks(symbol).Concat(field.GetAttributes()).FirstOrDefault(AdjointTypes.IsStaticAttribute);
    }

    /// <summary>The field or property.</summary>
    public ISymbol Symbol { get; }

    /// <summary>The field that holds the value.</summary>
    public IFieldSymbol Field { get; }

    public TreeShape Shape { get; }

    /// <summary>The attribute that has it carried along as it is.</summary>
    public AttributeData? StaticMark { get; }

    /// <summary>Whether it is written and read.</summary>
    public bool IsInTree => StaticMark is null && Shape.Kind != TreeKind.Data;

    /// <summary>Whether it is carried along, and is something that can be compared.</summary>
    public bool IsStatic => !IsInTree && Field.Type is { IsRefLikeType: false, TypeKind: not (TypeKind.Pointer or TypeKind.FunctionPointer) };

    /// <summary>Whether it has no name that its own type can call it by.</summary>
    public bool IsExplicit => Symbol is IPropertySymbol { ExplicitInterfaceImplementations.IsEmpty: false };

    /// <summary>Whether it can be set at any time.</summary>
    public bool IsSettable => Symbol is IPropertySymbol property ? property.SetMethod is { IsInitOnly: false } : !Field.IsReadOnly;

    /// <summary>Whether it can be set in a copy that is being made.</summary>
    public bool IsSettableInWith => Symbol is IPropertySymbol property ? property.SetMethod is not null : !Field.IsReadOnly;

    /// <summary>The members that a type declares itself, in the order of declaration.</summary>
    public static IEnumerable<TreeMember> Of(INamedTypeSymbol type) => type.GetMembers().OfType<IFieldSymbol>()
        .Where(static f => !f.IsStatic && f.AssociatedSymbol is null or IPropertySymbol && !IsCarriedByBase(f.AssociatedSymbol))
        .Select(static f => new TreeMember(f.AssociatedSymbol ?? f, f));

    // The base class writes its property, which is this one by then.
    private static bool IsCarriedByBase(ISymbol? symbol) =>
        symbol is IPropertySymbol { OverriddenProperty: { IsAbstract: false } overridden }
        && overridden.ContainingType.GetMembers().OfType<IFieldSymbol>().Any(f => SymbolEqualityComparer.Default.Equals(f.AssociatedSymbol, overridden));

    // [Static] before the parameter of a record means its property.
    private static IEnumerable<AttributeData> Marks(ISymbol symbol)
    {
        IEnumerable<AttributeData> own = symbol.GetAttributes();
        return symbol.DeclaringSyntaxReferences.Any(static r => r.GetSyntax() is ParameterSyntax) ? own.Concat(ParameterMarks(symbol)) : own;
    }

    private static IEnumerable<AttributeData> ParameterMarks(ISymbol property) => property.ContainingType.InstanceConstructors
        .SelectMany(static c => c.Parameters)
        .Where(p => p.DeclaringSyntaxReferences.Any(r => property.DeclaringSyntaxReferences.Contains(r) || IsSame(r, property)))
        .SelectMany(static p => p.GetAttributes());

    private static bool IsSame(SyntaxReference reference, ISymbol property) =>
        property.DeclaringSyntaxReferences.Any(r => r.SyntaxTree == reference.SyntaxTree && r.Span == reference.Span);
}
