namespace Adjoint.Distributed;

/// <summary>
/// The sums of gradients over the parts of one batch. A bucket is sent as soon as this process has added up all that is in it, while the
/// backward pass goes on; the buckets go in the same order in every process.
/// </summary>
internal sealed class BucketSum
{
    private readonly Communicator _communicator;
    private readonly BucketPlan _plan;
    private readonly TreePartition _tree;
    private readonly TreeSum<Tensor>[] _sums; // of each item over the parts of this process
    private readonly int[] _missing; // of each bucket, how many items are not yet in it
    private readonly byte[][][] _parts; // of each bucket, its bytes for each part of the tree that this process adds up
    private readonly List<Task<byte[]>> _sent = [];

    public BucketSum(Communicator communicator, BucketPlan plan, int leaves, int items)
    {
        (_communicator, _plan) = (communicator, plan);
        _tree = new TreePartition(leaves, communicator.Size);
        int parts = _tree.PartsOf(communicator.Rank).Count();
        _sums = [.. Enumerable.Range(0, items).Select(static _ => new TreeSum<Tensor>(static (left, right) => left + right))];
        _parts = [.. plan.Buckets.Select(b => Enumerable.Range(0, parts).Select(_ => new byte[b.Count * b.Type.Size]).ToArray())];
        _missing = [.. plan.Buckets.Select(b => parts == 0 ? 0 : b.Items.Count)];
        SendWhatIsComplete();
    }

    /// <summary>Adds what a part of the batch contributes to an item.</summary>
    /// <param name="item">The item.</param>
    /// <param name="leaf">The part.</param>
    /// <param name="value">The contribution.</param>
    /// <param name="isLast">Whether this process has no further parts.</param>
    public void Add(int item, int leaf, Tensor value, bool isLast)
    {
        _sums[item].Add(leaf, 1, value);
        if (!isLast) return;
        (int number, int start) = _plan.Places[item];
        (int size, int count) = (value.DType.Size, (int)value.Count);
        for (int part = 0; part < _parts[number].Length; part++)
            TensorBytes.Copy(_sums[item].Parts[part].Sum, _parts[number][part].AsSpan(start * size, count * size));
        _missing[number]--;
        SendWhatIsComplete();
    }

    /// <summary>Waits for the sums over all processes.</summary>
    /// <param name="shapes">The shape of each item.</param>
    public Tensor[] Wait(IReadOnlyList<long[]> shapes)
    {
        var totals = new Tensor[shapes.Count];
        for (int number = 0; number < _sent.Count; number++)
        {
            byte[] sums = _sent[number].GetAwaiter().GetResult();
            BucketPlan.Bucket bucket = _plan.Buckets[number];
            int size = bucket.Type.Size;
            foreach ((int item, int start, int count) in bucket.Items)
                totals[item] = TensorBytes.ToTensor(sums.AsSpan(start * size, count * size), bucket.Type, shapes[item]);
        }

        return totals;
    }

    private void SendWhatIsComplete()
    {
        while (_sent.Count < _plan.Buckets.Count && _missing[_sent.Count] == 0)
        {
            int number = _sent.Count;
            BucketPlan.Bucket bucket = _plan.Buckets[number];
            byte[][] own = _parts[number];
            string call = FormattableString.Invariant($"ValueAndGrad, bucket {number} of {_plan.Buckets.Count}: {bucket.Count} elements of {bucket.Type} over {_tree.Leaves} micro-batches");
            _sent.Add(_communicator.Begin(() => _communicator.Collectives.Sum(call, bucket.Type, bucket.Count, _tree, own)));
        }
    }
}
