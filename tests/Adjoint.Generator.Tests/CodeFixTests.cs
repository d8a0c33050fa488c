using System.Collections.Immutable;

using Adjoint.Generator.CodeFixes;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;

using Xunit;

namespace Adjoint.Generator.Tests;

/// <summary>What the fixes make of a program; after each the diagnostic is gone.</summary>
public sealed class CodeFixTests
{
    private static readonly CodeFixProvider[] s_fixes =
        [new MakePartialFix(), new MarkTreeFix(), new MarkStaticFix(), new UseCollectionFix(), new KeepInFieldFix(), new RemoveStaticFix()];

    [Theory]
    [InlineData("Make 'A' partial", "// A comment.\n[TensorTree]\nrecord A(Tensor X);\n", "// A comment.\n[TensorTree]\npartial record A(Tensor X);\n")]
    [InlineData("Make 'A' partial", "[TensorTree] public readonly struct A { }\n", "[TensorTree] public readonly partial struct A { }\n")]
    [InlineData("Make 'A' partial", "[TensorTree]\npublic sealed record struct A(Tensor X);\n", "[TensorTree]\npublic sealed partial record struct A(Tensor X);\n")]
    [InlineData("Make 'Outer' partial", "class Outer\n{\n    [TensorTree]\n    internal partial record A(Tensor X);\n}\n", "partial class Outer\n{\n    [TensorTree]\n    internal partial record A(Tensor X);\n}\n")]
    [InlineData("Use a List", "[TensorTree]\npartial record A(HashSet<Tensor>? X);\n", "[TensorTree]\npartial record A(List<Tensor>? X);\n")]
    [InlineData("Use a List", "[TensorTree]\npartial class A\n{\n    private readonly IEnumerable<Tensor> _x = [];\n}\n", "[TensorTree]\npartial class A\n{\n    private readonly List<Tensor> _x = [];\n}\n")]
    [InlineData("Use a Dictionary", "[TensorTree]\npartial record A(SortedDictionary<string, Tensor> X);\n", "[TensorTree]\npartial record A(Dictionary<string, Tensor> X);\n")]
    [InlineData("Carry it along as it is: [Static]", "[TensorTree]\npartial record A(Tensor[,] X);\n", "[TensorTree]\npartial record A([Static] Tensor[,] X);\n")]
    [InlineData("Carry it along as it is: [Static]", "[TensorTree]\npartial class A\n{\n    // A set.\n    public HashSet<Tensor>? X { get; set; }\n}\n", "[TensorTree]\npartial class A\n{\n    // A set.\n    [Static]\n    public HashSet<Tensor>? X { get; set; }\n}\n")]
    [InlineData("Mark 'B' [TensorTree]", "// B.\npublic record B(Tensor Y);\n[TensorTree]\npublic partial record A(B X);\n", "// B.\n[TensorTree]\npublic partial record B(Tensor Y);\n[TensorTree]\npublic partial record A(B X);\n")]
    [InlineData("Mark 'B' [TensorTree]", "record B(Tensor Y);\n[TensorTree]\npartial record A(Tensor Y) : B(Y);\n", "[TensorTree]\npartial record B(Tensor Y);\n[TensorTree]\npartial record A(Tensor Y) : B(Y);\n")]
    [InlineData("Mark 'B' [TensorTree]", "[TensorTree]\npartial record A;\nrecord B(Tensor Y) : A;\n", "[TensorTree]\npartial record A;\n[TensorTree]\npartial record B(Tensor Y) : A;\n")]
    [InlineData("Mark 'U' [TensorTree]", "record U(Tensor W);\nclass C\n{\n    long F(U[] u) => Tree.Count(u);\n}\n", "[TensorTree]\npartial record U(Tensor W);\nclass C\n{\n    long F(U[] u) => Tree.Count(u);\n}\n")]
    [InlineData("Keep 'w' in a field", "[TensorTree]\npartial class A(Tensor w)\n{\n    public int Size { get; } = w.Rank;\n\n    public Tensor Apply(Tensor x) => w * x + w;\n}\n", "[TensorTree]\npartial class A(Tensor w)\n{\n    private readonly Tensor _w = w;\n\n    public int Size { get; } = w.Rank;\n\n    public Tensor Apply(Tensor x) => _w * x + _w;\n}\n")]
    [InlineData("Remove [Static]", "[TensorTree]\npartial record A([Static] int X);\n", "[TensorTree]\npartial record A(int X);\n")]
    [InlineData("Remove [Static]", "[TensorTree]\npartial class A\n{\n    // A number.\n    [Static]\n    public int X;\n}\n", "[TensorTree]\npartial class A\n{\n    // A number.\n    public int X;\n}\n")]
    public async Task A_fix_makes_the_change_it_names(string title, string before, string after)
    {
        (string fixedText, _) = await Apply(title, before);
        Assert.Equal(Source.Head + after, fixedText);
        Assert.Empty(await Source.Diagnose(after));
    }

    [Fact]
    public async Task Where_nothing_can_be_done_nothing_is_offered()
    {
        Assert.Equal(["Carry it along as it is: [Static]"], (await Apply(null, "[TensorTree]\npartial record A(Lazy<Tensor> X);\n")).Titles);
        Assert.Equal(["Carry it along as it is: [Static]"], (await Apply(null, "[TensorTree]\npartial record A(TensorDataset X);\n")).Titles);
        Assert.Empty((await Apply(null, "[TensorTree]\nstatic partial class A;\n")).Titles);
    }

    /// <summary>A program as an editor has it.</summary>
    internal static Document DocumentOf(string program) => new AdhocWorkspace().AddProject(ProjectInfo.Create(
            ProjectId.CreateNewId(), VersionStamp.Default, "Program", "Program", LanguageNames.CSharp,
            compilationOptions: Source.Options, parseOptions: Source.ParseOptions, metadataReferences: Source.References))
        .AddDocument("Program.cs", Source.Head + program);

    private static async Task<(string Text, IReadOnlyList<string> Titles)> Apply(string? title, string program)
    {
        CancellationToken stop = TestContext.Current.CancellationToken;
        Document document = DocumentOf(program);
        Compilation compilation = (await document.Project.GetCompilationAsync(stop))!;
        ImmutableArray<Diagnostic> found = await compilation.WithAnalyzers(Source.Analyzers).GetAnalyzerDiagnosticsAsync(stop);

        List<CodeAction> actions = [];
        foreach (CodeFixProvider fix in s_fixes.Where(f => f.FixableDiagnosticIds.Contains(found[0].Id)))
            await fix.RegisterCodeFixesAsync(new CodeFixContext(document, found[0], (action, _) => actions.Add(action), stop));
        string[] titles = [.. actions.Select(static a => a.Title)];
        if (title is null) return ("", titles);

        ImmutableArray<CodeActionOperation> operations = await actions.Single(a => a.Title == title).GetOperationsAsync(stop);
        Document changed = operations.OfType<ApplyChangesOperation>().Single().ChangedSolution.GetDocument(document.Id)!;
        changed = await Formatter.FormatAsync(await Simplifier.ReduceAsync(changed, cancellationToken: stop), Formatter.Annotation, cancellationToken: stop);
        return ((await changed.GetTextAsync(stop)).ToString().ReplaceLineEndings("\n"), titles);
    }
}
