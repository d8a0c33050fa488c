namespace Adjoint.Distributed;

/// <summary>Makes data sets whose batches are shared among processes.</summary>
public static class DistributedData
{
    /// <summary>Examples that lie in tensors, in another order in every epoch: that of <see cref="TensorDataset.Shuffle"/>.</summary>
    /// <param name="data">All examples, in every process.</param>
    /// <param name="key">Determines the orders.</param>
    /// <param name="communicator">The processes.</param>
    /// <param name="microBatches">Into how many parts each batch is cut, whatever the number of processes: best a power of two, and a multiple
    /// of that number. The last bits of what is computed depend on it, as on the size of the batch.</param>
    /// <returns>Gives each process its part of every batch.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is not at least one part.</exception>
    public static DistributedData<(Tensor Inputs, Tensor Labels)> Of(TensorDataset data, RandomKey key, Communicator communicator, int microBatches)
    {
        ArgumentNullException.ThrowIfNull(data);
        return new DistributedData<(Tensor, Tensor)>(data.Count, key, communicator, microBatches, places => data.At(Tensor.From(places)));
    }

    /// <summary>Any examples, in another order in every epoch. Each process makes those of its own parts only.</summary>
    /// <typeparam name="T">What an example is.</typeparam>
    /// <typeparam name="TBatch">What a part of a batch becomes.</typeparam>
    /// <param name="data">All examples, in every process.</param>
    /// <param name="key">Determines the orders.</param>
    /// <param name="collate">Makes a part of a batch of its examples, such as <see cref="Collate.Stack"/>.</param>
    /// <param name="communicator">The processes.</param>
    /// <param name="microBatches">Into how many parts each batch is cut, whatever the number of processes.</param>
    /// <returns>Gives each process its part of every batch.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is not at least one part.</exception>
    public static DistributedData<TBatch> Of<T, TBatch>(Dataset<T> data, RandomKey key, Func<T[], TBatch> collate, Communicator communicator, int microBatches)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(collate);
        return new DistributedData<TBatch>(data.Count, key, communicator, microBatches, places => collate([.. places.Select(place => data[place])]));
    }
}

/// <summary>
/// Examples in an order that is another one in every epoch, the same in all processes. Each batch is cut into parts, and each process gets
/// some of these, side by side.
/// </summary>
/// <typeparam name="T">What the examples of a part are made into.</typeparam>
/// <example>
/// <code>
/// var data = DistributedData.Of(train, key, Communicator.World, microBatches: 8);
/// var step = Communicator.World.ValueAndGrad&lt;(Tensor Inputs, Tensor Labels)>(
///     part => Losses.CrossEntropy(model.Forward(part.Value.Inputs), part.Value.Labels), model.TrainableParameters());
/// foreach (var batch in data.Batches(64))
///     optimizer.Update(step(batch).Gradient);
/// </code>
/// </example>
public sealed class DistributedData<T>
{
    private readonly ShuffledDataset<long> _order;
    private readonly Communicator _communicator;
    private readonly Func<long[], T> _make;

    internal DistributedData(long count, RandomKey key, Communicator communicator, int microBatches, Func<long[], T> make)
    {
        ArgumentNullException.ThrowIfNull(communicator);
        _order = Dataset.From(count, static place => place).Shuffle(key);
        (_communicator, _make, MicroBatches) = (communicator, make, Limits.Positive(microBatches));
    }

    /// <summary>How many examples there are.</summary>
    public long Count => _order.Count;

    /// <summary>Into how many parts each batch is cut.</summary>
    public int MicroBatches { get; }

    /// <summary>How many epochs have begun, as <see cref="ShuffledDataset.Epoch"/>.</summary>
    public long Epoch
    {
        get => _order.Epoch;
        set => _order.Epoch = value;
    }

    /// <summary>What changes: the slots "epoch" and "position", as <see cref="ShuffledDataset.Slots"/> has them. They do not depend on the number
    /// of processes, so training goes on with another one.</summary>
    /// <returns>The slots, to be saved and put back with those of model and optimizer.</returns>
    public Slots Slots() => _order.Slots();

    /// <summary>The examples some at a time. Each time one goes through them is an epoch.</summary>
    /// <param name="size">How many examples a batch has, in all processes together.</param>
    /// <param name="dropLast">Whether a last batch that is smaller is left out.</param>
    /// <param name="prefetch">How many batches are made ahead on a thread of their own; 0 for none.</param>
    /// <returns>The batches, as many in every process.</returns>
    public IEnumerable<DistributedBatch<T>> Batches(int size, bool dropLast = false, int prefetch = 0) => _order.Batches(size, OwnPart, dropLast, prefetch);

    private DistributedBatch<T> OwnPart(long[] places)
    {
        // Each part has at least one example.
        int parts = Math.Min(MicroBatches, places.Length);
        (int start, int end) = new TreePartition(parts, _communicator.Size).LeavesOf(_communicator.Rank);
        var own = new MicroBatch<T>[end - start];
        for (int part = start; part < end; part++)
        {
            (int first, int behind) = new TreePartition(places.Length, parts).LeavesOf(part);
            own[part - start] = new MicroBatch<T>(_make(places[first..behind]), part, behind - first);
        }

        return new DistributedBatch<T>(own, parts, places.Length);
    }
}
