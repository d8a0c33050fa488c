namespace Adjoint;

/// <summary>In training, sets elements to 0 that the mode's key draws and lets the others grow by 1 / (1 − p) (Srivastava et al., 2014); in evaluation, nothing.</summary>
/// <remarks>Two layers that are given the same mode drop the same places: hand each a key of its own by <see cref="Mode.FoldIn"/>, as <see cref="Sequential"/> does.</remarks>
public sealed partial class Dropout : Layer
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

/// <summary>
/// In training, sets whole channels of each example to 0 and lets the others grow by 1 / (1 − p) (Tompson et al., 2015): neighbours in an image say the same, so
/// that to drop some of them changes little. In evaluation, nothing. PyTorch's Dropout1d, 2d and 3d in one.
/// </summary>
/// <remarks>The input is [batch, channels, ...].</remarks>
public sealed partial class ChannelDropout : Layer
{
    private readonly double _p;

    /// <summary>Makes a layer.</summary>
    /// <param name="p">How likely a channel becomes 0, from 0 to 1.</param>
    public ChannelDropout(double p = 0.5) => _p = Limits.AtMost(1.0, Limits.AtLeast(0.0, p), nameof(p));

    /// <inheritdoc/>
    protected internal override bool DiffersInTraining => _p > 0;

    /// <inheritdoc/>
    protected override string Describe() => FormattableString.Invariant($"ChannelDropout({_p})");

    /// <inheritdoc/>
    private protected override Tensor Compute(Tensor x, Mode mode)
    {
        if (x.Rank < 2) throw new ArgumentException($"{Place}: the input has to be [batch, channels, ...], but its shape is {x.ShapeText}.", nameof(x));
        long[] channels = [.. x.Shape[..2], .. Enumerable.Repeat(1L, x.Rank - 2)];
        return mode.IsTraining && _p > 0 ? x * Ops.Dropout(Tensor.Ones(channels, x.DType), _p, mode.KeyFor(this)) : x;
    }
}

/// <summary>
/// In training, sets elements to what <see cref="Ops.Selu"/> gives for −∞, and brings all to the mean and variance that they had (Klambauer et al., 2017);
/// in evaluation, nothing.
/// </summary>
public sealed partial class AlphaDropout : Layer
{
    private const double Lowest = -1.7580993408473766; // −λα of Selu

    private readonly double _p;

    /// <summary>Makes a layer.</summary>
    /// <param name="p">How likely an element is dropped, from 0 up to, not including, 1.</param>
    public AlphaDropout(double p = 0.5) => _p = Limits.BelowOne(p);

    /// <inheritdoc/>
    protected internal override bool DiffersInTraining => _p > 0;

    /// <inheritdoc/>
    protected override string Describe() => FormattableString.Invariant($"AlphaDropout({_p})");

    /// <inheritdoc/>
    private protected override Tensor Compute(Tensor x, Mode mode)
    {
        if (!mode.IsTraining || _p == 0) return x;
        Tensor isKept = Ops.Dropout(Tensor.Ones(x.Shape, x.DType), _p, mode.KeyFor(this)) > 0;
        double factor = 1 / Math.Sqrt((1 - _p) * (1 + _p * Lowest * Lowest)), offset = -factor * _p * Lowest;
        return factor * Ops.Where(isKept, x, Lowest) + offset;
    }
}
