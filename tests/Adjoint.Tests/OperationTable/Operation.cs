namespace Adjoint.Tests;

/// <summary>
/// The one table that drives the checks of every operation. A row: a name, a function, shapes of its floating arguments,
/// and where their values lie. Rows with several sets of shapes are checked with each.
/// </summary>
public sealed record Operation(string Name, Func<Tensor[], Tensor> Apply, long[][][] Shapes)
{
    /// <summary>Elements lie between these, away from kinks and poles.</summary>
    public double Low { get; init; } = -2;

    public double High { get; init; } = 2;

    /// <summary>Elements are all different by a good distance: maxima and minima have no ties that a small step could turn.</summary>
    public bool Distinct { get; init; }

    /// <summary>False where the derivative is a constant of the elements, so that there is nothing to check in second order.</summary>
    public bool HasSecondOrder { get; init; } = true;

    /// <summary>How exact float32 is, relative to the size of the result.</summary>
    public double SinglePrecision { get; init; } = 2e-6;

    public override string ToString() => Name;

    /// <summary>Arguments for one set of shapes: the same ones each time.</summary>
    public Tensor[] Arguments(long[][] shapes, int seed = 0, DType dtype = DType.Float64)
    {
        var random = new Random(HashCode(Name) + seed);
        return [.. shapes.Select(shape => Ops.Cast(Draw(random, shape), dtype))];
    }

    private Tensor Draw(Random random, long[] shape)
    {
        long count = shape.Aggregate(1L, static (a, b) => a * b);
        double[] values = [.. Enumerable.Range(0, (int)count).Select(_ => Low + (High - Low) * random.NextDouble())];
        if (Distinct)
        {
            values = [.. Enumerable.Range(0, (int)count).Select(i => Low + (High - Low) * (i + 0.5) / count)];
            random.Shuffle(values);
        }

        // Kinks lie at zero: nothing comes closer than a difference step could cross.
        for (int i = 0; i < values.Length; i++)
        {
            if (Math.Abs(values[i]) < 0.05) values[i] += values[i] < 0 ? -0.1 : 0.1;
        }

        return Tensor.From(values, shape);
    }

    private static int HashCode(string text) => text.Aggregate(17, static (h, c) => unchecked(h * 31 + c));

    // ---- the table ----

    /// <summary>All rows, each family's in a file of its own.</summary>
    public static IReadOnlyList<Operation> All { get; } =
    [
        .. UnaryRows.All,
        .. BinaryRows.All,
        .. SpecialRows.All,
        .. DistributionRows.All,
        .. ReduceRows.All,
        .. ActivationRows.All,
        .. NormalizeRows.All,
        .. LinalgRows.All,
        .. EinsumRows.All,
        .. DecomposeRows.All,
        .. ShapeRows.All,
        .. IndexRows.All,
        .. ScatterRows.All,
        .. SelectRows.All,
        .. ScanRows.All,
        .. SortRows.All,
        .. LossRows.All,
        .. ConvRows.All,
        .. PoolRows.All,
        .. ResizeRows.All,
        .. RecurrentRows.All,
        .. ComplexRows.All,
        .. FftRows.All,
        .. AttentionRows.All,
        .. ControlRows.All,
    ];
}
