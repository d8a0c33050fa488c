namespace Adjoint;

/// <summary>What an optimizer remembers of a parameter, or of all of them, in slots.</summary>
/// <param name="first">The slots that are there before anything was set.</param>
internal sealed class StateSlots(IEnumerable<(string Name, Slot Slot)> first) : IKeptState
{
    private readonly OrderedDictionary<string, Slot> _slots = new(first.Select(static s => KeyValuePair.Create(s.Name, s.Slot)));

    /// <summary>Whether there is nothing but the number of updates.</summary>
    public bool HasCountAlone => _slots.Count == 1 && _slots.ContainsKey(OptimizerState.StepsName);

    public Tensor? Find(string name) => _slots.TryGetValue(name, out Slot? slot) ? slot.Value : null;

    public Tensor? Peek(string name, out bool isShared)
    {
        Slot? slot = _slots.GetValueOrDefault(name);
        isShared = slot is { IsShared: true };
        return slot?.Held;
    }

    public long? Count(string name) => _slots.GetValueOrDefault(name) is NumberSlot<long> { IsKnown: true } slot ? slot.Number : null;

    /// <summary>Keeps what an update has made.</summary>
    public void Keep(StateChanges changes)
    {
        foreach ((string name, (Tensor value, bool isShared)) in changes.New)
        {
            if (!_slots.TryGetValue(name, out Slot? slot)) slot = Made(name, value);
            slot.Put(value, isShared);
        }

        foreach ((string name, long count) in changes.Counts)
            ((NumberSlot<long>)_slots[name]).Number = count;
    }

    /// <summary>Remembers a tensor that nobody knew of before.</summary>
    public void Add(string name, Tensor value)
    {
        if (!_slots.ContainsKey(name)) _ = Made(name, value);
    }

    /// <summary>Takes the slots of another memory in place of its own.</summary>
    public void Become(StateSlots other)
    {
        _slots.Clear();
        foreach ((string name, Slot slot) in other._slots)
            _slots.Add(name, slot);
    }

    /// <summary>All slots, with something before their names.</summary>
    public IEnumerable<Slot> Named(string prefix)
    {
        foreach ((string name, Slot slot) in _slots)
        {
            slot.Name = prefix + name;
            yield return slot;
        }
    }

    private Slot Made(string name, Tensor value)
    {
        Slot slot = SlotOf(name, value);
        _slots.Add(name, slot);
        CompileRecording.Current?.AddState(slot);
        return slot;
    }

    // To count updates of many small parameters by an operation each would take longer than their steps.
    private static Slot SlotOf(string name, Tensor value) => name.EndsWith(OptimizerState.StepsName, StringComparison.Ordinal) && value.DType == DType.Int64 && value is { Rank: 0, IsPlain: true }
        ? new NumberSlot<long>(value.ToScalar<long>(), name)
        : new Slot(value, name);
}
