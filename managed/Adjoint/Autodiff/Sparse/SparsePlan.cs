namespace Adjoint;

/// <summary>
/// How the entries of a sparse matrix of derivatives are computed: columns (or rows) of one color are added up in one product, and each entry is
/// looked up in the products.
/// </summary>
internal abstract class SparsePlan
{
    private readonly int[] _colors;

    protected SparsePlan(SparsityPattern pattern, int[] colors, int colorCount, bool isForward)
    {
        Pattern = pattern;
        _colors = colors;
        ColorCount = colorCount;
        IsForward = isForward;
    }

    public SparsityPattern Pattern { get; }

    public int ColorCount { get; }

    /// <summary>Whether columns are added up, by forward mode, or rows, by reverse mode.</summary>
    public bool IsForward { get; }

    /// <summary>The vectors of the products: a row for each color, with ones where it is that of a column (or row).</summary>
    public Tensor Seeds(DType dtype)
    {
        double[] seeds = new double[(long)ColorCount * _colors.Length];
        for (int i = 0; i < _colors.Length; i++)
        {
            if (_colors[i] >= 0) seeds[(long)_colors[i] * _colors.Length + i] = 1;
        }

        return Ops.Cast(Tensor.From(seeds, ColorCount, _colors.Length), dtype);
    }

    /// <summary>The entries in the order of the pattern, of all products, one after the other.</summary>
    public abstract Tensor Entries(Tensor products);
}
