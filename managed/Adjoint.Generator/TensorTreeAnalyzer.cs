using System.Collections.Immutable;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Adjoint.Generator;

/// <summary>Says what is wrong with types marked [TensorTree], and where a mark is missing.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class TensorTreeAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(
        Descriptors.NotPartial, Descriptors.ContainingNotPartial, Descriptors.NoTree, Descriptors.BadContainer, Descriptors.UnmarkedMember,
        Descriptors.MarkedModule, Descriptors.CapturedParameter, Descriptors.UnmarkedBase, Descriptors.BaseByHand, Descriptors.UnmarkedDerived,
        Descriptors.NeedlessStatic, Descriptors.ExplicitMember);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.Analyze | GeneratedCodeAnalysisFlags.ReportDiagnostics);
        context.RegisterCompilationStartAction(static start =>
        {
            if (start.Compilation.GetTypeByMetadataName(AdjointTypes.TensorTreeAttribute) is null) return;
            start.RegisterSymbolAction(static c => AnalyzeType(c, (INamedTypeSymbol)c.Symbol), SymbolKind.NamedType);
            start.RegisterOperationAction(AnalyzeParameterReference, OperationKind.ParameterReference);
        });
    }

    private static void AnalyzeType(SymbolAnalysisContext context, INamedTypeSymbol type)
    {
        if (!type.IsMarked())
        {
            AnalyzeUnmarked(context, type);
        }
        else if (!type.IsWrittenByHand())
        {
            foreach (Diagnostic fault in TypeFaults(type).Concat(TreeFaults.Of(type))) context.ReportDiagnostic(fault);
            ReportNeedlessStatic(context, type);
        }
    }

    private static IEnumerable<Diagnostic> TypeFaults(INamedTypeSymbol type)
    {
        if (type.Obstacle() is { } obstacle) return [Diagnostic.Create(Descriptors.NoTree, type.Place(), type.Name, obstacle)];
        if (type.NotPartial() is not { } found) return [];
        bool itself = SymbolEqualityComparer.Default.Equals(found, type);
        return [Diagnostic.Create(itself ? Descriptors.NotPartial : Descriptors.ContainingNotPartial, found.Place(), type.Name, found.Name)];
    }

    // A copy of it is one of its own type, but what it adds to its base class is not written.
    private static void AnalyzeUnmarked(SymbolAnalysisContext context, INamedTypeSymbol type)
    {
        if (type.TreeBase() is not { } tree || !tree.IsMarked() || type.IsWrittenByHand()) return;
        if (TreeMember.Of(type).Any(static m => m.IsInTree && m.Shape.HoldsTensors))
            context.ReportDiagnostic(Diagnostic.Create(Descriptors.UnmarkedDerived, type.Place(), type.Name, tree.Name));
    }

    private static void ReportNeedlessStatic(SymbolAnalysisContext context, INamedTypeSymbol type)
    {
        TreeMember[] members = [.. TreeMember.Of(type)];
        foreach (TreeMember member in members.Where(static m => m.StaticMark is not null && m.Shape.Kind == TreeKind.Data))
            Report(member.StaticMark!, $"'{member.Symbol.Name}' holds no tensors and is carried along anyway");

        var own = new HashSet<ISymbol>(members.SelectMany(static m => new[] { m.Symbol, m.Field }), SymbolEqualityComparer.Default);
        foreach (ISymbol symbol in type.GetMembers().Where(m => m is IFieldSymbol or IPropertySymbol && !own.Contains(m)))
        {
            if (symbol.GetAttributes().FirstOrDefault(AdjointTypes.IsStaticAttribute) is { } mark)
                Report(mark, $"'{symbol.Name}' keeps nothing in a '{type.Name}'");
        }

        void Report(AttributeData mark, string reason)
        {
            if (mark.ApplicationSyntaxReference is { } place)
                context.ReportDiagnostic(Diagnostic.Create(Descriptors.NeedlessStatic, place.SyntaxTree.GetLocation(place.Span), reason));
        }
    }

    // Outside of initialisers, the use of a class's own parameter has the compiler keep it in a field.
    private static void AnalyzeParameterReference(OperationAnalysisContext context)
    {
        IParameterSymbol parameter = ((IParameterReferenceOperation)context.Operation).Parameter;
        if (parameter.ContainingSymbol is not IMethodSymbol { MethodKind: MethodKind.Constructor, ContainingType: { IsRecord: false } type }) return;
        if (context.ContainingSymbol is not IMethodSymbol { MethodKind: not MethodKind.Constructor } || !type.IsMarked()) return;
        if (TreeShapes.Of(parameter.Type).HoldsTensors)
            context.ReportDiagnostic(Diagnostic.Create(
                Descriptors.CapturedParameter, context.Operation.Syntax.GetLocation(), [parameter.Place()], parameter.Name, type.Name));
    }
}
