namespace Adjoint;

/// <summary>
/// Examples in an order that is another one in every epoch, made by <see cref="TensorDataset.Shuffle"/>. The order of epoch n is that of
/// <c>dataset.Batches(size, shuffle: key.FoldIn(n))</c>.
/// </summary>
public sealed class ShuffledDataset
{
    private readonly EpochOrder _order;

    internal ShuffledDataset(TensorDataset dataset, RandomKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        TensorDataset.RequireOneKey(key, "Shuffle", nameof(key));
        Dataset = dataset;
        _order = new EpochOrder(key);
    }

    /// <summary>The examples in their own order.</summary>
    public TensorDataset Dataset { get; }

    /// <summary>How many examples there are.</summary>
    public long Count => Dataset.Count;

    /// <summary>How many epochs have begun, from 0: the number of the next one. It is the slot "epoch" and may be set.</summary>
    public long Epoch
    {
        get => _order.Epoch;
        set => _order.Epoch = value;
    }

    /// <summary>
    /// What changes: the slots "epoch", how many have begun, and "position", how many examples of the one that is under way were taken; 0
    /// between epochs. Both are int64 scalars.
    /// </summary>
    /// <returns>The slots, to be saved and put back with those of model and optimizer.</returns>
    public Slots Slots() => _order.Slots();

    /// <summary>
    /// The examples some at a time. Each time one goes through them is an epoch with an order of its own. Where an epoch under way was
    /// loaded from a checkpoint, its rest comes first.
    /// </summary>
    /// <param name="size">How many at a time.</param>
    /// <param name="dropLast">Whether a last batch that is smaller is left out.</param>
    /// <param name="prefetch">How many batches are made ahead on a thread of their own; 0 for none.</param>
    /// <returns>The batches. An epoch begins, and is counted, when the first of them is taken.</returns>
    public IEnumerable<(Tensor Inputs, Tensor Labels)> Batches(int size, bool dropLast = false, int prefetch = 0)
    {
        _ = Limits.Positive(size);
        _ = Limits.AtLeast(0, prefetch);
        return _order.Batches((order, start) => Dataset.Cut(size, order.Permutation(Count), dropLast, start), prefetch);
    }
}

/// <summary>Examples in an order that is another one in every epoch, made by <see cref="Dataset{T}.Shuffle"/>.</summary>
/// <typeparam name="T">What an example is.</typeparam>
public sealed class ShuffledDataset<T>
{
    private readonly Dataset<T> _dataset;
    private readonly EpochOrder _order;

    internal ShuffledDataset(Dataset<T> dataset, RandomKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        TensorDataset.RequireOneKey(key, "Shuffle", nameof(key));
        (_dataset, _order) = (dataset, new EpochOrder(key));
    }

    /// <summary>How many examples there are.</summary>
    public long Count => _dataset.Count;

    /// <summary>How many epochs have begun, from 0: the number of the next one. It is the slot "epoch" and may be set.</summary>
    public long Epoch
    {
        get => _order.Epoch;
        set => _order.Epoch = value;
    }

    /// <summary>What changes: the slots "epoch" and "position", as <see cref="ShuffledDataset.Slots"/> has them.</summary>
    /// <returns>The slots, to be saved and put back with those of model and optimizer.</returns>
    public Slots Slots() => _order.Slots();

    /// <summary>The examples some at a time, as <see cref="ShuffledDataset.Batches"/> gives them.</summary>
    /// <param name="size">How many at a time.</param>
    /// <param name="dropLast">Whether a last batch that is smaller is left out.</param>
    /// <param name="prefetch">How many batches are made ahead on a thread of their own; 0 for none.</param>
    /// <returns>The batches.</returns>
    public IEnumerable<T[]> Batches(int size, bool dropLast = false, int prefetch = 0) => Batches(size, static batch => batch, dropLast, prefetch);

    /// <summary>The examples some at a time, each batch made into one thing, such as a tensor.</summary>
    /// <typeparam name="TBatch">What a batch becomes.</typeparam>
    /// <param name="size">How many at a time.</param>
    /// <param name="collate">Makes a batch of examples; on the thread that makes them.</param>
    /// <param name="dropLast">Whether a last batch that is smaller is left out.</param>
    /// <param name="prefetch">How many batches are made ahead on a thread of their own; 0 for none.</param>
    /// <returns>The batches.</returns>
    public IEnumerable<TBatch> Batches<TBatch>(int size, Func<T[], TBatch> collate, bool dropLast = false, int prefetch = 0)
    {
        _ = Limits.Positive(size);
        _ = Limits.AtLeast(0, prefetch);
        ArgumentNullException.ThrowIfNull(collate);
        return _order.Batches((order, start) => Cut(size, order.Permutation(Count).ToArray<long>(), start, dropLast, collate), prefetch);
    }

    private IEnumerable<(TBatch Batch, long End)> Cut<TBatch>(int size, long[] order, long start, bool dropLast, Func<T[], TBatch> collate)
    {
        for (; start < Count; start += size)
        {
            long end = Math.Min(Count, start + size);
            if (dropLast && end - start < size) yield break;
            yield return (collate(_dataset.Examples(start, end, i => order[i])), end);
        }
    }
}
