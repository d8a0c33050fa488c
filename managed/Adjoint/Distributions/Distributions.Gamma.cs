namespace Adjoint;

// Gamma distributions and what is made of gamma variables.
public static partial class Distributions
{
    /// <summary>The gamma distribution of a shape and a rate.</summary>
    /// <remarks>SciPy: scipy.stats.gamma(alpha, scale=1/rate). JAX: jax.scipy.stats.gamma. PyTorch: torch.distributions.Gamma.</remarks>
    public static class Gamma
    {
        /// <summary>The logarithm of the density: α log β + (α − 1) log x − β x − log Γ(α) from 0 on.</summary>
        /// <param name="x">Points.</param>
        /// <param name="alpha">The shape α, above zero.</param>
        /// <param name="rate">The rate β, above zero, the inverse of the scale.</param>
        /// <returns>A tensor of the broadcast shape.</returns>
        /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
        public static Tensor LogProb(Tensor x, Tensor alpha, Tensor rate)
        {
            Tensor outside = x < 0, inside = Ops.Where(outside, 1.0, x);
            return Within(outside, Ops.XLogY(alpha - 1.0, inside) - rate * inside + alpha * Ops.Log(rate) - Ops.LogGamma(alpha));
        }

        /// <summary>The probability not to lie above x: P(α, β x). It has two derivatives by α.</summary>
        /// <inheritdoc cref="LogProb"/>
        public static Tensor Cdf(Tensor x, Tensor alpha, Tensor rate) => Ops.GammaInc(alpha, rate * Ops.Maximum(x, 0.0));

        /// <summary>The entropy: α − log β + log Γ(α) + (1 − α) ψ(α).</summary>
        /// <param name="alpha">The shape α, above zero.</param>
        /// <param name="rate">The rate β, above zero.</param>
        /// <returns>A tensor of the broadcast shape.</returns>
        /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
        public static Tensor Entropy(Tensor alpha, Tensor rate) =>
            alpha - Ops.Log(rate) + Ops.LogGamma(alpha) + (1.0 - alpha) * Ops.Digamma(alpha);
    }

    /// <summary>The chi-square distribution, that of a sum of squares of normal variables.</summary>
    /// <remarks>SciPy: scipy.stats.chi2. JAX: jax.scipy.stats.chi2. PyTorch: torch.distributions.Chi2.</remarks>
    public static class ChiSquare
    {
        /// <summary>The logarithm of the density, that of the gamma distribution of shape ν/2 and rate ½.</summary>
        /// <param name="x">Points.</param>
        /// <param name="freedom">How many squares ν, above zero.</param>
        /// <returns>A tensor of the broadcast shape.</returns>
        /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
        public static Tensor LogProb(Tensor x, Tensor freedom) => Gamma.LogProb(x, freedom * 0.5, 0.5);

        /// <summary>The probability not to lie above x: P(ν/2, x/2). It has two derivatives by ν.</summary>
        /// <inheritdoc cref="LogProb"/>
        public static Tensor Cdf(Tensor x, Tensor freedom) => Gamma.Cdf(x, freedom * 0.5, 0.5);

        /// <summary>The entropy, that of the gamma distribution.</summary>
        /// <param name="freedom">How many squares ν, above zero.</param>
        /// <returns>A tensor of the shape of the parameter.</returns>
        public static Tensor Entropy(Tensor freedom) => Gamma.Entropy(freedom * 0.5, 0.5);
    }

    /// <summary>The beta distribution, between 0 and 1.</summary>
    /// <remarks>SciPy: scipy.stats.beta. JAX: jax.scipy.stats.beta. PyTorch: torch.distributions.Beta.</remarks>
    public static class Beta
    {
        /// <summary>The logarithm of the density: (α − 1) log x + (β − 1) log(1 − x) − log B(α, β).</summary>
        /// <param name="x">Points.</param>
        /// <param name="alpha">The first shape α, above zero.</param>
        /// <param name="beta">The second shape β, above zero.</param>
        /// <returns>A tensor of the broadcast shape.</returns>
        /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
        public static Tensor LogProb(Tensor x, Tensor alpha, Tensor beta)
        {
            Tensor outside = (x < 0) | (x > 1), inside = Ops.Where(outside, 0.5, x);
            return Within(outside, Ops.XLogY(alpha - 1.0, inside) + Ops.XLog1pY(beta - 1.0, -inside) - Ops.LogBeta(alpha, beta));
        }

        /// <summary>The probability not to lie above x: Iₓ(α, β). It has no derivative by α and β.</summary>
        /// <inheritdoc cref="LogProb"/>
        public static Tensor Cdf(Tensor x, Tensor alpha, Tensor beta) => Ops.BetaInc(alpha, beta, Ops.Clip(x, 0.0, 1.0));

        /// <summary>The entropy: log B(α, β) − (α − 1) ψ(α) − (β − 1) ψ(β) + (α + β − 2) ψ(α + β).</summary>
        /// <param name="alpha">The first shape α, above zero.</param>
        /// <param name="beta">The second shape β, above zero.</param>
        /// <returns>A tensor of the broadcast shape.</returns>
        /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
        public static Tensor Entropy(Tensor alpha, Tensor beta)
        {
            Tensor sum = alpha + beta;
            return Ops.LogBeta(alpha, beta) - (alpha - 1.0) * Ops.Digamma(alpha) - (beta - 1.0) * Ops.Digamma(beta) + (sum - 2.0) * Ops.Digamma(sum);
        }
    }

