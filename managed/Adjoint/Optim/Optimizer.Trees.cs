namespace Adjoint;

// The form for trees: pure functions.
public abstract partial class Optimizer
{
    /// <summary>What is remembered of a tree of parameters before its first update.</summary>
    /// <typeparam name="T">A tree.</typeparam>
    /// <param name="parameters">The parameters. Leaves that the rule cannot train, such as integers, are left alone.</param>
    /// <returns>The state, a tree itself; its rate is the present <see cref="LearningRate"/>.</returns>
    /// <exception cref="ArgumentException">There is nothing to train.</exception>
    public OptimizerState<T> Init<T>(T parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        TreeWriter written = Tree.Written(parameters, withPaths: true);
        var shared = new StateChanges(StateEntries.Empty, "all parameters");
        StateChanges?[] changes = [.. written.Slots.Select((x, i) => x is not null && Trains(x.DType) ? new StateChanges(StateEntries.Empty, $"parameter '{written.Paths[i]}'") : null)];
        UpdateLeaf[] leaves = [.. Leaves(written.Slots, written.Paths, changes)];
        if (leaves.Length == 0) throw new ArgumentException($"Init: there is no tensor that {GetType().Name} can train. Parameters are floating tensors.", nameof(parameters));
        Start(new UpdateLeaves(leaves, new OptimizerState(shared)));
        return new OptimizerState<T>(written.Paths, StateEntries.Empty.With(shared), [.. changes.Select(static c => c is null ? null : StateEntries.Empty.With(c))]);
    }

    /// <summary>New parameters and a new state. Nothing is changed in place; the update can be differentiated, batched and compiled.</summary>
    /// <typeparam name="T">A tree.</typeparam>
    /// <param name="parameters">The parameters.</param>
    /// <param name="gradients">Their gradients, of the same structure. Where it has null, the parameter and what is remembered of it stay.</param>
    /// <param name="state">What is remembered: of <see cref="Init{T}"/> at first, then of the update before.</param>
    /// <returns>The new parameters and the new state.</returns>
    /// <exception cref="ArgumentException">The structures, shapes or types do not agree.</exception>
    /// <example>
    /// <code>
    /// var adam = new Adam(1e-3);
    /// var state = adam.Init(parameters);
    /// for (int i = 0; i &lt; 100; i++)
    ///     (parameters, state) = adam.Update(parameters, Grad&lt;Mlp>(Loss)(parameters), state);
    /// </code>
    /// </example>
    public (T Parameters, OptimizerState<T> State) Update<T>(T parameters, T gradients, OptimizerState<T> state)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(gradients);
        ArgumentNullException.ThrowIfNull(state);
        Tensor?[] values = [.. Tree.Written(parameters).Slots];
        List<Tensor?> directions = Tree.Matching(nameof(Update), parameters, gradients);
        state.RequireFor(values.Length);
        var changes = new StateChanges?[values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            if (values[i] is not { } value || directions[i] is not { } direction) continue;
            Require(state.Paths[i], value, direction);
            changes[i] = new StateChanges(state.Leaves[i] ?? throw NoState(state.Paths[i]), $"parameter '{state.Paths[i]}'");
        }

        int[] places = [.. Enumerable.Range(0, values.Length).Where(i => changes[i] is not null)];
        var shared = new StateChanges(state.Shared, "all parameters");
        Tensor[] next = Step([.. places.Select(i => directions[i]!)], new UpdateLeaves([.. Leaves(values, state.Paths, changes)], new OptimizerState(shared)));
        for (int i = 0; i < places.Length; i++)
            values[places[i]] = next[i];
        return (Tree.Rebuild(parameters, values),
            new OptimizerState<T>(state.Paths, state.Shared.With(shared), [.. state.Leaves.Select((l, i) => changes[i] is { } change ? l!.With(change) : l)]));
    }

    private static IEnumerable<UpdateLeaf> Leaves(IReadOnlyList<Tensor?> values, IReadOnlyList<string> paths, StateChanges?[] changes) =>
        Enumerable.Range(0, changes.Length).Where(i => changes[i] is not null).Select(i => new UpdateLeaf(paths[i], values[i]!, new OptimizerState(changes[i]!)));

    private static ArgumentException NoState(string name) => new($"Update: nothing is remembered of parameter '{name}'. Make the state with Init of the same parameters.");
}
