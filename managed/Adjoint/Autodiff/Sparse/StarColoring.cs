namespace Adjoint;

/// <summary>
/// Colors for the vertices of a graph such that every path over four of them has three: any two colors make stars, each with a hub. Greedy, largest
/// first; the algorithm of A. H. Gebremedhin, A. Tarafdar, F. Manne and A. Pothen, "New acyclic and star coloring algorithms with application to
/// computing Hessians", 2007, section 4, which keeps the stars that there are.
/// </summary>
internal sealed class StarColoring
{
    private const int None = -1;

    private readonly AdjacencyGraph _graph;
    private readonly ColorChoice _choice;
    private readonly int[] _starOf; // each edge
    private readonly List<int> _hubs = []; // of the stars; none where there is one edge
    private readonly (int For, int Neighbor, int Edge)[] _first; // neighbor of each color
    private readonly int[] _treatedFor;

    public StarColoring(AdjacencyGraph graph)
    {
        _graph = graph;
        _choice = new ColorChoice(graph.VertexCount);
        _starOf = new int[graph.EdgeCount];
        Colors = new int[graph.VertexCount];
        _treatedFor = new int[graph.VertexCount];
        _first = new (int, int, int)[graph.VertexCount];
        Array.Fill(Colors, None);
        Array.Fill(_treatedFor, None);
        Array.Fill(_first, (None, None, None));
        foreach (int vertex in graph.LargestFirst())
            Color(vertex);
    }

    public int[] Colors { get; }

    public int ColorCount => _choice.Count;

    /// <summary>The vertex in the middle of the star that an edge is part of; any of both where it is alone.</summary>
    public int HubOf(int edge, int otherwise) => _hubs[_starOf[edge]] is >= 0 and int hub ? hub : otherwise;

    private void Color(int v)
    {
        ReadOnlySpan<int> neighbors = _graph.Neighbors(v), edges = _graph.Edges(v);
        for (int k = 0; k < neighbors.Length; k++)
        {
            int w = neighbors[k];
            if (Colors[w] < 0) continue;
            _choice.Forbid(Colors[w], v);
            ref var first = ref _first[Colors[w]];
            if (first.For == v)
            {
                // Two neighbors of one color: with it, their other neighbors' colors would make a path of four.
                Treat(v, first.Neighbor);
                Treat(v, w);
            }
            else
            {
                first = (v, w, edges[k]);
                ForbidHubs(v, w);
            }
        }

        Colors[v] = _choice.Smallest(v);
        for (int k = 0; k < neighbors.Length; k++)
        {
            if (Colors[neighbors[k]] >= 0) AddToStar(v, neighbors[k], edges[k]);
        }
    }

    private void Treat(int v, int w)
    {
        if (_treatedFor[w] == v) return;
        _treatedFor[w] = v;
        foreach (int x in _graph.Neighbors(w))
        {
            if (x != v) _choice.Forbid(Colors[x], v);
        }
    }

    private void ForbidHubs(int v, int w)
    {
        ReadOnlySpan<int> neighbors = _graph.Neighbors(w), edges = _graph.Edges(w);
        for (int k = 0; k < neighbors.Length; k++)
        {
            int x = neighbors[k];
            if (x != v && Colors[x] >= 0 && _hubs[_starOf[edges[k]]] == x) _choice.Forbid(Colors[x], v);
        }
    }

    private void AddToStar(int v, int w, int edge)
    {
        ReadOnlySpan<int> neighbors = _graph.Neighbors(w), edges = _graph.Edges(w);
        for (int k = 0; k < neighbors.Length; k++)
        {
            if (neighbors[k] == v || Colors[neighbors[k]] != Colors[v]) continue;
            _starOf[edge] = _starOf[edges[k]];
            _hubs[_starOf[edge]] = w;
            return;
        }

        var (by, neighbor, other) = _first[Colors[w]];
        if (by == v && neighbor != w)
        {
            _starOf[edge] = _starOf[other];
            _hubs[_starOf[edge]] = v;
            return;
        }

        _starOf[edge] = _hubs.Count;
        _hubs.Add(None);
    }
}
