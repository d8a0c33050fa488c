namespace Adjoint;

// Distributions whose functions are elementary.
public static partial class Distributions
{
    /// <summary>The uniform distribution between two numbers.</summary>
    /// <remarks>SciPy: scipy.stats.uniform. JAX: jax.scipy.stats.uniform. PyTorch: torch.distributions.Uniform.</remarks>
    public static class Uniform
    {
        /// <summary>The logarithm of the density: −log(high − low) between the bounds.</summary>
        /// <param name="x">Points.</param>
        /// <param name="low">The lower bound.</param>
        /// <param name="high">The upper bound.</param>
        /// <returns>A tensor of the broadcast shape.</returns>
        /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
        public static Tensor LogProb(Tensor x, Tensor low, Tensor high) =>
            Within((x < low) | (x > high), x * 0 - Ops.Log(high - low));

        /// <summary>The probability not to lie above x.</summary>
        /// <inheritdoc cref="LogProb"/>
        public static Tensor Cdf(Tensor x, Tensor low, Tensor high) => Ops.Clip((x - low) / (high - low), 0.0, 1.0);

        /// <summary>The point that lies above a part of the distribution: low + p (high − low).</summary>
        /// <param name="p">From 0 to 1.</param>
        /// <param name="low">The lower bound.</param>
        /// <param name="high">The upper bound.</param>
        /// <returns>A tensor of the broadcast shape.</returns>
        /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
        public static Tensor Quantile(Tensor p, Tensor low, Tensor high) => low + p * (high - low);

        /// <summary>The entropy: log(high − low).</summary>
        /// <param name="low">The lower bound.</param>
        /// <param name="high">The upper bound.</param>
        /// <returns>A tensor of the broadcast shape.</returns>
        /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
        public static Tensor Entropy(Tensor low, Tensor high) => Ops.Log(high - low);
    }

    /// <summary>The exponential distribution, that of the time until something happens.</summary>
    /// <remarks>SciPy: scipy.stats.expon(scale=1/rate). JAX: jax.scipy.stats.expon. PyTorch: torch.distributions.Exponential.</remarks>
    public static class Exponential
    {
        /// <summary>The logarithm of the density: log λ − λ x from 0 on.</summary>
        /// <param name="x">Points.</param>
        /// <param name="rate">The rate λ, above zero.</param>
        /// <returns>A tensor of the broadcast shape.</returns>
        /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
        public static Tensor LogProb(Tensor x, Tensor rate) => Within(x < 0, Ops.Log(rate) - rate * x);

        /// <summary>The probability not to lie above x: 1 − e^(−λx).</summary>
        /// <inheritdoc cref="LogProb"/>
        public static Tensor Cdf(Tensor x, Tensor rate) => -Ops.Expm1(-rate * Ops.Maximum(x, 0.0));

        /// <summary>The point that lies above a part of the distribution: −log(1 − p) / λ.</summary>
        /// <param name="p">From 0 to 1.</param>
        /// <param name="rate">The rate λ, above zero.</param>
        /// <returns>A tensor of the broadcast shape.</returns>
        /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
        public static Tensor Quantile(Tensor p, Tensor rate) => -Ops.Log1p(-p) / rate;

        /// <summary>The entropy: 1 − log λ.</summary>
        /// <param name="rate">The rate λ, above zero.</param>
        /// <returns>A tensor of the shape of the rate.</returns>
        public static Tensor Entropy(Tensor rate) => 1.0 - Ops.Log(rate);
    }

    /// <summary>The Laplace distribution, exponential on both sides.</summary>
    /// <remarks>SciPy: scipy.stats.laplace. JAX: jax.scipy.stats.laplace. PyTorch: torch.distributions.Laplace.</remarks>
    public static class Laplace
    {
        /// <summary>The logarithm of the density: −|z| − log(2s), z = (x − m)/s.</summary>
        /// <param name="x">Points.</param>
        /// <param name="location">The mean m.</param>
        /// <param name="scale">The mean distance s from it, above zero.</param>
        /// <returns>A tensor of the broadcast shape.</returns>
        /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
        public static Tensor LogProb(Tensor x, Tensor location, Tensor scale) =>
            -Ops.Abs((x - location) / scale) - Ops.Log(scale * 2.0);

        /// <summary>The probability not to lie above x: e^z / 2 below the mean, 1 − e^(−z) / 2 above it.</summary>
        /// <inheritdoc cref="LogProb"/>
        public static Tensor Cdf(Tensor x, Tensor location, Tensor scale)
        {
            Tensor z = (x - location) / scale, half = Ops.Exp(-Ops.Abs(z)) * 0.5;
            return Ops.Where(z < 0, half, 1.0 - half);
        }

        /// <summary>The point that lies above a part of the distribution.</summary>
        /// <param name="p">From 0 to 1.</param>
        /// <param name="location">The mean m.</param>
        /// <param name="scale">The mean distance s from it, above zero.</param>
        /// <returns>A tensor of the broadcast shape.</returns>
        /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
        public static Tensor Quantile(Tensor p, Tensor location, Tensor scale)
        {
            Tensor lower = p < 0.5, tail = Ops.Log(Ops.Where(lower, p, 1.0 - p) * 2.0);
            return location + scale * Ops.Where(lower, tail, -tail);
        }

        /// <summary>The entropy: 1 + log(2s).</summary>
        /// <param name="scale">The mean distance s from the mean, above zero.</param>
        /// <returns>A tensor of the shape of the scale.</returns>
        public static Tensor Entropy(Tensor scale) => Ops.Log(scale * 2.0) + 1.0;
    }

