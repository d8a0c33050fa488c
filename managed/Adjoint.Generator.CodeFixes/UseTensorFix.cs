using System.Collections.Immutable;
using System.Composition;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Adjoint.Generator.CodeFixes;

/// <summary>Puts a tensor in place of a parameter.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class UseTensorFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [Descriptors.ModuleMember.Id];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        (SyntaxNode root, SyntaxNode at) = await Fix.PlaceAsync(context).ConfigureAwait(false);
        SimpleNameSyntax? parameter = Fix.TypeOf(Fix.MemberAt(at))?.DescendantNodesAndSelf().OfType<SimpleNameSyntax>()
            .FirstOrDefault(static n => n.Identifier.Text == "Parameter");
        Fix.Offer(
            context, context.Document, root, "Use a Tensor", parameter,
            static old => TypeDeclarations.Shortest("global::Adjoint.Tensor").WithTriviaFrom(old));
    }
}
