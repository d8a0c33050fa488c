using Adjoint.BindingsGenerator.Model;

namespace Adjoint.BindingsGenerator.Parsing;

/// <summary>
/// Where C puts the fields of a struct: each at the next multiple of its alignment. This holds on every 64-bit platform for the types
/// that can be translated; <see cref="LayoutCheck"/> has the compiler confirm it.
/// </summary>
internal sealed class Layout(IReadOnlyDictionary<string, StructDeclaration> structs)
{
    private const int PointerSize = 8;

    /// <summary>Gives each field its offset, and returns the layout of the whole.</summary>
    public StructLayout Place(IList<Field> fields)
    {
        int end = 0;
        int alignment = 1;
        for (int i = 0; i < fields.Count; i++)
        {
            StructLayout field = Of(fields[i].Type);
            int offset = RoundUp(end, field.Alignment);
            fields[i] = fields[i] with { Offset = offset };
            end = offset + field.Size;
            alignment = Math.Max(alignment, field.Alignment);
        }

        return new StructLayout(RoundUp(end, alignment), alignment);
    }

    private StructLayout Of(CType type) => type switch
    {
        PrimitiveType primitive => new StructLayout(primitive.Size, primitive.Size),
        EnumType => new StructLayout(sizeof(int), sizeof(int)),
        StructType named => structs[named.Name].Layout,
        ArrayType array when Of(array.Element) is var element => element with { Size = element.Size * array.Length },
        _ => new StructLayout(PointerSize, PointerSize),
    };

    private static int RoundUp(int value, int multiple) => (value + multiple - 1) / multiple * multiple;
}
