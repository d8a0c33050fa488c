using static Adjoint.Ops;

namespace Adjoint;

/// <summary>
/// Stochastic gradient descent: v ← μ v + (1 − d) g, which begins as g, and p ← p − η v (Sutskever, Martens, Dahl and Hinton, "On the
/// importance of initialization and momentum in deep learning", ICML 2013, as PyTorch has it).
/// </summary>
/// <param name="learningRate">The length η of a step: a number or a schedule.</param>
/// <param name="momentum">How much of the last direction is kept, μ; 0 for none.</param>
/// <param name="weightDecay">Adds weightDecay · p to the gradient.</param>
/// <param name="nesterov">Whether to step by g + μ v instead.</param>
/// <param name="dampening">How much of a new gradient is left out, d; 0 for nothing.</param>
public sealed class Sgd(Schedule learningRate, double momentum = 0, double weightDecay = 0, bool nesterov = false, double dampening = 0)
    : RuleOptimizer(learningRate, Rule(momentum, dampening, nesterov), weightDecay)
{
    private static MomentumRule? Rule(double momentum, double dampening, bool nesterov)
    {
        var rule = new MomentumRule(momentum, dampening, nesterov); // which looks at the numbers
        return momentum == 0 ? null : rule;
    }
}

/// <summary>Momentum, of complex parameters too.</summary>
internal sealed class MomentumRule(double momentum, double dampening, bool nesterov) : LeafTransform
{
    private readonly double _momentum = Limits.BelowOne(momentum), _dampening = Limits.BelowOne(dampening);

    protected override void Start(Tensor value, OptimizerState state) => state["velocity"] = Tensor.ZerosLike(value).Typed();

    protected override Tensor Change(Tensor gradient, Tensor value, OptimizerState state)
    {
        // The first velocity is the whole gradient.
        Tensor added = _dampening == 0 ? gradient : gradient * Where(Equal(state.Count, 1), 1, 1 - _dampening);
        Tensor velocity = _momentum * state.Get("velocity") + added;
        state["velocity"] = velocity;
        return nesterov ? gradient + _momentum * velocity : velocity;
    }
}
