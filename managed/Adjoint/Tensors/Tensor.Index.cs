using System.ComponentModel;
using System.Runtime.CompilerServices;

using Adjoint.Interop;
using Adjoint.Native;

namespace Adjoint;

// Parts of a tensor.
public sealed unsafe partial class Tensor
{
#if NET9_0_OR_GREATER // in C# 12 null would fit each of these
    /// <summary>
    /// A part of the tensor: <c>x[0]</c>, <c>x[^1, 2..5]</c>, <c>x[.., null]</c>, <c>x[rows, columns]</c>. Without a tensor of places it is a
    /// view.
    /// </summary>
    /// <param name="indices">
    /// An entry for each of the first dimensions: numbers, ranges, tensors of integers, null for a new dimension, and <see cref="TensorIndex"/>'s
    /// named ones. A mask of bool stands for as many dimensions as it has, and for the places where it is true; its elements must be known,
    /// which they are not in a batch. Several tensors broadcast with each other and pick an element for each of their places; what they pick stands where the first of
    /// them does, but in front when another entry stands between them or between them and a number (NumPy's rule).
    /// </param>
    /// <returns>The part. Its change is that part of dx; backwards the rest receives zeros.</returns>
    /// <exception cref="ArgumentException">There are more entries than dimensions.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number lies outside its dimension.</exception>
    /// <operation native="slice" formula="x[region]" numpy="x[…]" jax="x[…]" torch="x[…]" mindspore="x[…]"/>
    public Tensor this[params ReadOnlySpan<TensorIndex> indices] => Part(indices);

    /// <summary>The tensor with a new first dimension of extent 1: <c>x[null]</c>, which would else be an empty list of entries.</summary>
    /// <param name="newAxis">Null.</param>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [OverloadResolutionPriority(1)]
    public Tensor this[NullIndex? newAxis] => this[TensorIndex.NewAxis, TensorIndex.Ellipsis];
#endif

    /// <summary>A part of the tensor, for compilers before C# 13, which know <c>params</c> of arrays alone.</summary>
    /// <param name="indices">An entry for each of the first dimensions. Null in place of the list is a new dimension: <c>x[null]</c>.</param>
    /// <returns>The part, as of a list of entries.</returns>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [OverloadResolutionPriority(-1)]
    public Tensor this[params TensorIndex[]? indices] => Part(indices ?? [TensorIndex.NewAxis]);

    /// <summary>A tensor like this one with a part replaced.</summary>
    /// <param name="value">What to put there; it broadcasts to the part.</param>
    /// <param name="indices">The part, as between brackets. Where lists of places name one several times, the last stays.</param>
    /// <returns>A new tensor. Its change is dx outside the part and the change of <paramref name="value"/> inside.</returns>
    /// <exception cref="ArgumentException">The value does not fit the part.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number lies outside its dimension.</exception>
    /// <operation native="slice_update" formula="x with another region"
    ///     numpy="x[…] = y" jax="x.at[…].set(y)" torch="torch.slice_scatter" mindspore="ops.slice_scatter"/>
    public Tensor With(Tensor value, params ReadOnlySpan<TensorIndex> indices) =>
        Written(value, indices, static (_, value) => value, Ops.IndexCopy, nameof(With));

    /// <summary>A tensor like this one with something added to a part.</summary>
    /// <param name="value">What to add there; it broadcasts to the part.</param>
    /// <param name="indices">The part, as between brackets. Where lists of places name one several times, all of it adds up.</param>
    /// <returns>A new tensor. Its change is dx, with the change of <paramref name="value"/> added in the part.</returns>
    /// <exception cref="ArgumentException">The value does not fit the part.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number lies outside its dimension.</exception>
    /// <operation native="index_add" formula="x with something added to a region"
    ///     numpy="np.add.at" jax="x.at[…].add(y)" torch="Tensor.index_put(accumulate=True)" mindspore="ops.tensor_scatter_add"/>
    public Tensor AddAt(Tensor value, params ReadOnlySpan<TensorIndex> indices) =>
        Written(value, indices, static (part, value) => part + value, Ops.IndexAdd, nameof(AddAt));

