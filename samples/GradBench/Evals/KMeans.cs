using System.Text.Json;

using static Adjoint.Autodiff;
using static Adjoint.Ops;

namespace Adjoint.Samples;

/// <summary>The squared distances of points from the nearest of some centroids, and the step of Newton's method for these.</summary>
internal static class KMeans
{
    public static Work? Prepare(string function, JsonElement input, Engine engine)
    {
        Tensor points = input.Tensor("points"), centroids = input.Tensor("centroids");
        Func<Tensor, Tensor, Tensor>? f = function switch
        {
            "cost" => engine.Ready<Tensor, Tensor, Tensor>(Cost),
            "dir" => engine.Ready<Tensor, Tensor, Tensor>(Direction),
            _ => null,
        };
        return f is null ? null : Work.Of(() => f(centroids, points));
    }

    private static Tensor Cost(Tensor centroids, Tensor points)
    {
        Tensor products = MatMul(points, centroids.T);
        Tensor nearest = Min(Sum(Square(centroids), -1) - 2 * products, -1);
        return Sum(nearest) + Sum(Square(points));
    }

    // The Hessian is a diagonal, so that its product with ones is all of it.
    private static Tensor Direction(Tensor centroids, Tensor points)
    {
        var (gradient, diagonal) = Jvp(c => Grad(Cost)(c, points), centroids, Tensor.OnesLike(centroids));
        return gradient / diagonal;
    }
}
