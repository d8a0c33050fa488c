namespace Adjoint.Memory;

/// <summary>What outlives the scope in which it was made: tensors that were kept, and what slots hold at the end.</summary>
internal sealed class Survivors
{
    private readonly List<Tensor> _tensors = [];
    private readonly HashSet<Slot> _slots = [];

    public void Add(Tensor tensor) => _tensors.Add(tensor);

    public void Add(Slot slot) => _slots.Add(slot);

    /// <summary>All that is still in use, after these.</summary>
    public Tensor[] After(ReadOnlySpan<Tensor> tensors)
    {
        var all = new List<Tensor>(tensors.Length + _tensors.Count + _slots.Count);
        all.AddRange(tensors);
        foreach (Tensor tensor in _tensors)
            AddIfInUse(tensor);
        foreach (Slot slot in _slots)
            AddIfInUse(slot.Survivor);
        return [.. all];

        void AddIfInUse(Tensor? tensor)
        {
            if (tensor is { IsDisposed: false }) all.Add(tensor);
        }
    }

    /// <summary>What the slots hold outlives the scope around, too.</summary>
    public void HandSlotsTo(Scope scope)
    {
        foreach (Slot slot in _slots)
            scope.Retain(slot);
    }
}
