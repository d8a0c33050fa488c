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
        Tensor isFinite = AreFinite(gradients);
        own["skipped"] = own.Get("skipped") + Where(isFinite, 0L, 1L);
        return StepIf(isFinite, Inner, gradients, leaves);
    }

    /// <summary>Whether all elements are finite.</summary>
    internal static Tensor AreFinite(Tensor[] gradients) => All(Stack(Array.ConvertAll(gradients, static g => All(IsFinite(g)))));

    /// <summary>A step of an optimizer if gradients are finite; else nothing changes.</summary>
    internal static Tensor[] StepIf(Tensor isFinite, Optimizer inner, Tensor[] gradients, UpdateLeaves leaves)
    {
        // What is not taken meets zeros in derivatives, which must not be multiplied by infinity.
        Tensor[] usable = isFinite.IsPlain ? gradients : Array.ConvertAll(gradients, g => Where(isFinite, g, 0));
        return leaves.If(isFinite, finite => inner.Step(usable, finite));
    }
}
