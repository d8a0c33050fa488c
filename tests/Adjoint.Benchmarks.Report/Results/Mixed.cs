namespace Adjoint.Benchmarks.Report;

/// <summary>Contests whose figures come from two programs of the run, or from two methods of one.</summary>
internal static class Mixed
{
    private const string Mixture = "MixtureGradient/", Rows = "LayerNormRows/", Value = "Adjoint, value";

    public static IEnumerable<Contest> Add(IEnumerable<Contest> contests, KernelResults kernels) =>
        contests.SelectMany(contest => contest.Name switch
        {
            _ when contest.Name.StartsWith(Mixture, StringComparison.Ordinal) => OfMixture(contest, kernels),
            _ when contest.Name.StartsWith(Rows, StringComparison.Ordinal) =>
                [WithPeer(contest, "plain loop", kernels.Seconds("layer_norm/1024x256/peer/threads:1"))],
            _ => [contest],
        });

    // The value is no peer of the gradient but what its cost is judged by.
    private static IEnumerable<Contest> OfMixture(Contest contest, KernelResults kernels)
    {
        Contest gradient = contest with { Peers = contest.Peers.Where(static p => p.Key != Value).ToDictionary() };
        yield return WithPeer(gradient, "C++ by hand", kernels.Seconds("mixture_gradient/peer"));
        if (contest.Peers.TryGetValue(Value, out double value))
            yield return contest with { Name = "MixtureFactor/" + contest.Name[Mixture.Length..], Peers = new Dictionary<string, double> { ["its value"] = value } };
    }

    private static Contest WithPeer(Contest contest, string name, double? seconds) =>
        seconds is null ? contest : contest with { Peers = contest.Peers.Append(new(name, seconds.Value)).ToDictionary() };
}
