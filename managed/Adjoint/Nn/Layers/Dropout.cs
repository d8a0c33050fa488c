namespace Adjoint;

/// <summary>In training, sets elements to 0 that the mode's key draws and lets the others grow by 1 / (1 − p) (Srivastava et al., 2014); in evaluation, nothing.</summary>
/// <remarks>Two layers that are given the same mode drop the same places: hand each a key of its own by <see cref="Mode.FoldIn"/>, as <see cref="Sequential"/> does.</remarks>
public sealed class Dropout : Layer
{
    private readonly double _p;

    /// <summary>Makes a layer.</summary>
    /// <param name="p">How likely an element becomes 0, from 0 to 1.</param>
    public Dropout(double p = 0.5) => _p = Limits.AtMost(1.0, Limits.AtLeast(0.0, p), nameof(p));

    /// <inheritdoc/>
    protected internal override bool DiffersInTraining => _p > 0;

    /// <summary>Drops elements in training.</summary>
    internal static Tensor Apply(Tensor x, double p, Mode mode, Module module) => mode.IsTraining && p > 0 ? Ops.Dropout(x, p, mode.KeyFor(module)) : x;

    /// <inheritdoc/>
    protected override string Describe() => FormattableString.Invariant($"Dropout({_p})");

    /// <inheritdoc/>
    private protected override Tensor Compute(Tensor x, Mode mode) => Apply(x, _p, mode, this);
}
