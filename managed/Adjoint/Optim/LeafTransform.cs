namespace Adjoint;

/// <summary>A link of a <see cref="Optimizers.Chain">chain</see> that looks at each parameter by itself.</summary>
/// <example>
/// <code>
/// // Keeps a part of the last direction.
/// sealed class Inertia(double kept) : LeafTransform
/// {
///     protected override void Start(Tensor value, OptimizerState state) => state["direction"] = Tensor.ZerosLike(value);
///
///     protected override Tensor Change(Tensor gradient, Tensor value, OptimizerState state) =>
///         state["direction"] = kept * state.Get("direction") + gradient;
/// }
/// </code>
/// </example>
public abstract class LeafTransform : GradientTransform
{
    /// <summary>Makes a link.</summary>
    protected LeafTransform()
    {
    }

    /// <summary>Sets what is remembered of a parameter before its first update. Nothing, if it is not overridden.</summary>
    /// <param name="value">The value of the parameter.</param>
    /// <param name="state">What is remembered.</param>
    protected virtual void Start(Tensor value, OptimizerState state)
    {
    }

    /// <summary>What becomes of a gradient.</summary>
    /// <param name="gradient">The gradient, or what the links before have made of it.</param>
    /// <param name="value">The value of the parameter.</param>
    /// <param name="state">What is remembered of the parameter; the update that is made now is counted.</param>
    /// <returns>A tensor of the shape and type of the gradient.</returns>
    protected abstract Tensor Change(Tensor gradient, Tensor value, OptimizerState state);

    internal sealed override void Start(UpdateLeaves leaves)
    {
        foreach (UpdateLeaf leaf in leaves)
        {
            leaf.State.StartCount();
            StartLeaf(leaf.Value, leaf.State);
        }
    }

    internal sealed override Tensor[] Change(Tensor[] gradients, UpdateLeaves leaves)
    {
        foreach (UpdateLeaf leaf in leaves)
            leaf.State.CountStep();
        return leaves.Each(gradients, (leaf, gradient) => ChangeLeaf(gradient, leaf.Value, leaf.State));
    }

    // What an optimizer that has such a link as its rule calls: it counts itself.

    internal void StartLeaf(Tensor value, OptimizerState state) => Start(value, state);

    internal Tensor ChangeLeaf(Tensor gradient, Tensor value, OptimizerState state) => Change(gradient, value, state);
}
