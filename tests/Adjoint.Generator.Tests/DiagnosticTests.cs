using System.Collections.Immutable;

using Microsoft.CodeAnalysis;

using Xunit;

namespace Adjoint.Generator.Tests;

/// <summary>What is said of types that cannot be trees, and nothing of those that can.</summary>
public sealed class DiagnosticTests
{
    [Theory]
    [InlineData("ADJ001", "A", "[TensorTree] record A(Tensor X);")]
    [InlineData("ADJ002", "Outer", "class Outer { [TensorTree] internal partial record A(Tensor X); }")]
    [InlineData("ADJ003", "A", "[TensorTree] ref partial struct A { public Tensor X; }")]
    [InlineData("ADJ003", "A", "[TensorTree] static partial class A { }")]
    [InlineData("ADJ003", "A", "[TensorTree] file partial record A(Tensor X);")]
    [InlineData("ADJ004", "X", "[TensorTree] partial record A(HashSet<Tensor> X);")]
    [InlineData("ADJ004", "X", "[TensorTree] partial record A(IEnumerable<Tensor>? X);")]
    [InlineData("ADJ004", "X", "[TensorTree] partial record A(Tensor[,] X);")]
    [InlineData("ADJ004", "X", "[TensorTree] partial record A(Queue<(Tensor, int)> X);")]
    [InlineData("ADJ004", "X", "[TensorTree] partial record A(List<Stack<Tensor>> X);")]
    [InlineData("ADJ004", "X", "[TensorTree] partial record A(SortedDictionary<string, Tensor> X);")]
    [InlineData("ADJ004", "X", "[TensorTree] partial record A(Lazy<Tensor> X);")]
    [InlineData("ADJ004", "X", "[TensorTree] partial record A(Tuple<Tensor, int> X);")]
    [InlineData("ADJ004", "X", "[TensorTree] partial record A(ReadOnlyMemory<Tensor> X);")]
    [InlineData("ADJ004", "X", "[TensorTree] partial record A<T>(IEnumerable<T> X);")]
    [InlineData("ADJ004", "X", "class Tensors : List<Tensor>; [TensorTree] partial record A(Tensors X);")]
    [InlineData("ADJ005", "X", "record B(Tensor Y); [TensorTree] partial record A(B X);")]
    [InlineData("ADJ005", "X", "class B { private Tensor? _y; public int Size => _y is null ? 0 : 1; } [TensorTree] partial class A { public B? X { get; set; } }")]
    [InlineData("ADJ005", "X", "record B<T>(T Y); [TensorTree] partial record A(B<Tensor>[] X);")]
    [InlineData("ADJ005", "X", "abstract record B(Tensor Y); record C : B { public C() : base(1.0) { } } [TensorTree] partial record A(C X);")]
    [InlineData("ADJ005", "X", "[TensorTree] partial record A(TensorDataset X);")]
    [InlineData("ADJ005", "X", "record B(B? Next, List<B> More, Tensor Y); [TensorTree] partial record A(B X);")]
    [InlineData("ADJ006", "A", "[TensorTree] partial class A : Module { public Tensor X = 1.0; }")]
    [InlineData("ADJ006", "A", "[TensorTree] sealed partial class A : Module<Tensor, Tensor> { public override Tensor Forward(Tensor x) => x; }")]
    [InlineData("ADJ007", "w", "[TensorTree] partial class A(Tensor w) { public Tensor Twice() => 2 * w; }")]
    [InlineData("ADJ007", "w", "[TensorTree] partial struct A(List<Tensor> w) { public int Count => w.Count; }")]
    [InlineData("ADJ008", "B", "class A { protected Tensor X = 1.0; } [TensorTree] partial class B : A { }")]
    [InlineData("ADJ009", "B", "class A : ITensorTree { public void Flatten(TreeWriter w) { } public object Unflatten(TreeReader r) => this; } [TensorTree] partial class B : A { Tensor X = 1.0; }")]
    [InlineData("ADJ010", "B", "[TensorTree] partial record A(Tensor X); record B(Tensor Y) : A(Y) { public required Tensor Z { get; init; } }")]
    [InlineData("ADJ011", "Static", "[TensorTree] partial record A([Static] int X);")]
    [InlineData("ADJ011", "Static", "[TensorTree] partial class A { [Static] public Tensor X => 1.0; }")]
    [InlineData("ADJ011", "Static", "[TensorTree] partial class A { [Static] public static Tensor X = 1.0; }")]
    [InlineData("ADJ012", "X", "interface I { Tensor X { get; } } [TensorTree] partial class A : I { Tensor I.X { get; } = 1.0; }")]
    [InlineData("ADJ013", "Grad", "record U(Tensor W); class C { object F() => Autodiff.Grad((U[] p) => p[0].W * p[1].W); }")]
    [InlineData("ADJ013", "Map<U>", "record U(Tensor W); class C { U F(U u) => Tree.Map<U>(u, x => -x); }")]
    [InlineData("ADJ013", "Count", "record U(Tensor W); class C { long F(Dictionary<string, (int, U?)> u) => Tree.Count(u); }")]
    [InlineData("ADJ013", "Norm", "class C { Tensor F(HashSet<Tensor> x) => Tree.Norm(x); }")]
    [InlineData("ADJ013", "Vmap", "struct U { public Tensor W; } class C { object F() => Autodiff.Vmap((Tensor[] x) => new U { W = x[0] }); }")]
    [InlineData("ADJ013", "Count", "record U(Tensor W); class C { Func<U, long> F() => Tree.Count; }")]
    [InlineData("ADJ014", "x == y", "class C { bool F(Tensor x, Tensor? y) => x == y; }")]
    [InlineData("ADJ014", "x != y", "class C { bool F(Tensor x, Tensor y) => x != y; }")]
    [InlineData("ADJ014", "x.Equals(y)", "class C { bool F(Tensor x, Tensor y) => x.Equals(y); }")]
    [InlineData("ADJ014", "Equals(x, y)", "class C { bool F(Tensor x, Tensor y) => Equals(x, y); }")]
    [InlineData("ADJ014", "(x, 1) == (y, n)", "class C { bool F(Tensor x, Tensor y, int n) => (x, 1) == (y, n); }")]
    public async Task Each_mistake_is_named_where_it_was_made(string id, string place, string program)
    {
        IEnumerable<Diagnostic> all = await Source.Diagnose(program);
        IEnumerable<string> found = all.Where(d => d.Id == id || d.Severity == DiagnosticSeverity.Error)
            .Select(static d => $"{d.Id} {d.Location.SourceTree!.ToString().AsSpan(d.Location.SourceSpan.Start, d.Location.SourceSpan.Length)}").Distinct();
        Assert.Equal([$"{id} {place}"], found);
    }

