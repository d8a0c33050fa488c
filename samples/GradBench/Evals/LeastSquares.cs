using System.Text.Json;

using static Adjoint.Autodiff;
using static Adjoint.Ops;

namespace Adjoint.Samples;

/// <summary>The squared distance of a polynomial from a step at n points between -1 and 1.</summary>
internal static class LeastSquares
{
    public static Work? Prepare(string function, JsonElement input, Engine engine)
    {
        Tensor x = input.Tensor("x"), points = Adjoint.Tensor.Linspace(-1.0, 1.0, input.Int64("n"), DType.Float64);
        Func<Tensor, Tensor, Tensor>? f = function switch
        {
            "primal" => engine.Ready<Tensor, Tensor, Tensor>(Distance),
            "gradient" => engine.Ready(Grad(Distance)),
            _ => null,
        };
        return f is null ? null : Work.Of(() => f(x, points));
    }

    private static Tensor Distance(Tensor x, Tensor points)
    {
        Tensor repeated = BroadcastTo(points, [x.Count - 1, points.Count]);
        Tensor powers = CumProd(Concat(Tensor.Ones([1, points.Count], DType.Float64), repeated), 0);
        return 0.5 * Sum(Square(Sign(points) - MatMul(x, powers)));
    }
}
