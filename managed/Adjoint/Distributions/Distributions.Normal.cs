namespace Adjoint;

// The normal distribution, also of vectors and between bounds.
public static partial class Distributions
{
    /// <summary>The normal distribution.</summary>
    /// <remarks>SciPy: scipy.stats.norm. JAX: jax.scipy.stats.norm. PyTorch: torch.distributions.Normal.</remarks>
    public static class Normal
    {
        /// <summary>The logarithm of the density: −z²/2 − log σ − log √(2π), z = (x − μ)/σ.</summary>
        /// <param name="x">Points.</param>
        /// <param name="mean">The mean μ.</param>
        /// <param name="deviation">The standard deviation σ, above zero.</param>
        /// <returns>A tensor of the broadcast shape.</returns>
        /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
        public static Tensor LogProb(Tensor x, Tensor mean, Tensor deviation) =>
            Ops.Square((x - mean) / deviation) * -0.5 - Ops.Log(deviation) - HalfLogTwoPi;

        /// <summary>The probability not to lie above x: Φ((x − μ)/σ).</summary>
        /// <inheritdoc cref="LogProb"/>
        public static Tensor Cdf(Tensor x, Tensor mean, Tensor deviation) => Ops.NormalCdf((x - mean) / deviation);

        /// <summary>The point that lies above a part of the distribution: μ + σ Φ⁻¹(p).</summary>
        /// <param name="p">From 0 to 1.</param>
        /// <param name="mean">The mean μ.</param>
        /// <param name="deviation">The standard deviation σ, above zero.</param>
        /// <returns>A tensor of the broadcast shape.</returns>
        /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
        public static Tensor Quantile(Tensor p, Tensor mean, Tensor deviation) => mean + deviation * Ops.NormalQuantile(p);

        /// <summary>The entropy: log(σ √(2πe)).</summary>
        /// <param name="deviation">The standard deviation σ, above zero.</param>
        /// <returns>A tensor of the shape of the deviation.</returns>
        public static Tensor Entropy(Tensor deviation) => Ops.Log(deviation) + (HalfLogTwoPi + 0.5);
    }

    /// <summary>The normal distribution of vectors with the covariance L Lᵀ.</summary>
    /// <remarks>SciPy: scipy.stats.multivariate_normal. JAX: jax.scipy.stats.multivariate_normal. PyTorch: torch.distributions.MultivariateNormal(scale_tril=L).</remarks>
    public static class MultivariateNormal
    {
        /// <summary>The logarithm of the density: −|z|²/2 − log det L − n log √(2π), L z = x − μ.</summary>
        /// <param name="x">Vectors along the last axis, of shape [..., n].</param>
        /// <param name="mean">The mean μ, of shape [n] or one for each vector.</param>
        /// <param name="factor">L, lower triangular with a positive diagonal, such as Cholesky's factor of the covariance; of shape [n, n].</param>
        /// <returns>A tensor of the shape of the vectors without the last axis.</returns>
        /// <exception cref="ArgumentException">The shapes do not fit.</exception>
        public static Tensor LogProb(Tensor x, Tensor mean, Tensor factor)
        {
            ArgumentNullException.ThrowIfNull(factor);
            if (factor.Rank != 2 || factor.Shape[0] != factor.Shape[1])
                throw new ArgumentException($"MultivariateNormal: the factor is a square matrix, not of shape {factor.ShapeText}.", nameof(factor));
            Tensor centred = x - mean;
            if (centred.Rank == 0 || centred.Shape[^1] != factor.Shape[0])
            {
                throw new ArgumentException(
                    $"MultivariateNormal: vectors of shape {centred.ShapeText} do not fit a factor of shape {factor.ShapeText}.", nameof(x));
            }

            long n = factor.Shape[0];
            Tensor columns = Ops.Transpose(Ops.Reshape(centred, -1, n));
            Tensor squares = Ops.Sum(Ops.Square(Ops.TriangularSolve(factor, columns)), 0);
            Tensor logDet = Ops.Sum(Ops.Log(Ops.Diagonal(factor)));
            return Ops.Reshape(squares, [.. centred.Shape.Take(centred.Rank - 1)]) * -0.5 - logDet - n * HalfLogTwoPi;
        }

        /// <summary>The entropy: log det L + n log √(2πe).</summary>
        /// <param name="factor">L, lower triangular with a positive diagonal, of shape [n, n].</param>
        /// <returns>A scalar.</returns>
        public static Tensor Entropy(Tensor factor)
        {
            ArgumentNullException.ThrowIfNull(factor);
            return Ops.Sum(Ops.Log(Ops.Diagonal(factor))) + factor.Shape[^1] * (HalfLogTwoPi + 0.5);
        }
    }

