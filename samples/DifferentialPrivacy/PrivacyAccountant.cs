using static Adjoint.Ops;

namespace Adjoint.Samples;

/// <summary>
/// What is revealed by many steps that each add Gaussian noise to a sum over examples chosen at random: by the Rényi divergences of whole
/// orders of the sampled Gaussian mechanism (Mironov, Talwar and Zhang, 2019).
/// </summary>
internal static class PrivacyAccountant
{
    /// <summary>ε: whether an example was there changes the probability of any outcome by at most a factor of exp(ε), and δ.</summary>
    /// <param name="rate">How likely an example is chosen for a step.</param>
    /// <param name="noise">The deviation of the noise, as a multiple of the largest norm of an example's gradient.</param>
    /// <param name="steps">How many steps there are.</param>
    /// <param name="delta">δ.</param>
    public static double Epsilon(double rate, double noise, int steps, double delta) =>
        Enumerable.Range(2, 255).Min(order => Epsilon(order, steps * Divergence(order, rate, noise), delta));

    // From Rényi's notion to the usual one (Canonne, Kamath and Steinke, 2020, proposition 12).
    private static double Epsilon(double order, double divergence, double delta) =>
        divergence + Math.Log((order - 1) / order) - (Math.Log(delta) + Math.Log(order)) / (order - 1);

    // ln Σₖ C(α, k) (1 − q)^(α − k) q^k exp((k² − k) / 2σ²) / (α − 1)
    private static double Divergence(int order, double rate, double noise)
    {
        Tensor k = Tensor.Arange(0.0, order + 1.0, dtype: DType.Float64);
        Tensor choices = LogGamma(order + 1.0) - LogGamma(k + 1) - LogGamma(order - k + 1);
        Tensor terms = choices + (order - k) * Math.Log(1 - rate) + k * Math.Log(rate) + (k * k - k) / (2 * noise * noise);
        return (double)LogSumExp(terms) / (order - 1);
    }
}