    /// <summary>The Dirichlet distribution, of probabilities that sum to 1.</summary>
    /// <remarks>SciPy: scipy.stats.dirichlet. JAX: jax.scipy.stats.dirichlet. PyTorch: torch.distributions.Dirichlet.</remarks>
    public static class Dirichlet
    {
        /// <summary>The logarithm of the density: Σ (αᵢ − 1) log xᵢ − log B(α).</summary>
        /// <param name="x">Probabilities along the last axis, whose sum is taken to be 1.</param>
        /// <param name="alpha">The shapes α along the last axis, above zero.</param>
        /// <returns>A tensor of the broadcast shape without the last axis.</returns>
        /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
        public static Tensor LogProb(Tensor x, Tensor alpha)
        {
            Tensor outside = x < 0, inside = Ops.Where(outside, 0.5, x);
            return Within(Ops.Any(outside, -1), Ops.Sum(Ops.XLogY(alpha - 1.0, inside), -1) - LogNorm(alpha));
        }

        /// <summary>The entropy: log B(α) + (A − n) ψ(A) − Σ (αᵢ − 1) ψ(αᵢ), A = Σ αᵢ.</summary>
        /// <param name="alpha">The n shapes α along the last axis, above zero.</param>
        /// <returns>A tensor of the shape of alpha without the last axis.</returns>
        public static Tensor Entropy(Tensor alpha)
        {
            Tensor sum = Ops.Sum(alpha, -1);
            return LogNorm(alpha) + (sum - (double)alpha.Shape[^1]) * Ops.Digamma(sum) - Ops.Sum((alpha - 1.0) * Ops.Digamma(alpha), -1);
        }

        private static Tensor LogNorm(Tensor alpha) => Ops.Sum(Ops.LogGamma(alpha), -1) - Ops.LogGamma(Ops.Sum(alpha, -1));
    }

    /// <summary>Student's t distribution, that of a mean over its own error.</summary>
    /// <remarks>SciPy: scipy.stats.t. JAX: jax.scipy.stats.t. PyTorch: torch.distributions.StudentT.</remarks>
    public static class StudentT
    {
        /// <summary>The logarithm of the density: −(ν + 1)/2 log(1 + z²/ν) − log(s √ν B(ν/2, ½)), z = (x − m)/s.</summary>
        /// <param name="x">Points.</param>
        /// <param name="freedom">The degrees of freedom ν, above zero.</param>
        /// <param name="location">The median m.</param>
        /// <param name="scale">How wide it is, s, above zero.</param>
        /// <returns>A tensor of the broadcast shape.</returns>
        /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
        public static Tensor LogProb(Tensor x, Tensor freedom, Tensor location, Tensor scale) =>
            (freedom + 1.0) * -0.5 * Ops.Log1p(Ops.Square((x - location) / scale) / freedom) - LogNorm(freedom) - Ops.Log(scale);

        /// <summary>The probability not to lie above x, by the incomplete beta function. It has no derivative by ν.</summary>
        /// <inheritdoc cref="LogProb"/>
        public static Tensor Cdf(Tensor x, Tensor freedom, Tensor location, Tensor scale)
        {
            Tensor z = (x - location) / scale;
            // At the median the incomplete function has an infinite slope, and this one is a straight line.
            Tensor near = Ops.Abs(z) < 1e-6, far = Ops.Where(near, 1.0, z), square = Ops.Square(far), half = freedom * 0.5;
            Tensor line = Ops.Where(near, z, 0.0) * Ops.Exp(-LogNorm(freedom)) + 0.5;
            // Of what lies between -z and z, or outside, that which is smaller keeps its digits.
            Tensor inner = square < freedom, part = Ops.Where(inner, square, freedom) / (freedom + square);
            Tensor within = Ops.BetaInc(Ops.Where(inner, 0.5, half), Ops.Where(inner, half, 0.5), part) * 0.5;
            Tensor upper = Ops.Where(inner, within + 0.5, 1.0 - within), lower = Ops.Where(inner, 0.5 - within, within);
            return Ops.Where(near, line, Ops.Where(far < 0, lower, upper));
        }

        /// <summary>The entropy: (ν + 1)/2 (ψ((ν + 1)/2) − ψ(ν/2)) + log(s √ν B(ν/2, ½)).</summary>
        /// <param name="freedom">The degrees of freedom ν, above zero.</param>
        /// <param name="scale">How wide it is, s, above zero.</param>
        /// <returns>A tensor of the broadcast shape.</returns>
        /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
        public static Tensor Entropy(Tensor freedom, Tensor scale)
        {
            Tensor half = (freedom + 1.0) * 0.5;
            return half * (Ops.Digamma(half) - Ops.Digamma(freedom * 0.5)) + LogNorm(freedom) + Ops.Log(scale);
        }

        private static Tensor LogNorm(Tensor freedom) => Ops.Log(freedom) * 0.5 + Ops.LogBeta(freedom * 0.5, 0.5);
    }
}
