namespace Adjoint;

/// <summary>Makes a batch of examples: what to give <see cref="ShuffledDataset{T}.Batches{TBatch}"/> or <see cref="Dataset{T}.Map"/>.</summary>
public static class Collate
{
    /// <summary>Stacks inputs and labels along a new first axis.</summary>
    /// <param name="examples">Pairs of tensors; all inputs have one shape, and so have all labels.</param>
    /// <returns>The stacks.</returns>
    /// <exception cref="ArgumentException">There is no example, or shapes differ.</exception>
    public static (Tensor Inputs, Tensor Labels) Stack(IReadOnlyList<(Tensor Inputs, Tensor Labels)> examples)
    {
        ArgumentNullException.ThrowIfNull(examples);
        return (Ops.Stack([.. examples.Select(static e => e.Inputs)]), Ops.Stack([.. examples.Select(static e => e.Labels)]));
    }

    /// <summary>Stacks sequences of different lengths, filled up to the longest.</summary>
    /// <param name="sequences">Tensors of shapes [length, ...] that differ in the length alone.</param>
    /// <returns>See <see cref="Pad(IReadOnlyList{Tensor}, Tensor, long?)"/>.</returns>
    public static (Tensor Values, Tensor Mask) Pad(IReadOnlyList<Tensor> sequences) => Pad(sequences, 0);

    /// <summary>Stacks sequences of different lengths, filled up to one length.</summary>
    /// <param name="sequences">Tensors of shapes [length, ...] that differ in the length alone.</param>
    /// <param name="value">What they are filled up with.</param>
    /// <param name="length">The length of all, at least that of the longest, which it is if left out.</param>
    /// <returns>Values of shape [sequences, length, ...], and a bool mask of shape [sequences, length] that is true where there is
    /// an element of a sequence.</returns>
    /// <exception cref="ArgumentException">There is no sequence, one is a scalar or longer than the length, or other extents differ.</exception>
    public static (Tensor Values, Tensor Mask) Pad(IReadOnlyList<Tensor> sequences, Tensor value, long? length = null)
    {
        ArgumentNullException.ThrowIfNull(sequences);
        if (sequences.Count == 0) throw new ArgumentException("Pad: there is no sequence.", nameof(sequences));
        if (sequences.FirstOrDefault(static s => s.Rank == 0) is not null) throw new ArgumentException("Pad: a scalar is no sequence; reshape it to [1].", nameof(sequences));
        long longest = sequences.Max(static s => s.Shape[0]), all = length ?? longest;
        if (all < longest) throw new ArgumentException(FormattableString.Invariant($"Pad: the longest sequence has {longest} elements, more than {all}; cut it first."), nameof(sequences));
        Tensor values = Ops.Stack([.. sequences.Select(s => Ops.Pad(s, [(0, all - s.Shape[0]), .. new (long, long)[s.Rank - 1]], value: value))]);
        Tensor lengths = Tensor.From([.. sequences.Select(static s => s.Shape[0])], sequences.Count, 1);
        return (values, Ops.Less(Tensor.Arange(all), lengths));
    }
}
