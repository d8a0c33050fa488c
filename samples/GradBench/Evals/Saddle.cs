using System.Text.Json;

using static Adjoint.Ops;

namespace Adjoint.Samples;

/// <summary>The saddle point of a function: the least, over p, of what is largest over q. The inner search is part of what the outer one differentiates.</summary>
internal static class Saddle
{
    public static Work? Prepare(string function, JsonElement input, Engine engine)
    {
        if (Descent.Modes(function) is not var (outer, inner)) return null;
        Tensor start = input.Tensor("start");
        return Work.Of(() =>
        {
            Tensor Largest(Tensor p) => Descent.ArgMin(q => -Height(p, q), start, inner);
            Tensor p = Descent.ArgMin(p => Height(p, Largest(p)), start, outer);
            return Concat(p, Largest(p));
        });
    }

    private static Tensor Height(Tensor p, Tensor q) => Sum(p * p) - Sum(q * q);
}
