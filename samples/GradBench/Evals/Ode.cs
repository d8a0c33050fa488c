using System.Text.Json;

using static Adjoint.Autodiff;
using static Adjoint.Ops;

namespace Adjoint.Samples;

/// <summary>y' = x y, each element times the one before it, by the classical method of Runge and Kutta.</summary>
internal static class Ode
{
    public static Work? Prepare(string function, JsonElement input, Engine engine)
    {
        Tensor x = input.Tensor("x");
        int steps = (int)input.Int64("s");
        Func<Tensor, Tensor>? f = function switch
        {
            "primal" => engine.Ready((Tensor x) => Solve(x, steps)),
            "gradient" => engine.Ready(Grad((Tensor x) => Solve(x, steps)[^1])),
            _ => null,
        };
        return f is null ? null : Work.Of(() => f(x));
    }

    private static Tensor Solve(Tensor x, int steps)
    {
        Tensor first = x[..1], rest = x[1..];
        Tensor Slope(Tensor y) => Concat(first, rest * y[..^1]);
        double h = 2.0 / steps;
        Tensor y = Tensor.ZerosLike(x);
        for (int step = 0; step < steps; step++)
        {
            Tensor k1 = Slope(y), k2 = Slope(y + h / 2 * k1), k3 = Slope(y + h / 2 * k2), k4 = Slope(y + h * k3);
            y += h / 6 * (k1 + 2 * k2 + 2 * k3 + k4);
        }

        return y;
    }
}
