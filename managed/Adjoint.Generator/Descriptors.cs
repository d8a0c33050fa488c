using Microsoft.CodeAnalysis;

namespace Adjoint.Generator;

/// <summary>All that is said about programs. An error where a tensor would be left out of a tree without a word.</summary>
internal static class Descriptors
{
    public static readonly DiagnosticDescriptor NotPartial = Error(
        "ADJ001", "A tree must be partial", "'{0}' is marked [TensorTree] but not partial, so nothing can be added to it: write 'partial'");

    public static readonly DiagnosticDescriptor ContainingNotPartial = Error(
        "ADJ002", "The type around a tree must be partial", "'{0}' lies in '{1}', which is not partial, so nothing can be added to it: make '{1}' partial too");

    public static readonly DiagnosticDescriptor NoTree = Error(
        "ADJ003", "This type cannot be a tree", "'{0}' cannot be a tree of tensors: {1}. Use a record, class or struct");

    public static readonly DiagnosticDescriptor BadContainer = Error(
        "ADJ004", "This container cannot be in a tree",
        "'{0}' holds tensors in a '{1}', which cannot be made again with others: use an array, a List, a Dictionary or a tuple, or mark it [Static] to carry it along as it is");

    public static readonly DiagnosticDescriptor UnmarkedMember = Error(
        "ADJ005", "The type of a member holds tensors and is no tree",
        "'{0}' is of the type '{1}', which holds tensors but is not marked [TensorTree]: mark '{1}', or mark the member [Static] to carry it along as it is");

    public static readonly DiagnosticDescriptor MarkedModule = Error(
        "ADJ006", "A module is a tree without a mark",
        "'{0}' is a module, which is a tree already: its leaves are the values of its parameters and slots. Take the mark away, and keep tensors that are leaves in a Parameter or Slot");

    public static readonly DiagnosticDescriptor CapturedParameter = Error(
        "ADJ007", "A captured parameter cannot be in a tree",
        "The parameter '{0}' is kept by '{1}' in a place without a name, so its tensors would be left out: initialise a field or property with it and use that");

    public static readonly DiagnosticDescriptor UnmarkedBase = Error(
        "ADJ008", "The base class of a tree holds tensors and is no tree",
        "'{0}' derives from '{1}', which holds tensors but is not marked [TensorTree]: mark '{1}' too");

    public static readonly DiagnosticDescriptor BaseByHand = Error(
        "ADJ009", "The base class of a tree is a tree by hand",
        "'{0}' derives from '{1}', which implements ITensorTree itself and knows nothing of '{0}': implement it in '{0}' too, or mark '{1}' instead");

    public static readonly DiagnosticDescriptor UnmarkedDerived = Error(
        "ADJ010", "A class adds tensors to a tree and is not marked",
        "'{0}' adds tensors to the tree '{1}' but is not marked [TensorTree], so they would be left out: mark '{0}' too");

    public static readonly DiagnosticDescriptor NeedlessStatic = new(
        "ADJ011", "[Static] changes nothing here", "[Static] changes nothing here: {0}", Category, DiagnosticSeverity.Info, true);

    public static readonly DiagnosticDescriptor ExplicitMember = Error(
        "ADJ012", "A property that implements an interface explicitly cannot be in a tree",
        "'{0}' cannot be named inside '{1}', so its tensors would be left out: keep them in a field or property of '{1}' and return that");

    public static readonly DiagnosticDescriptor NoTreeArgument = Error(
        "ADJ013", "A transform is given what holds tensors and is no tree", "'{0}' takes trees of tensors, but '{1}' {2}");

    public static readonly DiagnosticDescriptor ReferenceEquality = new(
        "ADJ014", "Tensors are compared as objects",
        "'{0}' asks whether two tensors are one object, not whether they hold the same: for elements use Equal or NotEqual, for whole tensors ElementwiseEquals, and ReferenceEquals where the object is meant",
        "Adjoint.Tensors", DiagnosticSeverity.Warning, true);

    public static readonly DiagnosticDescriptor TypeArgumentsNeeded = new(
        "ADJ015", "A transform of a method over trees needs its type arguments",
        "C# does not infer the types of trees from the method '{0}': write '{1}'", "Adjoint.Transforms", DiagnosticSeverity.Error, true);

    private const string Category = "Adjoint.Trees";

    private static DiagnosticDescriptor Error(string id, string title, string message) =>
        new(id, title, message, Category, DiagnosticSeverity.Error, true);
}
