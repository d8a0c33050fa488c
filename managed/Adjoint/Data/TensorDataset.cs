namespace Adjoint;

/// <summary>Examples and their labels, one a place of the first axis.</summary>
public sealed class TensorDataset
{
    /// <summary>Puts examples and labels together.</summary>
    /// <param name="inputs">The examples.</param>
    /// <param name="labels">As many labels.</param>
    /// <exception cref="ArgumentException">The numbers differ, or one is a scalar.</exception>
    public TensorDataset(Tensor inputs, Tensor labels)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(labels);
        if (inputs.Rank == 0 || labels.Rank == 0 || inputs.Shape[0] != labels.Shape[0])
            throw new ArgumentException($"Examples of shape {inputs.ShapeText} and labels of shape {labels.ShapeText} do not go together: the first extents differ.");
        Inputs = inputs.Typed();
        Labels = labels.Typed();
    }

    /// <summary>The examples.</summary>
    public Tensor Inputs { get; }

    /// <summary>The labels.</summary>
    public Tensor Labels { get; }

    /// <summary>How many there are.</summary>
    public long Count => Inputs.Shape[0];

    /// <summary>The examples some at a time.</summary>
    /// <param name="size">How many at a time.</param>
    /// <param name="shuffle">A key that determines a random order; null for the order they have.</param>
    /// <param name="dropLast">Whether a last batch that is smaller is left out.</param>
    /// <returns>The batches in order; going through them again gives the same ones. For an order of its own in every epoch there is
    /// <see cref="Shuffle"/>.</returns>
    public IEnumerable<(Tensor Inputs, Tensor Labels)> Batches(int size, RandomKey? shuffle = null, bool dropLast = false)
    {
        if (shuffle is not null) RequireOneKey(shuffle, "Batches", nameof(shuffle));
        return Cut(Limits.Positive(size), shuffle?.Permutation(Count), dropLast);
    }

    /// <summary>The examples in an order that is another one in every epoch.</summary>
    /// <param name="key">Determines the orders.</param>
    /// <returns>Gives batches, and counts how often one has gone through them.</returns>
    /// <example>
    /// <code>
    /// var shuffled = train.Shuffle(key);
    /// for (int epoch = 0; epoch &lt; 10; epoch++)
    /// {
    ///     foreach (var (images, labels) in shuffled.Batches(64)) ...
    /// }
    /// </code>
    /// </example>
    public ShuffledDataset Shuffle(RandomKey key) => new(this, key);

    internal static void RequireOneKey(RandomKey key, string member, string parameter)
    {
        if (key.IsBatch) throw new ArgumentException($"{member} takes one key and was given a batch of keys: split or fold a single key.", parameter);
    }

    private IEnumerable<(Tensor Inputs, Tensor Labels)> Cut(int size, Tensor? order, bool dropLast)
    {
        for (long start = 0; start < Count; start += size)
        {
            long end = Math.Min(Count, start + size);
            if (dropLast && end - start < size) yield break;
            TensorIndex part = TensorIndex.Slice(start, end);
            if (order is not null) part = order[part];
            yield return (Inputs[part], Labels[part]);
        }
    }
}
