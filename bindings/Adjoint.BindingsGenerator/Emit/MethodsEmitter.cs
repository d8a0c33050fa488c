using Adjoint.BindingsGenerator.Model;

namespace Adjoint.BindingsGenerator.Emit;

/// <summary>Writes the class that holds the constants and the functions of a header.</summary>
internal static class MethodsEmitter
{
    public static SourceFile Emit(Header header, Options options)
    {
        var code = new CodeWriter(options, options.Namespace, "System.Runtime.InteropServices");
        code.Line($"/// <summary>The constants and functions of {Path.GetFileName(options.Header)}.</summary>");
        code.Block($"internal static unsafe partial class {options.MethodClassName}", () =>
        {
            code.Members(header.Constants, constant => Write(code, constant));
            if (header.Constants.Count > 0 && header.Functions.Count > 0)
            {
                code.Line();
            }

            code.Members(header.Functions, function => Write(code, function, options));
        });
        return code.ToFile($"{options.MethodClassName}.cs");
    }

    private static void Write(CodeWriter code, ConstantDeclaration constant)
    {
        code.Documentation(constant.Documentation);
        code.Line($"[NativeTypeName(\"{constant.Definition}\")]");
        code.Line($"public const {constant.CSharpType} {CSharp.Identifier(constant.Name)} = {constant.CSharpValue};");
    }

    private static void Write(CodeWriter code, FunctionDeclaration function, Options options)
    {
        string returned = CSharp.Type(function.Return);
        string nativeReturn = CSharp.NativeTypeName(function.NativeReturn, returned, "return: ");
        string parameters = string.Join(", ", function.Parameters.Select(Parameter));

        code.Documentation(function.Documentation);
        code.Line($"[DllImport(\"{options.LibraryPath}\", CallingConvention = CallingConvention.Cdecl, ExactSpelling = true)]");
        if (options.SuppressGCTransition.Contains(function.Name))
        {
            code.Line("[SuppressGCTransition]");
        }

        if (nativeReturn.Length > 0)
        {
            code.Line(nativeReturn.TrimEnd());
        }

        code.Line($"public static extern {returned} {CSharp.Identifier(function.Name)}({parameters});");
    }

    private static string Parameter(Parameter parameter)
    {
        string type = CSharp.Type(parameter.Type);
        return $"{CSharp.NativeTypeName(parameter.NativeType, type)}{type} {CSharp.Identifier(parameter.Name)}";
    }
}
