using System.Collections;

namespace Adjoint;

/// <summary>The slots of something, in order and by name: of a module, of an optimizer, or of whatever one puts together.</summary>
/// <remarks>
/// A <see cref="Tree">tree</see> whose leaves are the values under the names of the slots: <see cref="Tree.NamedLeaves"/> lists them,
/// <see cref="Tree.Map{T}(T, Func{Tensor, Tensor})"/> makes a copy with other values, and <see cref="Set"/> writes such a copy back.
/// </remarks>
/// <example>
/// <code>
/// Slots before = Tree.Map(model.Slots(), x => x);
/// Train(model);
/// if (worse) model.Slots().Set(before);
/// </code>
/// </example>
public sealed class Slots : IReadOnlyList<Slot>, ITensorTree
{
    private readonly Slot[] _slots;
    private readonly string[] _names; // those of now: a part that is listed by itself renames its slots

    /// <summary>Puts slots together.</summary>
    /// <param name="slots">The slots.</param>
    public Slots(params IEnumerable<Slot> slots)
    {
        ArgumentNullException.ThrowIfNull(slots);
        _slots = [.. slots];
        foreach (Slot slot in _slots)
            ArgumentNullException.ThrowIfNull(slot, nameof(slots));
        _names = [.. _slots.Select(static s => s.Name)];
    }

    private Slots(Slot[] slots, string[] names) => (_slots, _names) = (slots, names);

    /// <summary>How many there are.</summary>
    public int Count => _slots.Length;

    /// <summary>The names in order.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>A slot by its place.</summary>
    /// <param name="index">The place, from 0.</param>
    public Slot this[int index] => _slots[index];

    /// <summary>A slot by its name.</summary>
    /// <param name="name">The name.</param>
    /// <exception cref="KeyNotFoundException">None has this name.</exception>
    public Slot this[string name] =>
        Array.IndexOf(_names, name) is >= 0 and int index
            ? _slots[index]
            : throw new KeyNotFoundException($"There is no slot '{name}' here; there are: {string.Join(", ", _names)}.");

    /// <summary>Gives every slot the value of the slot of its name: all of them, or none if one does not fit.</summary>
    /// <param name="values">Slots of the same names.</param>
    /// <exception cref="ArgumentException">The names differ, or a value has another shape or type.</exception>
    public void Set(Slots values)
    {
        ArgumentNullException.ThrowIfNull(values);
        string[] differing = [.. _names.Except(values._names), .. values._names.Except(_names)];
        if (differing.Length > 0 || Count != values.Count)
            throw new ArgumentException(
                $"Slots.Set: {values.Count} slots are given to {Count}"
                + (differing.Length > 0 ? $"; only on one side is '{differing[0]}'." : "."));
        Tensor[] fitting = [.. _slots.Select((slot, i) => slot.Fitting((values._names[i] == _names[i] ? values[i] : values[_names[i]]).Value))];
        for (int i = 0; i < Count; i++)
            _slots[i].Put(fitting[i], isShared: true);
    }

    /// <inheritdoc/>
    public IEnumerator<Slot> GetEnumerator() => ((IEnumerable<Slot>)_slots).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>A line a slot.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => string.Join('\n', (object[])_slots);

    /// <summary>A list of the same names of what takes the place of each slot.</summary>
    internal Slots With(Func<Slot, Slot> copy) => new([.. _slots.Select(copy)], _names);

    /// <inheritdoc/>
    void ITensorTree.Flatten(TreeWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Mark(Count);
        for (int i = 0; i < Count; i++)
            writer.Step(_names[i] is { Length: > 0 } name ? "." + name : $"[{i}]", typeof(Slot), _slots[i]);
    }

    /// <inheritdoc/>
    object ITensorTree.Unflatten(TreeReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return new Slots([.. _slots.Select((slot, i) => slot.Copy(reader.NextSlot(), _names[i]))], _names);
    }
}
