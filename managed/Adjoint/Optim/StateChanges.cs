namespace Adjoint;

/// <summary>Where an optimizer's memory lies between updates.</summary>
internal interface IKeptState
{
    /// <summary>The tensor of a name; it is shown to somebody.</summary>
    Tensor? Find(string name);

    /// <summary>The tensor of a name, shown to nobody.</summary>
    Tensor? Peek(string name, out bool isShared);
}

/// <summary>
/// What an update makes of what is remembered of a parameter, or of all of them together. Nothing of it is kept until the whole update has
/// succeeded.
/// </summary>
internal sealed class StateChanges(IKeptState kept, string owner)
{
    private readonly OrderedDictionary<string, (Tensor Value, bool IsShared)> _new = [];

    /// <summary>Whose memory it is, for messages.</summary>
    public string Owner => owner;

    /// <summary>What was set, by name, in order.</summary>
    public IReadOnlyDictionary<string, (Tensor Value, bool IsShared)> New => _new;

    public Tensor? Find(string name) => _new.TryGetValue(name, out (Tensor Value, bool) set) ? set.Value : kept.Find(name);

    public Tensor? Peek(string name, out bool isShared)
    {
        if (!_new.TryGetValue(name, out (Tensor Value, bool IsShared) set)) return kept.Peek(name, out isShared);
        isShared = set.IsShared;
        return set.Value;
    }

    /// <summary>Sets a tensor.</summary>
    /// <exception cref="ArgumentException">It has another shape or type than that before.</exception>
    public void Set(string name, Tensor value)
    {
        ArgumentNullException.ThrowIfNull(value);
        _new[name] = (Peek(name, out _) is { } before ? Slot.Fitting(value, before, "What is remembered of " + owner + " as", name) : value.Typed(), true);
    }

    /// <summary>Sets a tensor of the right shape and type that nobody else looks at.</summary>
    public void SetUnshared(string name, Tensor value) => _new[name] = (value, false);

    public void KeepIn(TensorScope scope)
    {
        foreach ((Tensor value, _) in _new.Values)
            _ = scope.Keep(value);
    }

    /// <summary>What has been set so far, to go back to where a condition does not hold.</summary>
    public IReadOnlyDictionary<string, (Tensor Value, bool IsShared)> Copy() => new Dictionary<string, (Tensor, bool)>(_new);

    /// <summary>Takes back, where a condition does not hold, what was set since a copy was made.</summary>
    /// <exception cref="InvalidOperationException">Something is remembered for the first time, so that there is nothing to go back to.</exception>
    public void KeepOnlyWhere(Tensor condition, IReadOnlyDictionary<string, (Tensor Value, bool IsShared)> before)
    {
        foreach (string name in (string[])[.. _new.Keys])
        {
            Tensor value = _new[name].Value, otherwise = before.TryGetValue(name, out (Tensor Value, bool) set) ? set.Value : kept.Find(name)
                ?? throw new InvalidOperationException($"Whether '{name}' of {owner} is to be remembered is known only when the program runs: set it before the first update, in Start.");
            if (!ReferenceEquals(value, otherwise)) _new[name] = (Ops.Where(condition, value, otherwise), true);
        }
    }
}
