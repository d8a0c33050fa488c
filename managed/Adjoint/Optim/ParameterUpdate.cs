namespace Adjoint;

/// <summary>An update of parameters that is under way. Until it is kept, neither they nor what is remembered of them has changed.</summary>
internal sealed class ParameterUpdate(StateSlots kept, OrderedDictionary<Parameter, StateSlots> states)
{
    private readonly StateChanges _shared = new(kept, "all parameters");
    private readonly OrderedDictionary<Parameter, Pending> _pending = new(ReferenceEqualityComparer.Instance);
    private readonly List<Pending> _new = [];

    /// <summary>Takes a parameter in, if it is not.</summary>
    public void Add(Parameter parameter)
    {
        if (_pending.ContainsKey(parameter)) return;
        bool isKnown = states.TryGetValue(parameter, out StateSlots? slots);
        var pending = new Pending(parameter, slots ?? new StateSlots([]));
        _pending.Add(parameter, pending);
        if (!isKnown) _new.Add(pending);
    }

    /// <summary>Begins the memory of the parameters that have none.</summary>
    public void Start(Optimizer optimizer)
    {
        if (_new.Count > 0) optimizer.Start(new UpdateLeaves([.. _new.Select(static p => p.Leaf())], new OptimizerState(_shared)));
        _new.Clear();
    }

    /// <summary>Makes a step.</summary>
    public void Step(Optimizer optimizer, Parameter[] parameters, Tensor[] gradients, bool mayOverwrite)
    {
        Pending[] changed = [.. parameters.Select(p => _pending[p])];
        Tensor[] values = optimizer.Step(gradients, new UpdateLeaves([.. changed.Select(static p => p.Leaf())], new OptimizerState(_shared), mayOverwrite));
        for (int i = 0; i < changed.Length; i++)
            changed[i].Next = values[i];
    }

    /// <summary>The update has succeeded.</summary>
    public void Keep()
    {
        kept.Keep(_shared);
        foreach (Pending pending in _pending.Values)
        {
            if (pending.Next is { } value) pending.Parameter.Slot.Put(value, isShared: true);
            pending.Slots.Keep(pending.Changes);
            _ = states.TryAdd(pending.Parameter, pending.Slots);
        }
    }

    private sealed class Pending(Parameter parameter, StateSlots slots)
    {
        public Parameter Parameter => parameter;

        public StateSlots Slots => slots;

        public StateChanges Changes { get; } = new(slots, $"parameter '{parameter.Name}'");

        public Tensor? Next { get; set; }

        public UpdateLeaf Leaf() => new(parameter.Name, Next ?? parameter.Value, new OptimizerState(Changes));
    }
}
