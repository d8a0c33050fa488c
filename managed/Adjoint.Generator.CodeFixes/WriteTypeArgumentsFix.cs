using System.Collections.Immutable;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Adjoint.Generator.CodeFixes;

/// <summary>Writes the type arguments of a transform of a method over trees, also where the compiler alone has spoken.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp)]
public sealed class WriteTypeArgumentsFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(Descriptors.TypeArgumentsNeeded.Id, "CS0411", "CS1503");

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        (SyntaxNode root, SyntaxNode at) = await Fix.PlaceAsync(context).ConfigureAwait(false);
        if (at.FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { } call) return;
        SemanticModel model = (await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false))!;
        if (MethodGroupCalls.Complete(call, model, context.CancellationToken) is not { } found) return;
        Fix.Offer(context, context.Document, root, $"Write '{found.Written}'", found.Name, old => found.Written.WithTriviaFrom(old));
    }
}
