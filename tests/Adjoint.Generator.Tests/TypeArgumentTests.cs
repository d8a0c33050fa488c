using System.Collections.Immutable;

using Adjoint.Generator.CodeFixes;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

using Xunit;

namespace Adjoint.Generator.Tests;

/// <summary>Transforms of methods over trees: what the analyzer says, and what the fix makes of what the compiler says.</summary>
public sealed class TypeArgumentTests
{
    private const string Before =
        """
        using static Adjoint.Autodiff;
        using static Adjoint.Ops;

        [TensorTree] partial record P(Tensor W);

        static class C
        {
            static Tensor Loss(P p, Tensor x) => Sum(p.W * x);
            static Tensor One(P p) => p.W;
            static P Both(P p, P q) => p;
            static (Tensor, string) WithData(P p, Tensor x) => (x, "");
            static (Tensor, Tensor[]) Forward(P p) => (p.W, []);
            static object F(P p, Tensor x) =>

        """;

    [Theory]
    [InlineData("Grad(Loss)(p, x)", "Grad<P, Tensor>(Loss)(p, x)")]
    [InlineData("ValueAndGrad(Loss)(p, x)", "ValueAndGrad<P, Tensor>(Loss)(p, x)")]
    [InlineData("Autodiff.Grad(C.Loss)(p, x)", "Autodiff.Grad<P, Tensor>(C.Loss)(p, x)")]
    [InlineData("Grad(Both)(p, p)", "Grad<P, P, P>(Both)(p, p)")]
    [InlineData("Grad(Loss, (0, 1))(p, x)", "Grad<P, Tensor, Tensor>(Loss, (0, 1))(p, x)")]
    [InlineData("Grad(WithData, hasAux: true)(p, x)", "Grad<P, Tensor, string>(WithData, hasAux: true)(p, x)")]
    [InlineData("Vmap(Loss, (null, 0))(p, x)", "Vmap<P, Tensor, Tensor>(Loss, (null, 0))(p, x)")]
    [InlineData("Checkpoint(Loss)(p, x)", "Checkpoint<P, Tensor, Tensor>(Loss)(p, x)")]
    [InlineData("Hessian(One)(p)", "Hessian<P>(One)(p)")]
    [InlineData("Hvp(Loss)(p, x, p)", "Hvp<P, Tensor>(Loss)(p, x, p)")]
    [InlineData("JacRev(One)(p)", "JacRev<P>(One)(p)")]
    [InlineData("Jacobian(Loss)(p, x)", "Jacobian<P, Tensor>(Loss)(p, x)")]
    public async Task Type_arguments_are_found(string before, string after)
    {
        string written = after[..(after.IndexOf('>', StringComparison.Ordinal) + 1)].Replace("Autodiff.", "", StringComparison.Ordinal);
        Diagnostic said = Assert.Single(await Source.Diagnose(Program(before)));
        Assert.Equal("ADJ015", said.Id);
        Assert.Contains($"write '{written}'", said.GetMessage(null), StringComparison.Ordinal);

        Document document = CodeFixTests.DocumentOf(Program(before));
        Compilation compilation = (await document.Project.GetCompilationAsync(TestContext.Current.CancellationToken))!;
        Diagnostic error = compilation.GetDiagnostics(TestContext.Current.CancellationToken).First(static d => d.Id is "CS0411" or "CS1503");
        foreach (Diagnostic diagnostic in (Diagnostic[])[error, said])
        {
            CodeAction? action = null;
            await new WriteTypeArgumentsFix().RegisterCodeFixesAsync(
                new CodeFixContext(document, Located(diagnostic, document), (found, _) => action = found, TestContext.Current.CancellationToken));
            Assert.Equal($"Write '{written}'", action?.Title);
            ImmutableArray<CodeActionOperation> operations = await action!.GetOperationsAsync(TestContext.Current.CancellationToken);
            Document changed = operations.OfType<ApplyChangesOperation>().Single().ChangedSolution.GetDocument(document.Id)!;
            Assert.Equal(Source.Head + Program(after), (await changed.GetTextAsync(TestContext.Current.CancellationToken)).ToString());
        }

        _ = Source.Generate(Program(after));
    }

    [Theory]
    [InlineData("Grad((P q) => One(q))(p)")] // a lambda says its types
    [InlineData("Vjp(Loss, p, x)")]          // arguments do too
    [InlineData("Grad(Sin)(x)")]
    [InlineData("Vmap(Sin)(x)")]
    public async Task Nothing_is_said_where_the_compiler_understands(string expression) => Assert.Empty(await Source.Diagnose(Program(expression)));

    [Fact]
    public async Task Nothing_is_said_where_nothing_helps() => Assert.Empty(await Source.Diagnose(Program("Grad(Forward, 7, 8)(p)")));

    private static string Program(string expression) => Before + $"        {expression};\n}}\n";

    private static Diagnostic Located(Diagnostic diagnostic, Document document) =>
        Diagnostic.Create(diagnostic.Descriptor, Location.Create(document.GetSyntaxTreeAsync().Result!, diagnostic.Location.SourceSpan));
}
