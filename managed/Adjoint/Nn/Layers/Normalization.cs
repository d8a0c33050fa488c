namespace Adjoint;

/// <summary>What normalizations of channels have in common: the channels lie along axis 1, and each may be scaled and shifted afterwards.</summary>
public abstract partial class Normalization : Layer
{
    private protected Normalization(
        long channels, double epsilon, bool affine, DType? dtype, Initializer? scaleInitializer, Initializer? shiftInitializer, RandomKey? key)
    {
        (Channels, Epsilon) = (Limits.Positive(channels), Limits.AtLeast(0.0, epsilon));
        if (!affine) return;
        FirstValues first = FirstValues.OfNormalization(channels, key, dtype);
        Scale = first.Scale([channels], scaleInitializer);
        Shift = first.Shift([channels], shiftInitializer);
    }

    /// <summary>The factors, of shape [channels], 1 at first; null if there are none.</summary>
    public Parameter? Scale { get; }

    /// <summary>What is added, of shape [channels], 0 at first; null if nothing is.</summary>
    public Parameter? Shift { get; }

    private protected long Channels { get; }

    private protected double Epsilon { get; }

    /// <inheritdoc/>
    protected override string Describe() => $"{GetType().Name}({Channels})";

    /// <inheritdoc/>
    private protected override string TorchNameOf(string member) => TorchTensor.NameOfNormalization(member);

    /// <inheritdoc/>
    private protected sealed override Tensor Compute(Tensor x, Mode mode)
    {
        LayerInput.RequireChannels(x, Channels, this);
        return Normalize(x, Scale?.Value, Shift?.Value, mode);
    }

    /// <summary>The operation.</summary>
    private protected abstract Tensor Normalize(Tensor x, Tensor? scale, Tensor? shift, Mode mode);
}
