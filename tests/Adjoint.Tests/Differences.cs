namespace Adjoint.Tests;

/// <summary>Derivatives from values alone: central differences, improved once by Richardson's extrapolation.</summary>
internal static class Differences
{
    private const double Step = 1e-3;

    public static Tensor[] Of(Func<Tensor[], Tensor> function, Tensor[] arguments)
    {
        var results = new Tensor[arguments.Length];
        for (int i = 0; i < arguments.Length; i++)
        {
            double[] values = arguments[i].ToArray<double>();
            double[] slopes = new double[values.Length];
            for (int j = 0; j < values.Length; j++)
                slopes[j] = (4 * Slope(function, arguments, i, values, j, Step / 2) - Slope(function, arguments, i, values, j, Step)) / 3;
            results[i] = Tensor.From(slopes, arguments[i].Shape);
        }

        return results;
    }

    private static double Slope(Func<Tensor[], Tensor> function, Tensor[] arguments, int i, double[] values, int j, double step) =>
        (Value(function, arguments, i, values, j, step) - Value(function, arguments, i, values, j, -step)) / (2 * step);

    private static double Value(Func<Tensor[], Tensor> function, Tensor[] arguments, int i, double[] values, int j, double step)
    {
        double[] moved = [.. values];
        moved[j] += step;
        Tensor[] at = [.. arguments];
        at[i] = Tensor.From(moved, arguments[i].Shape);
        return (double)function(at);
    }
}
