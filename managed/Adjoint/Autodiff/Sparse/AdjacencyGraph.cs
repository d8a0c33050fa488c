namespace Adjoint;

/// <summary>The graph of a symmetric matrix: a vertex for each column, an edge for each entry beside the diagonal and its mirror image.</summary>
internal sealed class AdjacencyGraph
{
    private readonly int[] _starts, _neighbors, _edges;

    /// <param name="pattern">A symmetric pattern.</param>
    public AdjacencyGraph(SparsityPattern pattern)
    {
        int n = pattern.RowCount;
        _starts = new int[n + 1];
        var neighbors = new List<int>();
        for (int v = 0; v < n; v++)
        {
            foreach (int w in pattern.Row(v))
            {
                if (w != v) neighbors.Add(w);
            }

            _starts[v + 1] = neighbors.Count;
        }

        _neighbors = [.. neighbors];
        _edges = new int[_neighbors.Length];
        int[] next = _starts[..^1]; // neighbors come in ascending order, and so do those from below of each vertex
        for (int v = 0; v < n; v++)
        {
            for (int place = next[v]; place < _starts[v + 1]; place++)
                _edges[place] = _edges[next[_neighbors[place]]++] = EdgeCount++;
        }
    }

    public int VertexCount => _starts.Length - 1;

    public int EdgeCount { get; }

    public ReadOnlySpan<int> Neighbors(int vertex) => _neighbors.AsSpan(_starts[vertex].._starts[vertex + 1]);

    /// <summary>The numbers of the edges to the neighbors, in their order.</summary>
    public ReadOnlySpan<int> Edges(int vertex) => _edges.AsSpan(_starts[vertex].._starts[vertex + 1]);

    public IEnumerable<int> LargestFirst() => Enumerable.Range(0, VertexCount).OrderByDescending(v => _starts[v + 1] - _starts[v]);

    /// <summary>For each entry of the pattern the number of its edge; −1 on the diagonal.</summary>
    public int[] EdgesOf(SparsityPattern pattern)
    {
        int[] edges = new int[pattern.Count];
        int place = 0;
        for (int row = 0; row < VertexCount; row++)
        {
            int next = 0;
            foreach (int column in pattern.Row(row))
                edges[place++] = column == row ? -1 : Edges(row)[next++];
        }

        return edges;
    }
}
