using System.Collections.Immutable;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Adjoint.Generator.CodeFixes;

/// <summary>Marks a type [TensorTree] whose tensors would be left out otherwise, in the file where it is declared.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class MarkTreeFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } =
        ImmutableArray.Create(Descriptors.UnmarkedMember.Id, Descriptors.UnmarkedBase.Id, Descriptors.UnmarkedDerived.Id, Descriptors.NoTreeArgument.Id);

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        Diagnostic diagnostic = context.Diagnostics[0];
        Location? elsewhere = diagnostic.AdditionalLocations.Count > 0 ? diagnostic.AdditionalLocations[0] : null;
        Location? place = diagnostic.Id == Descriptors.UnmarkedDerived.Id ? diagnostic.Location : elsewhere;
        if (place is null || context.Document.Project.Solution.GetDocument(place.SourceTree) is not { } document) return;
        SyntaxNode root = (await document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false))!;
        TypeDeclarationSyntax? type = root.FindNode(place.SourceSpan).FirstAncestorOrSelf<TypeDeclarationSyntax>();
        Fix.Offer(context, document, root, $"Mark '{type?.Identifier.Text}' [TensorTree]", type, static t => t.MarkedTree());
    }
}
