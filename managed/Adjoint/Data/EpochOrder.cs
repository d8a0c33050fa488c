namespace Adjoint;

/// <summary>An order that is another one in every epoch, and the place that one has come to.</summary>
/// <param name="key">Determines the orders.</param>
internal sealed class EpochOrder(RandomKey key)
{
    private readonly NumberSlot<long> _epoch = new(0, "epoch"), _position = new(0, "position");

    /// <summary>How many epochs have begun. Setting it gives up the one that is under way.</summary>
    public long Epoch
    {
        get => _epoch.Number;
        set => (_epoch.Number, _position.Number) = (value, 0);
    }

    /// <summary>Epochs begun, and of the one that is under way how many examples were taken.</summary>
    public Slots Slots() => new(_epoch, _position);

    /// <summary>The batches of the epoch that is under way, where there is one, else of the next.</summary>
    /// <param name="cut">The batches of an order from a place on, each with the place that it ends at.</param>
    /// <param name="prefetch">How many batches are made ahead; 0 for none.</param>
    public IEnumerable<T> Batches<T>(Func<RandomKey, long, IEnumerable<(T Batch, long End)>> cut, int prefetch)
    {
        long position = _position.Number;
        if (position == 0) _epoch.Number++;
        IEnumerable<(T Batch, long End)> batches = cut(key.FoldIn(_epoch.Number - 1), position);
        try
        {
            // Counted where the batches are taken: those that are made ahead are still to come.
            foreach ((T batch, long end) in prefetch == 0 ? batches : batches.Prefetch(prefetch))
            {
                _position.Number = position = end;
                yield return batch;
            }
        }
        finally
        {
            // Whoever leaves an epoch is through with it, but where another place was loaded meanwhile.
            if (_position.Number == position) _position.Number = 0;
        }
    }
}
