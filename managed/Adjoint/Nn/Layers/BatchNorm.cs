namespace Adjoint;

/// <summary>
/// Brings each channel to mean 0 and variance 1, then scales and shifts it: (x − mean) / √(variance + ε) · scale + shift (Ioffe and
/// Szegedy, 2015). In training mean and variance are those of the batch, in evaluation those that training has gathered.
/// </summary>
/// <remarks>
/// <para>The input is [batch, channels, ...] with any further axes: PyTorch's BatchNorm1d, 2d and 3d in one. Statistics are buffers of the module,
/// in slots: in training running ← (1 − momentum) running + momentum batch, with the variance of a sample as in PyTorch.</para>
/// <para>A transform that is given the module as an argument works on a copy: there the new statistics are in the copy, which the function may
/// return. Inside Vmap over the input alone, statistics of the module have no value afterwards: do not train there.</para>
/// </remarks>
public sealed partial class BatchNorm : Normalization
{
    private readonly double? _momentum;

    /// <summary>Makes a layer with mean 0 and variance 1 for evaluation.</summary>
    /// <param name="channels">The extent of axis 1.</param>
    /// <param name="epsilon">Added to the variance; 0 or more.</param>
    /// <param name="momentum">The weight of a batch in the running statistics, from 0 to 1; null for the mean over all batches.</param>
    /// <param name="affine">Whether there is a scale and a shift.</param>
    /// <param name="dtype">The type of parameters and statistics; the default type if left out.</param>
    /// <param name="scaleInitializer">What the factors begin with; 1 if left out.</param>
    /// <param name="shiftInitializer">What is added at first; 0 if left out.</param>
    /// <param name="key">Where the random numbers of initialisers come from; the key of 0 if left out.</param>
    public BatchNorm(
        long channels, double epsilon = 1e-5, double? momentum = 0.1, bool affine = true, DType? dtype = null,
        Initializer? scaleInitializer = null, Initializer? shiftInitializer = null, RandomKey? key = null)
        : base(channels, epsilon, affine, dtype, scaleInitializer, shiftInitializer, key)
    {
        if (momentum is { } weight) _ = Limits.AtMost(1.0, Limits.AtLeast(0.0, weight, nameof(momentum)), nameof(momentum));
        _momentum = momentum;
        RunningMean = new Slot(Tensor.Zeros([channels], dtype ?? DType.Default), "runningMean");
        RunningVariance = new Slot(Tensor.Ones([channels], dtype ?? DType.Default), "runningVariance");
        Batches = new Slot(Tensor.Zeros([], DType.Int64), "batches");
    }

    /// <summary>The mean of each channel, of shape [channels].</summary>
    public Slot RunningMean { get; }

    /// <summary>The variance of each channel, of shape [channels].</summary>
    public Slot RunningVariance { get; }

    /// <summary>How many batches training has seen, int64.</summary>
    public Slot Batches { get; }

    /// <inheritdoc/>
    protected internal override bool DiffersInTraining => true;

    /// <inheritdoc/>
    private protected override string TorchNameOf(string member) => member switch
    {
        "runningVariance" => "running_var",
        "batches" => "num_batches_tracked",
        _ => base.TorchNameOf(member),
    };

    /// <inheritdoc/>
    private protected override Tensor Normalize(Tensor x, Tensor? scale, Tensor? shift, Mode mode)
    {
        if (!mode.IsTraining) return Ops.BatchNormInference(x, RunningMean.Value, RunningVariance.Value, scale, shift, Epsilon);
        if (x.Count < 2 * Channels)
            throw new ArgumentException(
                $"{Place}: in training every channel needs more than one number, but the input has shape {x.ShapeText}. Take a larger batch.", nameof(x));
        Remember(Autodiff.StopGradient(x));
        return Ops.BatchNorm(x, scale, shift, Epsilon);
    }

    private void Remember(Tensor x)
    {
        DType type = RunningMean.DType;
        Axes others = Axes.Create([0, .. Enumerable.Range(2, x.Rank - 2)]);
        Batches.Value += 1;
        Tensor weight = _momentum is { } momentum ? momentum : 1 / Ops.Cast(Batches.Value, type);
        Follow(RunningMean, Ops.Mean(x, others));
        Follow(RunningVariance, Ops.Variance(x, others, correction: 1));

        void Follow(Slot running, Tensor batch) => running.Value += weight * (Ops.Cast(batch, type) - running.Value);
    }
}
