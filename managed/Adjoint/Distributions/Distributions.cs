namespace Adjoint;

/// <summary>
/// Densities, distribution functions, quantiles and entropies, a class for each distribution; <see cref="RandomKey"/> draws from them.
/// </summary>
/// <remarks>
/// <para>They are made of operations: parameters and points broadcast, every transform goes through, and the result has the type
/// that they meet in. Parameters outside their bounds give NaN or numbers without meaning, never an exception.</para>
/// <para>The members of a class: <c>LogProb</c>, the logarithm of the density, or for counts of the probability, −∞ where nothing lies;
/// <c>Cdf</c>, the probability not to lie above a point; <c>Quantile</c>, its inverse, where it has a closed form; <c>Entropy</c>, in nats,
/// of the parameters that it depends on.</para>
/// </remarks>
/// <example>
/// <code>
/// Func&lt;Tensor, Tensor, Tensor&gt; loss = (mean, deviation) => -Mean(Distributions.Normal.LogProb(data, mean, deviation));
/// </code>
/// </example>
public static partial class Distributions
{
    private const double HalfLogTwoPi = 0.91893853320467274178, EulerGamma = 0.57721566490153286061;

    // −∞ where a point lies outside; NaN, which lies nowhere, stays.
    private static Tensor Within(Tensor outside, Tensor value) => Ops.Where(outside, double.NegativeInfinity, value);

    // Counts in the type of a parameter beside them.
    private static Tensor Count(Tensor k, Tensor parameter) =>
        k.DType.IsFloating ? k : Ops.Cast(k, parameter.DType.IsFloating && !parameter.IsWeak ? parameter.DType : DType.Default);

    private static Tensor IsNoCount(Tensor k) => (k < 0) | Ops.IsInf(k) | (Ops.NotEqual(Ops.Floor(k), k) & Ops.Equal(k, k));
}
