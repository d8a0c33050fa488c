using Adjoint.BindingsGenerator.Model;

namespace Adjoint.BindingsGenerator.Emit;

/// <summary>Writes an enumeration. Its values keep their names and numbers.</summary>
internal static class EnumEmitter
{
    public static SourceFile Emit(EnumDeclaration declaration, Options options)
    {
        var code = new CodeWriter(options, options.Namespace);
        code.Documentation(declaration.Documentation);
        if (declaration.NativeType.Length > 0 && CSharp.NativeTypeName(declaration.NativeType, "int") is { Length: > 0 } attribute)
        {
            code.Line(attribute.TrimEnd());
        }

        code.Block($"internal enum {CSharp.Identifier(declaration.Name)}", () =>
            code.Members(declaration.Constants, constant =>
            {
                code.Documentation(constant.Documentation);
                code.Line($"{CSharp.Identifier(constant.Name)} = {constant.Value},");
            }));
        return code.ToFile($"{declaration.Name}.cs");
    }
}
