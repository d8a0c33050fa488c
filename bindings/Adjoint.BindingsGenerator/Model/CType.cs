namespace Adjoint.BindingsGenerator.Model;

/// <summary>A C type without its qualifiers, which C# has no place for.</summary>
internal abstract record CType;

/// <summary>A type that C# has too. <see cref="Size"/> is 0 for void.</summary>
internal sealed record PrimitiveType(string CSharpName, int Size) : CType
{
    public static readonly PrimitiveType Void = new("void", 0);
}

/// <summary>An enum of the header.</summary>
internal sealed record EnumType(string Name) : CType;

/// <summary>A struct of the header.</summary>
internal sealed record StructType(string Name) : CType;

/// <summary>The address of something.</summary>
internal sealed record PointerType(CType Pointee) : CType;

/// <summary>Elements side by side in a struct.</summary>
internal sealed record ArrayType(CType Element, int Length) : CType;

/// <summary>The address of a function.</summary>
internal sealed record FunctionPointerType(CType Return, IReadOnlyList<CType> Parameters) : CType;
