namespace Adjoint.Benchmarks.Report;

/// <summary>Geometric means of ratios, the only ones that do not depend on which side is divided by which.</summary>
internal static class Means
{
    /// <summary>The mean over the lines that each peer took part in, by its name.</summary>
    public static IEnumerable<(string Peer, double Ratio)> ByPeer(IEnumerable<Line> lines) =>
        from contest in lines.Select(static l => l.Contest).OfType<Contest>()
        from peer in contest.Peers
        group contest.RatioTo(peer.Value) by peer.Key into ratios
        select (ratios.Key, Geometric(ratios));

    /// <summary>The mean beside whichever peer is the best of each line: no single one of them reaches it.</summary>
    public static double BesideBest(IEnumerable<Line> lines) =>
        Geometric(lines.Select(static l => l.Contest).OfType<Contest>().Select(static c => c.Ratio));

    private static double Geometric(IEnumerable<double> ratios) => Math.Exp(ratios.Average(Math.Log));
}
