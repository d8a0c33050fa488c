using static Adjoint.Ops;

namespace Adjoint;

/// <summary>
/// Leaves out updates whose gradients are not all finite: neither parameters nor what is remembered of them changes. How many were left out is
/// the slot "applyIfFinite.skipped".
/// </summary>
/// <param name="inner">What makes the other updates.</param>
public sealed class ApplyIfFinite(Optimizer inner) : OptimizerWrapper(inner)
{
    internal override void Start(UpdateLeaves leaves)
    {
        Inner.Start(leaves);
        Own(leaves).Shared.SetFirst("skipped", static () => Tensor.Scalar(0L));
    }

    internal override Tensor[] Step(Tensor[] gradients, UpdateLeaves leaves)
    {
        OptimizerState own = Own(leaves).Shared;
        Tensor isFinite = All(Stack(Array.ConvertAll(gradients, static g => All(IsFinite(g)))));
        own["skipped"] = own.Get("skipped") + Where(isFinite, 0L, 1L);
        // What is not taken meets zeros in derivatives, which must not be multiplied by infinity.
        Tensor[] usable = isFinite.IsPlain ? gradients : Array.ConvertAll(gradients, g => Where(isFinite, g, 0));
        return leaves.If(isFinite, finite => Inner.Step(usable, finite));
    }
}
