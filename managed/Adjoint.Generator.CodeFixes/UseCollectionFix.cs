using System.Collections.Immutable;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Adjoint.Generator.CodeFixes;

/// <summary>Puts a List or Dictionary in place of a collection that cannot be in a tree.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class UseCollectionFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(Descriptors.BadContainer.Id);

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        if (!context.Diagnostics[0].Properties.TryGetValue(TreeFaults.Replacement, out string? collection) || collection is null) return;
        (SyntaxNode root, SyntaxNode at) = await Fix.PlaceAsync(context).ConfigureAwait(false);
        Fix.Offer(
            context, context.Document, root, $"Use a {collection}", Outermost(Fix.TypeOf(Fix.MemberAt(at))),
            old => TypeDeclarations.Shortest($"global::System.Collections.Generic.{collection}{old.TypeArgumentList}").WithTriviaFrom(old));
    }

    // Only a member that is the collection itself: what else there may be around it could be anything.
    private static GenericNameSyntax? Outermost(TypeSyntax? type) => type switch
    {
        GenericNameSyntax generic => generic,
        NullableTypeSyntax nullable => Outermost(nullable.ElementType),
        _ => null,
    };
}
