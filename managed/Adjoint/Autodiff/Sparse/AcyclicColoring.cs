namespace Adjoint;

/// <summary>
/// Colors for the vertices of a graph such that every cycle has three: any two colors make trees. Greedy, largest first; the algorithm of
/// A. H. Gebremedhin, A. Tarafdar, F. Manne and A. Pothen, "New acyclic and star coloring algorithms with application to computing Hessians",
/// 2007, section 3, which keeps the trees that there are.
/// </summary>
internal sealed class AcyclicColoring
{
    private const int None = -1;

    private readonly AdjacencyGraph _graph;
    private readonly ColorChoice _choice;
    private readonly int[] _treeOf; // each edge: another one of its tree, itself at the root
    private readonly (int For, int From)[] _visited; // trees, by their root
    private readonly (int For, int Edge)[] _first; // neighbor of each color

    public AcyclicColoring(AdjacencyGraph graph)
    {
        _graph = graph;
        _choice = new ColorChoice(graph.VertexCount);
        _treeOf = [.. Enumerable.Range(0, graph.EdgeCount)];
        Colors = new int[graph.VertexCount];
        _visited = new (int, int)[graph.EdgeCount];
        _first = new (int, int)[graph.VertexCount];
        Array.Fill(Colors, None);
        Array.Fill(_visited, (None, None));
        Array.Fill(_first, (None, None));
        foreach (int vertex in graph.LargestFirst())
            Color(vertex);
    }

    public int[] Colors { get; }

    public int ColorCount => _choice.Count;

    /// <summary>A number for the tree of its two colors that an edge is part of.</summary>
    public int TreeOf(int edge)
    {
        while (_treeOf[edge] != edge)
            edge = _treeOf[edge] = _treeOf[_treeOf[edge]];
        return edge;
    }

    private void Color(int v)
    {
        ReadOnlySpan<int> neighbors = _graph.Neighbors(v), edges = _graph.Edges(v);
        foreach (int w in neighbors)
            _choice.Forbid(Colors[w], v);
        foreach (int w in neighbors)
        {
            if (Colors[w] >= 0) PreventCycles(v, w);
        }

        Colors[v] = _choice.Smallest(v);
        for (int k = 0; k < neighbors.Length; k++)
        {
            if (Colors[neighbors[k]] < 0) continue;
            ref var first = ref _first[Colors[neighbors[k]]];
            if (first.For == v) Join(edges[k], first.Edge);
            else first = (v, edges[k]);
        }

        for (int k = 0; k < neighbors.Length; k++)
        {
            if (Colors[neighbors[k]] >= 0) JoinTrees(v, neighbors[k], edges[k]);
        }
    }

    // A tree that is met from two neighbors would be closed to a cycle by its own color.
    private void PreventCycles(int v, int w)
    {
        ReadOnlySpan<int> neighbors = _graph.Neighbors(w), edges = _graph.Edges(w);
        for (int k = 0; k < neighbors.Length; k++)
        {
            int x = neighbors[k];
            if (x == v || Colors[x] < 0 || _choice.IsForbidden(Colors[x], v)) continue;
            ref var visited = ref _visited[TreeOf(edges[k])];
            if (visited.For != v) visited = (v, w);
            else if (visited.From != w) _choice.Forbid(Colors[x], v);
        }
    }

    private void JoinTrees(int v, int w, int edge)
    {
        ReadOnlySpan<int> neighbors = _graph.Neighbors(w), edges = _graph.Edges(w);
        for (int k = 0; k < neighbors.Length; k++)
        {
            if (neighbors[k] != v && Colors[neighbors[k]] == Colors[v]) Join(edge, edges[k]);
        }
    }

    private void Join(int a, int b) => _treeOf[TreeOf(a)] = TreeOf(b);
}
