namespace Adjoint;

/// <summary>What an optimizer remembers of one parameter, each in a slot: the number of updates, and tensors under names.</summary>
public sealed class OptimizerState
{
    private readonly NumberSlot<long> _steps = new(0, "steps");
    private readonly List<(string Key, Slot Slot)> _slots = [];

    // How things were before the update that is under way.
    private readonly List<(Tensor? Value, bool IsShared)> _before = [];
    private (long Steps, Tensor Held, Tensor? Followed)? _beforeUpdate;

    internal OptimizerState(Parameter parameter) => Parameter = parameter;

    /// <summary>How many updates the parameter has had, with that which is made now.</summary>
    public long Steps => _steps.Number;

    /// <summary>A tensor that is remembered from update to update; null before it is first set.</summary>
    /// <param name="name">Its name, such as "mean".</param>
    /// <exception cref="ArgumentException">The tensor set has another shape or type than the first one.</exception>
    public Tensor? this[string name]
    {
        get => Find(name)?.Value;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            if (Find(name) is { } slot) slot.Value = value;
            else Add(name, new Slot(value, name));
        }
    }

    internal Parameter Parameter { get; }

    /// <summary>Whether no update of the parameter has succeeded yet.</summary>
    internal bool IsNew { get; private set; } = true;

    /// <summary>The slot of a name, if it was set.</summary>
    internal Slot? Find(string name)
    {
        foreach ((string key, Slot slot) in _slots)
        {
            if (key == name) return slot;
        }

        return null;
    }

    /// <summary>Remembers a tensor that nobody else looks at.</summary>
    internal void Put(string name, Tensor value)
    {
        Slot? slot = Find(name);
        if (slot is null) Add(name, slot = new Slot(value, name));
        slot.Put(value, isShared: false);
    }

    /// <summary>All slots, named after the parameter.</summary>
    internal IEnumerable<Slot> Named(string parameter)
    {
        _steps.Name = parameter + ".steps";
        yield return _steps;
        foreach ((string key, Slot slot) in _slots)
        {
            slot.Name = $"{parameter}.{key}";
            yield return slot;
        }
    }

    /// <summary>Counts a step. The first one of an update notes how things are.</summary>
    internal void Begin()
    {
        if (_beforeUpdate is null)
        {
            _beforeUpdate = (Steps, Parameter.Slot.Held!, ParameterBinding.Find(Parameter.Slot));
            foreach ((_, Slot slot) in _slots)
                _before.Add((slot.Held, slot.IsShared));
        }

        _steps.Number++;
    }

    /// <summary>The update is done.</summary>
    internal void Settle()
    {
        _before.Clear();
        _beforeUpdate = null;
        IsNew = false;
    }

    /// <summary>The update has failed: the parameter and its state become what they were, if it came so far.</summary>
    internal void TakeBack()
    {
        if (_beforeUpdate is not { } before) return;
        (long steps, Tensor held, Tensor? followed) = before;
        Parameter.Slot.Put(held, isShared: true);
        ParameterBinding.Replace(Parameter.Slot, followed);
        _steps.Number = steps;
        _slots.RemoveRange(_before.Count, _slots.Count - _before.Count);
        for (int i = 0; i < _slots.Count; i++)
            _slots[i].Slot.Put(_before[i].Value, _before[i].IsShared);
        _before.Clear();
        _beforeUpdate = null;
    }

    private void Add(string name, Slot slot) => _slots.Add((name, slot));
}
