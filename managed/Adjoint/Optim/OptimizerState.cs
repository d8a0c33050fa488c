namespace Adjoint;

/// <summary>
/// What is remembered of one parameter, while an update is made of it: tensors under names, and the number of the update. Between updates
/// it lies in the slots of an optimizer, or in an <see cref="OptimizerState{T}"/>; a rule need not know in which.
/// </summary>
public sealed class OptimizerState
{
    internal const string StepsName = "steps";

    private readonly StateChanges _changes;
    private readonly string _prefix;
    private Tensor? _rate;

    internal OptimizerState(StateChanges changes, string prefix = "") => (_changes, _prefix) = (changes, prefix);

    /// <summary>How many updates the parameter has had, with that which is made now.</summary>
    /// <exception cref="ValueDependentException">The number has no value: in a batch use <see cref="Count"/>.</exception>
    public long Steps => _changes.Count(_prefix + StepsName) ?? (Find(StepsName) is { } steps ? steps.ToScalar<long>() : 0);

    /// <summary>
    /// The same as a float64 scalar that batches and compiled programs can follow. It takes the type of what is beside it, as a number does.
    /// </summary>
    public Tensor Count => Number(StepsName);

    /// <summary>
    /// The length of the step: a scalar that takes the type of what is beside it, as a number does, and that transforms can follow.
    /// </summary>
    /// <exception cref="InvalidOperationException">Here is no step of an optimizer.</exception>
    public Tensor LearningRate => _rate ?? throw new InvalidOperationException("Only an optimizer's step has a learning rate.");

    /// <summary>A tensor that is remembered from update to update; null before it is first set.</summary>
    /// <param name="name">Its name, such as "mean".</param>
    /// <exception cref="ArgumentException">The tensor set has another shape or type than the first one.</exception>
    public Tensor? this[string name]
    {
        get => Find(name);
        set => _changes.Set(_prefix + name, value!);
    }

    /// <summary>A tensor that is remembered.</summary>
    /// <param name="name">Its name, such as "mean".</param>
    /// <returns>The tensor.</returns>
    /// <exception cref="KeyNotFoundException">It was not set.</exception>
    public Tensor Get(string name) =>
        Find(name) ?? throw new KeyNotFoundException($"Nothing is remembered of {_changes.Owner} as '{_prefix}{name}': set it before the first update, in Start.");

    /// <summary>A scalar that is remembered, such as a product of rates, as a number that takes the type of what is beside it.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The scalar, float64 while nothing is beside it.</returns>
    /// <exception cref="KeyNotFoundException">It was not set.</exception>
    public Tensor Number(string name) => Ops.Cast(Get(name), DType.Float64).Weakened();

    /// <summary>Whether C# may read the number of updates.</summary>
    internal bool AreStepsKnown => _changes.Count(_prefix + StepsName) is not null || Find(StepsName) is { IsPlain: true };

    /// <summary>The tensor of a name, if it was set.</summary>
    internal Tensor? Find(string name) => _changes.Find(_prefix + name);

    /// <summary>The same for who does not show it to anybody.</summary>
    internal Tensor? Peek(string name, out bool isShared) => _changes.Peek(_prefix + name, out isShared);

    /// <summary>Remembers a tensor that nobody else looks at.</summary>
    internal void PutUnshared(string name, Tensor value) => _changes.SetUnshared(_prefix + name, value);

    /// <summary>Sets a tensor if there is none.</summary>
    internal void SetFirst(string name, Func<Tensor> value)
    {
        if (Find(name) is null) this[name] = value();
    }

    /// <summary>The number of updates is 0.</summary>
    internal void StartCount() => SetFirst(StepsName, static () => Tensor.Scalar(0L));

    /// <summary>An update begins.</summary>
    internal void CountStep(Tensor? rate = null)
    {
        if (!_changes.CountUp(_prefix + StepsName)) this[StepsName] = Get(StepsName) + 1;
        _rate = rate;
    }

    /// <summary>The part of the state whose names begin so.</summary>
    internal OptimizerState Within(string prefix) => new(_changes, _prefix + prefix);

    /// <summary>What takes back, where a condition does not hold, all that is set from now on.</summary>
    internal Action<Tensor> Choice()
    {
        IReadOnlyDictionary<string, (Tensor, bool)> before = _changes.Copy();
        return condition => _changes.KeepOnlyWhere(condition, before);
    }

    /// <summary>Lets what was set outlive a scope.</summary>
    internal void KeepIn(TensorScope scope) => _changes.KeepIn(scope);
}
