using System.Collections.Immutable;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace Adjoint.Generator.CodeFixes;

/// <summary>Keeps a parameter that methods use in a field, which has a name.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class KeepInFieldFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(Descriptors.CapturedParameter.Id);

    /// <summary>Every use of a parameter is changed at once, and the field is declared once: there is nothing to do for all places together.</summary>
    public override FixAllProvider? GetFixAllProvider() => null;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        (SyntaxNode root, SyntaxNode at) = await Fix.PlaceAsync(context).ConfigureAwait(false);
        SemanticModel model = (await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false))!;
        if (at.FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { } type || model.GetSymbolInfo(at).Symbol is not IParameterSymbol parameter) return;
        string field = "_" + parameter.Name;
        if (!parameter.ContainingType.GetMembers(field).IsEmpty || parameter.DeclaringSyntaxReferences[0].GetSyntax() is not ParameterSyntax { Type: { } declared }) return;

        string title = $"Keep '{parameter.Name}' in a field";
        context.RegisterCodeFix(
            CodeAction.Create(title, _ => Task.FromResult(context.Document.WithSyntaxRoot(root.ReplaceNode(type, Changed(type, declared)))), equivalenceKey: title),
            context.Diagnostics);

        TypeDeclarationSyntax Changed(TypeDeclarationSyntax old, TypeSyntax typeOfField)
        {
            IEnumerable<IdentifierNameSyntax> uses = old.DescendantNodes().OfType<IdentifierNameSyntax>()
                .Where(n => n.Identifier.ValueText == parameter.Name && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(n).Symbol, parameter) && !IsInitialiser(n));
            TypeDeclarationSyntax changed = old.ReplaceNodes(uses, (_, n) => SyntaxFactory.IdentifierName(field).WithTriviaFrom(n));
            MemberDeclarationSyntax declaration = SyntaxFactory.ParseMemberDeclaration($"private readonly {typeOfField.WithoutTrivia()} {field} = {parameter.Name.ToIdentifier()};")!;
            return changed.WithMembers(changed.Members.Insert(0, declaration
                .WithTrailingTrivia(SyntaxFactory.ElasticCarriageReturnLineFeed, SyntaxFactory.ElasticCarriageReturnLineFeed)
                .WithAdditionalAnnotations(Formatter.Annotation)));
        }
    }

    // What initialises members and the base class still takes the parameter.
    private static bool IsInitialiser(SyntaxNode use) => use.Ancestors().TakeWhile(static n => n is not TypeDeclarationSyntax)
        .Any(static n => n is PrimaryConstructorBaseTypeSyntax or EqualsValueClauseSyntax { Parent: PropertyDeclarationSyntax or VariableDeclaratorSyntax { Parent.Parent: BaseFieldDeclarationSyntax } });
}
