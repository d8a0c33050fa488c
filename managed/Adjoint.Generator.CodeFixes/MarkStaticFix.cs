using System.Collections.Immutable;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Adjoint.Generator.CodeFixes;

/// <summary>Has a member carried along as it is.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class MarkStaticFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } =
        ImmutableArray.Create(Descriptors.BadContainer.Id, Descriptors.UnmarkedMember.Id);

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        (SyntaxNode root, SyntaxNode at) = await Fix.PlaceAsync(context).ConfigureAwait(false);
        Fix.Offer(context, context.Document, root, "Carry it along as it is: [Static]", Fix.MemberAt(at), static m => m.MarkedStatic());
    }
}
