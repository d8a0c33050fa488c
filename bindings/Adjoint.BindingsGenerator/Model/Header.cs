namespace Adjoint.BindingsGenerator.Model;

/// <summary>What a header declares, in its order.</summary>
internal sealed record Header(
    IReadOnlyList<ConstantDeclaration> Constants,
    IReadOnlyList<EnumDeclaration> Enums,
    IReadOnlyList<StructDeclaration> Structs,
    IReadOnlyList<FunctionDeclaration> Functions);

/// <summary>The paragraphs of a doc comment.</summary>
internal sealed record Documentation(IReadOnlyList<string> Paragraphs);

/// <summary>A macro that stands for an integer.</summary>
internal sealed record ConstantDeclaration(string Name, string CSharpType, string CSharpValue, string Definition, Documentation Documentation);

/// <summary>An enumeration; all of its values fit an int. Its native type is that which C++ says it rests on, empty where none is said.</summary>
internal sealed record EnumDeclaration(string Name, string NativeType, IReadOnlyList<EnumConstant> Constants, Documentation Documentation);

/// <summary>One value of an enumeration.</summary>
internal sealed record EnumConstant(string Name, int Value, Documentation Documentation);

/// <summary>A struct; without fields when the header keeps it opaque.</summary>
internal sealed record StructDeclaration(string Name, IReadOnlyList<Field> Fields, StructLayout Layout, Documentation Documentation)
{
    public bool IsOpaque => Fields.Count == 0;
}

/// <summary>One field of a struct.</summary>
internal sealed record Field(string Name, CType Type, string NativeType, int Offset, Documentation Documentation);

/// <summary>Bytes that a type takes, and what its addresses are multiples of.</summary>
internal readonly record struct StructLayout(int Size, int Alignment);

/// <summary>A function that the library exports.</summary>
internal sealed record FunctionDeclaration(
    string Name, CType Return, string NativeReturn, IReadOnlyList<Parameter> Parameters, Documentation Documentation);

/// <summary>One parameter of a function.</summary>
internal sealed record Parameter(string Name, CType Type, string NativeType);
