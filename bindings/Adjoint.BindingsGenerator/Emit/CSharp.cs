using Adjoint.BindingsGenerator.Model;

namespace Adjoint.BindingsGenerator.Emit;

/// <summary>How C# spells things of C.</summary>
internal static class CSharp
{
    private static readonly HashSet<string> Keywords = new(StringComparer.Ordinal)
    {
        "abstract", "as", "base", "bool", "break", "byte", "case", "catch", "char", "checked", "class", "const", "continue", "decimal",
        "default", "delegate", "do", "double", "else", "enum", "event", "explicit", "extern", "false", "finally", "fixed", "float", "for",
        "foreach", "goto", "if", "implicit", "in", "int", "interface", "internal", "is", "lock", "long", "namespace", "new", "null",
        "object", "operator", "out", "override", "params", "private", "protected", "public", "readonly", "ref", "return", "sbyte",
        "sealed", "short", "sizeof", "stackalloc", "static", "string", "struct", "switch", "this", "throw", "true", "try", "typeof",
        "uint", "ulong", "unchecked", "unsafe", "ushort", "using", "virtual", "void", "volatile", "while",
    };

    public static string Identifier(string name) => Keywords.Contains(name) ? "@" + name : name;

    public static string Type(CType type) => type switch
    {
        PrimitiveType primitive => primitive.CSharpName,
        EnumType named => Identifier(named.Name),
        StructType named => Identifier(named.Name),
        PointerType pointer => Type(pointer.Pointee) + "*",
        FunctionPointerType function => $"delegate* unmanaged[Cdecl]<{string.Join(", ", function.Parameters.Append(function.Return).Select(Type))}>",
        _ => throw new ArgumentException($"{type} has no spelling", nameof(type)),
    };

    /// <summary>
    /// The attribute, and a space, that keeps the C spelling where the C# one says less. <paramref name="target"/> is "return: " for
    /// what a method returns.
    /// </summary>
    public static string NativeTypeName(string native, string csharp, string target = "") =>
        native.Replace(" ", "", StringComparison.Ordinal) == csharp ? "" : $"[{target}NativeTypeName(\"{native}\")] ";
}
