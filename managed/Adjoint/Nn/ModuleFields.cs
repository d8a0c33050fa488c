using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Adjoint;

/// <summary>The fields of a module that may hold members, and what they are called. They survive trimming: <see cref="Module"/> says so.</summary>
internal static class ModuleFields
{
    private static readonly ConditionalWeakTable<Type, ModuleField[]> s_known = [];

    /// <summary>Those of the base classes first, each in the order of declaration.</summary>
    public static ModuleField[] Of(Module module) => s_known.GetValue(module.GetType(), Find);

    // "_hidden" and the property "Hidden" are both "hidden".
    private static string NameOf(FieldInfo field)
    {
        ReadOnlySpan<char> name = field.Name;
        if (name.StartsWith('<')) name = name[1..name.IndexOf('>')];
        name = name.TrimStart('_');
        return name.IsEmpty ? field.Name : char.ToLowerInvariant(name[0]) + name[1..].ToString();
    }

    // Of values, tuples and immutable arrays alone.
    private static bool CanHold(Type type) => type.IsValueType
        ? typeof(ITuple).IsAssignableFrom(type) || typeof(IList).IsAssignableFrom(type)
        : type != typeof(string) && type != typeof(Tensor) && !typeof(Delegate).IsAssignableFrom(type);

    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "Every module up to Module carries the attribute of Module.")]
    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "Every base class up to Module carries the attribute of Module.")]
    private static ModuleField[] Find(Type module)
    {
        const BindingFlags own = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        var fields = new List<FieldInfo>();
        for (Type type = module; type != typeof(Module); type = type.BaseType!)
            fields.InsertRange(0, type.GetFields(own).Where(static f => CanHold(f.FieldType)));
        return [.. fields.Select(static f => new ModuleField(f, NameOf(f)))];
    }
}

/// <summary>A field of a module.</summary>
/// <param name="Info">The field.</param>
/// <param name="Name">What the member in it is called.</param>
internal readonly record struct ModuleField(FieldInfo Info, string Name)
{
    /// <summary>What lies in it.</summary>
    public object? Of(Module module) => Info.GetValue(module);
}
