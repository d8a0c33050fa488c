namespace Adjoint;

/// <summary>
/// Examples in an order that is another one in every epoch, made by <see cref="TensorDataset.Shuffle"/>. The order of epoch n is that of
/// <c>dataset.Batches(size, shuffle: key.FoldIn(n))</c>.
/// </summary>
public sealed class ShuffledDataset
{
    private readonly RandomKey _key;
    private readonly NumberSlot<long> _epoch = new(0, "epoch");

    internal ShuffledDataset(TensorDataset dataset, RandomKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        TensorDataset.RequireOneKey(key, "Shuffle", nameof(key));
        Dataset = dataset;
        _key = key;
    }

    /// <summary>The examples in their own order.</summary>
    public TensorDataset Dataset { get; }

    /// <summary>How many examples there are.</summary>
    public long Count => Dataset.Count;

    /// <summary>How many epochs have begun, from 0: the number of the next one. It is the slot "epoch" and may be set.</summary>
    public long Epoch
    {
        get => _epoch.Number;
        set => _epoch.Number = value;
    }

    /// <summary>What changes from epoch to epoch: the slot "epoch", an int64 scalar.</summary>
    /// <returns>That slot, to be saved and put back with those of model and optimizer.</returns>
    public Slots Slots() => new(_epoch);

    /// <summary>The examples some at a time. Each time one goes through them is an epoch with an order of its own.</summary>
    /// <param name="size">How many at a time.</param>
    /// <param name="dropLast">Whether a last batch that is smaller is left out.</param>
    /// <returns>The batches. An epoch begins, and is counted, when the first of them is taken.</returns>
    public IEnumerable<(Tensor Inputs, Tensor Labels)> Batches(int size, bool dropLast = false) =>
        OneEpoch(Limits.Positive(size), dropLast);

    private IEnumerable<(Tensor Inputs, Tensor Labels)> OneEpoch(int size, bool dropLast)
    {
        foreach ((Tensor inputs, Tensor labels) batch in Dataset.Batches(size, _key.FoldIn(Epoch++), dropLast))
            yield return batch;
    }
}
