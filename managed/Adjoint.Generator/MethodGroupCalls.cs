using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Adjoint.Generator;

/// <summary>
/// Calls such as <c>Grad(Loss)</c> of a method over trees: C# infers no parameter types from a method group, so the type arguments have
/// to be written. This finds them.
/// </summary>
internal static class MethodGroupCalls
{
    /// <summary>The type arguments that make a call of a transform compile; null where there are none.</summary>
    /// <param name="call">A call that the compiler does not understand.</param>
    /// <param name="model">What is known of the program.</param>
    /// <param name="stop">Ends the search.</param>
    /// <returns>The name that is called, and what to write in its place.</returns>
    public static (SimpleNameSyntax Name, GenericNameSyntax Written)? Complete(InvocationExpressionSyntax call, SemanticModel model, CancellationToken stop)
    {
        if (NameOf(call) is not IdentifierNameSyntax name || Given(call) is not { } given) return null;
        IMethodSymbol[] transforms = [.. model.GetMemberGroup(call.Expression, stop).OfType<IMethodSymbol>().Where(static m => m.IsGenericMethod && m.ContainingType.WorksOnTrees())];
        if (transforms.Length == 0 || model.GetSymbolInfo(call, stop).Symbol is not null) return null;
        IMethodSymbol[] functions = [.. model.GetMemberGroup(given, stop).OfType<IMethodSymbol>()];
        return transforms.SelectMany(t => functions.Select(f => TypeArguments(t, f))).OfType<ITypeSymbol[]>()
            .OrderBy(static types => types.Length)
            .Select(types => Generic(name, types, model))
            .Where(written => IsUnderstood(call, name, written, model))
            .Select(written => ((SimpleNameSyntax, GenericNameSyntax)?)(name, written))
            .FirstOrDefault();
    }

    internal static SimpleNameSyntax? NameOf(InvocationExpressionSyntax call) => call.Expression switch
    {
        SimpleNameSyntax simple => simple,
        MemberAccessExpressionSyntax member => member.Name,
        _ => null,
    };

    // What names a method; a lambda says its types itself.
    private static ExpressionSyntax? Given(InvocationExpressionSyntax call) =>
        call.ArgumentList.Arguments.FirstOrDefault()?.Expression is ExpressionSyntax first and (SimpleNameSyntax or MemberAccessExpressionSyntax) ? first : null;

    // The types that a transform's type parameters stand for if its function is this one; null if it cannot be.
    private static ITypeSymbol[]? TypeArguments(IMethodSymbol transform, IMethodSymbol function)
    {
        if (function.IsGenericMethod || transform.Parameters.FirstOrDefault()?.Type is not INamedTypeSymbol { Name: "Func" } type) return null;
        if (type.TypeArguments.Length != function.Parameters.Length + 1) return null;
        var found = new Dictionary<string, ITypeSymbol>();
        ITypeSymbol[] actual = [.. function.Parameters.Select(static p => p.Type), function.ReturnType];
        if (type.TypeArguments.Zip(actual, (declared, given) => Match(declared, given, found)).Any(static fits => !fits)) return null;
        return transform.TypeParameters.All(p => found.ContainsKey(p.Name)) ? [.. transform.TypeParameters.Select(p => found[p.Name])] : null;
    }

    private static bool Match(ITypeSymbol declared, ITypeSymbol given, Dictionary<string, ITypeSymbol> found)
    {
        if (declared is ITypeParameterSymbol parameter)
        {
            if (found.TryGetValue(parameter.Name, out ITypeSymbol? before)) return SymbolEqualityComparer.Default.Equals(before, given);
            found.Add(parameter.Name, given);
            return true;
        }

        if (declared is INamedTypeSymbol { IsGenericType: true } d && given is INamedTypeSymbol { IsGenericType: true } g)
            return SymbolEqualityComparer.Default.Equals(d.OriginalDefinition, g.OriginalDefinition)
                && d.TypeArguments.Zip(g.TypeArguments, (x, y) => Match(x, y, found)).All(static fits => fits);
        return SymbolEqualityComparer.Default.Equals(declared, given);
    }

    private static GenericNameSyntax Generic(SimpleNameSyntax name, ITypeSymbol[] types, SemanticModel model) =>
        SyntaxFactory.GenericName(
            name.Identifier.WithoutTrivia(),
            SyntaxFactory.TypeArgumentList(SyntaxFactory.SeparatedList(types.Select(t => SyntaxFactory.ParseTypeName(t.ToMinimalDisplayString(model, name.SpanStart))))))
            .NormalizeWhitespace();

    private static bool IsUnderstood(InvocationExpressionSyntax call, SimpleNameSyntax name, GenericNameSyntax written, SemanticModel model) =>
        model.GetSpeculativeSymbolInfo(call.SpanStart, call.ReplaceNode(name, written), SpeculativeBindingOption.BindAsExpression).Symbol is not null;
}
