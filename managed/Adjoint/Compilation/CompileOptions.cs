namespace Adjoint;

/// <summary>How <see cref="Autodiff"/>.Compile compiles.</summary>
public sealed record CompileOptions
{
    /// <summary>What is used where nothing is given.</summary>
    public static CompileOptions Default { get; } = new();

    /// <summary>How many programs are kept, one for each signature of the arguments; the one not used for the longest time goes first. 64 if left out.</summary>
    public int MostPrograms
    {
        get;
        init => field = Limits.AtLeast(1, value, nameof(MostPrograms));
    } = 64;

    /// <summary>Positions of arguments that the caller gives away: a call that succeeds disposes their tensors, whose memory the next one takes.</summary>
    public IReadOnlyList<int> Donate { get; init; } = [];

    /// <summary>
    /// Whether a product and a sum that follows it in one loop may be rounded once, by a fused multiply-add, where the processor has one.
    /// Results then differ in their last bits from those of the function itself; docs/compile.md says by how much, and what is gained. No
    /// if left out.
    /// </summary>
    public bool FastMath { get; init; }
}
