using System.Collections.Immutable;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Adjoint.Generator;

/// <summary>Says where a transform is given a type that holds tensors and is no tree: they would be constants, or lost.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class TreeArgumentAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Descriptors.NoTreeArgument);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.Analyze | GeneratedCodeAnalysisFlags.ReportDiagnostics);
        context.RegisterOperationAction(static c => Analyze(c, ((IInvocationOperation)c.Operation).TargetMethod), OperationKind.Invocation);
        context.RegisterOperationAction(static c => Analyze(c, ((IMethodReferenceOperation)c.Operation).Method), OperationKind.MethodReference);
    }

    private static void Analyze(OperationAnalysisContext context, IMethodSymbol method)
    {
        if (!method.IsGenericMethod || !method.ContainingType.WorksOnTrees()) return;
        foreach (ITypeSymbol argument in method.TypeArguments)
        {
            if (TreeShapes.Of(argument).Fault is not { } fault) continue;
            context.ReportDiagnostic(Diagnostic.Create(
                Descriptors.NoTreeArgument, NameOf(context.Operation.Syntax).GetLocation(),
                fault.Kind == TreeKind.Unmarked ? TreeFaults.Elsewhere(fault.Type) : [],
                method.Name, TreeFaults.Short(fault.Type), ReasonOf(fault)));
            return;
        }
    }

    private static string ReasonOf(TreeShape fault) => fault.Kind switch
    {
        TreeKind.BadContainer => "holds tensors and cannot be made again with others: use an array, a List, a Dictionary or a tuple",
        _ => "holds tensors but is not marked [TensorTree]: mark it",
    };

    private static SyntaxNode NameOf(SyntaxNode call) => call switch
    {
        InvocationExpressionSyntax { Expression: { } called } => NameOf(called),
        MemberAccessExpressionSyntax { Name: { } name } => name,
        _ => call,
    };
}
