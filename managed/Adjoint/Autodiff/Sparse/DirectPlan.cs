namespace Adjoint;

/// <summary>Every entry stands in a product as it is.</summary>
internal sealed class DirectPlan : SparsePlan
{
    private readonly long[] _places;

    private DirectPlan(SparsityPattern pattern, int[] colors, int colorCount, bool isForward, Func<int, int, int, long> placeOf)
        : base(pattern, colors, colorCount, isForward)
    {
        _places = new long[pattern.Count];
        int[] rows = pattern.RowIndices();
        for (int i = 0; i < _places.Length; i++)
            _places[i] = placeOf(i, rows[i], pattern.ColumnIndices[i]);
    }

    /// <summary>A Jacobian, by columns or rows.</summary>
    public static DirectPlan Of(SparsityPattern pattern, JacobianColoring coloring)
    {
        SparsityPattern transposed = pattern.Transposed().Pattern;
        if (coloring == JacobianColoring.Columns) return ByColumns(pattern, ColumnColoring.Of(pattern)!.Value);
        if (coloring == JacobianColoring.Rows) return ByRows(pattern, ColumnColoring.Of(transposed)!.Value);

        // There are as many colors of columns as entries in a row at least: the other way may show that this one is not worth trying.
        bool columnsFirst = ColumnColoring.LongestRow(pattern) <= ColumnColoring.LongestRow(transposed);
        var first = ColumnColoring.Of(columnsFirst ? pattern : transposed)!.Value;
        var second = ColumnColoring.Of(columnsFirst ? transposed : pattern, most: first.Count - 1);
        bool byColumns = columnsFirst == second is null;
        return byColumns ? ByColumns(pattern, second ?? first) : ByRows(pattern, second ?? first);
    }

    /// <summary>A Hessian, by stars: at each entry one of both variables is the only neighbor of its color that the other has.</summary>
    public static DirectPlan ByStars(SparsityPattern pattern)
    {
        var graph = new AdjacencyGraph(pattern);
        var stars = new StarColoring(graph);
        int[] edges = graph.EdgesOf(pattern), colors = stars.Colors;
        return new DirectPlan(pattern, colors, stars.ColorCount, isForward: true, (place, row, column) =>
        {
            bool isHub = row != column && stars.HubOf(edges[place], otherwise: column) == row;
            return isHub ? (long)colors[row] * pattern.RowCount + column : (long)colors[column] * pattern.RowCount + row;
        });
    }

    public override Tensor Entries(Tensor products) => Ops.Take(products, Tensor.From(_places));

    private static DirectPlan ByColumns(SparsityPattern pattern, (int[] Colors, int Count) chosen) =>
        new(pattern, chosen.Colors, chosen.Count, isForward: true, (_, row, column) => (long)chosen.Colors[column] * pattern.RowCount + row);

    private static DirectPlan ByRows(SparsityPattern pattern, (int[] Colors, int Count) chosen) =>
        new(pattern, chosen.Colors, chosen.Count, isForward: false, (_, row, column) => (long)chosen.Colors[row] * pattern.ColumnCount + column);
}