    /// <summary>The Cauchy distribution, which has no mean.</summary>
    /// <remarks>SciPy: scipy.stats.cauchy. JAX: jax.scipy.stats.cauchy. PyTorch: torch.distributions.Cauchy.</remarks>
    public static class Cauchy
    {
        /// <summary>The logarithm of the density: −log(π s (1 + z²)), z = (x − m)/s.</summary>
        /// <param name="x">Points.</param>
        /// <param name="location">The median m.</param>
        /// <param name="scale">Half the distance s between the quartiles, above zero.</param>
        /// <returns>A tensor of the broadcast shape.</returns>
        /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
        public static Tensor LogProb(Tensor x, Tensor location, Tensor scale) =>
            -Ops.Log(scale * Math.PI) - Ops.Log1p(Ops.Square((x - location) / scale));

        /// <summary>The probability not to lie above x: ½ + arctan(z) / π, which keeps its digits in the lower tail.</summary>
        /// <inheritdoc cref="LogProb"/>
        public static Tensor Cdf(Tensor x, Tensor location, Tensor scale) => Ops.Atan2(1.0, (location - x) / scale) * (1 / Math.PI);

        /// <summary>The point that lies above a part of the distribution: m + s tan(π (p − ½)).</summary>
        /// <param name="p">From 0 to 1.</param>
        /// <param name="location">The median m.</param>
        /// <param name="scale">Half the distance s between the quartiles, above zero.</param>
        /// <returns>A tensor of the broadcast shape.</returns>
        /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
        public static Tensor Quantile(Tensor p, Tensor location, Tensor scale) => location + scale * Ops.Tan((p - 0.5) * Math.PI);

        /// <summary>The entropy: log(4πs).</summary>
        /// <param name="scale">Half the distance s between the quartiles, above zero.</param>
        /// <returns>A tensor of the shape of the scale.</returns>
        public static Tensor Entropy(Tensor scale) => Ops.Log(scale * (4 * Math.PI));
    }

    /// <summary>The logistic distribution, whose distribution function is the sigmoid.</summary>
    /// <remarks>SciPy: scipy.stats.logistic. JAX: jax.scipy.stats.logistic. PyTorch: a TransformedDistribution.</remarks>
    public static class Logistic
    {
        /// <summary>The logarithm of the density: −z − 2 log(1 + e^(−z)) − log s, z = (x − m)/s.</summary>
        /// <param name="x">Points.</param>
        /// <param name="location">The mean m.</param>
        /// <param name="scale">How wide it is, s, above zero.</param>
        /// <returns>A tensor of the broadcast shape.</returns>
        /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
        public static Tensor LogProb(Tensor x, Tensor location, Tensor scale)
        {
            Tensor z = (x - location) / scale;
            return Ops.LogSigmoid(z) + Ops.LogSigmoid(-z) - Ops.Log(scale);
        }

        /// <summary>The probability not to lie above x: 1 / (1 + e^(−z)).</summary>
        /// <inheritdoc cref="LogProb"/>
        public static Tensor Cdf(Tensor x, Tensor location, Tensor scale) => Ops.Sigmoid((x - location) / scale);

        /// <summary>The point that lies above a part of the distribution: m + s log(p / (1 − p)).</summary>
        /// <param name="p">From 0 to 1.</param>
        /// <param name="location">The mean m.</param>
        /// <param name="scale">How wide it is, s, above zero.</param>
        /// <returns>A tensor of the broadcast shape.</returns>
        /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
        public static Tensor Quantile(Tensor p, Tensor location, Tensor scale) => location + scale * Ops.Logit(p);

        /// <summary>The entropy: 2 + log s.</summary>
        /// <param name="scale">How wide it is, s, above zero.</param>
        /// <returns>A tensor of the shape of the scale.</returns>
        public static Tensor Entropy(Tensor scale) => Ops.Log(scale) + 2.0;
    }

    /// <summary>The Gumbel distribution, that of the largest of many.</summary>
    /// <remarks>SciPy: scipy.stats.gumbel_r. JAX: jax.scipy.stats.gumbel_r. PyTorch: torch.distributions.Gumbel.</remarks>
    public static class Gumbel
    {
        /// <summary>The logarithm of the density: −z − e^(−z) − log s, z = (x − m)/s.</summary>
        /// <param name="x">Points.</param>
        /// <param name="location">Where its peak m is.</param>
        /// <param name="scale">How wide it is, s, above zero.</param>
        /// <returns>A tensor of the broadcast shape.</returns>
        /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
        public static Tensor LogProb(Tensor x, Tensor location, Tensor scale)
        {
            Tensor z = (x - location) / scale;
            return -z - Ops.Exp(-z) - Ops.Log(scale);
        }

        /// <summary>The probability not to lie above x: e^(−e^(−z)).</summary>
        /// <inheritdoc cref="LogProb"/>
        public static Tensor Cdf(Tensor x, Tensor location, Tensor scale) => Ops.Exp(-Ops.Exp((location - x) / scale));

        /// <summary>The point that lies above a part of the distribution: m − s log(−log p).</summary>
        /// <param name="p">From 0 to 1.</param>
        /// <param name="location">Where its peak m is.</param>
        /// <param name="scale">How wide it is, s, above zero.</param>
        /// <returns>A tensor of the broadcast shape.</returns>
        /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
        public static Tensor Quantile(Tensor p, Tensor location, Tensor scale) => location - scale * Ops.Log(-Ops.Log(p));

        /// <summary>The entropy: 1 + γ + log s, of Euler's constant γ.</summary>
        /// <param name="scale">How wide it is, s, above zero.</param>
        /// <returns>A tensor of the shape of the scale.</returns>
        public static Tensor Entropy(Tensor scale) => Ops.Log(scale) + (1 + EulerGamma);
    }
}
