namespace Adjoint.BindingsGenerator.Emit;

/// <summary>Writes the attribute that keeps C's spelling of a type.</summary>
internal static class NativeTypeNameEmitter
{
    public static SourceFile Emit(Options options)
    {
        var code = new CodeWriter(options, options.Namespace, "System", "System.Diagnostics");
        code.Line("/// <summary>The type that something has in the header.</summary>");
        code.Line("[AttributeUsage(AttributeTargets.Struct | AttributeTargets.Enum | AttributeTargets.Field | AttributeTargets.Parameter | AttributeTargets.ReturnValue)]");
        code.Line("[Conditional(\"DEBUG\")]");
        code.Block("internal sealed class NativeTypeNameAttribute(string name) : Attribute", () =>
        {
            code.Line("/// <summary>The type as C spells it.</summary>");
            code.Line("public string Name { get; } = name;");
        });
        return code.ToFile("NativeTypeNameAttribute.cs");
    }
}
