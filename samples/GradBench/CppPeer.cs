using System.Runtime.InteropServices;
using System.Text.Json.Nodes;

namespace Adjoint.Samples;

/// <summary>The evals of the folder cpp, compiled to a library: the same functions, with the same inputs.</summary>
internal sealed unsafe class CppPeer(string library)
{
    private readonly nint _library = NativeLibrary.Load(library);

    /// <summary>A function with its input, ready to run; null where there is none. The nested ones are forward in forward, whatever is asked for.</summary>
    public CppWork? Prepare(Recorded recorded)
    {
        bool isNested = recorded.Module is "particle" or "saddle";
        string name = $"{recorded.Module}_{(isNested ? "ff" : recorded.Function)}";
        if (!NativeLibrary.TryGetExport(_library, name, out nint address)) return null;
        JsonNode input = recorded.Input;
        long Count(string of) => ((JsonArray)input[of]!).Count;
        long Size(string of) => input[of]!.GetValue<long>();
        double[] Of(string of) => [.. Validation.Numbers(input[of])];
        bool isObjective = recorded.Function is "primal" or "objective" or "cost";
        double[] Tiled(string of, long times) => [.. Enumerable.Repeat(Of(of), (int)times).SelectMany(static x => x)];
        (long[] Sizes, double[][] Arrays, long Output) given = recorded.Module switch
        {
            "llsq" => ([Count("x"), Size("n")], [Of("x")], isObjective ? 1 : Count("x")),
            "lse" => ([Count("x")], [Of("x")], isObjective ? 1 : Count("x")),
            "ode" => ([Count("x"), Size("s")], [Of("x")], Count("x")),
            "det" => ([Size("ell")], [Of("A")], isObjective ? 1 : Count("A")),
            "kmeans" => (
                [Count("points"), ((JsonArray)input["points"]![0]!).Count, Count("centroids")], [Of("points"), Of("centroids")], isObjective ? 1 : Of("centroids").Length),
            "gmm" => (
                [Size("d"), Size("k"), Size("n"), Size("m")], [Of("alpha"), Of("mu"), Of("q"), Of("l"), Of("x"), [input["gamma"]!.GetValue<double>()]],
                isObjective ? 1 : Size("k") * (1 + 2 * Size("d") + Size("d") * (Size("d") - 1) / 2)),
            "ba" => (
                [Size("n"), Size("m"), Size("p")], [Tiled("cam", Size("n")), Tiled("x", Size("m")), Tiled("w", Size("p")), Tiled("feat", Size("p"))],
                Size("p") * (isObjective ? 3 : 31)),
            "lstm" => (
                [Count("main_params") / 2, ((JsonArray)input["extra_params"]![0]!).Count, Count("sequence")],
                [Of("main_params"), Of("extra_params"), Of("state"), Of("sequence")], isObjective ? 1 : Of("main_params").Length + Of("extra_params").Length),
            "ht" => OfHand(input, isObjective),
            "particle" => ([], [Of("w")], 1),
            "saddle" => ([], [Of("start")], 4),
            _ => throw new ArgumentException($"There is no input of {recorded.Module} for C++."),
        };
        return new CppWork((delegate* unmanaged<long*, double**, double*, void>)address, given.Sizes, given.Arrays, new double[given.Output]);
    }

    private static (long[] Sizes, double[][] Arrays, long Output) OfHand(JsonNode input, bool isObjective)
    {
        JsonNode data = input["data"]!, model = data["model"]!;
        double[] Of(JsonNode from, string name) => [.. Validation.Numbers(from[name])];
        long points = Of(data, "correspondences").Length;
        double[] us = Of(input, "us");
        string[] parts = ["parents", "base_relatives", "inverse_base_absolutes", "base_positions", "weights", "triangles"];
        return (
            [((JsonArray)model["parents"]!).Count, ((JsonArray)model["weights"]!).Count, points, model["is_mirrored"]!.GetValue<bool>() ? 1 : 0, us.Length],
            [Of(input, "theta"), us, .. parts.Select(name => Of(model, name)), Of(data, "correspondences"), Of(data, "points")],
            3 * points * (isObjective ? 1 : us.Length > 0 ? 28 : 26));
    }

    /// <summary>How far its result is from an output as the protocol has it.</summary>
    public static double Difference(Recorded recorded, double[] result, JsonNode output)
    {
        double[] expected = [.. Validation.Numbers(output)], found = (recorded.Module, recorded.Function) switch
        {
            ("ba", "objective") => [.. result[..2], result.Length / 3, result[^1], result.Length / 3],
            ("ba", "jacobian") => [.. expected[..62], .. result[..30], result[^1]], // columns and rows are not computed
            _ => result,
        };
        return Validation.Difference(JsonNode.Parse("[" + string.Join(",", expected.Select(Text)) + "]")!, JsonNode.Parse("[" + string.Join(",", found.Select(Text)) + "]"));
    }

    private static string Text(double x) => x.ToString("R", System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>A function of C++ with its input and room for its result.</summary>
internal sealed unsafe class CppWork(delegate* unmanaged<long*, double**, double*, void> function, long[] sizes, double[][] arrays, double[] result)
{
    public double[] Result => result;

    public void Run()
    {
        var pins = Array.ConvertAll(arrays, static a => GCHandle.Alloc(a, GCHandleType.Pinned));
        try
        {
            double** pointers = stackalloc double*[arrays.Length];
            for (int i = 0; i < pins.Length; i++)
                pointers[i] = (double*)pins[i].AddrOfPinnedObject();
            fixed (long* extents = sizes)
            fixed (double* to = result)
                function(extents, pointers, to);
        }
        finally
        {
            foreach (GCHandle pin in pins)
                pin.Free();
        }
    }
}
