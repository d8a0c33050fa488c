using System.Text.Json;

using static Adjoint.Autodiff;
using static Adjoint.Ops;

namespace Adjoint.Samples;

/// <summary>How far measured points are from where a hand's surface is: from its vertices, or from places within its triangles.</summary>
internal static class HandTracking
{
    public static Work? Prepare(string function, JsonElement input, Engine engine)
    {
        JsonElement data = input.Member("data");
        HandModel model = HandModel.From(data.Member("model"));
        Tensor theta = input.Tensor("theta"), points = data.Tensor("points"), places = Cast(data.Tensor("correspondences"), DType.Int64);
        Tensor? us = input.Member("us").GetArrayLength() == 0 ? null : input.Tensor("us");
        Tensor Residuals(Tensor theta, Tensor us) => (points - Surface(model.Vertices(theta), model, places, us)).Reshape(-1);
        Tensor Simple(Tensor theta) => (points - Take(model.Vertices(theta), places)).Reshape(-1);
        switch (function, us)
        {
            case ("objective", null):
                var simple = engine.Ready<Tensor, Tensor>(Simple);
                return Work.Of(() => simple(theta));
            case ("objective", _):
                var residuals = engine.Ready<Tensor, Tensor, Tensor>(Residuals);
                return Work.Of(() => residuals(theta, us));
            case ("jacobian", null):
                var jacobian = engine.Ready(JacFwd(Simple));
                return Work.Of(() => jacobian(theta));
            case ("jacobian", _):
                // No point depends on the place of another one: moved together, all of them give their two columns at once.
                var together = engine.Ready((Tensor theta, Tensor us) => JacFwd(
                    (Tensor moved) => Residuals(moved[2..], us + moved[..2]))(Concat(Tensor.Zeros([2], DType.Float64), theta)));
                return Work.Of(() => together(theta, us));
            default:
                return null;
        }
    }

    private static Tensor Surface(Tensor vertices, HandModel model, Tensor triangleOf, Tensor us)
    {
        Tensor corners = Take(vertices, Take(model.Triangles, triangleOf)); // [c, 3, 3]
        Tensor first = us[.., 0..1], second = us[.., 1..2];
        return first * corners[.., 0] + second * corners[.., 1] + (1 - first - second) * corners[.., 2];
    }
}
