namespace Adjoint;

/// <summary>Stochastic gradient descent: v ← momentum v + g, p ← p − rate v.</summary>
/// <param name="learningRate">The length of a step.</param>
/// <param name="momentum">How much of the last direction is kept; 0 for none.</param>
/// <param name="weightDecay">Adds weightDecay · p to the gradient.</param>
/// <param name="nesterov">Whether to step by g + momentum v instead.</param>
public sealed class Sgd(double learningRate, double momentum = 0, double weightDecay = 0, bool nesterov = false) : Optimizer(learningRate)
{
    private readonly double _momentum = Decay(momentum, nameof(momentum));
    private readonly double _weightDecay = AtLeastZero(weightDecay, nameof(weightDecay));

    /// <inheritdoc/>
    protected override Tensor Step(Tensor value, Tensor gradient, OptimizerState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (_weightDecay != 0) gradient += _weightDecay * value;
        if (_momentum == 0) return value - LearningRate * gradient;
        Tensor velocity = state["velocity"] is { } before ? _momentum * before + gradient : gradient;
        state["velocity"] = velocity;
        return value - LearningRate * (nesterov ? gradient + _momentum * velocity : velocity);
    }
}
