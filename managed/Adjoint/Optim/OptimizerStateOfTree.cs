namespace Adjoint;

/// <summary>
/// What an optimizer in functional form remembers of a tree of parameters: a <see cref="Tree">tree</see> itself, so that transforms take and
/// return it. It is made by <see cref="Optimizer.Init{T}"/>, and does not change: an update gives another one.
/// </summary>
/// <typeparam name="T">The type of the parameters.</typeparam>
/// <remarks>
/// Its leaves have names: "learningRate", and of each parameter the count of updates and what is remembered, such as "Layers[0].W.steps" and
/// "Layers[0].W.mean".
/// </remarks>
public sealed class OptimizerState<T> : ITensorTree
{
    private readonly StateEntries _shared;
    private readonly StateEntries?[] _leaves; // null where nothing is trained

    internal OptimizerState(IReadOnlyList<string> paths, StateEntries shared, StateEntries?[] leaves) => (Paths, _shared, _leaves) = (paths, shared, leaves);

    /// <summary>The names of all that is remembered, in order.</summary>
    public IReadOnlyList<string> Names => [.. Named().Select(static e => e.Name)];

    internal IReadOnlyList<string> Paths { get; }

    internal StateEntries Shared => _shared;

    internal IReadOnlyList<StateEntries?> Leaves => _leaves;

    /// <summary>Something that is remembered.</summary>
    /// <param name="name">Its name, such as "learningRate" or "Layers[0].W.mean".</param>
    /// <exception cref="KeyNotFoundException">Nothing has this name.</exception>
    public Tensor this[string name] => Named().FirstOrDefault(e => e.Name == name).Value ?? throw Unknown(name);

    /// <summary>The same state with something else under a name, such as a learning rate to differentiate by.</summary>
    /// <param name="name">The name.</param>
    /// <param name="value">A tensor of the shape and type of that before, or a number.</param>
    /// <returns>The changed state.</returns>
    /// <exception cref="KeyNotFoundException">Nothing has this name.</exception>
    /// <exception cref="ArgumentException">The value has another shape or type.</exception>
    public OptimizerState<T> With(string name, Tensor value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Tensor fitting = Slot.Fitting(value, this[name], "What is remembered as", name);
        int next = 0;
        string[] names = [.. Names];
        return Rebuilt(before => names[next++] == name ? fitting : before);
    }

    /// <summary>What is remembered under one name of all parameters, as a tree like theirs: the means of Adam, say.</summary>
    /// <param name="name">The name, such as "mean".</param>
    /// <param name="parameters">The parameters.</param>
    /// <returns>A tree of their structure; where nothing of this name is remembered of one, it has null.</returns>
    public T TreeOf(string name, T parameters)
    {
        RequireFor(Tree.Written(parameters).Slots.Count);
        return Tree.Rebuild(parameters, [.. _leaves.Select(l => l?.Find(name))]);
    }

    /// <summary>The names and shapes of what is remembered.</summary>
    /// <returns>A line for each.</returns>
    public override string ToString() => string.Join('\n', Named().Select(static e => $"{e.Name} ({e.Value?.DType}, {e.Value?.ShapeText})"));

    /// <inheritdoc/>
    void ITensorTree.Flatten(TreeWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        foreach ((string name, Tensor? value) in Named())
        {
            writer.Mark((object)name);
            writer.Step("." + name, typeof(Tensor), value);
        }
    }

    /// <inheritdoc/>
    object ITensorTree.Unflatten(TreeReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return Rebuilt(_ => reader.NextSlot());
    }

    /// <exception cref="ArgumentException">The state is of another number of parameters.</exception>
    internal void RequireFor(int count)
    {
        if (count != _leaves.Length)
            throw new ArgumentException($"The state is of {_leaves.Length} parameters ({string.Join(", ", Paths)}), not of {count}. Make it with Init of the same parameters.");
    }

    private OptimizerState<T> Rebuilt(Func<Tensor?, Tensor?> value) => new(Paths, _shared.Map(value), [.. _leaves.Select(l => l?.Map(value))]);

    private IEnumerable<(string Name, Tensor? Value)> Named()
    {
        foreach ((string name, Tensor? value) in _shared)
            yield return (name, value);
        for (int i = 0; i < _leaves.Length; i++)
        {
            if (_leaves[i] is not { } entries) continue;
            string prefix = Paths[i].Length == 0 ? "" : Paths[i] + ".";
            foreach ((string name, Tensor? value) in entries)
                yield return (prefix + name, value);
        }
    }

    private KeyNotFoundException Unknown(string name) => new($"Nothing is remembered as '{name}' here; there are: {string.Join(", ", Names)}.");
}
