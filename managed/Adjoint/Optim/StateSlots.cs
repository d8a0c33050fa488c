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

    /// <summary>Keeps what an update has made.</summary>
    public void Keep(StateChanges changes)
    {
        foreach ((string name, (Tensor value, bool isShared)) in changes.New)
        {
            if (!_slots.TryGetValue(name, out Slot? slot))
            {
                _slots.Add(name, slot = new Slot(value, name));
                CompileRecording.Current?.AddState(slot);
            }

            slot.Put(value, isShared);
        }
    }

    /// <summary>Remembers a tensor that nobody knew of before.</summary>
    public void Add(string name, Tensor value)
    {
        var slot = new Slot(value, name);
        if (_slots.TryAdd(name, slot)) CompileRecording.Current?.AddState(slot);
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
}
