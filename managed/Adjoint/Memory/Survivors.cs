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
        List<Tensor> all = [.. tensors];
        all.AddRange(_tensors.Where(IsInUse));
        all.AddRange(_slots.Select(static slot => slot.Value).Where(IsInUse));
        return [.. all];

        static bool IsInUse(Tensor tensor) => !tensor.IsDisposed;
    }

    /// <summary>What the slots hold outlives the scope around, too.</summary>
    public void HandSlotsTo(Scope scope)
    {
        foreach (Slot slot in _slots)
            scope.Retain(slot);
    }
}