    [Theory]
    [InlineData("record B(int Y, Func<Tensor, Tensor> F); [TensorTree] partial record A(B X, RandomKey Key, DType Type, Optimizer? O);")]
    [InlineData("abstract class B; interface I; [TensorTree] partial record A(B? X, I[] Y, IReadOnlyList<I> Z);")]
    [InlineData("class Node : IReadOnlyCollection<Node> { public int Count => 0; public IEnumerator<Node> GetEnumerator() => null!; System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => null!; } [TensorTree] partial record A(Node X);")]
    [InlineData("class Grows<T> { public Grows<Grows<T>>? More { get; set; } } [TensorTree] partial record A(Grows<int> X);")]
    [InlineData("[TensorTree] partial class A(Tensor w, int n) { private readonly Tensor _w = w; public int Size => n; public Tensor W => _w; }")]
    [InlineData("[TensorTree] partial class A { private readonly Tensor _w; public A(Tensor w) { _w = w; Action check = () => ArgumentNullException.ThrowIfNull(w); check(); } public Tensor W => _w; }")]
    [InlineData("[TensorTree] abstract partial record A(Tensor X); record B(Tensor X, string Name) : A(X);")]
    [InlineData("class B : ITensorTree { public void Flatten(TreeWriter w) { } public object Unflatten(TreeReader r) => this; } [TensorTree] partial record A(B X, List<B> Y);")]
    [InlineData("[TensorTree] partial record A<T, U, V>(T X, List<U> Y, V Z) where U : unmanaged where V : Enum;")]
    [InlineData("record B(Tensor X); class C(Tensor w) { public Tensor W() => w; }")]
    [InlineData("[TensorTree] partial record P(Tensor W); class C { object F(P p) => (Tree.Count((p, 1, \"a\")), Autodiff.Grad((P[] x) => x[0].W), Tree.Map(p, x => -x)); }")]
    [InlineData("class C { object? F<T>(T tree) => Tree.Map(tree, x => -x); object G(Gradients g, Slots s, RandomKey k) => Tree.Leaves((g, s, k)); }")]
    [InlineData("class C { bool F(Tensor? x, object y) => x == null || null != x || x is null || ReferenceEquals(x, y) || x == y || (x, 1) == (null, 2) || x.Equals(y); }")]
    public async Task Nothing_is_said_of_what_is_well(string program)
    {
        Source.Generate(program);
        Assert.Empty(await Source.Diagnose(program));
    }

    [Fact]
    public void Interfaces_and_enums_are_refused_by_the_compiler() => Assert.Equal(
        ["CS0592", "CS0592"],
        Source.Compile("[TensorTree] interface I; [TensorTree] enum E;").GetDiagnostics(TestContext.Current.CancellationToken).Where(static d => d.Severity == DiagnosticSeverity.Error).Select(static d => d.Id));

    [Fact]
    public async Task A_message_says_what_to_do()
    {
        Diagnostic found = Assert.Single(await Source.Diagnose("[TensorTree] partial record A(HashSet<Tensor> Seen);"));
        Assert.Equal(
            "'Seen' holds tensors in a 'HashSet<Tensor>', which cannot be made again with others: use an array, a List, a Dictionary or a tuple, or mark it [Static] to carry it along as it is",
            found.GetMessage(null));
        Assert.Equal(DiagnosticSeverity.Error, found.Severity);
        Assert.Empty(found.Descriptor.HelpLinkUri); // docs/trees.md has no address that holds everywhere
    }

    [Fact]
    public void Every_diagnostic_is_documented_under_its_link()
    {
        string page = File.ReadAllText(Path.Combine(RepositoryRoot(), "docs", "trees.md"));
        ImmutableArray<DiagnosticDescriptor> all = [.. Source.Analyzers.SelectMany(static a => a.SupportedDiagnostics)];
        Assert.Equal(Enumerable.Range(1, 15).Select(static i => $"ADJ{i:D3}"), all.Select(static d => d.Id).Order());
        Assert.All(all, d => Assert.Contains($"### {d.Id}\n", page, StringComparison.Ordinal));
    }

    private static string RepositoryRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Adjoint.slnx"))) folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException($"{AppContext.BaseDirectory} does not lie in the repository.");
    }
}
