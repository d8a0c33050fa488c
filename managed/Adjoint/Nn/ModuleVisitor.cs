using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace Adjoint;

/// <summary>Is shown the members of a module, class by class: see <see cref="Module.VisitMembers"/>. The source generator writes the calls.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class ModuleVisitor
{
    private const string FieldsAreKept = "Every class of modules up to Module carries the attribute of Module.";

    private readonly Module _module;
    private readonly Func<string, object, Type, object> _visit;
    private Type _shown = typeof(Module); // the members of this class and of those around its base were shown

    private ModuleVisitor(Module module, Func<string, object, Type, object> visit) => (_module, _visit) = (module, visit);

    /// <summary>Says whose members come next. Those of base classes that do not show them are looked up by reflection, before them.</summary>
    /// <param name="type">The class that declares them.</param>
    [UnconditionalSuppressMessage("Trimming", "IL2072", Justification = FieldsAreKept)]
    public void Level(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        ReflectUpTo(type.BaseType!);
        _shown = type;
    }

    /// <summary>Shows a field, which may be given another value.</summary>
    /// <typeparam name="T">The type of the field.</typeparam>
    /// <param name="name">What the member in it is called.</param>
    /// <param name="field">The field.</param>
    public void Member<T>(string name, ref T field)
    {
        object? member = field;
        if (member is null) return;
        object next = _visit(name, member, typeof(T));
        if (!ReferenceEquals(next, member)) field = (T)next;
    }

    /// <summary>Goes through the fields of a module that may hold members, those of base classes first, in the order of declaration.</summary>
    /// <param name="module">The module.</param>
    /// <param name="visit">Is given the name of a field, what lies in it and its declared type, and returns what is to lie in it.</param>
    internal static void Visit(Module module, Func<string, object, Type, object> visit)
    {
        var visitor = new ModuleVisitor(module, visit);
        module.ShowMembers(visitor);
        visitor.ReflectUpTo(module.GetType());
    }

    /// <summary>The same, where nothing is put anywhere.</summary>
    internal static void Visit(Module module, Action<string, object> visit) => Visit(module, (name, member, _) =>
    {
        visit(name, member);
        return member;
    });

    // The attribute has the compiler look where the type comes from: from a module, whose own attribute keeps the fields.
    [UnconditionalSuppressMessage("Trimming", "IL2072", Justification = FieldsAreKept)]
    private void ReflectUpTo([DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields | DynamicallyAccessedMemberTypes.NonPublicFields)] Type last)
    {
        if (last == _shown) return;
        ReflectUpTo(last.BaseType!);
        foreach (ModuleField field in ModuleFields.Of(last))
        {
            if (field.Info.GetValue(_module) is not { } member) continue;
            object next = _visit(field.Name, member, field.Info.FieldType);
            if (!ReferenceEquals(next, member)) field.Info.SetValue(_module, next);
        }

        _shown = last;
    }
}
