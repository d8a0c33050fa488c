using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Adjoint.Generator;

/// <summary>All that is written of a member of a module.</summary>
/// <param name="Name">What it is called: "hidden" for the field _hidden and the property Hidden.</param>
/// <param name="FieldName">The field that holds it, as the runtime knows it.</param>
/// <param name="FieldType">The field's type.</param>
internal sealed record ModuleMemberModel(string Name, string FieldName, string FieldType);

/// <summary>All that is written of a class of modules. Equal models give the same text.</summary>
/// <param name="FileName">The name of its file.</param>
/// <param name="Namespace">Its namespace; empty for none.</param>
/// <param name="Containing">The headers of the types around it, the outermost first.</param>
/// <param name="Name">Its name with type parameters.</param>
/// <param name="Members">Its members.</param>
internal sealed record ModuleModel(
    string FileName, string Namespace, EquatableArray<string> Containing, string Name, EquatableArray<ModuleMemberModel> Members)
{
    private const string Method = "VisitMembers";

    /// <summary>Whether it, or a type around it, has type parameters.</summary>
    public bool IsGeneric => Containing.Append(Name).Any(static n => n.EndsWith(">", StringComparison.Ordinal));

    /// <summary>The model of a class, seen from one of its parts; null where nothing is to be written, or another part has it written.</summary>
    public static ModuleModel? Of(ClassDeclarationSyntax declaration, SemanticModel semantics, CancellationToken cancellation)
    {
        if (semantics.GetDeclaredSymbol(declaration, cancellation) is not INamedTypeSymbol type || !type.Bases().Any(AdjointTypes.IsModule)) return null;
        if (!IsFirstPart(declaration, type) || type.NotPartial() is not null || type.Obstacle() is not null) return null;
        if (type.GetMembers(Method).Any() || CapturesMember(type, semantics.Compilation, cancellation)) return null;
        return new ModuleModel(
            type.FileName().Replace(".g.cs", ".module.g.cs"),
            type.ContainingNamespace.IsGlobalNamespace ? "" : type.ContainingNamespace.ToDisplayString(),
            new([.. type.WithContaining().Skip(1).Reverse().Select(static t => $"{t.Header()} {t.NameWithParameters()}")]),
            type.NameWithParameters(),
            new([.. type.GetMembers().OfType<IFieldSymbol>().Where(static f => !f.IsStatic && ModuleMembers.CanLieIn(f.Type)).Select(Of)]));
    }

    private static ModuleMemberModel Of(IFieldSymbol field) => new(
        ModuleMembers.NameOf(field.AssociatedSymbol?.Name ?? field.Name), field.MetadataName, field.Type.ToDisplayString(Names.Full));

    // A class in several parts is written once.
    private static bool IsFirstPart(ClassDeclarationSyntax declaration, INamedTypeSymbol type) =>
        type.DeclaringSyntaxReferences.Select(static r => r.GetSyntax()).OfType<ClassDeclarationSyntax>().FirstOrDefault(static d => d.BaseList is not null) == declaration;

    // The compiler keeps a parameter of the class that a method uses in a field without a name, which only reflection finds.
    private static bool CapturesMember(INamedTypeSymbol type, Compilation compilation, CancellationToken cancellation)
    {
        foreach (TypeDeclarationSyntax part in type.DeclaringSyntaxReferences.Select(r => r.GetSyntax(cancellation)).OfType<TypeDeclarationSyntax>())
        {
            SemanticModel semantics = compilation.GetSemanticModel(part.SyntaxTree);
            if (part.DescendantNodes(node => node == part || IsRunLater(node)).OfType<IdentifierNameSyntax>().Any(name => IsParameterOf(type, name, semantics, cancellation))) return true;
        }

        return false;
    }

    // What initialises a field or a property, or goes to the base class, is run by the constructor; types inside do not see the parameters.
    private static bool IsRunLater(SyntaxNode node) => node switch
    {
        BaseFieldDeclarationSyntax or BaseListSyntax or ParameterListSyntax { Parent: TypeDeclarationSyntax } => false,
        TypeDeclarationSyntax { Parent: TypeDeclarationSyntax } => false,
        EqualsValueClauseSyntax { Parent: PropertyDeclarationSyntax } => false,
        _ => true,
    };

    private static bool IsParameterOf(INamedTypeSymbol type, IdentifierNameSyntax name, SemanticModel semantics, CancellationToken cancellation) =>
        type.InstanceConstructors.Any(c => c.Parameters.Any(p => p.Name == name.Identifier.ValueText && ModuleMembers.CanLieIn(p.Type)))
        && semantics.GetSymbolInfo(name, cancellation).Symbol is IParameterSymbol { ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Constructor } constructor } found
        && SymbolEqualityComparer.Default.Equals(constructor.ContainingType, type)
        && constructor.DeclaringSyntaxReferences.Any(static r => r.GetSyntax() is ClassDeclarationSyntax)
        && ModuleMembers.CanLieIn(found.Type);
}
