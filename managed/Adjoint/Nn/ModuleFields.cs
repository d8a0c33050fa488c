using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Adjoint;

/// <summary>
/// The fields of a class of modules that may hold members, and what they are called: for classes whose members nothing was written to show, since they are not
/// partial. They survive trimming: <see cref="Module"/> says so.
/// </summary>
internal static class ModuleFields
{
    private static readonly ConditionalWeakTable<Type, ModuleField[]> s_known = [];

    /// <summary>Those that a class declares itself, in order.</summary>
    public static ModuleField[] Of(Type type) => s_known.GetValue(type, Find);

    // "_hidden" and the property "Hidden" are both "hidden".
    private static string NameOf(FieldInfo field)
    {
        ReadOnlySpan<char> name = field.Name;
        if (name is ['<', ..]) name = name[1..name.IndexOf('>')];
        name = name.TrimStart('_');
        return name.IsEmpty ? field.Name : char.ToLowerInvariant(name[0]) + name[1..].ToString();
    }

    // Of values, tuples and immutable arrays alone.
    private static bool CanHold(Type type) => type.IsValueType
        ? typeof(ITuple).IsAssignableFrom(type) || typeof(IList).IsAssignableFrom(type)
        : type != typeof(string) && type != typeof(Tensor) && !typeof(Delegate).IsAssignableFrom(type);

    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "Every class of modules up to Module carries the attribute of Module.")]
    private static ModuleField[] Find(Type type)
    {
        const BindingFlags own = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        return [.. type.GetFields(own).Where(static f => CanHold(f.FieldType)).Select(static f => new ModuleField(f, NameOf(f)))];
    }
}

/// <summary>A field of a module.</summary>
/// <param name="Info">The field.</param>
/// <param name="Name">What the member in it is called.</param>
internal sealed record ModuleField(FieldInfo Info, string Name);
