using static Adjoint.Ops;

namespace Adjoint;

/// <summary>
/// Adamax: Adam by the largest gradient in place of the root of squares, u ← max(β₂ u, |g| + ε), p ← p − η m̂ / u (Kingma and Ba, "Adam: a
/// method for stochastic optimization", ICLR 2015, section 7).
/// </summary>
/// <param name="learningRate">The length of a step, a number or a schedule; 2e-3 if left out.</param>
/// <param name="beta1">How slowly the mean of gradients moves.</param>
/// <param name="beta2">How slowly the largest gradient is forgotten.</param>
/// <param name="epsilon">Added to the gradient's size.</param>
/// <param name="weightDecay">Adds weightDecay · p to the gradient.</param>
public sealed class Adamax(Schedule? learningRate = null, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8, double weightDecay = 0)
    : RuleOptimizer(learningRate ?? 2e-3, new AdamaxRule(beta1, beta2, epsilon), weightDecay);

/// <summary>
/// Adam with Nesterov's momentum, whose share of the mean warms up, μₜ = β₁ (1 − ½ · 0.96^(t ψ)) (Dozat, "Incorporating Nesterov momentum into
/// Adam", ICLR workshop 2016).
/// </summary>
/// <param name="learningRate">The length of a step, a number or a schedule; 2e-3 if left out.</param>
/// <param name="beta1">How slowly the mean of gradients moves.</param>
/// <param name="beta2">How slowly the mean of squares moves.</param>
/// <param name="epsilon">Added to the root.</param>
/// <param name="weightDecay">Adds weightDecay · p to the gradient.</param>
/// <param name="momentumDecay">How fast the share of the mean comes to β₁, ψ.</param>
public sealed class Nadam(
    Schedule? learningRate = null, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8, double weightDecay = 0, double momentumDecay = 4e-3)
    : RuleOptimizer(learningRate ?? 2e-3, new NadamRule(beta1, beta2, epsilon, momentumDecay), weightDecay);

/// <summary>
/// Adam without its first, wild steps: it divides by the root of squares only once enough of them are known, and by how well (Liu et al., "On
/// the variance of the adaptive learning rate and beyond", ICLR 2020).
/// </summary>
/// <param name="learningRate">The length of a step, a number or a schedule; 1e-3 if left out.</param>
/// <param name="beta1">How slowly the mean of gradients moves.</param>
/// <param name="beta2">How slowly the mean of squares moves.</param>
/// <param name="epsilon">Added to the root.</param>
/// <param name="weightDecay">Adds weightDecay · p to the gradient.</param>
public sealed class RAdam(Schedule? learningRate = null, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8, double weightDecay = 0)
    : RuleOptimizer(learningRate ?? 1e-3, new RAdamRule(beta1, beta2, epsilon), weightDecay);

internal sealed class AdamaxRule(double beta1, double beta2, double epsilon) : FloatingRule
{
    private readonly double _beta1 = Limits.BelowOne(beta1), _beta2 = Limits.BelowOne(beta2), _epsilon = Limits.AtLeast(0.0, epsilon);

    protected override void Start(Tensor value, OptimizerState state) => StartAtZero(value, state, "mean", "largest");

    protected override Tensor Change(Tensor gradient, Tensor value, OptimizerState state)
    {
        Tensor mean = Average(state, "mean", _beta1, gradient), largest = Maximum(_beta2 * state.Get("largest"), Abs(gradient) + _epsilon);
        state["largest"] = largest;
        return mean / Seen(state, _beta1) / largest;
    }
}

internal sealed class NadamRule(double beta1, double beta2, double epsilon, double momentumDecay) : FloatingRule
{
    private readonly double _beta1 = Limits.BelowOne(beta1), _beta2 = Limits.BelowOne(beta2), _epsilon = Limits.AtLeast(0.0, epsilon);
    private readonly double _momentumDecay = Limits.AtLeast(0.0, momentumDecay);

    protected override void Start(Tensor value, OptimizerState state)
    {
        StartAtZero(value, state, "mean", "squares");
        state["product"] = Tensor.Scalar(1.0); // of all shares
    }

    protected override Tensor Change(Tensor gradient, Tensor value, OptimizerState state)
    {
        Tensor count = state.Count, share = Share(count), nextShare = Share(count + 1), product = state.Number("product") * share;
        state["product"] = product;
        Tensor mean = Average(state, "mean", _beta1, gradient), squares = Average(state, "squares", _beta2, Square(gradient));
        Tensor numerator = (1 - share) / (1 - product) * gradient + nextShare / (1 - product * nextShare) * mean;
        return numerator / (Root(squares) / Sqrt(Seen(state, _beta2)) + _epsilon);
    }

    private Tensor Share(Tensor count) => _beta1 * (1 - 0.5 * Pow(0.96, count * _momentumDecay));
}

internal sealed class RAdamRule(double beta1, double beta2, double epsilon) : FloatingRule
{
    private readonly double _beta1 = Limits.BelowOne(beta1), _beta2 = Limits.BelowOne(beta2), _epsilon = Limits.AtLeast(0.0, epsilon);

    protected override void Start(Tensor value, OptimizerState state) => StartAtZero(value, state, "mean", "squares");

    protected override Tensor Change(Tensor gradient, Tensor value, OptimizerState state)
    {
        Tensor mean = Average(state, "mean", _beta1, gradient) / Seen(state, _beta1), squares = Average(state, "squares", _beta2, Square(gradient));
        double longest = 2 / (1 - _beta2) - 1; // how many squares the mean is made of in the end, and below, now
        if (longest <= 5) return mean;
        Tensor count = state.Count, seen = Seen(state, _beta2);
        Tensor length = longest - 2 * count * (1 - seen) / seen, isKnown = length > 5, known = Where(isKnown, length, 6);
        Tensor certainty = Sqrt((known - 4) * (known - 2) * longest / ((longest - 4) * (longest - 2) * known));
        return mean * Where(isKnown, certainty * Sqrt(seen) / (Root(squares) + _epsilon), 1);
    }
}
