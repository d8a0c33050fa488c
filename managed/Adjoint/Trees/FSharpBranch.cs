using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Adjoint;

/// <summary>How values of one type of F# are taken apart and made again.</summary>
internal abstract class FSharpBranch
{
    /// <summary>What is in a value, in order, with the names and the declared types of the places.</summary>
    public abstract IEnumerable<(string Name, Type Declared, object? Member)> Members(object value);

    public abstract void Collect(TreeWriter writer, object value);

    /// <summary>A value with what a function gives for the declared type and the value of each member.</summary>
    public abstract object Copy(object value, Func<Type, object?, object?> change);
}

/// <summary>A record, or a case of a union: a branch with its fields, in the order of declaration.</summary>
internal sealed class FSharpFields : FSharpBranch
{
    private readonly Type _type;
    private readonly FieldCopy _copy;
    private readonly FieldInfo? _tag; // which case it is, where the type alone does not say so
    private readonly HashSet<FieldInfo> _statics;
    private readonly FieldInfo[] _members;

    public FSharpFields(Type type)
    {
        _type = type;
        _copy = new FieldCopy(type);
        _tag = Array.Find(_copy.Fields, static f => f.Name == "_tag");
        _statics = [.. _copy.Fields.Where(static f => IsStatic(f))];
        _members = [.. _copy.Fields.Where(f => f != _tag && !_statics.Contains(f))];
    }

    public override IEnumerable<(string Name, Type Declared, object? Member)> Members(object value) =>
        _members.Select(f => (NameOf(f), f.FieldType, f.GetValue(value)));

    public override void Collect(TreeWriter writer, object value)
    {
        writer.Mark(_type);
        writer.Mark(_tag is null ? _members.Length : (int)_tag.GetValue(value)!);
        foreach (FieldInfo field in _statics)
            writer.AddStatic(field.GetValue(value));
        foreach (var (name, declared, member) in Members(value))
            writer.Step("." + name, declared, member);
    }

    // A case without tensors stays the one object that F# keeps of it.
    public override object Copy(object value, Func<Type, object?, object?> change) =>
        Array.TrueForAll(_members, static f => TreeWalk.IsPlain(f.FieldType)) ? value
        : _copy.Of(value, (field, member) => field == _tag || _statics.Contains(field) ? member : change(field.FieldType, member));

    // "W@" of a record is W; "item1" and "_w" of a union are Item1 and w.
    private static string NameOf(FieldInfo field) => field.Name switch
    {
        [.. var name, '@'] => name,
        ['_', .. var name] => name,
        var name => char.ToUpperInvariant(name[0]) + name[1..],
    };

    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "docs/fsharp.md: the assembly that declares trees is kept whole.")]
    private static bool IsStatic(FieldInfo field) =>
        field.DeclaringType!.GetProperty(NameOf(field))?.IsDefined(typeof(StaticAttribute)) ?? false;
}

/// <summary>A list of F#: a branch with its elements. It is walked, however long, without a call for each.</summary>
internal sealed class FSharpList : FSharpBranch
{
    private readonly Type _type, _element;
    private readonly PropertyInfo _empty;
    private readonly MethodInfo _cons;

    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "Adjoint.FSharp keeps the members of lists.")]
    public FSharpList(Type type)
    {
        _type = type;
        _element = type.GenericTypeArguments[0];
        _empty = type.GetProperty("Empty")!;
        _cons = type.GetMethod("Cons")!;
    }

    public override IEnumerable<(string Name, Type Declared, object? Member)> Members(object value) => TreeWalk.IsPlain(_element) ? []
        : ((IEnumerable)value).Cast<object?>().Select((item, i) => (FormattableString.Invariant($"{i}"), _element, item));

    public override void Collect(TreeWriter writer, object value)
    {
        if (TreeWalk.IsPlain(_element)) writer.AddStatic(value);
        var members = Members(value).ToList();
        writer.Mark(_type);
        writer.Mark(members.Count);
        foreach (var (place, declared, item) in members)
            writer.Step($"[{place}]", declared, item);
    }

    public override object Copy(object value, Func<Type, object?, object?> change)
    {
        if (TreeWalk.IsPlain(_element)) return value;
        object?[] items = [.. Members(value).Select(m => change(_element, m.Member))];
        return Enumerable.Reverse(items).Aggregate(_empty.GetValue(null)!, (rest, item) => _cons.Invoke(null, [item, rest])!);
    }
}

/// <summary>A map of F#: a branch with its values, in its own order of the keys.</summary>
internal sealed class FSharpMap : FSharpBranch
{
    private readonly Type _type, _value;
    private readonly PropertyInfo _keys, _item;
    private readonly MethodInfo _add;

    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "Adjoint.FSharp keeps the members of maps.")]
    public FSharpMap(Type type)
    {
        _type = type;
        _value = type.GenericTypeArguments[1];
        _keys = type.GetProperty("Keys")!;
        _item = type.GetProperty("Item")!;
        _add = type.GetMethod("Add")!;
    }

    public override IEnumerable<(string Name, Type Declared, object? Member)> Members(object value) =>
        Keys(value).Select(key => (FormattableString.Invariant($"{key}"), _value, _item.GetValue(value, [key])));

    public override void Collect(TreeWriter writer, object value)
    {
        object[] keys = [.. Keys(value)];
        writer.Mark(_type);
        writer.Mark(keys.Length);
        foreach (object key in keys)
        {
            writer.Mark(key);
            writer.Step(FormattableString.Invariant($"[\"{key}\"]"), _value, _item.GetValue(value, [key]));
        }
    }

    public override object Copy(object value, Func<Type, object?, object?> change) =>
        Keys(value).Aggregate(value, (map, key) => _add.Invoke(map, [key, change(_value, _item.GetValue(value, [key]))])!);

    private IEnumerable<object> Keys(object map) => ((IEnumerable)_keys.GetValue(map)!).Cast<object>();
}
