using System.Text.Json;

using static Adjoint.Autodiff;

namespace Adjoint.Samples;

/// <summary>The square of a number and its derivative.</summary>
internal static class Hello
{
    public static Work? Prepare(string function, JsonElement input, Engine engine)
    {
        Tensor x = input.ToTensor();
        Func<Tensor, Tensor>? f = function switch
        {
            "square" => engine.Ready<Tensor, Tensor>(Square),
            "double" => engine.Ready(Grad(Square)),
            _ => null,
        };
        return f is null ? null : Work.Of(() => f(x));
    }

    private static Tensor Square(Tensor x) => x * x;
}
