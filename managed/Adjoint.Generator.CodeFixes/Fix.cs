using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Adjoint.Generator.CodeFixes;

/// <summary>What the fixes have in common: each replaces one piece of syntax by another.</summary>
internal static class Fix
{
    /// <summary>Offers to replace a piece of syntax; nothing is offered where there is none.</summary>
    public static void Offer<T>(CodeFixContext context, Document document, SyntaxNode root, string title, T? old, Func<T, SyntaxNode> change)
        where T : SyntaxNode
    {
        if (old is null) return;
        context.RegisterCodeFix(
            CodeAction.Create(title, _ => Task.FromResult(document.WithSyntaxRoot(root.ReplaceNode(old, change(old)))), equivalenceKey: title),
            context.Diagnostics);
    }

    /// <summary>The syntax at the place of the diagnostic.</summary>
    public static async Task<(SyntaxNode Root, SyntaxNode At)> PlaceAsync(CodeFixContext context)
    {
        SyntaxNode root = (await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false))!;
        return (root, root.FindNode(context.Span, getInnermostNodeForTie: true));
    }

    /// <summary>The declaration of a field, property or parameter around a piece of syntax.</summary>
    public static SyntaxNode? MemberAt(SyntaxNode at) =>
        at.FirstAncestorOrSelf<SyntaxNode>(static n => n is BaseFieldDeclarationSyntax or PropertyDeclarationSyntax or ParameterSyntax);

    /// <summary>The type that a declaration gives its member.</summary>
    public static TypeSyntax? TypeOf(SyntaxNode? member) => member switch
    {
        BaseFieldDeclarationSyntax field => field.Declaration.Type,
        PropertyDeclarationSyntax property => property.Type,
        ParameterSyntax parameter => parameter.Type,
        _ => null,
    };
}
