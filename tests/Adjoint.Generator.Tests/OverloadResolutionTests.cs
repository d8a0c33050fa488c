using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

using Xunit;

namespace Adjoint.Generator.Tests;

/// <summary>What users write compiles, and means what they mean, also with compilers that do not know OverloadResolutionPriority.</summary>
public sealed class OverloadResolutionTests
{
    private const string Head =
        """
        using System;
        using System.Collections.Generic;
        using Adjoint;
        using static Adjoint.Autodiff;
        using static Adjoint.Ops;

        [TensorTree] record P(Tensor W, Tensor B);

        static class Program
        {
            static Tensor X = Tensor.Ones([3]), Y = Tensor.Ones([3]);
            static P p = new(X, Y);
            static Tensor One(Tensor x) => x;
            static Tensor Two(Tensor x, Tensor y) => x;
            static (Tensor, Tensor) Both(Tensor x, Tensor y) => (x, y);
            static Tensor OfTree(P p, Tensor x) => x;

            static void Run()
            {

        """;

    // Statements that say the types which they expect.
    private static readonly string[] s_statements =
    [
        "Func<Tensor, Tensor> f = Grad(x => Sum(x * x));",
        "Func<Tensor, Tensor> f = Grad((Tensor x) => (x, x));",
        "Func<Tensor, Tensor> f = Grad(One);",
        "Func<Tensor, Tensor, Tensor> f = Grad((x, y) => x * y, 1);",
        "Func<Tensor, Tensor, (Tensor, Tensor)> f = Grad((x, y) => x * y, (0, 1));",
        "Func<Tensor[], Tensor[]> f = Grad((Tensor[] a) => a[0]);",
        "Tensor value = ValueAndGrad(x => Sin(x))(X).Value, g = ValueAndGrad(x => Sin(x))(X).Gradient;",
        "string aux = ValueAndGrad((Tensor x) => (x, \"\"), hasAux: true)(X).Value.Aux;",
        "Func<P, P> f = Grad((P a) => a.W);",
        "Func<P, P, (P, P)> f = Grad((P a, P b) => a.W * b.W, (0, 1));",
        "Func<P, P, P> f = Grad((P a, P b) => a.W * b.W, 1);",
        "Func<P, Tensor, (P, Tensor)> f = Grad((P a, Tensor b) => a.W * b, (0, 1));",
        "Func<P, Tensor, P> f = Grad<P, Tensor>(OfTree);",
        "Func<P, Tensor, P> f = Grad<P, Tensor, Tensor>(OfTree);",
        "Func<P, Tensor, (Tensor Value, P Gradient)> f = ValueAndGrad<P, Tensor>(OfTree);",
        "Func<Tensor, Tensor> f = Vmap(One);",
        "Func<Tensor, Tensor> f = Vmap(x => x * 2, inAxes: 1, outAxes: 1, chunkSize: 2);",
        "Func<Tensor, (Tensor, Tensor)> f = Vmap(x => (x, x), outAxes: (0, null));",
        "Func<Tensor, Tensor, Tensor> f = Vmap((x, y) => x * y, (0, null));",
        "Func<Tensor, Tensor, Tensor> f = Vmap((Tensor x, Tensor y) => x * y);",
        "Func<Tensor, Tensor, (Tensor, Tensor)> f = Vmap(Both);",
        "Func<Tensor, Tensor, (Tensor, Tensor)> f = Vmap(Grad(Two, (0, 1)), (null, 0));",
        "Func<Tensor[], Tensor[]> f = Vmap((Tensor[] a) => new[] { a[0] });",
        "Func<P, Tensor> f = Vmap((P a) => a.W);",
        "Func<Tensor, (Tensor, Tensor)> f = Checkpoint(x => (x, x));",
        "Func<Tensor, Tensor> f = Checkpoint(One, CheckpointPolicy.KeepMatrixProducts);",
        "Func<Tensor, Tensor, Tensor> f = Checkpoint(Two);",
        "Func<P, Tensor> f = Checkpoint((P a) => a.W);",
        "Func<Tensor, Tensor> f = JacRev(One);",
        "Func<Tensor, Tensor> f = Jacobian((Tensor x) => x);",
        "Func<Tensor, (Tensor, Tensor)> f = JacFwd(x => (x, x));",
        "Func<Tensor, Tensor, Tensor> f = Jacobian(Two, 1);",
        "Func<Tensor, Tensor, Tensor> f = Jacobian((Tensor x, Tensor y) => x * y);",
        "Func<Tensor, Tensor, (Tensor, Tensor)> f = JacRev((x, y) => (x, y));",
        "Func<Tensor, Tensor, ((Tensor, Tensor), (Tensor, Tensor))> f = JacFwd((x, y) => (x, y), (0, 1));",
        "Func<P, P> f = Jacobian((P a) => a.W);",
        "Func<P, Tensor, P> f = JacRev((P a, Tensor x) => a.W * x);",
        "Func<Tensor, Tensor> f = Hessian(x => Sum(x));",
        "Func<Tensor, Tensor, Tensor> f = Hessian(Two);",
        "Func<Tensor, Tensor, ((Tensor, Tensor), (Tensor, Tensor))> f = Hessian((x, y) => Sum(x * y), (0, 1));",
        "Func<Tensor, Tensor, Tensor> f = Hvp((Tensor x) => Sum(x));",
        "Func<Tensor, Tensor, Tensor, Tensor> f = Hvp((x, y) => Sum(x * y));",
        "Func<P, P, P> f = Hvp((P a) => Sum(a.W));",
        "(Tensor v, Func<Tensor, Tensor> pull) = Vjp(x => x * 2, X);",
        "(Tensor v, Func<Tensor, Tensor> pull) = Vjp(One, X);",
        "Func<(Tensor, Tensor), (Tensor, Tensor)> pull = Vjp((x, y) => (x, y), X, Y).Pullback;",
        "Func<Tensor, P> pull = Vjp(a => a.W, p).Pullback;",
        "(Tensor v, Tensor t) = Jvp(x => x * 2, X, X);",
        "(Tensor v, Tensor t) = Jvp((x, y) => x * y, (X, Y), (X, Y));",
        "(Tensor, Tensor) t = Jvp(x => (x, x), X, X).Tangent;",
        "Func<Tensor, Tensor, Tensor> t = Linearize(Two, X, Y).Tangent;",
        "Tensor x = CustomVjp((Tensor a) => (a, new[] { a }), (r, ct) => ct)(X);",
        "Tensor x = CustomVjp((a, b) => (a, new[] { a }), (r, ct) => (ct, ct))(X, Y);",
        "Tensor x = CustomJvp((a, b) => a, (a, v) => v.Item1)(X, Y);",
        "Tensor x = Grad(x => Grad(y => Sum(y * y * x))(x))(X);",
        "Tensor x = Vmap(x => Grad(y => Sum(Vmap(z => z * y)(x)))(x))(X);",
    ];

    [Theory, InlineData(LanguageVersion.CSharp12), InlineData(LanguageVersion.Latest)]
    public void All_statements_compile(LanguageVersion version)
    {
        string blocks = string.Concat(s_statements.Select(static statement => $"{{ {statement} }}\n"));
        SyntaxTree program = CSharpSyntaxTree.ParseText(Head + blocks + "    }\n}\n", new CSharpParseOptions(version), cancellationToken: TestContext.Current.CancellationToken);
        CSharpCompilation compilation = CSharpCompilation.Create("Program", [program], Source.References, Source.Options);
        IEnumerable<string> errors = compilation.GetDiagnostics(TestContext.Current.CancellationToken)
            .Where(static d => d.Severity == DiagnosticSeverity.Error)
            .Select(d => $"{program.GetText().Lines[d.Location.GetLineSpan().StartLinePosition.Line]}: {d.GetMessage(null)}");
        Assert.Equal("", string.Join("\n", errors));
    }
}
