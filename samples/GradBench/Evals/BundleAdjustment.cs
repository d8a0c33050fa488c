using System.Text.Json;

using static Adjoint.Autodiff;
using static Adjoint.Ops;

namespace Adjoint.Samples;

/// <summary>Where cameras see points, beside where they should: the residuals of bundle adjustment, and their Jacobian as a sparse matrix.</summary>
internal static class BundleAdjustment
{
    private const int Entries = 15; // of a row: a camera's eleven, a point's three and a weight
    private const int Chunk = 2048; // observations whose numbers stay in the caches

    public static Work? Prepare(string function, JsonElement input, Engine engine)
    {
        var scene = Scene.From(input);
        if (function == "objective")
        {
            var f = engine.Ready<Observations, (Tensor, Tensor)>(static o => (o.Errors(), 1 - Square(o.Weights)));
            return Work.Of(() => InChunks(scene, f), (json, y) => WriteErrors(json, y, scene.Count));
        }

        if (function != "jacobian") return null;
        var jacobian = engine.Ready<Observations, (Tensor, Tensor)>(Rows);
        return Work.Of(() => InChunks(scene, jacobian), (json, values) => WriteSparse(json, values, scene));
    }

    // Two rows of entries for each observation. An observation's errors depend on nothing of another one, so that a backward pass gives a row of each.
    private static (Tensor, Tensor) Rows(Observations o)
    {
        var (errors, pullback) = Vjp((Tensor c, Tensor p, Tensor w) => new Observations(c, p, w, o.Features).Errors(), o.Cameras, o.Points, o.Weights);
        Tensor Row(int coordinate)
        {
            var (c, p, w) = pullback(BroadcastTo(Tensor.Eye(2, dtype: DType.Float64)[coordinate], errors.Shape));
            return Concat([c, p, w.Reshape(-1, 1)], 1);
        }

        return (Stack([Row(0), Row(1)], 1), -2 * o.Weights);
    }

    private static (Tensor, Tensor) InChunks(Scene scene, Func<Observations, (Tensor, Tensor)> f)
    {
        List<Tensor> first = [], second = [];
        for (int start = 0; start < scene.Count; start += Chunk)
        {
            using var scope = new TensorScope();
            var (a, b) = f(scene.Observed(start, Math.Min(start + Chunk, scene.Count)));
            first.Add(scope.Keep(a));
            second.Add(scope.Keep(b));
        }

        return (Concat([.. first], 0), Concat([.. second], 0));
    }

    private static void WriteErrors(Utf8JsonWriter json, (Tensor Errors, Tensor OfWeights) y, int count)
    {
        json.WriteStartObject();
        json.WriteStartObject("reproj_error");
        json.WriteTensor("elements", y.Errors[0]);
        json.WriteNumber("repeated", count);
        json.WriteEndObject();
        json.WriteStartObject("w_err");
        json.WriteTensor("element", y.OfWeights[0]);
        json.WriteNumber("repeated", count);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    // The first thirty elements and the last one of each list.
    private static void WriteSparse(Utf8JsonWriter json, (Tensor Rows, Tensor OfWeights) values, Scene scene)
    {
        int p = scene.Count, entries = 2 * Entries * p;
        int Column(int entry)
        {
            if (entry >= entries) return 11 * scene.CameraCount + 3 * scene.PointCount + entry - entries;
            int observation = entry / (2 * Entries), place = entry % Entries;
            return place < 11 ? 11 * (observation % scene.CameraCount) + place
                : place < 14 ? 11 * scene.CameraCount + 3 * (observation % scene.PointCount) + place - 11
                : 11 * scene.CameraCount + 3 * scene.PointCount + observation;
        }

        json.WriteStartObject();
        WriteEnds(json, "rows", 3 * p + 1, row => row <= 2 * p ? Entries * row : entries + row - 2 * p);
        WriteEnds(json, "cols", entries + p, Column);
        double[] rows = values.Rows[0].Reshape(-1).ToArray<double>();
        json.WriteStartArray("vals");
        foreach (double value in rows)
            json.WriteNumberValue(value);
        json.WriteTensor(values.OfWeights[^1]);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteEnds(Utf8JsonWriter json, string name, int count, Func<int, int> element)
    {
        json.WriteStartArray(name);
        foreach (int i in (IEnumerable<int>)[.. Enumerable.Range(0, 30), count - 1])
            json.WriteNumberValue(element(i));
        json.WriteEndArray();
    }
}

/// <summary>Cameras, points and weights for each observation, and where they were seen.</summary>
[TensorTree]
internal sealed partial record Observations(Tensor Cameras, Tensor Points, Tensor Weights, Tensor Features)
{
    /// <summary>How far from there the cameras see the points, times the weights.</summary>
    public Tensor Errors()
    {
        Tensor Of(int parameter) => Cameras[.., parameter];
        Tensor[] rotation = [Of(0), Of(1), Of(2)], at = [.. Enumerable.Range(0, 3).Select(i => Points[.., i] - Of(3 + i))];
        Tensor[] seen = Rotated(rotation, at);
        Tensor x = seen[0] / seen[2], y = seen[1] / seen[2], squared = x * x + y * y;
        Tensor distortion = (1 + (Of(9) + Of(10) * squared) * squared) * Of(6);
        return Stack([Weights * (x * distortion + Of(7) - Features[.., 0]), Weights * (y * distortion + Of(8) - Features[.., 1])], 1);
    }

    // O. Rodrigues' formula: a turn around an axis by its length.
    private static Tensor[] Rotated(Tensor[] r, Tensor[] x)
    {
        Tensor angle = Sqrt(r[0] * r[0] + r[1] * r[1] + r[2] * r[2]), cosine = Cos(angle), sine = Sin(angle);
        Tensor[] axis = [.. r.Select(c => c / angle)];
        Tensor along = (axis[0] * x[0] + axis[1] * x[1] + axis[2] * x[2]) * (1 - cosine);
        Tensor Across(int i, int j) => axis[i] * x[j] - axis[j] * x[i];
        Tensor[] across = [Across(1, 2), Across(2, 0), Across(0, 1)];
        return [.. Enumerable.Range(0, 3).Select(i => x[i] * cosine + across[i] * sine + axis[i] * along)];
    }
}

/// <summary>All cameras and points, of which observation i has those of number i modulo their counts.</summary>
internal sealed record Scene(Tensor Cameras, Tensor Points, Tensor Weights, Tensor Features, Tensor CameraOf, Tensor PointOf)
{
    public int Count => (int)Weights.Count;

    public int CameraCount => (int)Cameras.Shape[0];

    public int PointCount => (int)Points.Shape[0];

    public static Scene From(JsonElement input)
    {
        long cameras = input.Int64("n"), points = input.Int64("m"), count = input.Int64("p");
        Tensor Repeated(string name, long times) => Tile(input.Tensor(name).Reshape(1, -1), [times, 1]);
        Tensor each = Tensor.Arange(count);
        return new(
            Repeated("cam", cameras), Repeated("x", points), Repeated("w", count).Reshape(count), Repeated("feat", count), each % cameras, each % points);
    }

    public Observations Observed(int start, int stop) =>
        new(Take(Cameras, CameraOf[start..stop]), Take(Points, PointOf[start..stop]), Weights[start..stop], Features[start..stop]);
}
