using System.Collections.Immutable;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Adjoint.Generator;

/// <summary>Says which type arguments a transform of a method over trees needs, where the compiler names another overload.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class MethodGroupAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Descriptors.TypeArgumentsNeeded);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            if (start.Compilation.GetTypeByMetadataName("Adjoint.Autodiff") is not { } transforms) return;
            var names = new HashSet<string>(transforms.MemberNames);
            start.RegisterSyntaxNodeAction(call => Analyze(call, names), SyntaxKind.InvocationExpression);
        });
    }

    private static void Analyze(SyntaxNodeAnalysisContext context, HashSet<string> names)
    {
        var call = (InvocationExpressionSyntax)context.Node;
        if (MethodGroupCalls.NameOf(call) is not { } name || !names.Contains(name.Identifier.Text)) return;
        if (MethodGroupCalls.Complete(call, context.SemanticModel, context.CancellationToken) is not { } found) return;
        context.ReportDiagnostic(Diagnostic.Create(
            Descriptors.TypeArgumentsNeeded, found.Name.GetLocation(), call.ArgumentList.Arguments[0].Expression, found.Written));
    }
}
