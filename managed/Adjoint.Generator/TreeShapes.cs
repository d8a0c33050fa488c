using Microsoft.CodeAnalysis;

namespace Adjoint.Generator;

/// <summary>Finds what a type is to a tree. One instance looks at one type; it remembers where it has been, for types that hold themselves.</summary>
internal sealed class TreeShapes
{
    private const int Deepest = 12; // Of types such as A<T> that holds an A<A<T>> there is no end.

    private readonly HashSet<ITypeSymbol> _entered = new(SymbolEqualityComparer.Default);

    private TreeShapes()
    {
    }

    public static TreeShape Of(ITypeSymbol type) => new TreeShapes().Shape(type);

    /// <summary>Whether a type holds tensors in fields of its own, those of its base classes aside.</summary>
    public static bool OwnFieldsHoldTensors(INamedTypeSymbol type) => new TreeShapes().OwnState(type).Any(static s => s.HoldsTensors);

    private TreeShape Shape(ITypeSymbol type) => type switch
    {
        ITypeParameterSymbol parameter => new TreeShape(OfParameter(parameter), type),
        IArrayTypeSymbol { Rank: 1 } array => Around(TreeKind.Collection, type, array.ElementType),
        IArrayTypeSymbol array => Around(TreeKind.BadContainer, type, array.ElementType),
        INamedTypeSymbol named => OfNamed(named),
        _ => new TreeShape(TreeKind.Data, type),
    };

    private TreeShape OfNamed(INamedTypeSymbol type)
    {
        if (type.IsTensor() || type.IsTree()) return new TreeShape(TreeKind.Tree, type);
        if (IsPlain(type)) return new TreeShape(TreeKind.Data, type);
        if (type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T) return Around(TreeKind.Optional, type, type.TypeArguments[0]);
        if (type.IsTupleType) return Around(TreeKind.Tuple, type, [.. type.TupleElements.Select(static e => e.Type)]);
        if (Collections.ElementOf(type) is { } element) return Around(TreeKind.Collection, type, element);
        return new TreeShape(OfOther(type), type);
    }

    // Numbers, strings, objects and functions, whatever tensors those may capture.
    private static bool IsPlain(INamedTypeSymbol type) =>
        (type.SpecialType != SpecialType.None && type.TypeArguments.IsEmpty) || type.TypeKind is TypeKind.Enum or TypeKind.Delegate or TypeKind.Error;

    // Nothing around data is a tree; around a tree that cannot be, neither can this.
    private TreeShape Around(TreeKind kind, ITypeSymbol type, params ITypeSymbol[] parts)
    {
        TreeShape[] shapes = [.. parts.Select(Shape)];
        return shapes.All(static s => s.Kind == TreeKind.Data) ? new TreeShape(TreeKind.Data, type) : new TreeShape(kind, type, shapes);
    }

    private static TreeKind OfParameter(ITypeParameterSymbol parameter)
    {
        bool data = parameter.HasUnmanagedTypeConstraint
            || parameter.ConstraintTypes.Any(static t => t.SpecialType is SpecialType.System_Enum or SpecialType.System_Delegate or SpecialType.System_MulticastDelegate);
        return data ? TreeKind.Data : TreeKind.Tree;
    }

    private TreeKind OfOther(INamedTypeSymbol type)
    {
        if (_entered.Count > Deepest || !_entered.Add(type)) return TreeKind.Data;
        TreeKind kind = Collections.IteratedBy(type).Any(e => Shape(e).HoldsTensors) ? TreeKind.BadContainer
            : type.IsOfFramework() ? OfFramework(type)
            : OfUser(type);
        _entered.Remove(type);
        return kind;
    }

    // What takes tensors, such as a comparer of them, holds none.
    private TreeKind OfFramework(INamedTypeSymbol type)
    {
        bool holds = type.OriginalDefinition.TypeParameters.Zip(type.TypeArguments, static (p, a) => (p.Variance, Argument: a))
            .Any(x => x.Variance != VarianceKind.In && Shape(x.Argument).HoldsTensors);
        return holds ? TreeKind.BadContainer : TreeKind.Data;
    }

    private TreeKind OfUser(INamedTypeSymbol type)
    {
        if (type.WithBases().OfType<INamedTypeSymbol>().Any(t => OwnState(t).Any(static s => s.HoldsTensors))) return TreeKind.Unmarked;
        return type.TypeKind == TypeKind.Interface || type.IsAbstract ? TreeKind.Open : TreeKind.Data;
    }

    // Of a compiled type, whose private fields may be left out of what the compiler sees, what it shows counts.
    private IEnumerable<TreeShape> OwnState(INamedTypeSymbol type)
    {
        if (!CouldHoldTensors(type)) return [];
        bool inSource = !type.DeclaringSyntaxReferences.IsEmpty;
        return type.GetMembers().Where(static m => !m.IsStatic).Select(m => m switch
        {
            IFieldSymbol { AssociatedSymbol: not IEventSymbol } field => field.Type,
            IPropertySymbol { DeclaredAccessibility: Accessibility.Public, Parameters.IsEmpty: true } property when !inSource => property.Type,
            _ => null,
        }).OfType<ITypeSymbol>().Select(Shape);
    }

    // A library that does not know this one has no tensors, but for those that its type parameters stand for.
    private static bool CouldHoldTensors(INamedTypeSymbol type) =>
        !type.DeclaringSyntaxReferences.IsEmpty || type.IsGenericType || type.ContainingAssembly.Name == "Adjoint"
        || type.ContainingModule.ReferencedAssemblies.Any(static a => a.Name == "Adjoint");
}
