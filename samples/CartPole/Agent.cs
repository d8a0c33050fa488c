using static Adjoint.Autodiff;
using static Adjoint.Ops;

namespace Adjoint.Samples;

/// <summary>A policy, and how much it can expect from a state.</summary>
internal sealed class Agent(RandomKey key) : Module
{
    /// <summary>By how much less a step counts than the one before it.</summary>
    public const double Discount = 0.99;

    /// <summary>For a step with the pole upright. An endless episode is worth 1.</summary>
    public const double Reward = 1 - Discount;

    private readonly Sequential _policy = Network(2, key.FoldIn(0)), _value = Network(1, key.FoldIn(1));

    /// <summary>An action for each state, drawn by its probability.</summary>
    public Tensor Act(Tensor states, RandomKey key) => key.Categorical(_policy.Forward(states));

    /// <summary>The likeliest action for each state.</summary>
    public Tensor ActBest(Tensor states) => ArgMax(_policy.Forward(states));

    /// <summary>The discounted rewards to be expected from states [..., 4].</summary>
    public Tensor Values(Tensor states) => Squeeze(_value.Forward(states), -1);

    /// <summary>The policy's gradient is that of −log π(a|s) (R − V(s)); beside it V learns R, and entropy keeps the policy trying.</summary>
    public Tensor Loss(Experience e)
    {
        Tensor logits = _policy.Forward(e.States), values = Values(e.States);
        Tensor advantages = StopGradient(e.Returns - values);
        Tensor policy = Mean(CrossEntropy(logits, e.Actions, reduction: Reduction.None) * advantages / (StandardDeviation(advantages) + 1e-6));
        Tensor entropy = -Mean(Sum(Softmax(logits) * LogSoftmax(logits), -1));
        return policy + MeanSquaredError(values, e.Returns) - 0.01 * entropy;
    }

    private static Sequential Network(int outputs, RandomKey key) => new() { new Linear(4, 64, key.FoldIn(0)), Tanh, new Linear(64, outputs, key.FoldIn(1)) };
}
