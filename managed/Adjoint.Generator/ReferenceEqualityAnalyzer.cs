using System.Collections.Immutable;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Adjoint.Generator;

/// <summary>Says where tensors are compared as objects, which looks like a comparison of what they hold.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ReferenceEqualityAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Descriptors.ReferenceEquality);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterOperationAction(AnalyzeOperator, OperationKind.Binary);
        context.RegisterOperationAction(AnalyzeTuples, OperationKind.TupleBinary);
        context.RegisterOperationAction(AnalyzeCall, OperationKind.Invocation);
    }

    private static void AnalyzeOperator(OperationAnalysisContext context)
    {
        var comparison = (IBinaryOperation)context.Operation;
        if (comparison.OperatorMethod is null && IsEquality(comparison.OperatorKind) && AreTensors(comparison.LeftOperand, comparison.RightOperand))
            Report(context, SignOf(comparison.OperatorKind));
    }

    private static void AnalyzeTuples(OperationAnalysisContext context)
    {
        var comparison = (ITupleBinaryOperation)context.Operation;
        if (ItemsAreTensors(TypeOf(comparison.LeftOperand), TypeOf(comparison.RightOperand)))
            Report(context, SignOf(comparison.OperatorKind));
    }

    private static void AnalyzeCall(OperationAnalysisContext context)
    {
        var call = (IInvocationOperation)context.Operation;
        if (call.TargetMethod is not { Name: nameof(Equals), ContainingType.SpecialType: SpecialType.System_Object }) return;
        IOperation[] compared = [.. call.Instance is null ? [] : new[] { call.Instance }, .. call.Arguments.Select(static a => a.Value)];
        if (compared.Length == 2 && AreTensors(compared[0], compared[1])) Report(context, nameof(Equals));
    }

    // Of a pair with null in it the question is whether there is a tensor.
    private static bool AreTensors(IOperation left, IOperation right) => TypeOf(left)?.IsTensor() == true && TypeOf(right)?.IsTensor() == true;

    private static bool ItemsAreTensors(ITypeSymbol? left, ITypeSymbol? right) =>
        left is INamedTypeSymbol { IsTupleType: true } a && right is INamedTypeSymbol { IsTupleType: true } b
            ? a.TupleElements.Zip(b.TupleElements, static (x, y) => ItemsAreTensors(x.Type, y.Type)).Any(static found => found)
            : left?.IsTensor() == true && right?.IsTensor() == true;

    private static ITypeSymbol? TypeOf(IOperation operand)
    {
        while (operand is IConversionOperation { OperatorMethod: null } conversion) operand = conversion.Operand;
        if (operand.ConstantValue is { HasValue: true, Value: null }) return null;
        return operand is ITupleOperation tuple ? tuple.NaturalType : operand.Type;
    }

    private static bool IsEquality(BinaryOperatorKind kind) => kind is BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals;

    private static string SignOf(BinaryOperatorKind kind) => kind == BinaryOperatorKind.Equals ? "==" : "!=";

    private static void Report(OperationAnalysisContext context, string sign) =>
        context.ReportDiagnostic(Diagnostic.Create(Descriptors.ReferenceEquality, context.Operation.Syntax.GetLocation(), sign));
}
