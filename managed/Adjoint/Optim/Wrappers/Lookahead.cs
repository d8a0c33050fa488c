using static Adjoint.Ops;

namespace Adjoint;

/// <summary>
/// Keeps slow weights, which every k steps go a part of the way to the fast ones of the optimizer inside, and have those go on from there
/// (Zhang, Lucas, Hinton and Ba, "Lookahead optimizer: k steps forward, 1 step back", NeurIPS 2019).
/// </summary>
public sealed class Lookahead : OptimizerWrapper
{
    private readonly long _every;
    private readonly double _part;

    /// <summary>Makes an optimizer that remembers nothing yet.</summary>
    /// <param name="inner">What makes the fast steps.</param>
    /// <param name="every">After how many of them the slow weights move, k; at least 1.</param>
    /// <param name="part">Which part of the way they go, above 0 and at most 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of these bounds.</exception>
    public Lookahead(Optimizer inner, long every = 5, double part = 0.5)
        : base(inner) => (_every, _part) = (Limits.Positive(every), Limits.AtMost(1.0, Limits.Positive(part)));

    internal override void Start(UpdateLeaves leaves)
    {
        Inner.Start(leaves);
        UpdateLeaves own = Own(leaves);
        own.Shared.SetFirst("taken", static () => Tensor.Scalar(0L));
        foreach (UpdateLeaf leaf in own)
            leaf.State["slow"] = leaf.Value;
    }

    internal override Tensor[] Step(Tensor[] gradients, UpdateLeaves leaves)
    {
        Tensor[] fast = Inner.Step(gradients, leaves.Guarded());
        UpdateLeaves own = Own(leaves);
        Tensor taken = own.Shared.Get("taken") + 1, isDue = Equal(taken, _every);
        own.Shared["taken"] = Where(isDue, 0, taken);
        return own.WithValues(fast).If(isDue, due => due.Each(fast, (leaf, value) =>
        {
            Tensor slow = leaf.State.Get("slow");
            slow += _part * (value - slow);
            leaf.State["slow"] = slow;
            return slow;
        }));
    }
}
