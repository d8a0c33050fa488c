using System.Collections.Immutable;

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

using Xunit;

namespace Adjoint.Generator.Tests;

/// <summary>Programs compiled in memory, with the generator and the analyzer.</summary>
internal static class Source
{
    /// <summary>What every test's program begins with.</summary>
    public const string Head =
        """
        using System;
        using System.Collections.Generic;
        using System.Collections.Immutable;
        using Adjoint;

        """;

    public static CSharpParseOptions ParseOptions { get; } = new(LanguageVersion.Preview);

    public static CSharpCompilationOptions Options { get; } =
        new(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable);

    /// <summary>The framework and the library, which the tests themselves run with.</summary>
    public static ImmutableArray<MetadataReference> References { get; } =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(static p => Path.GetFileName(p) is var name && (name.StartsWith("System.", StringComparison.Ordinal) || name is "Adjoint.dll" or "netstandard.dll"))
            .Select(static p => MetadataReference.CreateFromFile(p)),
    ];

    public static CSharpCompilation Compile(string program, params IEnumerable<MetadataReference> more) =>
        CSharpCompilation.Create("Program", [CSharpSyntaxTree.ParseText(Head + program, ParseOptions, "Program.cs")], References.AddRange(more), Options);

    public static GeneratorDriver Driver() => CSharpGeneratorDriver.Create(
        [new TensorTreeGenerator().AsSourceGenerator(), new ModuleGenerator().AsSourceGenerator()], parseOptions: ParseOptions,
        driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    /// <summary>The compilation with what was generated, free of errors and warnings.</summary>
    public static Compilation Generate(string program, params IEnumerable<MetadataReference> more)
    {
        Driver().RunGeneratorsAndUpdateCompilation(Compile(program, more), out Compilation compilation, out ImmutableArray<Diagnostic> found, TestContext.Current.CancellationToken);
        Assert.Empty(found);
        Assert.Empty(compilation.GetDiagnostics().Where(static d => d.Severity >= DiagnosticSeverity.Warning));
        return compilation;
    }

    /// <summary>What was written for the one type of a program.</summary>
    public static string Generated(string program, params IEnumerable<MetadataReference> more) => Generate(program, more).SyntaxTrees.Skip(1).Single().ToString();

    /// <summary>All that looks at programs.</summary>
    public static ImmutableArray<DiagnosticAnalyzer> Analyzers { get; } =
    [
        .. typeof(TensorTreeAnalyzer).Assembly.GetTypes().Where(static t => t.IsSubclassOf(typeof(DiagnosticAnalyzer)))
            .Select(static t => (DiagnosticAnalyzer)Activator.CreateInstance(t)!),
    ];

    /// <summary>What the analyzers say of a program.</summary>
    public static async Task<ImmutableArray<Diagnostic>> Diagnose(string program, params IEnumerable<MetadataReference> more)
    {
        Driver().RunGeneratorsAndUpdateCompilation(Compile(program, more), out Compilation compilation, out _, TestContext.Current.CancellationToken);
        ImmutableArray<Diagnostic> found = await compilation.WithAnalyzers(Analyzers).GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken);
        Assert.DoesNotContain(found, static d => d.Id == "AD0001");
        return [.. found.OrderBy(static d => d.Location.SourceSpan.Start)];
    }

    /// <summary>A program as another refers to it.</summary>
    public static MetadataReference Library(string program)
    {
        var image = new MemoryStream();
        Assert.True(Generate(program).WithAssemblyName("Library").Emit(image, cancellationToken: TestContext.Current.CancellationToken).Success);
        return MetadataReference.CreateFromImage(image.ToArray());
    }
}