    /// <summary>A tensor like this one with the larger of a part and a value there.</summary>
    /// <param name="value">What is compared with it; it broadcasts to the part.</param>
    /// <param name="indices">The part, as between brackets. Where lists of places name one several times, the largest of all stays.</param>
    /// <returns>A new tensor. Its change is that of what stands there; what is equal shares it.</returns>
    /// <exception cref="ArgumentException">The value does not fit the part.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number lies outside its dimension.</exception>
    /// <operation native="index_max" formula="x with the larger of a region and a value"
    ///     numpy="np.maximum.at" jax="x.at[…].max(y)" torch="Tensor.scatter_reduce" mindspore="ops.tensor_scatter_max"/>
    public Tensor MaxAt(Tensor value, params ReadOnlySpan<TensorIndex> indices) =>
        Written(value, indices, Ops.Maximum, Ops.IndexMax, nameof(MaxAt));

    /// <summary>A tensor like this one with the smaller of a part and a value there.</summary>
    /// <param name="value">What is compared with it; it broadcasts to the part.</param>
    /// <param name="indices">The part, as between brackets. Where lists of places name one several times, the smallest of all stays.</param>
    /// <returns>A new tensor. Its change is that of what stands there; what is equal shares it.</returns>
    /// <exception cref="ArgumentException">The value does not fit the part.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number lies outside its dimension.</exception>
    /// <operation native="index_min" formula="x with the smaller of a region and a value"
    ///     numpy="np.minimum.at" jax="x.at[…].min(y)" torch="Tensor.scatter_reduce" mindspore="ops.tensor_scatter_min"/>
    public Tensor MinAt(Tensor value, params ReadOnlySpan<TensorIndex> indices) =>
        Written(value, indices, Ops.Minimum, Ops.IndexMin, nameof(MinAt));

    private Tensor Part(ReadOnlySpan<TensorIndex> indices)
    {
        var region = new Region(this, indices);
        Tensor part = region.Shaped(region.Cut(this));
        return region.Places is { } places ? places.Pick(part) : part;
    }

    // What stands in a part afterwards is made of what stood there and a value; at listed places, by an operation of its own.
    private Tensor Written(
        Tensor value, ReadOnlySpan<TensorIndex> indices, Func<Tensor, Tensor, Tensor> combine,
        Func<Tensor, Tensor, Tensor, int, Tensor> combineAt, string operation)
    {
        ArgumentNullException.ThrowIfNull(value);
        var region = new Region(this, indices);
        if (region.Places is { } places)
        {
            Tensor written = places.Put(region.Shaped(region.Cut(this)), value, combineAt, operation);
            return region.Write(this, Ops.Reshape(written, region.CutShape()), operation);
        }

        Tensor update = Ops.BroadcastTo(value, region.ResultShape(), operation);
        if (operation != nameof(With)) update = combine(region.Shaped(region.Cut(this)), update);
        return region.Write(this, Ops.Reshape(update, region.CutShape()), operation);
    }

