namespace Adjoint;

/// <summary>Where an optimizer's memory lies between updates.</summary>
internal interface IKeptState
{
    /// <summary>The tensor of a name; it is shown to somebody.</summary>
    Tensor? Find(string name);

    /// <summary>The tensor of a name, shown to nobody.</summary>
    Tensor? Peek(string name, out bool isShared);

    /// <summary>A whole number that is kept as such, if one of the name is.</summary>
    long? Count(string name);
}

/// <summary>
/// What an update makes of what is remembered of a parameter, or of all of them together. Nothing of it is kept until the whole update has
/// succeeded.
/// </summary>
internal sealed class StateChanges(IKeptState kept, string owner)
{
    private readonly OrderedDictionary<string, (Tensor Value, bool IsShared)> _new = [];
    private readonly Dictionary<string, long> _counts = []; // what was counted without an operation
    private bool _countsByTensors;

    /// <summary>Whose memory it is, for messages.</summary>
    public string Owner => owner;

    /// <summary>What was set, by name, in order.</summary>
    public IReadOnlyDictionary<string, (Tensor Value, bool IsShared)> New => _new;

    /// <summary>What was counted, by name.</summary>
    public IReadOnlyDictionary<string, long> Counts => _counts;

    public Tensor? Find(string name) =>
        _counts.TryGetValue(name, out long count) ? Tensor.Scalar(count) : _new.TryGetValue(name, out (Tensor Value, bool) set) ? set.Value : kept.Find(name);

    /// <summary>A whole number that is known without a tensor.</summary>
    public long? Count(string name) => _counts.TryGetValue(name, out long count) ? count : _new.ContainsKey(name) ? null : kept.Count(name);

    /// <summary>Adds one to a whole number that is kept as such; false where it is a tensor.</summary>
    public bool CountUp(string name)
    {
        if (_countsByTensors || Count(name) is not { } count) return false;
        _counts[name] = count + 1;
        return true;
    }

    public Tensor? Peek(string name, out bool isShared)
    {
        if (_counts.TryGetValue(name, out long count))
        {
            isShared = true;
            return Tensor.Scalar(count);
        }

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
        _ = _counts.Remove(name);
    }

    /// <summary>Sets a tensor of the right shape and type that nobody else looks at.</summary>
    public void SetUnshared(string name, Tensor value) => _new[name] = (value, false);

    public void KeepIn(TensorScope scope)
    {
        foreach ((Tensor value, _) in _new.Values)
            _ = scope.Keep(value);
    }

    /// <summary>What has been set so far, to go back to where a condition does not hold.</summary>
    public IReadOnlyDictionary<string, (Tensor Value, bool IsShared)> Copy()
    {
        // Between two numbers only tensors can be chosen by a condition that is not known.
        _countsByTensors = true;
        foreach ((string name, long count) in (KeyValuePair<string, long>[])[.. _counts])
            Set(name, Tensor.Scalar(count));
        return new Dictionary<string, (Tensor, bool)>(_new);
    }

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
