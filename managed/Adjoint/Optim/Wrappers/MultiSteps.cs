using static Adjoint.Ops;

namespace Adjoint;

/// <summary>Collects the gradients of several updates, and steps by their mean once there are enough: batches larger than memory.</summary>
/// <example>
/// <code>
/// var optimizer = new MultiSteps(new Adam(1e-3), every: 4);   // four calls of Update are one step
/// </code>
/// </example>
public sealed class MultiSteps : OptimizerWrapper
{
    private readonly long _every;

    /// <summary>Makes an optimizer that has collected nothing yet.</summary>
    /// <param name="inner">What steps.</param>
    /// <param name="every">How many updates make a step; at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is below 1.</exception>
    public MultiSteps(Optimizer inner, long every)
        : base(inner) => _every = Limits.Positive(every);

    internal override void Start(UpdateLeaves leaves)
    {
        Inner.Start(leaves);
        UpdateLeaves own = Own(leaves);
        own.Shared.SetFirst("taken", static () => Tensor.Scalar(0L));
        foreach (UpdateLeaf leaf in own)
            leaf.State["sum"] = Tensor.ZerosLike(leaf.Value);
    }

    internal override Tensor[] Step(Tensor[] gradients, UpdateLeaves leaves)
    {
        UpdateLeaves own = Own(leaves);
        Tensor taken = own.Shared.Get("taken") + 1, isFull = Equal(taken, _every);
        own.Shared["taken"] = Where(isFull, 0, taken);
        Tensor[] sums = own.Each(gradients, (leaf, gradient) =>
        {
            Tensor sum = leaf.State.Get("sum") + gradient;
            leaf.State["sum"] = Where(isFull, 0, sum);
            return sum;
        });
        return leaves.If(isFull, full => Inner.Step(Array.ConvertAll(sums, sum => sum / (double)_every), full));
    }
}
