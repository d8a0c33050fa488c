using static Adjoint.Ops;

namespace Adjoint.Samples;

/// <summary>The local level model: y_t = level_t + ε_t, level_{t+1} = level_t + η_t, with the logarithms of the variances of ε and η.</summary>
[TensorTree]
internal sealed partial record LocalLevel(Tensor LogNoise, Tensor LogStep)
{
    public Tensor Noise => Exp(LogNoise);

    public Tensor Step => Exp(LogStep);

    /// <summary>
    /// The Kalman filter: the density of each observation given those before. Nothing is known of the level before the first, which therefore tells it.
    /// </summary>
    public Tensor LogLikelihood(Tensor y)
    {
        Tensor level = y[0], variance = Noise, sum = 0.0;
        for (int t = 1; t < y.Shape[0]; t++)
        {
            Tensor predicted = variance + Step, total = predicted + Noise;
            Tensor innovation = y[t] - level, gain = predicted / total;
            sum -= 0.5 * (Log(2 * Math.PI * total) + Square(innovation) / total);
            level += gain * innovation;
            variance = gain * Noise;
        }

        return sum;
    }
}
