using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Adjoint;

/// <summary>A module made again with other values in its slots. What it holds twice, a shared layer say, is one in the copy too.</summary>
internal sealed class ModuleCopy
{
    private readonly Dictionary<object, object> _copies = new(ReferenceEqualityComparer.Instance);
    private readonly Func<Slot, Tensor?> _value;
    private readonly bool _sharesBuffers;

    private ModuleCopy(Func<Slot, Tensor?> value, bool sharesBuffers) => (_value, _sharesBuffers) = (value, sharesBuffers);

    /// <summary>Makes the copy.</summary>
    /// <param name="module">The module.</param>
    /// <param name="value">What lies in the copy of a slot.</param>
    public static Module Of(Module module, Func<Slot, Tensor?> value) => new ModuleCopy(value, sharesBuffers: false).Copy(module, null);

    /// <summary>Makes a copy that has the very buffers of the module: what it gathers there is gathered by the module.</summary>
    /// <param name="module">The module.</param>
    /// <param name="value">What lies in the copy of a parameter's slot.</param>
    public static Module OfParameters(Module module, Func<Slot, Tensor?> value) => new ModuleCopy(value, sharesBuffers: true).Copy(module, null);

    private Module Copy(Module module, Module? around)
    {
        Module copy = Remember(module, module.ShallowCopy());
        copy.Around = around;
        ModuleVisitor.Visit(copy, (_, member, declared) => Copy(member, declared, copy));
        return copy;
    }

    private object Copy(object member, Type declared, Module within)
    {
        if (_copies.TryGetValue(member, out object? known)) return known;
        return member switch
        {
            Parameter parameter => Remember(parameter, new Parameter(Copy(parameter.Slot), parameter.IsFrozen)),
            Slot or Slots when _sharesBuffers => member,
            Slot slot => Copy(slot),
            Module module => Copy(module, within),
            Slots slots => Remember(slots, slots.With(Copy)),
            ITuple tuple => Copy(tuple, within),
            IList or IDictionary when ModuleMembers.IsOfNumbers(member) => member,
            IList list when TreeWalk.IsDefault(list) => list,
            Array { Rank: 1 } array => CopyArray(array, within),
            IList list when TreeWalk.IsList(list) => CopyList(list, within),
            IDictionary dictionary when TreeWalk.IsDictionary(dictionary) => CopyDictionary(dictionary, within),
            IList list => Copy(list, declared, within),
            IDictionary dictionary => dictionary.Values.Cast<object?>().All(item => ReferenceEquals(Item(item, within), item)) ? dictionary : throw Refused(member),
            IReadOnlyList<Slot> { Count: > 0 } => throw Refused(member),
            _ => FSharpTypes.Of(member)?.Copy(member, (_, item) => Item(item, within)) ?? member,
        };
    }

    private Slot Copy(Slot slot) => _copies.TryGetValue(slot, out object? known) ? (Slot)known : Remember(slot, slot.Copy(_value(slot)));

    private T Remember<T>(object original, T copy)
        where T : notnull
    {
        _copies.Add(original, copy);
        return copy;
    }

    private Array CopyArray(Array array, Module within)
    {
        Array copy = Remember(array, (Array)array.Clone());
        for (int i = 0; i < copy.Length; i++)
            copy.SetValue(Item(array.GetValue(i), within), i);
        return copy;
    }

    private IList CopyList(IList list, Module within)
    {
        IList copy = Remember(list, (IList)TreeWalk.NewCollection(list.GetType()));
        foreach (object? item in list)
            _ = copy.Add(Item(item, within));
        return copy;
    }

    private IDictionary CopyDictionary(IDictionary dictionary, Module within)
    {
        IDictionary copy = Remember(dictionary, (IDictionary)TreeWalk.NewCollection(dictionary.GetType()));
        foreach (DictionaryEntry entry in dictionary)
            copy[entry.Key] = Item(entry.Value, within);
        return copy;
    }

    // What a collection holds may be whatever it is.
    private object? Item(object? item, Module within) => item is null ? null : Copy(item, typeof(object), within);

    private object Copy(ITuple tuple, Module within)
    {
        object?[] items = [.. Enumerable.Range(0, tuple.Length).Select(i => tuple[i])];
        if (Array.TrueForAll(items, item => ReferenceEquals(Item(item, within), item))) return tuple;
        return TreeWalk.IsTuple(tuple) ? TreeWalk.CopyTuple(tuple, (_, item) => Item(item, within)) : throw Refused(tuple);
    }

    // A list that cannot be changed, such as what stands behind [a, b] in an IReadOnlyList: an array can take its place.
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "Members are objects, and all arrays of objects have the same code.")]
    private object Copy(IList list, Type declared, Module within)
    {
        object?[] items = [.. list.Cast<object?>().Select(item => Item(item, within))];
        if (!items.Where((item, i) => !ReferenceEquals(item, list[i])).Any()) return list;
        if (list.GetType().GenericTypeArguments is not [{ IsValueType: false } element]) throw Refused(list);
        var copy = Array.CreateInstance(element, items.Length);
        if (!declared.IsInstanceOfType(copy)) throw Refused(list);
        items.CopyTo(copy, 0);
        return Remember(list, copy);
    }

    private static ArgumentException Refused(object collection) => new(
        $"A module keeps members in a {collection.GetType().Name}, which cannot be made again with others: use an array, a List, a Dictionary or a tuple.");
}
