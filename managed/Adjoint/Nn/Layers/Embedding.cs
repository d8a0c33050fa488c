namespace Adjoint;

/// <summary>Vectors in place of numbers: rows of a table that is trained. Integers of any shape become [shape, width].</summary>
public sealed partial class Embedding : Layer
{
    private readonly long? _paddingIndex;

    /// <summary>Makes a layer whose table is drawn from N(0, 1) unless an initialiser is given.</summary>
    /// <param name="count">How many numbers there are: they lie from 0 up to, not including, this.</param>
    /// <param name="width">How many elements a vector has.</param>
    /// <param name="key">Where the random numbers come from.</param>
    /// <param name="paddingIndex">The number that stands where there is nothing: its row is 0 and has no derivative. Negative counts from the end.</param>
    /// <param name="dtype">The table's type; the default type if left out.</param>
    /// <param name="weightInitializer">What the table begins with.</param>
    /// <exception cref="ArgumentOutOfRangeException">The padding is none of the numbers.</exception>
    public Embedding(long count, long width, RandomKey key, long? paddingIndex = null, DType? dtype = null, Initializer? weightInitializer = null)
    {
        _ = (Limits.Positive(count), Limits.Positive(width));
        Weight = new FirstValues(key, new Fans(count, width), dtype, Initializers.Normal(1)).Draw("weight", 0, [count, width], weightInitializer);
        if (paddingIndex is not { } padding) return;
        _paddingIndex = padding < 0 ? padding + count : padding;
        _ = Limits.AtMost(count - 1, Limits.AtLeast(0, _paddingIndex.Value, nameof(paddingIndex)), nameof(paddingIndex));
        Tensor isPadding = Ops.Equal(Tensor.Arange(0L, count), _paddingIndex.Value);
        Weight.Value = Ops.Where(Ops.ExpandDims(isPadding, -1), 0, Weight.Value);
    }

    /// <summary>The table, of shape [count, width].</summary>
    public Parameter Weight { get; }

    /// <inheritdoc/>
    protected override string Describe() => $"Embedding({Weight.Slot.Held?.ShapeText})";

    /// <inheritdoc/>
    private protected override Tensor Compute(Tensor x, Mode mode) => Ops.Embedding(x, Weight.Value, _paddingIndex);
}
