using static Adjoint.Autodiff;
using static Adjoint.Ops;

namespace Adjoint.Tests;

/// <summary>
/// A small problem that optimizers are held against others on: y = tanh(x W + b), float64, with data of closed formulas. Its parameters are
/// eight numbers, those of W, of shape [3, 2], before the two of b.
/// </summary>
internal static class OptimizerProblem
{
    public const int Rows = 5, Inputs = 3, Outputs = 2, Count = Inputs * Outputs + Outputs;

    private static readonly double[] s_x = [.. Enumerable.Range(0, Rows * Inputs).Select(static i => Math.Sin(1 + i))];
    private static readonly double[] s_y = [.. Enumerable.Range(0, Rows * Outputs).Select(static i => Math.Cos(i / Outputs + 2 * (i % Outputs)))];

    public static double[] First { get; } =
        [.. Enumerable.Range(0, Inputs * Outputs).Select(static i => 0.1 * (i / Outputs + 1) - 0.2 * (i % Outputs)), 0.3, -0.1];

    public static (Tensor W, Tensor B) FirstTree => (Tensor.From(First[..6], Inputs, Outputs), Tensor.From(First[6..]));

    public static Parameter[] FirstParameters => [new(FirstTree.W, "w"), new(FirstTree.B, "b")];

    public static Tensor Loss((Tensor W, Tensor B) p) =>
        Mean(Square(Tanh(MatMul(Tensor.From(s_x, Rows, Inputs), p.W) + p.B) - Tensor.From(s_y, Rows, Outputs)));

    public static (Tensor W, Tensor B) Gradient((Tensor W, Tensor B) p) => Grad(((Tensor W, Tensor B) q) => Loss(q))(p);

    public static Gradients Gradient(Parameter[] p) => Grad(() => Loss((p[0].Value, p[1].Value)), weights: p)();

    /// <summary>The gradient in plain numbers.</summary>
    public static double[] Gradient(double[] p)
    {
        double[] gradient = new double[Count];
        for (int row = 0; row < Rows; row++)
        {
            for (int j = 0; j < Outputs; j++)
            {
                double z = p[6 + j];
                for (int i = 0; i < Inputs; i++)
                    z += s_x[row * Inputs + i] * p[i * Outputs + j];
                double y = Math.Tanh(z), slope = 2 * (y - s_y[row * Outputs + j]) * (1 - y * y) / (Rows * Outputs);
                for (int i = 0; i < Inputs; i++)
                    gradient[i * Outputs + j] += slope * s_x[row * Inputs + i];
                gradient[6 + j] += slope;
            }
        }

        return gradient;
    }

    /// <summary>The parameters after some steps in the form for parameters.</summary>
    public static double[] Trained(Optimizer optimizer, int steps)
    {
        Parameter[] parameters = FirstParameters;
        for (int i = 0; i < steps; i++)
            optimizer.Update(Gradient(parameters));
        return Numbers(parameters[0].Value, parameters[1].Value);
    }

    /// <summary>The parameters after some steps in functional form.</summary>
    public static double[] TrainedTree(Optimizer optimizer, int steps)
    {
        var parameters = FirstTree;
        var state = optimizer.Init(parameters);
        for (int i = 0; i < steps; i++)
            (parameters, state) = optimizer.Update(parameters, Gradient(parameters), state);
        return Numbers(parameters.W, parameters.B);
    }

    /// <summary>The parameters after some steps of a recurrence that takes parameters, gradients and the number of the step, from 1.</summary>
    public static double[] Trained(Func<double[], double[], int, double[]> step, int steps)
    {
        double[] p = First;
        for (int t = 1; t <= steps; t++)
            p = step(p, Gradient(p), t);
        return p;
    }

    private static double[] Numbers(Tensor w, Tensor b) => [.. w.ToArray<double>(), .. b.ToArray<double>()];
}
