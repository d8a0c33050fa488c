using System.Text.Json;

namespace Adjoint.Samples;

/// <summary>The evals by the names that the protocol has for them.</summary>
internal static class Evals
{
    private delegate Work? Preparation(string function, JsonElement input, Engine engine);

    private static readonly Dictionary<string, Preparation> s_all = new()
    {
        ["hello"] = Hello.Prepare,
        ["llsq"] = LeastSquares.Prepare,
        ["lse"] = LogSumOfExponentials.Prepare,
        ["ode"] = Ode.Prepare,
        ["det"] = Determinant.Prepare,
        ["kmeans"] = KMeans.Prepare,
        ["gmm"] = GaussianMixture.Prepare,
        ["ba"] = BundleAdjustment.Prepare,
        ["ht"] = HandTracking.Prepare,
        ["lstm"] = Lstm.Prepare,
        ["particle"] = Particle.Prepare,
        ["saddle"] = Saddle.Prepare,
    };

    public static bool Has(string name) => s_all.ContainsKey(name);

    /// <summary>A function of an eval with its input.</summary>
    public static Work Prepare(string name, string function, JsonElement input, Engine engine)
    {
        if (!s_all.TryGetValue(name, out Preparation? prepare)) throw new ArgumentException($"There is no module '{name}'.");
        return prepare(function, input, engine) ?? throw new ArgumentException($"Module '{name}' has no function '{function}'.");
    }
}
