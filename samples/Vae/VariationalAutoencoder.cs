using static Adjoint.Ops;

namespace Adjoint.Samples;

/// <summary>Images whose pixels count how many of 16 dots are black, made of a few hidden numbers (Kingma and Welling, 2014).</summary>
internal sealed class VariationalAutoencoder(long pixels, long width, long hidden, RandomKey key) : Module<Tensor, Tensor>
{
    private const double Dots = 16;

    private readonly Sequential _encoder = new()
    {
        new Linear(pixels, width, key.FoldIn(0)), Gelu, new Linear(width, 2 * hidden, key.FoldIn(1)),
    };

    private readonly Sequential _decoder = new()
    {
        new Linear(hidden, width, key.FoldIn(2)), Gelu, new Linear(width, pixels, key.FoldIn(3)),
    };

    /// <summary>Reconstructions: the shares of black dots that the most likely hidden numbers give.</summary>
    public override Tensor Forward(Tensor x) => Decode(Encode(x).Mean);

    /// <summary>Shares of black dots of hidden numbers [count, hidden].</summary>
    public Tensor Decode(Tensor z) => Sigmoid(_decoder.Forward(z));

    /// <summary>
    /// log p(x, z) − log q(z | x) for one draw of z for each image. Its mean is the evidence lower bound, and its gradient passes through
    /// the draw, which is a function of mean, deviation and noise.
    /// </summary>
    /// <param name="counts">Black dots, [count, pixels].</param>
    /// <param name="key">Where the noise comes from.</param>
    /// <returns>A number for each image.</returns>
    public Tensor LogWeights(Tensor counts, RandomKey key)
    {
        var (mean, deviation) = Encode(counts);
        Tensor z = mean + deviation * key.Normal(mean.Shape);
        Tensor likelihood = Sum(Distributions.Binomial.LogProb(counts, Dots, Decode(z)), -1);
        Tensor prior = Sum(Distributions.Normal.LogProb(z, 0, 1), -1), posterior = Sum(Distributions.Normal.LogProb(z, mean, deviation), -1);
        return likelihood + prior - posterior;
    }

    private (Tensor Mean, Tensor Deviation) Encode(Tensor counts)
    {
        Tensor[] halves = Split(_encoder.Forward(counts / Dots), 2, axis: -1);
        return (halves[0], Exp(halves[1]));
    }
}
