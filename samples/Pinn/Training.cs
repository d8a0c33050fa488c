using static Adjoint.Autodiff;
using static Adjoint.Ops;

namespace Adjoint.Samples;

/// <summary>How large a network, how long to train, and what error to reach.</summary>
internal sealed record Settings(int Layers, int Width, int Points, int AdamSteps, int LbfgsSteps, double Bound);

/// <summary>Trains networks to solve equations.</summary>
internal static class Training
{
    /// <summary>Trains a network, and gives its relative error.</summary>
    public static double Run(Equation equation, Settings settings)
    {
        var (weights, points) = new RandomKey(5).Split();
        var solution = new Solution(settings.Layers, settings.Width, weights);
        Tensor sobol = points.Sobol(settings.Points, 2, dtype: DType.Float64), t = sobol[.., 0], x = 2 * sobol[.., 1] - 1;
        Tensor Loss(Solution s) => Mean(Square(equation.ResidualsOf(s.At, t, x)));

        // Adam to the neighbourhood of a minimum, L-BFGS into it. The network is a tree, so both take it as it is.
        var adam = new Adam(Schedule.Exponential(5e-3, 0.9, every: 100));
        var state = adam.Init(solution);
        var step = ValueAndGrad((Solution s) => Loss(s));
        for (int i = 0; i < settings.AdamSteps; i++)
        {
            var (loss, gradient) = step(solution);
            (solution, state) = adam.Update(solution, gradient, state);
            if (i % 100 == 0) Console.WriteLine($"Adam {i}: loss {(double)loss:E2}");
        }

        var fit = Minimize.Lbfgs(
            Loss, solution, new() { GradientTolerance = 1e-9, MaxIterations = settings.LbfgsSteps, HistorySize = 50 },
            i => { if (i.Number % 100 == 0) Console.WriteLine($"L-BFGS {i.Number}: loss {i.Value:E2}"); });
        Console.WriteLine(fit);
        return RelativeError(equation, fit.Solution);
    }

    private static double RelativeError(Equation equation, Solution solution)
    {
        Tensor[] grid = MeshGrid(Tensor.Linspace(0.05, 1.0, 20, DType.Float64), Tensor.Linspace(-1.0, 1.0, 201, DType.Float64));
        Tensor t = Flatten(grid[0]), x = Flatten(grid[1]), exact = equation.Exact(t, x);
        return (double)(Norm(solution.At(t, x) - exact) / Norm(exact));
    }
}
