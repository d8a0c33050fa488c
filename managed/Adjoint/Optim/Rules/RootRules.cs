using static Adjoint.Ops;

namespace Adjoint;

/// <summary>
/// Divides gradients by the root of the mean of their squares: s ← α s + (1 − α) g², p ← p − η g / (√s + ε) (Hinton, "Neural networks for
/// machine learning", lecture 6e, 2012).
/// </summary>
/// <param name="learningRate">The length of a step, a number or a schedule; 1e-2 if left out.</param>
/// <param name="decay">How slowly the mean of squares moves, α.</param>
/// <param name="epsilon">Added to the root.</param>
/// <param name="weightDecay">Adds weightDecay · p to the gradient.</param>
/// <param name="momentum">How much of the last direction is kept; 0 for none.</param>
/// <param name="centered">Whether to divide by the deviation of gradients from their mean (Graves, "Generating sequences with recurrent neural networks", 2013).</param>
public sealed class RmsProp(
    Schedule? learningRate = null, double decay = 0.99, double epsilon = 1e-8, double weightDecay = 0, double momentum = 0, bool centered = false)
    : RuleOptimizer(learningRate ?? 1e-2, new RmsPropRule(decay, epsilon, momentum, centered), weightDecay);

/// <summary>
/// Divides gradients by the root of the sum of all their squares: s ← s + g², p ← p − η / (1 + (t − 1) δ) · g / (√s + ε) (Duchi, Hazan and
/// Singer, "Adaptive subgradient methods for online learning and stochastic optimization", JMLR 2011).
/// </summary>
/// <param name="learningRate">The length of a step, a number or a schedule; 1e-2 if left out.</param>
/// <param name="learningRateDecay">How the rate goes down besides, δ.</param>
/// <param name="weightDecay">Adds weightDecay · p to the gradient.</param>
/// <param name="initialSum">What the sum of squares begins with; at least 0.</param>
/// <param name="epsilon">Added to the root.</param>
public sealed class Adagrad(
    Schedule? learningRate = null, double learningRateDecay = 0, double weightDecay = 0, double initialSum = 0, double epsilon = 1e-10)
    : RuleOptimizer(learningRate ?? 1e-2, new AdagradRule(learningRateDecay, initialSum, epsilon), weightDecay);

/// <summary>
/// Steps as long as the last ones were: u = √(d + ε) / √(s + ε) · g, where s is the mean of squares of gradients and d that of steps (Zeiler,
/// "ADADELTA: an adaptive learning rate method", 2012).
/// </summary>
/// <param name="learningRate">What the steps are multiplied by, a number or a schedule; 1 if left out.</param>
/// <param name="decay">How slowly both means move.</param>
/// <param name="epsilon">Added to both means.</param>
/// <param name="weightDecay">Adds weightDecay · p to the gradient.</param>
public sealed class Adadelta(Schedule? learningRate = null, double decay = 0.9, double epsilon = 1e-6, double weightDecay = 0)
    : RuleOptimizer(learningRate ?? 1, new AdadeltaRule(decay, epsilon), weightDecay);

internal sealed class RmsPropRule(double decay, double epsilon, double momentum = 0, bool centered = false) : FloatingRule
{
    private readonly double _decay = Limits.BelowOne(decay), _epsilon = Limits.AtLeast(0.0, epsilon), _momentum = Limits.BelowOne(momentum);

    protected override void Start(Tensor value, OptimizerState state)
    {
        StartAtZero(value, state, "squares");
        if (centered) StartAtZero(value, state, "mean");
        if (_momentum != 0) StartAtZero(value, state, "velocity");
    }

    protected override Tensor Change(Tensor gradient, Tensor value, OptimizerState state)
    {
        Tensor squares = Average(state, "squares", _decay, Square(gradient));
        if (centered) squares -= Square(Average(state, "mean", _decay, gradient));
        Tensor direction = gradient / (Root(squares) + _epsilon);
        if (_momentum == 0) return direction;
        direction += _momentum * state.Get("velocity");
        state["velocity"] = direction;
        return direction;
    }
}

internal sealed class AdagradRule(double learningRateDecay, double initialSum, double epsilon) : FloatingRule
{
    private readonly double _learningRateDecay = Limits.AtLeast(0.0, learningRateDecay);
    private readonly double _initialSum = Limits.AtLeast(0.0, initialSum), _epsilon = Limits.AtLeast(0.0, epsilon);

    protected override void Start(Tensor value, OptimizerState state) => state["sum"] = Tensor.ZerosLike(value).Typed() + _initialSum;

    protected override Tensor Change(Tensor gradient, Tensor value, OptimizerState state)
    {
        Tensor sum = state.Get("sum") + Square(gradient);
        state["sum"] = sum;
        Tensor direction = gradient / (Root(sum) + _epsilon);
        return _learningRateDecay == 0 ? direction : direction / (1 + (state.Count - 1) * _learningRateDecay);
    }
}

internal sealed class AdadeltaRule(double decay, double epsilon) : FloatingRule
{
    private readonly double _decay = Limits.BelowOne(decay), _epsilon = Limits.AtLeast(0.0, epsilon);

    protected override void Start(Tensor value, OptimizerState state) => StartAtZero(value, state, "squares", "squaredSteps");

    protected override Tensor Change(Tensor gradient, Tensor value, OptimizerState state)
    {
        Tensor squares = Average(state, "squares", _decay, Square(gradient));
        Tensor direction = Sqrt(state.Get("squaredSteps") + _epsilon) / Sqrt(squares + _epsilon) * gradient;
        _ = Average(state, "squaredSteps", _decay, Square(direction));
        return direction;
    }
}
