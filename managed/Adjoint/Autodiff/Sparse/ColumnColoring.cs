namespace Adjoint;

/// <summary>
/// Colors for the columns of a matrix such that columns with an entry in the same row differ: a coloring of their intersection graph, greedily
/// and largest first. A. H. Gebremedhin, F. Manne and A. Pothen, "What color is your Jacobian?", 2005, section 6.
/// </summary>
internal static class ColumnColoring
{
    /// <summary>A color for each column, and how many there are; columns without entries have −1. Null where more than so many are needed.</summary>
    public static (int[] Colors, int Count)? Of(SparsityPattern pattern, int most = int.MaxValue)
    {
        SparsityPattern transposed = pattern.Transposed().Pattern;
        if (LongestRow(pattern) > most) return null;
        int[] colors = new int[pattern.ColumnCount];
        Array.Fill(colors, -1);
        var choice = new ColorChoice(pattern.ColumnCount);
        foreach (int column in LargestFirst(pattern, transposed))
        {
            foreach (int row in transposed.Row(column))
                foreach (int other in pattern.Row(row))
                    choice.Forbid(colors[other], column);
            if (transposed.Row(column).Length > 0) colors[column] = choice.Smallest(column);
            if (choice.Count > most) return null;
        }

        return (colors, choice.Count);
    }

    public static int LongestRow(SparsityPattern pattern)
    {
        int longest = 0;
        for (int row = 0; row < pattern.RowCount; row++)
            longest = Math.Max(longest, pattern.Row(row).Length);
        return longest;
    }

    // By the number of entries that they meet in their rows; one met twice counts twice.
    private static IEnumerable<int> LargestFirst(SparsityPattern pattern, SparsityPattern transposed)
    {
        long[] met = new long[pattern.ColumnCount];
        for (int column = 0; column < met.Length; column++)
            foreach (int row in transposed.Row(column))
                met[column] += pattern.Row(row).Length - 1;
        return Enumerable.Range(0, met.Length).OrderByDescending(column => met[column]);
    }
}

/// <summary>The greedy choice of colors: the smallest one that nothing forbids.</summary>
internal sealed class ColorChoice(int vertices)
{
    private readonly int[] _forbiddenFor = Filled(vertices + 1);

    /// <summary>How many colors were chosen so far.</summary>
    public int Count { get; private set; }

    public bool IsForbidden(int color, int vertex) => _forbiddenFor[color] == vertex;

    /// <summary>A vertex must not have a color; −1 is none.</summary>
    public void Forbid(int color, int vertex)
    {
        if (color >= 0) _forbiddenFor[color] = vertex;
    }

    public int Smallest(int vertex)
    {
        int color = 0;
        while (_forbiddenFor[color] == vertex)
            color++;
        Count = Math.Max(Count, color + 1);
        return color;
    }

    private static int[] Filled(int count)
    {
        int[] values = new int[count];
        Array.Fill(values, -1);
        return values;
    }
}
