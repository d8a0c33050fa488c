using System.Globalization;

namespace Adjoint;

/// <summary>What a minimiser found, and what happened on the way.</summary>
/// <typeparam name="T">The type of the argument: a tree.</typeparam>
public record MinimizeResult<T>
{
    internal MinimizeResult(Outcome outcome, Objective objective, T solution, T gradient)
    {
        Solution = solution;
        Gradient = gradient;
        Value = outcome.Last.Value;
        GradientNorm = outcome.Stationarity;
        Iterations = outcome.Iterations;
        Evaluations = objective.Evaluations;
        GradientEvaluations = objective.GradientEvaluations;
        HessianProducts = objective.HessianProducts;
        Reason = outcome.Reason;
        Message = outcome.Message;
    }

    /// <summary>The best point: a tree like x0, of the same shapes and types. It is a constant: no derivative passes through a minimiser.</summary>
    public T Solution { get; }

    /// <summary>The gradient there; null where a leaf is not floating.</summary>
    public T Gradient { get; }

    /// <summary>The value there; of least squares the cost, half the sum of squares.</summary>
    public double Value { get; }

    /// <summary>
    /// What <see cref="MinimizeOptions.GradientTolerance"/> is held against. Between bounds, elements that a bound holds do not count.
    /// </summary>
    public double GradientNorm { get; }

    /// <summary>How many iterations there were.</summary>
    public int Iterations { get; }

    /// <summary>How often the function was evaluated, with its gradient or without.</summary>
    public int Evaluations { get; }

    /// <summary>How many of the evaluations gave the gradient, or the Jacobian, too.</summary>
    public int GradientEvaluations { get; }

    /// <summary>How many products of the Hessian, or of JᵀJ, with a vector there were.</summary>
    public int HessianProducts { get; }

    /// <summary>Why it stopped.</summary>
    public StopReason Reason { get; }

    /// <summary>The same as a sentence with its numbers.</summary>
    public string Message { get; }

    /// <summary>Whether a tolerance ended it.</summary>
    public bool Converged => Reason is StopReason.GradientTolerance or StopReason.ValueTolerance or StopReason.StepTolerance;

    /// <summary>What happened, in one line.</summary>
    /// <returns>Such as "Converged after 12 iterations and 15 evaluations at the value 0.25: ...".</returns>
    public sealed override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{(Converged ? "Converged" : "Stopped")} after {Iterations} iterations and {Evaluations} evaluations at the value {Value:G10}: {Message}");
}
