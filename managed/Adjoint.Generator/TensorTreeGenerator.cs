using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Adjoint.Generator;

/// <summary>Writes the part of each type marked [TensorTree] that makes it a tree of tensors.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class TensorTreeGenerator : IIncrementalGenerator
{
    internal const string ModelStep = "TreeModel";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<TreeModel> models = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                AdjointTypes.TensorTreeAttribute,
                static (node, _) => node is TypeDeclarationSyntax,
                static (marked, _) => TreeModel.Of((INamedTypeSymbol)marked.TargetSymbol))
            .Where(static model => model is not null)
            .Select(static (model, _) => model!)
            .WithTrackingName(ModelStep);
        context.RegisterSourceOutput(models, static (output, model) => output.AddSource(model.FileName, TreeSource.Of(model)));
    }
}
