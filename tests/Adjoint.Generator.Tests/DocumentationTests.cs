using System.Collections.Immutable;
using System.Reflection;
using System.Text.RegularExpressions;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

using Xunit;

namespace Adjoint.Generator.Tests;

/// <summary>What the README and the pages of docs show compiles, as it would outside of this repository, runs, and prints what it says.</summary>
public sealed partial class DocumentationTests
{
    private const string Usings =
        """
        using System;
        using System.Collections.Generic;
        using System.Linq;
        using Adjoint;
        using static Adjoint.Autodiff;
        using static Adjoint.Ops;

        """;

    // In the place of the console: the tests' own is shared.
    private const string Printer =
        """
        internal static class Console
        {
            public static readonly System.Collections.Generic.List<string> Lines = [];
            public static void WriteLine(object value) => Lines.Add(value.ToString()!);
        }
        """;

    // What the reader of a page is taken to have. The compiler that the generator is made for does not know the extension properties
    // that docs/types.md speaks of.
    private static readonly Dictionary<string, string> s_given = new()
    {
        ["README.md"] = "TensorDataset data = new(new RandomKey(9).Uniform(128, 784), Tensor.Zeros([128], DType.Int64));",
        ["docs/state.md"] = "var logits = Tensor.Ones(3); var model = new Linear(3, 3, new RandomKey(0)); var optimizer = new Adam();",
        ["docs/modules.md"] = "Tensor x = new RandomKey(8).Normal(8, 4), y = Tensor.Zeros(8, 3); var model = new Network(new RandomKey(0));",
        ["docs/optimizers.md"] = "Tensor x = Tensor.Ones(4, 3), y = Tensor.Ones(4, 2); var model = new Linear(3, 2, new RandomKey(0)); var optimizer = new Adam(); optimizer.Slots(model.Parameters());",
        ["docs/trees.md"] = "Mlp parameters = new([new(Tensor.Ones(2, 2), Tensor.Ones(2))]); var batch = (Tensor.Ones(4, 2), Tensor.Ones(4, 2));",
        ["docs/semantics.md"] = "",
        ["docs/sparse.md"] = "",
        ["docs/how-memory-works.md"] = "",
        ["docs/files.md"] = "",
        ["docs/getting-started.md"] = "",
        ["docs/mixed-precision.md"] = "Tensor x = Tensor.Ones(8, 4), y = Tensor.Zeros(8, 1); var model = new Sequential { new Linear(4, 16, new RandomKey(0)), Relu, new Linear(16, 1, new RandomKey(1)) };",
        ["docs/data.md"] = "",
        ["docs/training-guide.md"] =
            """
            TensorDataset data = new(new RandomKey(8).Integers(0, 17, 200, 64).Cast(DType.UInt8), new RandomKey(9).Integers(0, 10, 200));
            TensorDataset scaled = data.Map(x => x.Cast(DType.Float32) / 16), train = scaled.Take(160), validation = scaled.Skip(160);
            var model = new Network(new RandomKey(0));
            """,
        ["docs/minimizers.md"] = "var x = Tensor.From([0.0, 1, 2, 3]); var y = Tensor.From([2.0, 1.2, 0.75, 0.45]); var x0 = Tensor.From([0.5, 0.5]); Tensor f(Tensor v) => Sum(Square(v - 2));",
    };

    // What the examples of diagnostics leave out.
    private static readonly Dictionary<string, string> s_leftOut = new()
    {
        ["class Layer : ITensorTree { ... }"] =
            "class Layer : ITensorTree { void ITensorTree.Flatten(TreeWriter writer) { } object ITensorTree.Unflatten(TreeReader reader) => this; }",
        ["partial class Dense : ILayer"] = "interface ILayer { Tensor W { get; } } [TensorTree] partial class Dense : ILayer",
    };

