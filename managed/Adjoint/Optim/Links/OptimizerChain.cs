namespace Adjoint;

/// <summary>Links one behind the other. If the last one is an optimizer, it steps; otherwise what it gives is taken off the parameters.</summary>
internal sealed class OptimizerChain(GradientTransform[] links) : CompositeOptimizer
{
    internal override Optimizer RateOwner =>
        links.OfType<Optimizer>().LastOrDefault()?.RateOwner
        ?? throw new InvalidOperationException("LearningRate: no link of the chain has one. Put ScaleBySchedule or an optimizer at its end.");

    internal override IEnumerable<(string Name, Slot Slot)> OwnSlots =>
        links.SelectMany(static (link, i) => link.OwnSlots.Select(s => (Prefix(i) + s.Name, s.Slot)));

    internal override string Settings => $"{links.Length} links";

    internal override bool Trains(DType dtype) => links.All(l => l.Trains(dtype));

    internal override void Start(UpdateLeaves leaves)
    {
        for (int i = 0; i < links.Length; i++)
            links[i].Start(leaves.Within(Prefix(i)));
    }

    internal override Tensor[] Step(Tensor[] gradients, UpdateLeaves leaves)
    {
        if (links[^1] is not Optimizer last) return leaves.Each(Change(gradients, leaves), static (leaf, direction) => leaf.Value - direction);
        return last.Step(Change(gradients, leaves, links.Length - 1), leaves.Within(Prefix(links.Length - 1)));
    }

    internal override Tensor[] Change(Tensor[] gradients, UpdateLeaves leaves) => Change(gradients, leaves, links.Length);

    private static string Prefix(int link) => FormattableString.Invariant($"{link}.");

    private Tensor[] Change(Tensor[] gradients, UpdateLeaves leaves, int count)
    {
        for (int i = 0; i < count; i++)
            gradients = links[i].Change(gradients, leaves.Within(Prefix(i)).Guarded());
        return gradients;
    }
}
