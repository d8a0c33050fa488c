namespace Adjoint.Distributed;

/// <summary>
/// Which gradients travel together: those of one type, up to some number of bytes, the last parameters first, as the backward pass comes
/// to them. Every process makes the same plan.
/// </summary>
internal sealed class BucketPlan
{
    public BucketPlan(IReadOnlyList<(DType Type, int Count)> items, int bucketBytes)
    {
        Buckets = [];
        Places = new (int, int)[items.Count];
        for (int i = items.Count - 1; i >= 0; i--)
        {
            (DType type, int count) = items[i];
            if (count > Array.MaxLength / type.Size)
                throw new OverflowException(FormattableString.Invariant($"ValueAndGrad: a gradient of {count} elements of {type} has more bytes than a message holds, {Array.MaxLength}."));
            if (Buckets is not [.., var last] || last.Type != type || ((long)last.Count + count) * type.Size > bucketBytes)
                Buckets.Add(last = new Bucket(type));
            Places[i] = (Buckets.Count - 1, last.Count);
            last.Add(i, count);
        }
    }

    public List<Bucket> Buckets { get; }

    /// <summary>The number of the bucket that an item is in, and where in it its elements begin.</summary>
    public (int Bucket, int Start)[] Places { get; }

    /// <summary>What travels together.</summary>
    internal sealed class Bucket(DType type)
    {
        private readonly List<(int Item, int Start, int Count)> _items = [];

        public DType Type => type;

        /// <summary>How many elements it has.</summary>
        public int Count { get; private set; }

        /// <summary>The items and where in the bucket their elements are.</summary>
        public IReadOnlyList<(int Item, int Start, int Count)> Items => _items;

        public void Add(int item, int count)
        {
            _items.Add((item, Count, count));
            Count = checked(Count + count);
        }
    }
}
