namespace Adjoint;

/// <summary>The floating leaves of a tree as one vector, as minimisers see it, and back.</summary>
internal sealed class PackedTree<T>
{
    private readonly string _name;
    private readonly TreeArgument<T> _tree;
    private readonly Packing _packing;

    /// <param name="name">The minimiser, for messages.</param>
    /// <param name="tree">The tree.</param>
    /// <param name="called">What a message calls it.</param>
    public PackedTree(string name, T tree, string called)
    {
        _name = name;
        var arguments = new TreeArguments(name);
        _tree = arguments.Add(tree, called);
        _packing = new Packing(arguments.Leaves);
        if (_packing.DType.IsComplex)
            throw new ArgumentException($"{name}: {called} holds {_packing.DType}, and complex numbers have no order; take real and imaginary parts (Real, Imaginary).");
        Elements = ElementsOf(_packing.Pack(arguments.Leaves));
    }

    /// <summary>The elements of the tree that this was made of.</summary>
    public double[] Elements { get; }

    /// <summary>The type of the vector: the widest among the leaves.</summary>
    public DType DType => _packing.DType;

    /// <summary>The distance from 1 to the next number of that type.</summary>
    public double Rounding => DType switch
    {
        DType.Float64 => 2.220446049250313e-16,
        DType.Float32 => 1.1920928955078125e-07,
        DType.Float16 => 0.0009765625,
        _ => 0.0078125,
    };

    public Tensor Vector(double[] elements) => Ops.Cast(Tensor.From(elements), DType);

    public static double[] ElementsOf(Tensor vector) => Ops.Cast(vector, DType.Float64).ToArray<double>();

    /// <summary>The elements that the type of the vector can hold in their place.</summary>
    public double[] Rounded(double[] elements) => DType == DType.Float64 ? elements : ElementsOf(Vector(elements));

    /// <summary>The tree with elements of a vector; what is not floating stays.</summary>
    public T In(Tensor vector) => _tree.In(_packing.Unpack(vector));

    /// <summary>The tree with elements of a vector alone.</summary>
    public T GradientIn(Tensor vector) => _tree.GradientIn(_packing.Unpack(vector));

    /// <summary>The elements of a tree of the same structure whose leaves broadcast to those here; a number where it has none. Null if it has none at all.</summary>
    public double[]? Matching(T? other, string called, double otherwise)
    {
        if (other is null || Tree.Leaves(other).Count == 0) return null;
        Tensor?[] given = _tree.PlacesOf(_name, other);
        Tensor[] leaves = _tree.Leaves;
        var filled = new Tensor[leaves.Length];
        for (int i = 0; i < filled.Length; i++)
            filled[i] = Broadcast(given[i] ?? otherwise, leaves[i], called);
        return ElementsOf(_packing.Pack(filled));
    }

    private Tensor Broadcast(Tensor given, Tensor like, string called)
    {
        try
        {
            return Ops.Cast(given, like.DType).BroadcastTo(like.Shape);
        }
        catch (ArgumentException e)
        {
            throw new ArgumentException($"{_name}: {called} of shape {given.Shape} does not broadcast to the shape {like.Shape} of x0.", e);
        }
    }
}
