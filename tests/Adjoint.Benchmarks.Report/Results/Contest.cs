namespace Adjoint.Benchmarks.Report;

/// <summary>What a figure counts.</summary>
internal enum Unit
{
    /// <summary>Less is better.</summary>
    Seconds,

    /// <summary>Less is better.</summary>
    Bytes,

    /// <summary>Floating-point operations, more is better.</summary>
    OperationsPerSecond,

    /// <summary>More is better.</summary>
    BytesPerSecond,
}

/// <summary>One work as Adjoint and its peers did it in one run.</summary>
/// <param name="Name">Which work.</param>
/// <param name="Unit">What the figures count.</param>
/// <param name="Adjoint">Our figure.</param>
/// <param name="Peers">Theirs, by name.</param>
/// <param name="OfLimit">The part that ours is of what the machine can do, where that is known.</param>
internal sealed record Contest(string Name, Unit Unit, double Adjoint, IReadOnlyDictionary<string, double> Peers, double? OfLimit = null)
{
    private bool LessIsBetter => Unit is Unit.Seconds or Unit.Bytes;

    /// <summary>The peer that did best.</summary>
    public KeyValuePair<string, double> Best => LessIsBetter ? Peers.MinBy(static p => p.Value) : Peers.MaxBy(static p => p.Value);

    /// <summary>How many times better ours is than the best peer's.</summary>
    public double Ratio => RatioTo(Best.Value);

    /// <summary>How many times better ours is than a peer's figure.</summary>
    public double RatioTo(double peer) => LessIsBetter ? peer / Adjoint : Adjoint / peer;
}
