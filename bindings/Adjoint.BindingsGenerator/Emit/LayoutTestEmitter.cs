using Adjoint.BindingsGenerator.Model;

namespace Adjoint.BindingsGenerator.Emit;

/// <summary>Writes tests that the compiled C# types have the layout and the values that C gives them.</summary>
internal static class LayoutTestEmitter
{
    public static SourceFile Emit(EnumDeclaration declaration, Options options)
    {
        string name = CSharp.Identifier(declaration.Name);
        return TestClass(declaration.Name, options, code =>
        {
            Fact(code, $"The size of <see cref=\"{name}\"/> is that of C.", "HasTheSizeOfC", () =>
                code.Line($"Assert.Equal({sizeof(int)}, sizeof({name}));"));
            code.Line();
            Fact(code, $"The values of <see cref=\"{name}\"/> are those of C.", "HasTheValuesOfC", () =>
            {
                foreach (EnumConstant constant in declaration.Constants)
                {
                    code.Line($"Assert.Equal({constant.Value}, (int){name}.{CSharp.Identifier(constant.Name)});");
                }
            });
        });
    }

    public static SourceFile Emit(StructDeclaration declaration, Options options)
    {
        string name = CSharp.Identifier(declaration.Name);
        return TestClass(declaration.Name, options, code =>
        {
            Fact(code, $"The size of <see cref=\"{name}\"/> is that of C.", "HasTheSizeOfC", () =>
                code.Line($"Assert.Equal({declaration.Layout.Size}, sizeof({name}));"));
            code.Line();
            Fact(code, $"A <see cref=\"{name}\"/> crosses the boundary as it lies in memory.", "IsBlittable", () =>
                code.Line($"GCHandle.Alloc(default({name}), GCHandleType.Pinned).Free();"));
            code.Line();
            Fact(code, $"The fields of <see cref=\"{name}\"/> lie where C puts them.", "HasTheOffsetsOfC", () =>
            {
                code.Line($"{name} value;");
                foreach (Field field in declaration.Fields)
                {
                    code.Line($"Assert.Equal({field.Offset}, (byte*)&value.{CSharp.Identifier(field.Name)} - (byte*)&value);");
                }
            });
        });
    }

    private static SourceFile TestClass(string type, Options options, Action<CodeWriter> body)
    {
        var code = new CodeWriter(options, $"{options.Namespace}.Tests", "System.Runtime.InteropServices", "Xunit");
        code.Line($"/// <summary>Layout of <see cref=\"{CSharp.Identifier(type)}\"/>.</summary>");
        code.Block($"public static unsafe class {type}Tests", () => body(code));
        return code.ToFile($"{type}Tests.cs");
    }

    private static void Fact(CodeWriter code, string summary, string name, Action body)
    {
        code.Line($"/// <summary>{summary}</summary>");
        code.Line("[Fact]");
        code.Block($"public static void {name}()", body);
    }
}
