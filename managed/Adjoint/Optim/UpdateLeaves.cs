using System.Collections;

namespace Adjoint;

/// <summary>A parameter in an update: its name, its value so far and what is remembered of it.</summary>
internal sealed record UpdateLeaf(string Name, Tensor Value, OptimizerState State);

/// <summary>The parameters that an update changes together, and what is remembered of all of them.</summary>
/// <param name="leaves">The parameters.</param>
/// <param name="shared">What is remembered of all together, such as a rate.</param>
/// <param name="mayOverwrite">
/// Whether what is remembered and nobody looks at may be written over where it lies: where nothing comes after it that could fail.
/// </param>
internal sealed class UpdateLeaves(IReadOnlyList<UpdateLeaf> leaves, OptimizerState shared, bool mayOverwrite = false) : IReadOnlyList<UpdateLeaf>
{
    public OptimizerState Shared => shared;

    public bool MayOverwrite => mayOverwrite;

    public int Count => leaves.Count;

    public UpdateLeaf this[int index] => leaves[index];

    public Tensor[] Values => [.. leaves.Select(static l => l.Value)];

    public IEnumerator<UpdateLeaf> GetEnumerator() => leaves.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The same parameters with the part of their state whose names begin so.</summary>
    public UpdateLeaves Within(string prefix) => new([.. leaves.Select(l => l with { State = l.State.Within(prefix) })], shared.Within(prefix), mayOverwrite);

    /// <summary>Some of the parameters.</summary>
    public UpdateLeaves At(IEnumerable<int> places) => new([.. places.Select(i => leaves[i])], shared, mayOverwrite);

    /// <summary>The same with other values.</summary>
    public UpdateLeaves WithValues(Tensor[] values) => new([.. leaves.Select((l, i) => l with { Value = values[i] })], shared, mayOverwrite);

    /// <summary>The same with what is remembered of all together under such names.</summary>
    public UpdateLeaves SharedWithin(string prefix) => new(leaves, shared.Within(prefix), mayOverwrite);

    /// <summary>The same where something comes afterwards that could fail.</summary>
    public UpdateLeaves Guarded() => mayOverwrite ? new UpdateLeaves(leaves, shared) : this;

    /// <summary>A tensor for each parameter, like it. Whatever else is made on the way goes at once.</summary>
    /// <exception cref="ArgumentException">One has another shape or type than its parameter.</exception>
    public Tensor[] Each(Tensor[] gradients, Func<UpdateLeaf, Tensor, Tensor> make)
    {
        var made = new Tensor[leaves.Count];
        for (int i = 0; i < made.Length; i++)
        {
            UpdateLeaf leaf = leaves[i];
            using var scope = new TensorScope();
            Tensor next = make(leaf, gradients[i]) ?? throw new InvalidOperationException($"Update: what was made of parameter '{leaf.Name}' is null.");
            made[i] = scope.Keep(Slot.Fitting(next, leaf.Value, "Parameter", leaf.Name));
            leaf.State.KeepIn(scope);
        }

        return made;
    }

    /// <summary>
    /// What a step makes of the parameters if a condition holds; otherwise they stay, and so does all that is remembered. Where the condition
    /// is not known yet, the step is made and its results are chosen by it.
    /// </summary>
    public Tensor[] If(Tensor condition, Func<UpdateLeaves, Tensor[]> step)
    {
        if (condition.IsPlain) return (bool)condition ? step(this) : Values;
        IReadOnlyList<OptimizerState> states = [shared, .. leaves.Select(static l => l.State)];
        Action<Tensor>[] choices = [.. states.Select(static s => s.Choice())];
        Tensor[] next = step(Guarded());
        foreach (Action<Tensor> choose in choices)
            choose(condition);
        return [.. next.Select((value, i) => Ops.Where(condition, value, leaves[i].Value))];
    }
}
