namespace Adjoint;

// Distributions of whole numbers.
public static partial class Distributions
{
    /// <summary>The Poisson distribution, of how often something happens.</summary>
    /// <remarks>SciPy: scipy.stats.poisson. JAX: jax.scipy.stats.poisson. PyTorch: torch.distributions.Poisson.</remarks>
    public static class Poisson
    {
        /// <summary>The logarithm of the probability: k log μ − μ − log k!.</summary>
        /// <param name="k">Counts, of an integer or floating type.</param>
        /// <param name="mean">How often on average, μ, from zero on.</param>
        /// <returns>A tensor of the broadcast shape.</returns>
        /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
        public static Tensor LogProb(Tensor k, Tensor mean)
        {
            k = Count(k, mean);
            Tensor outside = IsNoCount(k), inside = Ops.Where(outside, 0.0, k);
            return Within(outside, Ops.XLogY(inside, mean) - mean - Ops.LogGamma(inside + 1.0));
        }

        /// <summary>The probability of k or less: 1 − P(⌊k⌋ + 1, μ).</summary>
        /// <inheritdoc cref="LogProb"/>
        public static Tensor Cdf(Tensor k, Tensor mean)
        {
            k = Autodiff.StopGradient(Count(k, mean));
            return Ops.Where(k < 0, 0.0, Ops.GammaIncC(Ops.Maximum(Ops.Floor(k), 0.0) + 1.0, mean));
        }
    }

    /// <summary>The binomial distribution, of how many of a number of trials succeed.</summary>
    /// <remarks>SciPy: scipy.stats.binom. JAX: jax.scipy.stats.binom. PyTorch: torch.distributions.Binomial.</remarks>
    public static class Binomial
    {
        /// <summary>The logarithm of the probability: log (n over k) + k log p + (n − k) log(1 − p).</summary>
        /// <param name="k">Counts, of an integer or floating type.</param>
        /// <param name="trials">How many trials n, whole numbers.</param>
        /// <param name="probability">How likely each succeeds, p, from 0 to 1.</param>
        /// <returns>A tensor of the broadcast shape.</returns>
        /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
        public static Tensor LogProb(Tensor k, Tensor trials, Tensor probability)
        {
            k = Count(k, probability);
            Tensor n = Count(trials, probability), outside = IsNoCount(k) | (k > n), inside = Ops.Where(outside, 0.0, k), left = n - inside;
            Tensor ways = -Ops.Log1p(n) - Ops.LogBeta(inside + 1.0, left + 1.0);
            return Within(outside, ways + Ops.XLogY(inside, probability) + Ops.XLog1pY(left, -probability));
        }

        /// <summary>The probability of k or less: the incomplete beta function of n − ⌊k⌋, ⌊k⌋ + 1 and 1 − p.</summary>
        /// <inheritdoc cref="LogProb"/>
        public static Tensor Cdf(Tensor k, Tensor trials, Tensor probability)
        {
            k = Autodiff.StopGradient(Ops.Floor(Count(k, probability)));
            Tensor n = Autodiff.StopGradient(Count(trials, probability)), all = k >= n, none = k < 0;
            Tensor left = Ops.Where(all | none, 1.0, n - k), failed = Ops.Where(all | none, 1.0, k + 1.0);
            return Ops.Where(all, 1.0, Ops.Where(none, 0.0, Ops.BetaInc(left, failed, 1.0 - probability)));
        }
    }

    /// <summary>The Bernoulli distribution, of one trial.</summary>
    /// <remarks>SciPy: scipy.stats.bernoulli. JAX: jax.scipy.stats.bernoulli. PyTorch: torch.distributions.Bernoulli.</remarks>
    public static class Bernoulli
    {
        /// <summary>The logarithm of the probability: log p of 1 or true, log(1 − p) of 0 or false.</summary>
        /// <param name="x">Truth values or numbers.</param>
        /// <param name="probability">How likely 1 is, p, from 0 to 1.</param>
        /// <returns>A tensor of the broadcast shape.</returns>
        /// <exception cref="ArgumentException">The shapes do not broadcast.</exception>
        public static Tensor LogProb(Tensor x, Tensor probability)
        {
            x = Count(x, probability);
            Tensor outside = IsNoCount(x) | (x > 1), inside = Ops.Where(outside, 0.0, x);
            return Within(outside, Ops.XLogY(inside, probability) + Ops.XLog1pY(1.0 - inside, -probability));
        }

        /// <summary>The probability of x or less: 0 below 0, 1 − p below 1, then 1.</summary>
        /// <inheritdoc cref="LogProb"/>
        public static Tensor Cdf(Tensor x, Tensor probability)
        {
            x = Count(x, probability);
            return Ops.Where(x < 0, 0.0, Ops.Where(x < 1, 1.0 - probability, 1.0));
        }

        /// <summary>The entropy: −p log p − (1 − p) log(1 − p).</summary>
        /// <param name="probability">How likely 1 is, p, from 0 to 1.</param>
        /// <returns>A tensor of the shape of the probability.</returns>
        public static Tensor Entropy(Tensor probability) => Ops.Entr(probability) + Ops.Entr(1.0 - probability);
    }

    /// <summary>The distribution of classes with the probabilities softmax(logits).</summary>
    /// <remarks>SciPy: scipy.stats.rv_discrete. JAX: distrax.Categorical. PyTorch: torch.distributions.Categorical(logits=...).</remarks>
    public static class Categorical
    {
        /// <summary>The logarithm of the probability of a class.</summary>
        /// <param name="x">Numbers of classes, of an integer type.</param>
        /// <param name="logits">Unnormalized logarithms of probabilities along the last axis; the others broadcast with x.</param>
        /// <returns>A tensor of the broadcast shape without the last axis of the logits.</returns>
        /// <exception cref="ArgumentException">The shapes do not broadcast, or a class does not exist.</exception>
        public static Tensor LogProb(Tensor x, Tensor logits)
        {
            ArgumentNullException.ThrowIfNull(x);
            ArgumentNullException.ThrowIfNull(logits);
            if (logits.Rank == 0) throw new ArgumentException("Categorical: the logits have the classes along the last axis, and are a scalar.", nameof(logits));
            Tensor all = Ops.LogSoftmax(logits), at = Ops.ExpandDims(x, -1);
            Tensor meet = Ops.Where(Ops.Equal(at, at), all, 0.0); // all of them, with the extents that both meet in
            return Ops.Squeeze(Ops.TakeAlongAxis(meet, Ops.BroadcastTo(at, [.. meet.Shape.ToArray()[..^1], 1]), -1), -1);
        }

        /// <summary>The entropy: −Σ p log p.</summary>
        /// <param name="logits">Unnormalized logarithms of probabilities along the last axis.</param>
        /// <returns>A tensor of the shape of the logits without the last axis.</returns>
        public static Tensor Entropy(Tensor logits) => Ops.Sum(Ops.Entr(Ops.Softmax(logits, -1)), -1);
    }
}
