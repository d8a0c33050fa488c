using static Adjoint.Ops;

namespace Adjoint.Samples;

/// <summary>
/// The covariance of Rasmussen and Williams for carbon dioxide, equations (5.15) to (5.19), over years: a trend, a season that slowly changes, irregularities
/// over some years, and noise over some months. All leaves are logarithms, so that what they stand for is above 0.
/// </summary>
[TensorTree]
internal sealed partial record Kernel(Bell Trend, Season Season, RationalQuadratic Irregular, Bell Weather, Tensor Noise)
{
    public static Kernel Start => Tree.Map(
        new Kernel(new Bell(50.0, 50.0), new Season(2.0, 100.0, 1.0), new RationalQuadratic(1.0, 1.0, 1.0), new Bell(0.2, 0.1), 0.2), Log);

    /// <summary>The covariance of what is at some times and what is at others.</summary>
    public Tensor Between(Tensor a, Tensor b)
    {
        Kernel p = Tree.Map(this, Exp);
        Tensor distance = ExpandDims(a, 1) - b;
        return p.Trend.At(distance) + p.Season.At(distance) + p.Irregular.At(distance) + p.Weather.At(distance);
    }

    /// <summary>The covariance of measurements, with the noise of measuring.</summary>
    public Tensor Of(Tensor times) => Between(times, times) + Exp(2 * Noise) * Tensor.Eye(times.Shape[0], DType.Float64);
}

/// <summary>What is alike over a length, in the way of a normal density.</summary>
[TensorTree]
internal sealed partial record Bell(Tensor Size, Tensor Length)
{
    public Tensor At(Tensor distance) => Square(Size) * Exp(Square(distance) / (-2 * Square(Length)));
}

/// <summary>What comes back every year, and less so after a decay of many.</summary>
[TensorTree]
internal sealed partial record Season(Tensor Size, Tensor Decay, Tensor Smoothness)
{
    public Tensor At(Tensor distance) => new Bell(Size, Decay).At(distance) * Exp(-2 * Square(Sin(Math.PI * distance) / Smoothness));
}

/// <summary>Bells of many lengths.</summary>
[TensorTree]
internal sealed partial record RationalQuadratic(Tensor Size, Tensor Length, Tensor Shape)
{
    public Tensor At(Tensor distance) => Square(Size) * Pow(1 + Square(distance) / (2 * Shape * Square(Length)), -Shape);
}
