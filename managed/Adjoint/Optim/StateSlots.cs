namespace Adjoint;

/// <summary>What an optimizer remembers of a parameter, or of all of them, in slots.</summary>
/// <param name="first">The slots that are there before anything was set.</param>
internal sealed class StateSlots(IEnumerable<(string Name, Slot Slot)> first) : IKeptState
{
    private readonly OrderedDictionary<string, Slot> _slots = new(first.Select(static s => KeyValuePair.Create(s.Name, s.Slot)));

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
            if (!_slots.TryGetValue(name, out Slot? slot)) _slots.Add(name, slot = new Slot(value, name));
            slot.Put(value, isShared);
        }
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
