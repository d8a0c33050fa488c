namespace Adjoint;

/// <summary>What is found in a module: every parameter and slot once, under its first path.</summary>
internal sealed class ModuleMembers
{
    private readonly HashSet<object> _seen = new(ReferenceEqualityComparer.Instance);
    private readonly List<(string Path, Slot Slot)> _slots = [];

    public List<Parameter> Parameters { get; } = [];

    public IEnumerable<Slot> Slots => _slots.Select(static s => s.Slot);

    /// <summary>Whether a module is met for the first time.</summary>
    public bool Enter(Module module) => _seen.Add(module);

    public void Add(string path, Parameter parameter)
    {
        if (Add(path, parameter.Slot)) Parameters.Add(parameter);
    }

    public bool Add(string path, Slot slot)
    {
        if (!_seen.Add(slot)) return false;
        _slots.Add((path, slot));
        return true;
    }

    public void NameSlots()
    {
        foreach ((string path, Slot slot) in _slots)
            slot.Name = path;
    }
}
