using System.Collections.Immutable;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Adjoint.Generator.CodeFixes;

/// <summary>Removes a [Static] that changes nothing.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class RemoveStaticFix : CodeFixProvider
{
    private const string Title = "Remove [Static]";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(Descriptors.NeedlessStatic.Id);

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        (SyntaxNode root, SyntaxNode at) = await Fix.PlaceAsync(context).ConfigureAwait(false);
        if (at.FirstAncestorOrSelf<AttributeSyntax>() is not { Parent: AttributeListSyntax list } attribute) return;
        SyntaxNode removed = list.Attributes.Count > 1 ? attribute : list;
        context.RegisterCodeFix(
            CodeAction.Create(Title, _ => Task.FromResult(context.Document.WithSyntaxRoot(Without(root, removed))), equivalenceKey: Title),
            context.Diagnostics);
    }

    // What stood before the list, the indentation above all, stays for what follows it.
    private static SyntaxNode Without(SyntaxNode root, SyntaxNode removed)
    {
        if (removed is not AttributeListSyntax list) return root.RemoveNode(removed, SyntaxRemoveOptions.KeepNoTrivia)!;
        SyntaxNode member = list.Parent!;
        SyntaxTriviaList before = member.GetLeadingTrivia();
        bool first = list.SpanStart == member.SpanStart;
        SyntaxNode bare = member.RemoveNode(list, SyntaxRemoveOptions.KeepNoTrivia)!;
        return root.ReplaceNode(member, first ? bare.WithLeadingTrivia(before) : bare);
    }
}
