using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Adjoint;

/// <summary>Copies of the objects of a type, made field by field: no constructor runs.</summary>
internal sealed class FieldCopy
{
    private readonly Type _type;

    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "Tuples keep their fields (see TreeWalk), and docs/fsharp.md has programs keep the assembly that declares trees.")]
    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "Tuples keep their fields (see TreeWalk), and docs/fsharp.md has programs keep the assembly that declares trees.")]
    public FieldCopy(Type type)
    {
        const BindingFlags own = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        _type = type;
        var fields = new List<FieldInfo>();
        for (Type? at = type; at is not null; at = at.BaseType)
            fields.InsertRange(0, at.GetFields(own));
        Fields = [.. fields];
    }

    /// <summary>All fields in the order of declaration, those of the base class first.</summary>
    public FieldInfo[] Fields { get; }

    /// <summary>A copy with what a function gives for each field and what was in it.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2077", Justification = "No constructor is called.")]
    public object Of(object value, Func<FieldInfo, object?, object?> member)
    {
        object copy = RuntimeHelpers.GetUninitializedObject(_type);
        foreach (FieldInfo field in Fields)
            field.SetValue(copy, member(field, field.GetValue(value)));
        return copy;
    }
}
