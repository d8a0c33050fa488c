namespace Adjoint;

/// <summary>Examples and their labels, one a place of the first axis.</summary>
/// <remarks>
/// Images of bytes are best kept as bytes, a quarter of what floats take: <see cref="Map"/> makes floats of a batch when it is taken.
/// </remarks>
public sealed class TensorDataset
{
    private readonly Func<Tensor, Tensor>? _change;

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

    private TensorDataset(Tensor inputs, Tensor labels, Func<Tensor, Tensor>? change)
        : this(inputs, labels) => _change = change;

    /// <summary>The examples.</summary>
    public Tensor Inputs { get; }

    /// <summary>The labels.</summary>
    public Tensor Labels { get; }

    /// <summary>How many there are.</summary>
    public long Count => Inputs.Shape[0];

    /// <summary>The examples one by one, with their labels, to be changed, filtered and batched in other ways.</summary>
    public Dataset<(Tensor Inputs, Tensor Labels)> Examples => new(Count, i =>
    {
        (Tensor inputs, Tensor labels) = At(TensorIndex.Slice(i, i + 1));
        return (inputs[0], labels[0]);
    });

    /// <summary>Changes the inputs of each batch when it is taken, as from bytes to numbers.</summary>
    /// <param name="change">What becomes of the inputs of a batch, of which the first axis stays.</param>
    /// <returns>The same examples, <see cref="Inputs"/> as they are here, with other inputs in their batches.</returns>
    /// <example><code>var train = new TensorDataset(images, labels).Map(x => x.Cast(DType.Float32) / 255);</code></example>
    public TensorDataset Map(Func<Tensor, Tensor> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return new TensorDataset(Inputs, Labels, _change is { } before ? x => change(before(x)) : change);
    }

    /// <summary>The first examples.</summary>
    /// <param name="count">How many; all if there are fewer.</param>
    /// <returns>The examples.</returns>
    public TensorDataset Take(long count) => Choose(TensorIndex.Slice(0, Math.Min(Count, Limits.AtLeast(0, count))));

    /// <summary>The examples behind the first ones.</summary>
    /// <param name="count">How many are left out; all if there are fewer.</param>
    /// <returns>The examples.</returns>
    public TensorDataset Skip(long count) => Choose(TensorIndex.Slice(Math.Min(Count, Limits.AtLeast(0, count)), Count));

    /// <summary>Two parts drawn at random, without an example in both.</summary>
    /// <param name="key">Determines which.</param>
    /// <param name="fraction">How much of the whole the first has.</param>
    /// <returns>The parts.</returns>
    /// <exception cref="ArgumentException">The fraction is not from 0 to 1.</exception>
    public (TensorDataset First, TensorDataset Second) Split(RandomKey key, double fraction) =>
        Split(key, [fraction, 1 - fraction]) is var parts ? (parts[0], parts[1]) : default;

    /// <summary>Parts drawn at random, without an example in two of them.</summary>
    /// <param name="key">Determines which.</param>
    /// <param name="fractions">How much of the whole each has; together 1.</param>
    /// <returns>The parts.</returns>
    /// <exception cref="ArgumentException">The fractions are negative, or do not make 1.</exception>
    public TensorDataset[] Split(RandomKey key, IReadOnlyList<double> fractions) =>
        [.. SplitOrder.Of(key, Count, fractions).Select(part => Choose(part))];

    /// <summary>The examples some at a time.</summary>
    /// <param name="size">How many at a time.</param>
    /// <param name="shuffle">A key that determines a random order; null for the order they have.</param>
    /// <param name="dropLast">Whether a last batch that is smaller is left out.</param>
    /// <returns>The batches in order; going through them again gives the same ones. For an order of its own in every epoch there is
    /// <see cref="Shuffle"/>.</returns>
    public IEnumerable<(Tensor Inputs, Tensor Labels)> Batches(int size, RandomKey? shuffle = null, bool dropLast = false)
    {
        if (shuffle is not null) RequireOneKey(shuffle, "Batches", nameof(shuffle));
        return Cut(Limits.Positive(size), shuffle?.Permutation(Count), dropLast).Select(static b => b.Batch);
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

    /// <summary>The batches of an order from a place on, each with the place that it ends at.</summary>
    internal IEnumerable<((Tensor Inputs, Tensor Labels) Batch, long End)> Cut(int size, Tensor? order, bool dropLast, long start = 0)
    {
        for (; start < Count; start += size)
        {
            long end = Math.Min(Count, start + size);
            if (dropLast && end - start < size) yield break;
            TensorIndex part = TensorIndex.Slice(start, end);
            yield return (At(order is null ? part : order[part]), end);
        }
    }

    /// <summary>Some of the examples as one batch, with the inputs that <see cref="Map"/> makes of them.</summary>
    /// <param name="part">Which: a range, or a tensor of their numbers.</param>
    /// <returns>The batch.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is that of no example.</exception>
    public (Tensor Inputs, Tensor Labels) At(TensorIndex part)
    {
        Tensor inputs = Inputs[part];
        return (_change is null ? inputs : _change(inputs), Labels[part]);
    }

    private TensorDataset Choose(TensorIndex part) => new(Inputs[part], Labels[part], _change);
}
