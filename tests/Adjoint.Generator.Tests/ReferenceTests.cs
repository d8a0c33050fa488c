using System.Xml.Linq;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

using Xunit;

namespace Adjoint.Generator.Tests;

/// <summary>The documentation of public members, as editors show it.</summary>
public sealed class ReferenceTests
{
    private static readonly Dictionary<string, XElement> s_written = XDocument.Load(Path.Combine(AppContext.BaseDirectory, "Adjoint.xml"))
        .Descendants("member").ToDictionary(static m => m.Attribute("name")!.Value);

    [Fact]
    public void What_returns_something_says_what()
    {
        string[] silent =
        [
            .. Methods().Where(static m => !m.ReturnsVoid && Written(m) is { } text && text.Element("returns") is null && text.Element("inheritdoc") is null)
                .Select(static m => m.GetDocumentationCommentId()!),
        ];
        Assert.True(silent.Length == 0, $"{silent.Length} members have no <returns>:\n{string.Join('\n', silent)}");
    }

    [Theory]
    [InlineData("M:Adjoint.Autodiff.Grad")]
    [InlineData("M:Adjoint.Autodiff.ValueAndGrad")]
    [InlineData("M:Adjoint.Autodiff.Vjp")]
    [InlineData("M:Adjoint.Autodiff.Jvp")]
    [InlineData("M:Adjoint.Autodiff.Vmap")]
    [InlineData("M:Adjoint.Autodiff.Hessian")]
    [InlineData("M:Adjoint.Autodiff.StopGradient")]
    [InlineData("M:Adjoint.Autodiff.Checkpoint")]
    [InlineData("M:Adjoint.Autodiff.CustomVjp")]
    [InlineData("M:Adjoint.Tensor.From``1(``0[])")]
    [InlineData("T:Adjoint.Module")]
    [InlineData("T:Adjoint.Linear")]
    [InlineData("T:Adjoint.Adam")]
    [InlineData("T:Adjoint.SafeTensors")]
    [InlineData("T:Adjoint.Npy")]
    [InlineData("T:Adjoint.Npz")]
    [InlineData("T:Adjoint.Dataset`1")]
    public void What_people_meet_first_has_an_example_that_works(string member)
    {
        string[] examples =
        [
            .. s_written.Where(m => m.Key == member || m.Key.StartsWith(member + "(", StringComparison.Ordinal) || m.Key.StartsWith(member + "`", StringComparison.Ordinal))
                .SelectMany(static m => m.Value.Elements("example")).Select(static e => e.Element("code")!.Value),
        ];
        Assert.True(examples.Length > 0, $"{member} has no example.");
        Assert.All(examples, DocumentationTests.Try);
    }

    private static XElement? Written(IMethodSymbol method) => s_written.GetValueOrDefault(method.GetDocumentationCommentId()!);

    private static IEnumerable<IMethodSymbol> Methods()
    {
        CSharpCompilation compilation = CSharpCompilation.Create("Reader", [], Source.References, Source.Options);
        MetadataReference adjoint = Source.References.Single(static r => Path.GetFileName(r.Display) == "Adjoint.dll");
        return Types(((IAssemblySymbol)compilation.GetAssemblyOrModuleSymbol(adjoint)!).GlobalNamespace)
            .SelectMany(static t => t.GetMembers().OfType<IMethodSymbol>())
            .Where(static m => IsSeen(m) && m.MethodKind is MethodKind.Ordinary or MethodKind.UserDefinedOperator or MethodKind.Conversion);
    }

    private static IEnumerable<INamedTypeSymbol> Types(INamespaceOrTypeSymbol parent) =>
        parent.GetMembers().OfType<INamespaceSymbol>().SelectMany(Types)
            .Concat(parent.GetTypeMembers().Where(IsSeen).SelectMany(static t => Types(t).Prepend(t)));

    private static bool IsSeen(ISymbol symbol) =>
        symbol.DeclaredAccessibility is Accessibility.Public or Accessibility.Protected or Accessibility.ProtectedOrInternal;
}
