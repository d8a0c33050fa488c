using static Adjoint.Ops;

namespace Adjoint;

/// <summary>
/// Steps by the sign of a mean: u = sign(β₁ m + (1 − β₁) g), m ← β₂ m + (1 − β₂) g, p ← p − η (u + λ p) (Chen et al., "Symbolic discovery of
/// optimization algorithms", NeurIPS 2023).
/// </summary>
/// <param name="learningRate">The length of a step, a number or a schedule; 1e-4 if left out: a third to a tenth of AdamW's.</param>
/// <param name="beta1">How much of the mean is in the direction.</param>
/// <param name="beta2">How slowly the mean moves.</param>
/// <param name="weightDecay">Takes rate · weightDecay · p off the parameter.</param>
public sealed class Lion(Schedule? learningRate = null, double beta1 = 0.9, double beta2 = 0.99, double weightDecay = 0)
    : RuleOptimizer(learningRate ?? 1e-4, new LionRule(beta1, beta2), weightDecay, decoupled: true);

/// <summary>
/// AdamW whose step is, for each parameter, as long as the parameter times the rate: r = m̂ / (√v̂ + ε) + λ p, p ← p − η ‖p‖ / ‖r‖ · r (You et
/// al., "Large batch optimization for deep learning: training BERT in 76 minutes", ICLR 2020). Where a norm is 0, their ratio counts as 1.
/// </summary>
/// <param name="learningRate">The length of a step, a number or a schedule; 1e-3 if left out.</param>
/// <param name="beta1">How slowly the mean of gradients moves.</param>
/// <param name="beta2">How slowly the mean of squares moves.</param>
/// <param name="epsilon">Added to the root.</param>
/// <param name="weightDecay">Adds weightDecay · p to the direction, before its length is looked at.</param>
public sealed class Lamb(Schedule? learningRate = null, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-6, double weightDecay = 0)
    : RuleOptimizer(learningRate ?? 1e-3, new LambRule(beta1, beta2, epsilon, weightDecay));

internal sealed class LionRule(double beta1, double beta2) : FloatingRule
{
    private readonly double _beta1 = Limits.BelowOne(beta1), _beta2 = Limits.BelowOne(beta2);

    protected override void Start(Tensor value, OptimizerState state) => StartAtZero(value, state, "mean");

    protected override Tensor Change(Tensor gradient, Tensor value, OptimizerState state)
    {
        Tensor direction = Sign(_beta1 * state.Get("mean") + (1 - _beta1) * gradient);
        _ = Average(state, "mean", _beta2, gradient);
        return direction;
    }
}

internal sealed class LambRule(double beta1, double beta2, double epsilon, double weightDecay) : FloatingRule
{
    private readonly AdamRule _adam = new(beta1, beta2, epsilon);
    private readonly double _weightDecay = Limits.AtLeast(0.0, weightDecay);

    protected override void Start(Tensor value, OptimizerState state) => _adam.StartLeaf(value, state);

    protected override Tensor Change(Tensor gradient, Tensor value, OptimizerState state)
    {
        Tensor direction = _adam.ChangeLeaf(gradient, value, state);
        if (_weightDecay != 0) direction += _weightDecay * value;
        return WithTrust(direction, value);
    }

    /// <summary>A direction as long as the parameter.</summary>
    public static Tensor WithTrust(Tensor direction, Tensor value)
    {
        Tensor length = Norm(value), step = Norm(direction), isZero = LogicalOr(Equal(length, 0), Equal(step, 0));
        return direction * Where(isZero, 1, length / Where(isZero, 1, step));
    }
}