    /// <summary>The entries between brackets, worked out for the dimensions they meet.</summary>
    private ref struct Region
    {
        private readonly int _rank;
        private Buffers _buffers;
        private int _gone;        // bit d: dimension d of the tensor was fixed to one number
        private int _entries;     // places in Layout
        private PlaceLists.Run _run;

        public Region(Tensor x, ReadOnlySpan<TensorIndex> indices)
        {
            ReadOnlySpan<long> shape = x.Shape;
            _rank = shape.Length;
            int given = 0;
            foreach (TensorIndex index in indices)
                given += index.Dimensions;
            // x[null] comes by another way: this is a variable that holds nothing.
            if (indices.Length == 1 && indices[0].Form == TensorIndex.Kind.Null)
                throw new ArgumentNullException(nameof(indices), "The tensor between brackets is null.");
            if (given > _rank)
                throw new ArgumentException($"A tensor of shape {x.ShapeText} cannot take {given} indices.");

            int d = 0;
            bool ellipsis = false;
            foreach (TensorIndex index in indices)
            {
                switch (index.Form)
                {
                    case TensorIndex.Kind.NewAxis or TensorIndex.Kind.Null:
                        _run.End();
                        Enter(-1);
                        break;
                    case TensorIndex.Kind.Ellipsis:
                        if (ellipsis) throw new ArgumentException("Only one Ellipsis has a meaning between brackets.");
                        ellipsis = true;
                        _run.End();
                        for (int n = _rank - given; n > 0; n--)
                            Keep(d++, shape);
                        break;
                    default:
                        Apply(index, d, shape, x);
                        d += index.Dimensions;
                        break;
                }
            }

            while (d < _rank)
                Keep(d++, shape);
            if (Places is not null) Places.Target = _run.Target;
        }

        /// <summary>The tensors of places, if there are any.</summary>
        public PlaceLists? Places { get; private set; }

        public readonly Tensor Cut(Tensor x)
        {
            adj_tensor y;
            fixed (Buffers* b = &_buffers)
                return Status.Result(NativeMethods.adj_slice(HandleOf(x, "Index", "the tensor"), b->Start, b->Count, b->Step, _rank, &y), y, x, "Index");
        }

        public readonly Tensor Write(Tensor x, Tensor update, string operation)
        {
            adj_tensor y;
            fixed (Buffers* b = &_buffers)
                return Status.Result(NativeMethods.adj_slice_update(HandleOf(x, "Index", "the tensor"), HandleOf(update), b->Start, b->Step, _rank, &y), y, x, update, operation);
        }

        /// <summary>Drops the fixed dimensions of the cut and puts new ones in.</summary>
        public readonly Tensor Shaped(Tensor cut) => _gone == 0 && _entries == _rank ? cut : Ops.Reshape(cut, ResultShape());

        /// <summary>Extents of the part before listed places are picked.</summary>
        public readonly long[] ResultShape()
        {
            var shape = new long[_entries];
            for (int i = 0; i < _entries; i++)
                shape[i] = _buffers.Layout[i] < 0 ? 1 : _buffers.Count[_buffers.Layout[i]];
            return shape;
        }

        public readonly long[] CutShape()
        {
            var shape = new long[_rank];
            for (int i = 0; i < _rank; i++)
                shape[i] = _buffers.Count[i];
            return shape;
        }

        private void Apply(TensorIndex index, int d, ReadOnlySpan<long> shape, Tensor x)
        {
            switch (index.Form)
            {
                case TensorIndex.Kind.Number:
                    long number = index.Number < 0 ? index.Number + shape[d] : index.Number;
                    if (number < 0 || number >= shape[d])
                        throw new ArgumentOutOfRangeException(
                            nameof(index), FormattableString.Invariant($"Dimension {d} of a tensor of shape {x.ShapeText} has no place {index.Number}."));
                    Set(d, number, 1, 1);
                    _gone |= 1 << d;
                    _run.Meet(_entries);
                    break;
                case TensorIndex.Kind.Range:
                    (long start, long count) = index.Within(shape[d]);
                    Set(d, start, count, index.Step);
                    _run.End();
                    Enter(d);
                    break;
                case TensorIndex.Kind.Numbers when index.Numbers!.DType == DType.Bool:
                    Tensor mask = index.Numbers!;
                    if (mask.Rank == 0 || !mask.Shape.AsSpan().SequenceEqual(shape.Slice(d, mask.Rank)))
                        throw new ArgumentException($"A mask of shape {mask.ShapeText} does not fit a tensor of shape {x.ShapeText} there.");
                    foreach (Tensor places in Ops.Unbind(Ops.Nonzero(mask), 1))
                        Pick(places, d++, shape);
                    break;
                case TensorIndex.Kind.Numbers:
                    Pick(index.Numbers!, d, shape);
                    break;
                default:
                    _run.End();
                    Keep(d, shape);
                    break;
            }
        }

        private void Pick(Tensor places, int d, ReadOnlySpan<long> shape)
        {
            _run.Meet(_entries);
            (Places ??= new PlaceLists()).Add(places, _entries);
            Keep(d, shape);
        }

        private void Keep(int d, ReadOnlySpan<long> shape)
        {
            Set(d, 0, shape[d], 1);
            Enter(d);
        }

        private void Set(int d, long start, long count, long step)
        {
            _buffers.Start[d] = start;
            _buffers.Count[d] = count;
            _buffers.Step[d] = step;
        }

        private void Enter(int d)
        {
            if (_entries == NativeMethods.ADJ_MAX_RANK)
                throw new ArgumentException($"The part would have more than {NativeMethods.ADJ_MAX_RANK} dimensions.");
            _buffers.Layout[_entries++] = d;
        }

        private struct Buffers
        {
            public fixed long Start[NativeMethods.ADJ_MAX_RANK];
            public fixed long Count[NativeMethods.ADJ_MAX_RANK];
            public fixed long Step[NativeMethods.ADJ_MAX_RANK];
            public fixed int Layout[NativeMethods.ADJ_MAX_RANK];
        }
    }
}
