namespace Adjoint;

/// <summary>
/// Makes something of gradients before they are taken off the parameters: clips them, adds a decay, divides them by the root of their
/// squares. <see cref="Optimizers.Chain"/> puts such links one behind the other; an <see cref="Optimizer"/> is one too. Derive from
/// <see cref="LeafTransform"/> for a link of one's own.
/// </summary>
public abstract class GradientTransform
{
    private protected GradientTransform()
    {
    }

    /// <summary>The slots that are there before the first update, under the names that the state has for what lies in them.</summary>
    internal virtual IEnumerable<(string Name, Slot Slot)> OwnSlots => [];

    /// <summary>Whether parameters of a type have gradients that this can work with.</summary>
    internal virtual bool Trains(DType dtype) => dtype.IsFloating || dtype.IsComplex;

    /// <summary>Begins to remember what has to be known of parameters before their first update.</summary>
    internal abstract void Start(UpdateLeaves leaves);

    /// <summary>What becomes of the gradients.</summary>
    /// <returns>For each parameter, a tensor of its shape and type.</returns>
    internal abstract Tensor[] Change(Tensor[] gradients, UpdateLeaves leaves);
}
