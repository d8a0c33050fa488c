using Adjoint.BindingsGenerator.Emit;
using Adjoint.BindingsGenerator.Model;
using Adjoint.BindingsGenerator.Parsing;

namespace Adjoint.BindingsGenerator;

/// <summary>The whole way: header, syntax tree, model, C# files.</summary>
internal static class Generator
{
    public static void Run(Options options)
    {
        Header header = HeaderReader.Read(options);
        LayoutCheck.Run(options.HeaderPath, header);

        OutputFolder.Write(options.OutputPath, BindingFiles(header, options));
        if (options.TestOutputPath is { } tests)
        {
            OutputFolder.Write(tests, TestFiles(header, options));
        }
    }

    private static IEnumerable<SourceFile> BindingFiles(Header header, Options options)
    {
        yield return MethodsEmitter.Emit(header, options);
        yield return NativeTypeNameEmitter.Emit(options);
        foreach (EnumDeclaration declaration in header.Enums)
        {
            yield return EnumEmitter.Emit(declaration, options);
        }

        foreach (StructDeclaration declaration in header.Structs)
        {
            yield return StructEmitter.Emit(declaration, options);
        }
    }

    private static IEnumerable<SourceFile> TestFiles(Header header, Options options) =>
        header.Enums.Select(declaration => LayoutTestEmitter.Emit(declaration, options))
            .Concat(header.Structs.Where(declaration => !declaration.IsOpaque)
                .Select(declaration => LayoutTestEmitter.Emit(declaration, options)));
}
