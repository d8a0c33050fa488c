namespace Adjoint;

/// <summary>
/// Adds to each place of a sequence sines and cosines that tell it apart from others: sin(p / 10000^(2i/E)) to feature 2i at place p, the cosine to
/// feature 2i + 1 (Vaswani et al., 2017).
/// </summary>
/// <remarks>The input is [..., places, width], of any length.</remarks>
public sealed partial class SinusoidalPositionalEncoding : Layer
{
    private readonly long _width;

    /// <summary>Makes a layer.</summary>
    /// <param name="width">How many features a place has; an even number.</param>
    /// <exception cref="ArgumentException">The number is odd.</exception>
    public SinusoidalPositionalEncoding(long width)
    {
        if (Limits.Positive(width) % 2 != 0)
            throw new ArgumentException($"SinusoidalPositionalEncoding: sines and cosines come in pairs, so {width} features cannot be.", nameof(width));
        _width = width;
    }

    /// <inheritdoc/>
    protected override string Describe() => $"SinusoidalPositionalEncoding({_width})";

    /// <inheritdoc/>
    private protected override Tensor Compute(Tensor x, Mode mode)
    {
        LayerInput.RequirePlaces(x, _width, this);
        long places = x.Shape[^2], pairs = _width / 2;
        Tensor rates = Ops.Exp(Tensor.Arange(0.0, pairs) * (-Math.Log(10000) / pairs));
        Tensor angles = Tensor.Arange(0.0, places).Reshape(places, 1) * rates;
        Tensor encoding = Ops.Stack([Ops.Sin(angles), Ops.Cos(angles)], -1).Reshape(places, _width);
        return x + Ops.Cast(encoding, x.DType.IsFloating ? x.DType : DType.Float32);
    }
}

/// <summary>Adds to each place of a sequence a vector of its own that is trained.</summary>
/// <remarks>The input is [..., places, width], of no more places than there are vectors.</remarks>
public sealed partial class LearnedPositionalEncoding : Layer
{
    private readonly long _places, _width;

    /// <summary>Makes a layer whose vectors are drawn from N(0, 0.02²) unless an initialiser is given.</summary>
    /// <param name="places">How many places a sequence has at most.</param>
    /// <param name="width">How many features a place has.</param>
    /// <param name="key">Where the random numbers come from.</param>
    /// <param name="dtype">The vectors' type; the default type if left out.</param>
    /// <param name="weightInitializer">What the vectors begin with.</param>
    public LearnedPositionalEncoding(long places, long width, RandomKey key, DType? dtype = null, Initializer? weightInitializer = null)
    {
        (_places, _width) = (Limits.Positive(places), Limits.Positive(width));
        Weight = new FirstValues(key, new Fans(places, width), dtype, Initializers.Normal(0.02)).Draw("weight", 0, [places, width], weightInitializer);
    }

    /// <summary>The vectors, of shape [places, width].</summary>
    public Parameter Weight { get; }

    /// <inheritdoc/>
    protected override string Describe() => $"LearnedPositionalEncoding({_places}, {_width})";

    /// <inheritdoc/>
    private protected override Tensor Compute(Tensor x, Mode mode)
    {
        LayerInput.RequirePlaces(x, _width, this);
        if (x.Shape[^2] > _places)
            throw new ArgumentException($"{Place}: there are vectors for {_places} places, but the input of shape {x.ShapeText} has {x.Shape[^2]}.", nameof(x));
        return x + Weight.Value[..(int)x.Shape[^2]];
    }
}
