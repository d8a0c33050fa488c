using System.Text.Json;

using static Adjoint.Autodiff;
using static Adjoint.Ops;

namespace Adjoint.Samples;

/// <summary>The logarithm of a sum of exponentials, written out.</summary>
internal static class LogSumOfExponentials
{
    public static Work? Prepare(string function, JsonElement input, Engine engine)
    {
        Tensor x = input.Tensor("x");
        Func<Tensor, Tensor>? f = function switch
        {
            "primal" => engine.Ready<Tensor, Tensor>(LogOfSum),
            "gradient" => engine.Ready(Grad(LogOfSum)),
            _ => null,
        };
        return f is null ? null : Work.Of(() => f(x));
    }

    private static Tensor LogOfSum(Tensor x)
    {
        Tensor largest = StopGradient(Max(x)); // it cancels
        return largest + Log(Sum(Exp(x - largest)));
    }
}
