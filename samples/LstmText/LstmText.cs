using static Adjoint.Ops;

namespace Adjoint.Samples;

/// <summary>An LSTM that gives the logits of the next character, and its state, from which it goes on.</summary>
internal sealed class LstmText(int characters, int units, RandomKey key) : Module<Tensor, Tensor>
{
    private readonly Embedding _embedding = new(characters, 32, key.FoldIn(0));
    private readonly Lstm _lstm = new(32, units, key.FoldIn(1));
    private readonly Linear _output = new(units, characters, key.FoldIn(2));

    public override Tensor Forward(Tensor text) => _output.Forward(_lstm.Forward(_embedding.Forward(text)).Output);

    /// <param name="text">Numbers of characters, [steps, batch].</param>
    /// <param name="state">What the characters before have left behind.</param>
    public (Tensor Logits, (Tensor Hidden, Tensor Memory) State) Forward(Tensor text, (Tensor Hidden, Tensor Memory) state)
    {
        var (output, after) = _lstm.Forward(_embedding.Forward(text), state);
        return (_output.Forward(output), after);
    }

    /// <summary>A state of nothing.</summary>
    public (Tensor Hidden, Tensor Memory) Begin(long batch) => (Tensor.Zeros(1, batch, units), Tensor.Zeros(1, batch, units));

    /// <summary>Goes on with a text, character by character, without an end.</summary>
    /// <param name="beginning">The numbers of its first characters.</param>
    /// <param name="temperature">Below 1 what is likely becomes more so.</param>
    /// <param name="key">Determines what is drawn.</param>
    public IEnumerable<long> Continue(Tensor beginning, double temperature, RandomKey key)
    {
        var (logits, state) = Forward(ExpandDims(beginning, 1), Begin(1));
        for (long i = 0; ; i++)
        {
            Tensor character = key.FoldIn(i).Categorical(logits[^1] / temperature);
            yield return (long)character;
            (logits, state) = Forward(ExpandDims(character, 0), state);
        }
    }
}
