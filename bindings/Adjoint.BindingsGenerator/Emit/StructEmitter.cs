using Adjoint.BindingsGenerator.Model;

namespace Adjoint.BindingsGenerator.Emit;

/// <summary>Writes a struct. Arrays in it become inline arrays, which convert to spans; an opaque struct has no fields.</summary>
internal static class StructEmitter
{
    public static SourceFile Emit(StructDeclaration declaration, Options options)
    {
        List<Field> arrays = [.. declaration.Fields.Where(field => field.Type is ArrayType)];
        string[] usings = arrays.Count > 0 ? ["System.Runtime.CompilerServices"] : [];
        var code = new CodeWriter(options, options.Namespace, usings);
        code.Documentation(declaration.Documentation);
        string modifiers = declaration.Fields.Any(HoldsAddress) ? "internal unsafe" : "internal";
        code.Block($"{modifiers} partial struct {CSharp.Identifier(declaration.Name)}", () =>
        {
            code.Members(declaration.Fields, field => Write(code, field));
            foreach (Field array in arrays)
            {
                code.Line();
                WriteBuffer(code, array);
            }
        });
        return code.ToFile($"{declaration.Name}.cs");
    }

    private static void Write(CodeWriter code, Field field)
    {
        string type = field.Type is ArrayType ? BufferName(field) : CSharp.Type(field.Type);
        code.Documentation(field.Documentation);
        if (CSharp.NativeTypeName(field.NativeType, type) is { Length: > 0 } attribute)
        {
            code.Line(attribute.TrimEnd());
        }

        code.Line($"public {type} {CSharp.Identifier(field.Name)};");
    }

    private static void WriteBuffer(CodeWriter code, Field field)
    {
        var array = (ArrayType)field.Type;
        code.Line($"/// <summary>The elements of <see cref=\"{CSharp.Identifier(field.Name)}\"/>.</summary>");
        code.Line($"[InlineArray({array.Length})]");
        code.Block($"public struct {BufferName(field)}", () => code.Line($"private {CSharp.Type(array.Element)} _element;"));
    }

    private static bool HoldsAddress(Field field) => field.Type is PointerType or FunctionPointerType;

    private static string BufferName(Field field) => $"_{field.Name}_e__FixedBuffer";
}
