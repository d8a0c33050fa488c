namespace Adjoint;

/// <summary>
/// Steps against a direction that a <see cref="LeafTransform"/> makes of the gradient: p ← p − η u. A decay λ of weights joins the gradient,
/// g + λ p, or, decoupled, the direction, u + λ p.
/// </summary>
public abstract class RuleOptimizer : Optimizer
{
    private readonly LeafTransform? _rule;
    private readonly double _weightDecay;
    private readonly bool _decoupled;

    /// <summary>Makes an optimizer that remembers nothing yet.</summary>
    /// <param name="learningRate">The length of a step: a number, at least 0, or a schedule.</param>
    /// <param name="rule">What makes the direction; the gradient itself if it is null.</param>
    /// <param name="weightDecay">How much of the parameter is added; at least 0.</param>
    /// <param name="decoupled">Whether it is added to the direction, not to the gradient.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is below 0.</exception>
    protected RuleOptimizer(Schedule learningRate, LeafTransform? rule, double weightDecay = 0, bool decoupled = false)
        : base(learningRate) => (_rule, _weightDecay, _decoupled) = (rule, Limits.AtLeast(0.0, weightDecay), decoupled);

    internal override bool Trains(DType dtype) => _rule?.Trains(dtype) ?? base.Trains(dtype);

    /// <inheritdoc/>
    protected sealed override void Start(Tensor value, OptimizerState state) => _rule?.StartLeaf(value, state);

    /// <inheritdoc/>
    protected sealed override Tensor Step(Tensor value, Tensor gradient, OptimizerState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return value - state.LearningRate * Direction(value, gradient, state);
    }

    internal sealed override Tensor[] Change(Tensor[] gradients, UpdateLeaves leaves)
    {
        Tensor rate = Begin(leaves);
        return leaves.Each(gradients, (leaf, gradient) => rate * Direction(leaf.Value, gradient, leaf.State));
    }

    private Tensor Direction(Tensor value, Tensor gradient, OptimizerState state)
    {
        Tensor? decay = _weightDecay == 0 ? null : _weightDecay * value;
        if (decay is not null && !_decoupled) gradient += decay;
        Tensor direction = _rule?.ChangeLeaf(gradient, value, state) ?? gradient;
        return decay is not null && _decoupled ? direction + decay : direction;
    }
}
