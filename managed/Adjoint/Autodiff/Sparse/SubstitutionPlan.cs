namespace Adjoint;

/// <summary>
/// A Hessian by trees: in a tree of two colors the entry at a leaf stands in a product as it is. Taking it away there makes others leaves.
/// </summary>
internal sealed class SubstitutionPlan : SparsePlan
{
    private readonly long[] _places; // of the edges and then of the diagonal's entries, in the products
    private readonly int[] _arranged; // which of these each entry is
    private readonly List<(int[] Into, int[] From)> _steps = []; // edges from which others are subtracted

    private SubstitutionPlan(SparsityPattern pattern, AdjacencyGraph graph, AcyclicColoring trees)
        : base(pattern, trees.Colors, trees.ColorCount, isForward: true)
    {
        int[] edges = graph.EdgesOf(pattern), colors = trees.Colors;
        (int Leaf, int Parent)[] order = Elimination(graph, trees);
        int n = pattern.RowCount;
        var places = new List<long>(order.Select(e => (long)colors[e.Parent] * n + e.Leaf));
        _arranged = edges;
        int[] rows = pattern.RowIndices();
        for (int i = 0; i < rows.Length; i++)
        {
            if (rows[i] != pattern.ColumnIndices[i]) continue;
            _arranged[i] = places.Count;
            places.Add((long)colors[rows[i]] * n + rows[i]);
        }

        _places = [.. places];
    }

    public static SubstitutionPlan Of(SparsityPattern pattern)
    {
        var graph = new AdjacencyGraph(pattern);
        return new SubstitutionPlan(pattern, graph, new AcyclicColoring(graph));
    }

    public override Tensor Entries(Tensor products)
    {
        Tensor found = Ops.Take(products, Tensor.From(_places));
        foreach (var (into, from) in _steps)
            found = Ops.IndexAdd(found, Tensor.From(into), -Ops.Take(found, Tensor.From(from)));
        return Ops.Take(found, Tensor.From(_arranged));
    }

    // For each edge the leaf that it was when it was taken away, and the other end. Edges of one round do not depend on each other.
    private (int Leaf, int Parent)[] Elimination(AdjacencyGraph graph, AcyclicColoring trees)
    {
        var taken = new (int Leaf, int Parent)[graph.EdgeCount];
        var left = new Dictionary<(int Tree, int Vertex), List<(int Edge, int Other)>>();
        var removed = new Dictionary<(int Tree, int Vertex), List<int>>();
        for (int v = 0; v < graph.VertexCount; v++)
        {
            for (int k = 0; k < graph.Edges(v).Length; k++)
                Of(left, (trees.TreeOf(graph.Edges(v)[k]), v)).Add((graph.Edges(v)[k], graph.Neighbors(v)[k]));
        }

        List<(int Tree, int Vertex)> leaves = [.. left.Where(static x => x.Value.Count == 1).Select(static x => x.Key)];
        while (leaves.Count > 0)
        {
            var next = new List<(int Tree, int Vertex)>();
            List<int> into = [], from = [];
            var round = new List<((int Tree, int Vertex) Parent, int Edge)>();
            foreach (var leaf in leaves)
            {
                if (left[leaf] is not [var (edge, other)]) continue; // the other end of an edge that went in this round
                taken[edge] = (leaf.Vertex, other);
                (int Tree, int Vertex) parent = (leaf.Tree, other);
                left[leaf].Clear();
                _ = left[parent].RemoveAll(e => e.Edge == edge);
                foreach (int earlier in Of(removed, leaf))
                {
                    into.Add(edge);
                    from.Add(earlier);
                }

                round.Add((parent, edge));
                if (left[parent].Count == 1) next.Add(parent);
            }

            foreach (var (parent, edge) in round)
                Of(removed, parent).Add(edge);
            if (into.Count > 0) _steps.Add(([.. into], [.. from]));
            leaves = next;
        }

        return taken;
    }

    private static List<TItem> Of<TItem>(Dictionary<(int Tree, int Vertex), List<TItem>> lists, (int Tree, int Vertex) key)
    {
        if (!lists.TryGetValue(key, out List<TItem>? list)) lists[key] = list = [];
        return list;
    }
}