    /// <summary>The normal distribution of a mean and a deviation, of which only what lies between two bounds is kept.</summary>
    /// <remarks>
    /// SciPy: scipy.stats.truncnorm, whose bounds are (lower − μ)/σ and (upper − μ)/σ. JAX: jax.scipy.stats.truncnorm, likewise. PyTorch has none.
    /// Bounds that lie both above the mean are mirrored, so that the upper tail keeps its digits as the lower one does.
    /// </remarks>
    public static class TruncatedNormal
    {
        /// <summary>The logarithm of the density: that of the normal distribution, less the logarithm of what lies between the bounds.</summary>
        /// <param name="x">Points.</param>
        /// <param name="mean">The mean μ without bounds.</param>
        /// <param name="deviation">The standard deviation σ without bounds, above zero.</param>
        /// <param name="lower">The lower bound, which may be −∞.</param>
        /// <param name="upper">The upper bound, which may be ∞.</param>
        /// <returns>A tensor of the broadcast shape.</returns>
        /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
        public static Tensor LogProb(Tensor x, Tensor mean, Tensor deviation, Tensor lower, Tensor upper)
        {
            var (from, to, _) = Tail(mean, deviation, lower, upper);
            return Within((x < lower) | (x > upper), Normal.LogProb(x, mean, deviation) - LogMass(from, to));
        }

        /// <summary>The probability not to lie above x.</summary>
        /// <inheritdoc cref="LogProb"/>
        public static Tensor Cdf(Tensor x, Tensor mean, Tensor deviation, Tensor lower, Tensor upper)
        {
            var (from, to, mirrored) = Tail(mean, deviation, lower, upper);
            Tensor z = (Ops.Clip(x, lower, upper) - mean) / deviation;
            Tensor at = Ops.Where(mirrored, -z, z), low = Ops.NormalCdf(from), high = Ops.NormalCdf(to), middle = Ops.NormalCdf(at);
            return Ops.Where(mirrored, high - middle, middle - low) / (high - low);
        }

        /// <summary>The point between the bounds that lies above a part of the distribution.</summary>
        /// <param name="p">From 0 to 1.</param>
        /// <param name="mean">The mean μ without bounds.</param>
        /// <param name="deviation">The standard deviation σ without bounds, above zero.</param>
        /// <param name="lower">The lower bound, which may be −∞.</param>
        /// <param name="upper">The upper bound, which may be ∞.</param>
        /// <returns>A tensor of the broadcast shape.</returns>
        /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
        public static Tensor Quantile(Tensor p, Tensor mean, Tensor deviation, Tensor lower, Tensor upper)
        {
            var (from, to, mirrored) = Tail(mean, deviation, lower, upper);
            Tensor low = Ops.NormalCdf(from), part = Ops.Where(mirrored, 1 - p, p);
            Tensor z = Ops.NormalQuantile(low + part * (Ops.NormalCdf(to) - low));
            return Ops.Clip(mean + deviation * Ops.Where(mirrored, -z, z), lower, upper);
        }

        /// <summary>The entropy: log(√(2πe) σ Z) + (a φ(a) − b φ(b)) / (2 Z), of the bounds a, b in deviations and the part Z between them.</summary>
        /// <param name="mean">The mean μ without bounds.</param>
        /// <param name="deviation">The standard deviation σ without bounds, above zero.</param>
        /// <param name="lower">The lower bound, which may be −∞.</param>
        /// <param name="upper">The upper bound, which may be ∞.</param>
        /// <returns>A tensor of the broadcast shape.</returns>
        /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
        public static Tensor Entropy(Tensor mean, Tensor deviation, Tensor lower, Tensor upper)
        {
            var (from, to, _) = Tail(mean, deviation, lower, upper);
            Tensor logMass = LogMass(from, to);
            return Normal.Entropy(deviation) + logMass + (Moment(from, logMass) - Moment(to, logMass)) * 0.5;
        }

        // z φ(z) / Z, which is 0 at infinity.
        private static Tensor Moment(Tensor z, Tensor logMass)
        {
            Tensor finite = Ops.Where(Ops.IsInf(z), 0.0, z);
            return finite * Ops.Exp(Ops.Square(finite) * -0.5 - HalfLogTwoPi - logMass);
        }

        // The bounds in deviations, mirrored where both lie above the mean.
        private static (Tensor From, Tensor To, Tensor Mirrored) Tail(Tensor mean, Tensor deviation, Tensor lower, Tensor upper)
        {
            Tensor a = (lower - mean) / deviation, b = (upper - mean) / deviation, mirrored = a > 0;
            return (Ops.Where(mirrored, -b, a), Ops.Where(mirrored, -a, b), mirrored);
        }

        private static Tensor LogMass(Tensor from, Tensor to)
        {
            Tensor high = Ops.LogNormalCdf(to);
            return high + Ops.Log1mExp(high - Ops.LogNormalCdf(from));
        }
    }
}
