using System.ComponentModel;

namespace Adjoint;

/// <summary>Gives each parameter to one of several optimizers: other rates, decays or rules for some of them.</summary>
/// <example>
/// <code>
/// var optimizer = new ParameterGroups(
///     (name, value) => value.Rank == 2 ? "matrices" : "others",
///     ("matrices", new Muon(0.02)), ("others", new AdamW(1e-3, weightDecay: 0)));
/// optimizer["others"].LearningRate = 5e-4;
/// </code>
/// </example>
public sealed class ParameterGroups : CompositeOptimizer
{
    private readonly Func<string, Tensor, string> _groupOf;
    private readonly OrderedDictionary<string, Optimizer> _groups = [];

    /// <summary>Makes an optimizer of several.</summary>
    /// <param name="groupOf">Takes the name and the value of a parameter, and gives the name of its group, the same each time.</param>
    /// <param name="groups">The groups and their optimizers.</param>
    /// <exception cref="ArgumentException">There is no group, or two have one name.</exception>
    public ParameterGroups(Func<string, Tensor, string> groupOf, params ReadOnlySpan<(string Group, Optimizer Optimizer)> groups)
    {
        ArgumentNullException.ThrowIfNull(groupOf);
        _groupOf = groupOf;
        foreach ((string group, Optimizer optimizer) in groups)
        {
            ArgumentNullException.ThrowIfNull(group, nameof(groups));
            ArgumentNullException.ThrowIfNull(optimizer, nameof(groups));
            if (!_groups.TryAdd(group, optimizer)) throw new ArgumentException($"ParameterGroups: there are two groups '{group}'.", nameof(groups));
        }

        if (_groups.Count == 0) throw new ArgumentException("ParameterGroups: there has to be a group.", nameof(groups));
    }

    /// <summary>Makes an optimizer of several, for compilers before C# 13, which know <c>params</c> of arrays alone.</summary>
    /// <param name="groupOf">Takes the name and the value of a parameter, and gives the name of its group, the same each time.</param>
    /// <param name="groups">The groups and their optimizers.</param>
    /// <exception cref="ArgumentException">There is no group, or two have one name.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public ParameterGroups(Func<string, Tensor, string> groupOf, params (string Group, Optimizer Optimizer)[] groups)
        : this(groupOf, (ReadOnlySpan<(string Group, Optimizer Optimizer)>)groups)
    {
    }

    /// <summary>The optimizer of a group.</summary>
    /// <param name="group">The name of the group.</param>
    /// <exception cref="KeyNotFoundException">There is no such group.</exception>
    public Optimizer this[string group] =>
        _groups.TryGetValue(group, out Optimizer? optimizer) ? optimizer : throw new KeyNotFoundException($"There is no group '{group}'; there are: {Names}.");

    internal override Optimizer RateOwner =>
        throw new InvalidOperationException($"LearningRate: each group has its own ({Names}); write optimizer[\"{_groups.GetAt(0).Key}\"].LearningRate.");

    internal override IEnumerable<(string Name, Slot Slot)> OwnSlots =>
        _groups.SelectMany(static g => g.Value.OwnSlots.Select(s => ($"{g.Key}.{s.Name}", s.Slot)));

    internal override string Settings => string.Join(", ", _groups.Select(static g => $"{g.Key} {g.Value.GetType().Name}"));

    private string Names => string.Join(", ", _groups.Keys);

    internal override bool Trains(DType dtype) => _groups.Values.Any(g => g.Trains(dtype));

    internal override void Start(UpdateLeaves leaves)
    {
        foreach ((string group, Optimizer optimizer, int[] places) in Parts(leaves))
            optimizer.Start(leaves.At(places).SharedWithin(group + "."));
    }

    internal override Tensor[] Step(Tensor[] gradients, UpdateLeaves leaves)
    {
        var next = new Tensor[leaves.Count];
        foreach ((string group, Optimizer optimizer, int[] places) in Parts(leaves))
        {
            if (places.Length == 0) continue;
            Tensor[] values = optimizer.Step([.. places.Select(i => gradients[i])], leaves.Guarded().At(places).SharedWithin(group + "."));
            for (int i = 0; i < places.Length; i++)
                next[places[i]] = values[i];
        }

        return next;
    }

    private List<(string Group, Optimizer Optimizer, int[] Places)> Parts(UpdateLeaves leaves)
    {
        ILookup<string, int> places = Enumerable.Range(0, leaves.Count).ToLookup(i => GroupOf(leaves[i]));
        return [.. _groups.Select(g => (g.Key, g.Value, (int[])[.. places[g.Key]]))];
    }

    private string GroupOf(UpdateLeaf leaf)
    {
        string group = _groupOf(leaf.Name, leaf.Value);
        if (group is null || !_groups.TryGetValue(group, out Optimizer? optimizer))
            throw new ArgumentException($"ParameterGroups: parameter '{leaf.Name}' was put into group '{group}'; there are: {Names}.");
        if (!optimizer.Trains(leaf.Value.DType))
            throw new ArgumentException($"ParameterGroups: parameter '{leaf.Name}' is {leaf.Value.DType}, which {optimizer.GetType().Name} of group '{group}' cannot train.");
        return group;
    }
}
