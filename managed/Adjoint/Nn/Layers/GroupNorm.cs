namespace Adjoint;

/// <summary>
/// Brings groups of channels of each example to mean 0 and variance 1, then scales and shifts each channel: (x − mean) / √(variance + ε) · scale +
/// shift (Wu and He, 2018).
/// </summary>
/// <remarks>The input is [batch, channels, ...] with any further axes. It is the same in training and in evaluation.</remarks>
public sealed partial class GroupNorm : Normalization
{
    private readonly int _groups;

    /// <summary>Makes a layer.</summary>
    /// <param name="groups">How many groups; divides the number of channels.</param>
    /// <param name="channels">The extent of axis 1.</param>
    /// <param name="epsilon">Added to the variance; 0 or more.</param>
    /// <param name="affine">Whether there is a scale and a shift.</param>
    /// <param name="dtype">The parameters' type; the default type if left out.</param>
    /// <param name="scaleInitializer">What the factors begin with; 1 if left out.</param>
    /// <param name="shiftInitializer">What is added at first; 0 if left out.</param>
    /// <param name="key">Where the random numbers of initialisers come from; the key of 0 if left out.</param>
    /// <exception cref="ArgumentException">The channels do not fall into such groups.</exception>
    public GroupNorm(
        int groups, long channels, double epsilon = 1e-5, bool affine = true, DType? dtype = null,
        Initializer? scaleInitializer = null, Initializer? shiftInitializer = null, RandomKey? key = null)
        : base(channels, epsilon, affine, dtype, scaleInitializer, shiftInitializer, key)
    {
        if (channels % Limits.Positive(groups) != 0)
            throw new ArgumentException($"GroupNorm: {channels} channels do not fall into {groups} groups of equal size.", nameof(groups));
        _groups = groups;
    }

    /// <inheritdoc/>
    protected override string Describe() => $"GroupNorm({_groups}, {Channels})";

    /// <inheritdoc/>
    private protected override Tensor Normalize(Tensor x, Tensor? scale, Tensor? shift, Mode mode) => Ops.GroupNorm(x, _groups, scale, shift, Epsilon);
}

/// <summary>
/// Brings each channel of each example to mean 0 and variance 1: (x − mean) / √(variance + ε), scaled and shifted if it is
/// affine (Ulyanov et al., 2016).
/// </summary>
/// <remarks>The input is [batch, channels, ...] with further axes. It is the same in training and in evaluation.</remarks>
/// <param name="channels">The extent of axis 1.</param>
/// <param name="epsilon">Added to the variance; 0 or more.</param>
/// <param name="affine">Whether there is a scale and a shift.</param>
/// <param name="dtype">The parameters' type; the default type if left out.</param>
/// <param name="scaleInitializer">What the factors begin with; 1 if left out.</param>
/// <param name="shiftInitializer">What is added at first; 0 if left out.</param>
/// <param name="key">Where the random numbers of initialisers come from; the key of 0 if left out.</param>
public sealed partial class InstanceNorm(
    long channels, double epsilon = 1e-5, bool affine = false, DType? dtype = null,
    Initializer? scaleInitializer = null, Initializer? shiftInitializer = null, RandomKey? key = null)
    : Normalization(channels, epsilon, affine, dtype, scaleInitializer, shiftInitializer, key)
{
    /// <inheritdoc/>
    private protected override Tensor Normalize(Tensor x, Tensor? scale, Tensor? shift, Mode mode) => Ops.InstanceNorm(x, scale, shift, Epsilon);
}
