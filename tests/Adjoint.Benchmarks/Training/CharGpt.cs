using static Adjoint.Ops;

namespace Adjoint.Benchmarks;

/// <summary>A small language model of characters: blocks of attention and a two-layer network, each behind a normalization.</summary>
internal sealed class CharGpt : Module
{
    public const int Layers = 4, Heads = 4, Width = 128, Context = 64, Characters = 65;

    public CharGpt(RandomKey key)
    {
        Tokens = new Parameter(0.1 * key.FoldIn(0).Normal(Characters, Width));
        Places = new Parameter(0.1 * key.FoldIn(1).Normal(Context, Width));
        Blocks = [.. Enumerable.Range(0, Layers).Select(i => new Block(key.FoldIn(2 + i)))];
        Head = new Linear(Width, Characters, key.FoldIn(2 + Layers));
    }

    public Parameter Tokens { get; }

    public Parameter Places { get; }

    public Block[] Blocks { get; }

    public LayerNorm Last { get; } = new(Width);

    public Linear Head { get; }

    /// <param name="text">Numbers of characters, [batch, Context].</param>
    public Tensor Forward(Tensor text)
    {
        Tensor x = Take(Tokens, text) + Places;
        foreach (Block block in Blocks) x = block.Forward(x);
        return Head.Forward(Last.Forward(x));
    }

    internal sealed class Block(RandomKey key) : Module
    {
        private readonly Tensor _later = Tensor.Arange(Context) > Reshape(Tensor.Arange(Context), Context, 1);

        public LayerNorm First { get; } = new(Width);

        public Linear QueriesKeysValues { get; } = new(Width, 3 * Width, key.FoldIn(0));

        public Linear Mixed { get; } = new(Width, Width, key.FoldIn(1));

        public LayerNorm Second { get; } = new(Width);

        public Linear Wide { get; } = new(Width, 4 * Width, key.FoldIn(2));

        public Linear Narrow { get; } = new(4 * Width, Width, key.FoldIn(3));

        public Tensor Forward(Tensor x)
        {
            x += Attend(First.Forward(x));
            return x + Narrow.Forward(Gelu(Wide.Forward(Second.Forward(x))));
        }

        private Tensor Attend(Tensor x)
        {
            long batch = x.Shape[0];
            Tensor parts = QueriesKeysValues.Forward(x).Reshape(batch, Context, 3, Heads, Width / Heads).Permute(2, 0, 3, 1, 4);
            Tensor scores = MatMul(parts[0], SwapAxes(parts[1], -1, -2)) * (1 / Math.Sqrt(Width / Heads));
            Tensor weights = Softmax(Where(_later, double.NegativeInfinity, scores));
            return Mixed.Forward(MatMul(weights, parts[2]).Permute(0, 2, 1, 3).Reshape(batch, Context, Width));
        }
    }
}
