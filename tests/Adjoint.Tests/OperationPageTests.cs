using Adjoint.OperationTable;

using Xunit;

namespace Adjoint.Tests;

/// <summary>docs/operations.md says what the code says, and nothing is left out of it.</summary>
public sealed class OperationPageTests
{
    private static readonly Family Unary = new("unary", "Functions of one operand.", ["neg", "exp"]);

    private static readonly Dictionary<string, Definition> Definitions = Definition.ReadAll().ToDictionary();

    [Fact]
    public void Committed_page_is_up_to_date() =>
        Assert.True(
            File.ReadAllText(Path.Combine(Repository.Root, OperationPage.Location)) == OperationPage.Write(Repository.Root),
            $"{OperationPage.Location} is not what the code says; run ./build.sh docs-operations");

    [Fact]
    public void Committed_names_are_up_to_date() =>
        Assert.True(
            File.ReadAllText(Path.Combine(Repository.Root, NameTable.Location)) == NameTable.Write(Repository.Root),
            $"{NameTable.Location} is not what the code says; run ./build.sh docs-operations");

    // The rules of an operation stand side by side; one that is forgotten shows here, whatever the operation.
    [Fact]
    public void Every_operation_of_a_family_has_the_rules_that_it_needs()
    {
        IEnumerable<string> functions = Member.ReadAll(Repository.Root).Select(static member => member.Function ?? "");
        foreach (Definition definition in functions.Distinct().Where(Definitions.ContainsKey).Select(name => Definitions[name]))
            Assert.Contains(definition.Rules, new[] { "vjp, jvp, batch", "batch, no derivative" });
    }

    [Theory]
    [InlineData("formula")]
    [InlineData("numpy")]
    [InlineData("jax")]
    [InlineData("torch")]
    [InlineData("mindspore")]
    public void A_member_without_formula_or_a_peers_name_is_refused(string attribute)
    {
        string source = Source("Ops", "Exp", "adj_exp").Replace($"{attribute}=\"", $"{attribute}x=\"", StringComparison.Ordinal);
        InvalidDataException refusal = Assert.Throws<InvalidDataException>(() => Member.Read("Ops.Unary.cs", source).ToList());
        Assert.Contains($"Exp: its <operation> lacks {attribute}", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_function_that_no_member_calls_is_refused()
    {
        List<Member> members = [.. Member.Read("Ops.Unary.cs", Source("Ops", "Exp", "adj_exp"))];
        InvalidDataException refusal = Assert.Throws<InvalidDataException>(() => OperationPage.Write([Unary], members, Definitions));
        Assert.Contains("no member of the facade with an <operation> tag calls adj_neg", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_member_of_no_family_is_refused()
    {
        List<Member> members = [.. Member.Read("Ops.Other.cs", Source("Ops", "Twice", "Neg"))];
        InvalidDataException refusal =
            Assert.Throws<InvalidDataException>(() => OperationPage.Write([Unary with { Functions = [] }], members, Definitions));
        Assert.Contains("Twice calls no function of the core and its file is named after no family", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("public static unsafe partial class Ops", "Tensor Exp(Tensor x)", "Exp")]
    [InlineData("public sealed unsafe partial class Tensor", "static Tensor Exp<T>(Tensor x)", "Tensor.Exp")]
    [InlineData("public sealed unsafe partial class Tensor", "Tensor this[params ReadOnlySpan<TensorIndex> indices]", "Tensor[…]")]
    [InlineData("public sealed class RandomKey : ITensorTree", "RandomKey(ulong seed)", "new RandomKey")]
    [InlineData("", "sealed class Adam(double rate) : Optimizer", "Adam")]
    public void A_member_is_named_as_users_write_it(string type, string declaration, string name)
    {
        string source = $"{type}\n    /// <operation native=\"exp\" formula=\"f\" numpy=\"–\" jax=\"–\" torch=\"–\" mindspore=\"–\"/>\n    [Attribute(1)]\n    public {declaration}\n";
        Member member = Assert.Single(Member.Read("Ops.Unary.cs", source));
        Assert.Equal((name, "exp", "unary"), (member.Name, member.Function, member.Family));
    }

    [Fact]
    public void Headers_give_their_families_in_order()
    {
        IReadOnlyList<Family> families = Family.ReadAll(Repository.Root);
        Assert.Contains("matmul", families.Single(static family => family.Name == "linalg").Functions);
        Assert.Equal(["adam"], families.Single(static family => family.Name == "optimize").Functions);
        Assert.Equal(["custom"], families.Single(static family => family.Name == "custom").Functions);
        Assert.DoesNotContain(families, static family => family.Name is "tensors" or "operations");
        Assert.All(families, static family => Assert.NotEmpty(family.Functions));
        Assert.All(families, static family => Assert.NotEmpty(family.Title));
    }

    private static string Source(string type, string name, string call) => $$"""
        public static unsafe partial class {{type}}
        {
            /// <summary>A function.</summary>
            /// <operation formula="f(x)" numpy="np.f" jax="jnp.f"
            ///     torch="torch.f" mindspore="–"/>
            public static Tensor {{name}}(Tensor x) => {{call}}(x);
        }
        """;
}
