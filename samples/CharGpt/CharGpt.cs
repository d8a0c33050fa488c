using static Adjoint.Ops;

namespace Adjoint.Samples;

/// <summary>A transformer that gives the logits of the next character at every place of a text.</summary>
internal sealed class CharGpt : Module<Tensor, Tensor>
{
    private readonly int _context;
    private readonly Sequential _layers;

    public CharGpt(int characters, int context, int width, int layers, double dropout, RandomKey key)
    {
        _context = context;
        _layers = [new Embedding(characters, width, key.FoldIn(0), weightInitializer: Initializers.Normal(0.02)), new LearnedPositionalEncoding(context, width, key.FoldIn(1))];
        for (int i = 0; i < layers; i++)
            _layers.Add(new TransformerEncoderLayer(width, width / 32, 4 * width, key.FoldIn(2 + i), dropout, normFirst: true, causal: true, activation: x => Gelu(x)));
        _layers.Add(new LayerNorm(width));
        _layers.Add(new Linear(width, characters, key.FoldIn(2 + layers)));
    }

    public override Tensor Forward(Tensor text) => _layers.Forward(text);

    public override Tensor Forward(Tensor text, Mode mode) => _layers.Forward(text, mode);

    /// <summary>Goes on with a text, character by character, without an end.</summary>
    /// <param name="beginning">The numbers of its first characters.</param>
    /// <param name="temperature">Below 1 what is likely becomes more so.</param>
    /// <param name="key">Determines what is drawn.</param>
    public IEnumerable<long> Continue(Tensor beginning, double temperature, RandomKey key)
    {
        List<long> text = [.. beginning.ToArray<long>()];
        while (true)
        {
            Tensor seen = Tensor.From(text.TakeLast(_context).ToArray());
            Tensor logits = Forward(ExpandDims(seen, 0))[0, ^1];
            text.Add((long)key.FoldIn(text.Count).Categorical(logits / temperature));
            yield return text[^1];
        }
    }
}
