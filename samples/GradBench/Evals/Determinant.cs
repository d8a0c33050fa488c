using System.Text.Json;

using static Adjoint.Autodiff;
using static Adjoint.Ops;

namespace Adjoint.Samples;

/// <summary>A determinant by expansion along the first row, all the way down.</summary>
internal static class Determinant
{
    private const double MostTerms = 1e6; // at a time

    public static Work? Prepare(string function, JsonElement input, Engine engine)
    {
        Tensor a = input.Tensor("A");
        long size = input.Int64("ell");
        Tensor Of(Tensor a) => Expand(a.Reshape(1, size, size))[0];
        Func<Tensor, Tensor>? f = function switch
        {
            "primal" => engine.Ready<Tensor, Tensor>(Of),
            "gradient" => engine.Ready(Grad(Of)),
            _ => null,
        };
        return f is null ? null : Work.Of(() => f(a));
    }

    // The determinants of a stack of matrices. One of the largest stacks is halved, so that its minors stay in the caches.
    private static Tensor Expand(Tensor stack)
    {
        long count = stack.Shape[0], size = stack.Shape[1];
        if (size == 1) return stack.Reshape(count);
        if (count > 1 && count * Factorial(size) > MostTerms)
            return Concat(Expand(stack[..(int)(count / 2)]), Expand(stack[(int)(count / 2)..]));
        Tensor minors = SwapAxes(Take(stack[.., 1..], OtherColumns(size), -1), 1, 2).Reshape(count * size, size - 1, size - 1);
        return Sum(stack[.., 0] * Signs(size) * Expand(minors).Reshape(count, size), -1);
    }

    private static Tensor OtherColumns(long size) =>
        Tensor.From([.. from left in Enumerable.Range(0, (int)size) from column in Enumerable.Range(0, (int)size) where column != left select (long)column], size, size - 1);

    private static Tensor Signs(long size) => Tensor.From([.. Enumerable.Range(0, (int)size).Select(static i => i % 2 == 0 ? 1.0 : -1.0)]);

    private static double Factorial(long n) => n <= 1 ? 1 : n * Factorial(n - 1);
}
