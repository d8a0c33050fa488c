namespace Adjoint;

/// <summary>Several tensors as one vector of the widest type among them, and back. Both ways can be differentiated.</summary>
internal sealed class Packing
{
    private readonly (long[] Shape, DType Type, long Start, long Stop)[] _parts;
    private readonly DType _widest;

    public Packing(ReadOnlySpan<Tensor> like)
    {
        _parts = new (long[], DType, long, long)[like.Length];
        _widest = like.Length == 0 ? DType.Float32 : like[0].DType;
        long at = 0;
        for (int i = 0; i < like.Length; i++)
        {
            _parts[i] = ([.. like[i].Shape], like[i].DType, at, at += like[i].Count);
            _widest = DTypes.Promote(_widest, like[i].DType);
        }
    }

    /// <summary>How many elements the vector has.</summary>
    public long Count => _parts.Length == 0 ? 0 : _parts[^1].Stop;

    public DType DType => _widest;

    /// <summary>Where a tensor lies in the vector.</summary>
    public TensorIndex Range(int part) => TensorIndex.Slice(_parts[part].Start, _parts[part].Stop);

    public Tensor Pack(ReadOnlySpan<Tensor> tensors)
    {
        if (tensors.Length == 0) return Tensor.Zeros([0], _widest);
        var flat = new Tensor[tensors.Length];
        for (int i = 0; i < flat.Length; i++)
            flat[i] = Ops.Cast(tensors[i].Reshape(-1), _widest);
        return flat.Length == 1 ? flat[0] : Ops.Concat(flat);
    }

    public Tensor[] Unpack(Tensor flat)
    {
        if (flat.Rank != 1 || flat.Count != Count)
            throw new ArgumentException($"Unravel: a vector of {Count} elements is needed, not a tensor of shape {flat.ShapeText}.");
        return [.. _parts.Select((p, i) => Ops.Cast(flat[Range(i)].Reshape(p.Shape), p.Type))];
    }
}