    // The files that programs write.
    static DocumentationTests()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("adjoint-");
        Environment.CurrentDirectory = folder.FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            Environment.CurrentDirectory = AppContext.BaseDirectory;
            folder.Delete(recursive: true);
        };
    }

    [Theory]
    [InlineData("README.md")]
    [InlineData("docs/state.md")]
    [InlineData("docs/modules.md")]
    [InlineData("docs/optimizers.md")]
    [InlineData("docs/trees.md")]
    [InlineData("docs/semantics.md")]
    [InlineData("docs/sparse.md")]
    [InlineData("docs/how-memory-works.md")]
    [InlineData("docs/files.md")]
    [InlineData("docs/getting-started.md")]
    [InlineData("docs/mixed-precision.md")]
    [InlineData("docs/data.md")]
    [InlineData("docs/training-guide.md")]
    [InlineData("docs/minimizers.md")]
    public void Programs_compile_and_print_what_they_say(string page)
    {
        var types = new List<string>();
        string text = Regex.Split(ReadPage(page), "^#+ ADJ", RegexOptions.Multiline)[0];
        foreach (string block in Programs(text))
        {
            var root = (CompilationUnitSyntax)CSharpSyntaxTree.ParseText(block, Source.ParseOptions, cancellationToken: TestContext.Current.CancellationToken).GetRoot(TestContext.Current.CancellationToken);
            types.AddRange(root.Members.Where(static m => m is not GlobalStatementSyntax).Select(static m => m.ToFullString()));
            string statements = string.Concat(root.Members.OfType<GlobalStatementSyntax>().Select(static m => m.ToFullString()));
            Assert.Equal(Said().Matches(block).Select(static m => m.Groups[1].Value.Trim()), Run($"{Usings}{root.Usings.ToFullString()}{s_given[page]}\n{statements}\n{string.Concat(types)}"));
        }
    }

    // The class is that of docs/state.md.
    [Fact]
    public void An_optimizer_of_ones_own_is_derived_outside_the_library()
    {
        string rule = Programs(ReadPage("docs/state.md")).Single(static b => b.Contains(": Optimizer(", StringComparison.Ordinal));
        const string use =
            """
            var p = new Parameter(Tensor.From([1f, -1f]), "p");
            var optimizer = new SignSgd(0.5);
            var step = Grad(() => Sum(3 * p.Value), weights: [p]);
            optimizer.Update(step());
            Console.WriteLine(p.Value);   // [ 0.5 -1.5]
            Console.WriteLine(string.Join(", ", optimizer.Slots().Names));   // learningRate, p.steps, p.mean

            """;
        Assert.Equal(Said().Matches(use).Select(static m => m.Groups[1].Value.Trim()), Run(Usings + use + rule));
    }

    [Fact]
    public async Task Examples_of_diagnostics_have_them()
    {
        string[] sections = Regex.Split(ReadPage("docs/trees.md"), "^### ", RegexOptions.Multiline);
        int tried = 0;
        foreach (string section in sections.Where(static s => s.StartsWith("ADJ", StringComparison.Ordinal)))
        {
            foreach (string block in Programs(section))
            {
                string program = s_leftOut.Aggregate(block, static (text, pair) => text.Replace(pair.Key, pair.Value, StringComparison.Ordinal));
                ImmutableArray<Diagnostic> found = await Source.Diagnose(program);
                Assert.True(found.Any(d => d.Id == section[..6]), $"Nothing says {section[..6]}:\n{program}\n{string.Join('\n', found)}");
                tried++;
            }
        }

        Assert.True(tried >= 12);
    }

    [Fact]
    public void The_readme_shows_the_chart_and_leads_to_pages_that_exist()
    {
        string readme = ReadPage("README.md");
        Assert.Contains("](docs/benchmarks.svg)", readme, StringComparison.Ordinal);
        Assert.All(Link().Matches(readme).Select(static m => m.Groups[1].Value), static path => Assert.True(Path.Exists(Path.Combine(Root(), path)), path));
    }

    [Fact]
    public void Pages_name_files_that_exist()
    {
        string[] pages = ["README.md", "CONTRIBUTING.md", .. Directory.GetFiles(Path.Combine(Root(), "docs"), "*.md").Select(static p => Path.GetRelativePath(Root(), p))];
        foreach (string page in pages)
        {
            foreach (string path in PathInText().Matches(ReadPage(page)).Select(static m => m.Groups[1].Value))
            {
                string folder = Path.Combine(Root(), Path.GetDirectoryName(path) ?? "");
                bool exists = Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder, Path.GetFileName(path)).Any();
                Assert.True(exists, $"{page} speaks of {path}, which does not exist.");
            }
        }
    }

    /// <summary>A program compiles, runs and prints what its comments say.</summary>
    internal static void Try(string program)
    {
        var root = (CompilationUnitSyntax)CSharpSyntaxTree.ParseText(program, Source.ParseOptions).GetRoot();
        string statements = string.Concat(root.Members.OfType<GlobalStatementSyntax>().Select(static m => m.ToFullString()));
        string types = string.Concat(root.Members.Where(static m => m is not GlobalStatementSyntax).Select(static m => m.ToFullString()));
        Assert.Equal(Said().Matches(program).Select(static m => m.Groups[1].Value.Trim()), Run($"{Usings}{statements}\n{types}"));
    }

    // Compiled as a program of its own, which sees what is public.
    private static List<string> Run(string program)
    {
        CSharpCompilation compilation = CSharpCompilation.Create(
            "Shown", [CSharpSyntaxTree.ParseText(program, Source.ParseOptions), CSharpSyntaxTree.ParseText(Printer, Source.ParseOptions)],
            Source.References, Source.Options.WithOutputKind(OutputKind.ConsoleApplication));
        Source.Driver().RunGeneratorsAndUpdateCompilation(compilation, out Compilation whole, out _, TestContext.Current.CancellationToken);
        Diagnostic[] wrong = [.. whole.GetDiagnostics(TestContext.Current.CancellationToken).Where(static d => d.Severity == DiagnosticSeverity.Error)];
        Assert.True(wrong.Length == 0, $"{string.Join('\n', wrong.AsEnumerable())}\n{program}");
        var image = new MemoryStream();
        Assert.True(whole.Emit(image, cancellationToken: TestContext.Current.CancellationToken).Success);
        Assembly shown = Assembly.Load(image.ToArray());
        _ = shown.EntryPoint!.Invoke(null, shown.EntryPoint.GetParameters().Length == 0 ? null : [Array.Empty<string>()]);
        var printed = (List<string>)shown.GetType("Console")!.GetField("Lines")!.GetValue(null)!;
        // Only what a comment speaks of is compared.
        return program.Contains("Console.WriteLine(", StringComparison.Ordinal) && !Said().IsMatch(program) ? [] : printed;
    }

    private static IEnumerable<string> Programs(string text) => CSharp().Matches(text).Select(static m => m.Groups[1].Value);

    private static string ReadPage(string page) => File.ReadAllText(Path.Combine(Root(), page));

    private static string Root()
    {
        DirectoryInfo folder = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Adjoint.slnx")))
            folder = folder.Parent!;
        return folder.FullName;
    }

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CSharp();

    [GeneratedRegex(@"Console\.WriteLine\(.*\); *// (.*)")]
    private static partial Regex Said();

    [GeneratedRegex("`((?:native|managed|bindings|tests|samples|docs)/[A-Za-z0-9_.*/-]+[A-Za-z0-9_*])/?`")]
    private static partial Regex PathInText();

    [GeneratedRegex(@"\]\(([^)#:]+)(#[^)]*)?\)")]
    private static partial Regex Link();
}
