namespace Adjoint;

/// <summary>A link for some of the parameters; the gradients of the others pass as they are.</summary>
internal sealed class MaskedTransform(GradientTransform link, Func<string, Tensor, bool> mask) : GradientTransform
{
    internal override IEnumerable<(string Name, Slot Slot)> OwnSlots => link.OwnSlots;

    internal override bool Trains(DType dtype) => true; // what the link cannot work with may be masked

    internal override void Start(UpdateLeaves leaves) => link.Start(leaves.At(Places(leaves)));

    internal override Tensor[] Change(Tensor[] gradients, UpdateLeaves leaves)
    {
        int[] places = Places(leaves);
        if (places.Length == 0) return gradients;
        Tensor[] changed = link.Change([.. places.Select(i => gradients[i])], leaves.At(places)), all = [.. gradients];
        for (int i = 0; i < places.Length; i++)
            all[places[i]] = changed[i];
        return all;
    }

    private int[] Places(UpdateLeaves leaves)
    {
        int[] places = [.. Enumerable.Range(0, leaves.Count).Where(i => mask(leaves[i].Name, leaves[i].Value))];
        foreach (UpdateLeaf leaf in leaves.At(places))
        {
            if (!link.Trains(leaf.Value.DType))
                throw new ArgumentException($"Masked: parameter '{leaf.Name}' is {leaf.Value.DType}, which the link cannot work with; leave it out of the mask.");
        }

        return places;
    }
}
