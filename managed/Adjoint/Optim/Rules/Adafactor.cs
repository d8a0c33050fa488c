using static Adjoint.Ops;

namespace Adjoint;

/// <summary>
/// Adam without a mean of gradients, that remembers of a matrix only the means of the squares of its rows and columns (Shazeer and Stern,
/// "Adafactor: adaptive learning rates with sublinear memory cost", ICML 2018): v̂ = r c / mean(r), u = g / √v̂, made no longer than a root mean
/// square of d, and p ← p − ρ max(ε₂, RMS(p)) u.
/// </summary>
/// <param name="learningRate">The relative length of a step ρ, a number or a schedule; min(1e-2, 1/√t) if left out.</param>
/// <param name="decay">The means keep 1 − t^(−decay) at step t.</param>
/// <param name="clip">The largest root mean square of a direction, d.</param>
/// <param name="epsilon">Added to the squares of gradients, ε₁.</param>
/// <param name="smallest">The least root mean square that a parameter counts with, ε₂.</param>
/// <param name="weightDecay">Takes rate · weightDecay · p off the parameter.</param>
/// <remarks>Of parameters with two axes or more the last two are the rows and columns; of others all squares are remembered.</remarks>
public sealed class Adafactor(
    Schedule? learningRate = null, double decay = 0.8, double clip = 1, double epsilon = 1e-30, double smallest = 1e-3, double weightDecay = 0)
    : RuleOptimizer(
        learningRate ?? new Schedule(static t => Minimum(1e-2, 1 / Sqrt(t + 1))), new AdafactorRule(decay, clip, epsilon, smallest), weightDecay, decoupled: true);

internal sealed class AdafactorRule(double decay, double clip, double epsilon, double smallest) : FloatingRule
{
    private const int Rows = -1, Columns = -2; // the axes over which their means go

    private readonly double _decay = Limits.AtLeast(0.0, decay), _clip = Limits.Positive(clip);
    private readonly double _epsilon = Limits.AtLeast(0.0, epsilon), _smallest = Limits.AtLeast(0.0, smallest);

    protected override void Start(Tensor value, OptimizerState state)
    {
        if (value.Rank < 2)
        {
            StartAtZero(value, state, "squares");
            return;
        }

        Tensor zeros = Tensor.ZerosLike(value).Typed();
        state["rows"] = Mean(zeros, Rows);
        state["columns"] = Mean(zeros, Columns);
    }

    protected override Tensor Change(Tensor gradient, Tensor value, OptimizerState state)
    {
        Tensor added = Pow(state.Count, -_decay), squares = Square(gradient) + _epsilon;
        Tensor direction = gradient / Root(value.Rank < 2 ? Move(state, "squares", added, squares) : Factored(state, added, squares));
        direction /= Maximum(1, RootMeanSquare(direction) / _clip);
        return Maximum(_smallest, RootMeanSquare(value)) * direction;
    }

    private static Tensor Factored(OptimizerState state, Tensor added, Tensor squares)
    {
        Tensor rows = Move(state, "rows", added, Mean(squares, Rows)), columns = Move(state, "columns", added, Mean(squares, Columns));
        return ExpandDims(rows / Mean(rows, -1, keepDims: true), -1) * ExpandDims(columns, -2);
    }

    private static Tensor Move(OptimizerState state, string name, Tensor added, Tensor next)
    {
        Tensor mean = (1 - added) * state.Get(name) + added * next;
        state[name] = mean;
        return mean;
    }

    private static Tensor RootMeanSquare(Tensor x) => Norm(x) / Math.Sqrt(Math.Max(1, x.Count));
}
