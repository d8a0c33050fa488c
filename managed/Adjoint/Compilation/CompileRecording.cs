namespace Adjoint;

/// <summary>
/// What a function that is being compiled does with slots: those that it reads become inputs of the program, those that it sets
/// outputs. The slots themselves stay as they are meanwhile.
/// </summary>
internal sealed class CompileRecording(CompileScope scope) : IDisposable
{
    private readonly CompileScope _scope = scope;
    [ThreadStatic]
    private static CompileRecording? t_current;

    private readonly OrderedDictionary<Slot, State> _states = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<Slot> _temporary = new(ReferenceEqualityComparer.Instance);
    private readonly CompileRecording? _around = t_current;

    public static CompileRecording? Current => t_current;

    /// <summary>Whether Compile records on this thread and no transform inside the function is open: nothing will be differentiated or batched.</summary>
    public static bool IsAlone => t_current is { } recording && Memory.Scope.InnermostTransform == recording._scope;

    /// <summary>Whether the function made state that outlives it, as an optimizer does at its first update: the next call finds it there.</summary>
    public bool MadeState { get; private set; }

    /// <summary>The slots that were read before they were set, with their stand-ins.</summary>
    public IEnumerable<(Slot Slot, Tensor StandIn)> Read() =>
        _states.Where(static s => s.Value.StandIn is not null).Select(static s => (s.Key, s.Value.StandIn!));

    /// <summary>The slots that were set, with what lies there at the end.</summary>
    public IEnumerable<(Slot Slot, Tensor Value)> Written() =>
        _states.Where(static s => s.Value.IsWritten).Select(static s => (s.Key, s.Value.Now!));

    /// <summary>The recording of this thread that a slot takes part in.</summary>
    public static CompileRecording? Of(Slot slot) => t_current is { } recording && !recording._temporary.Contains(slot) ? recording : null;

    public void Begin() => t_current = this;

    public void Dispose() => t_current = _around;

    /// <summary>A slot that was made while the function runs, and ends with it.</summary>
    public void AddTemporary(Slot slot) => _ = _temporary.Add(slot);

    /// <summary>A slot that was made while the function runs, and stays.</summary>
    public void AddState(Slot slot)
    {
        MadeState = true;
        Tensor? first = slot.Stored;
        _ = _temporary.Remove(slot);
        _states[slot] = new State { Now = first, IsWritten = true };
    }

    public Tensor? Read(Slot slot)
    {
        if (_states.TryGetValue(slot, out State? state)) return state.Now;
        if (slot.Stored is not { } value) return null;
        Tensor standIn = _scope.Placeholder(value);
        _scope.KeepInside(standIn);
        _states[slot] = new State { StandIn = standIn, Now = standIn };
        return standIn;
    }

    public void Write(Slot slot, Tensor? value)
    {
        if (!_states.TryGetValue(slot, out State? state)) _states[slot] = state = new State();
        state.Now = value ?? throw new InvalidOperationException($"Compile: slot '{slot.Name}' cannot become empty in a compiled function.");
        state.IsWritten = true;
        _scope.KeepInside(value);
    }

    private sealed class State
    {
        public Tensor? StandIn { get; init; }

        public Tensor? Now { get; set; }

        public bool IsWritten { get; set; }
    }
}
