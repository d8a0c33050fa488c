using Adjoint.Interop;
using Adjoint.Native;

namespace Adjoint;

// Gamma variables, counts, and what is made of them.
public sealed unsafe partial class RandomKey
{
    /// <summary>Draws from the gamma distribution (Marsaglia and Tsang).</summary>
    /// <param name="alpha">The shape of the distribution, above zero.</param>
    /// <param name="rate">The inverse of the scale; 1 if null.</param>
    /// <param name="shape">The extents; those that the parameters broadcast to if left out.</param>
    /// <returns>
    /// A tensor of the parameters' type, the default type for numbers; NaN where alpha is negative. Its change with alpha is −(∂P/∂α) / p at
    /// what was drawn (implicit reparameterisation, Figurnov et al. 2018), twice at most; with the rate it is −y drate / rate.
    /// </returns>
    /// <exception cref="ArgumentException">The parameters do not broadcast to the shape, or a third derivative by alpha is asked for.</exception>
    /// <operation native="random_gamma" formula="gamma, shape α, rate β" numpy="Generator.gamma" jax="jax.random.gamma" torch="Gamma.rsample" mindspore="ops.random_gamma"/>
    public Tensor Gamma(Tensor alpha, Tensor? rate = null, Shape? shape = null)
    {
        Tensor[] parameters = rate is null ? [alpha] : [alpha, rate];
        var (extents, type) = Common(nameof(Gamma), shape, parameters);
        adj_tensor result;
        Tensor key = ToTensor(), order = Ops.Cast(alpha, type);
        Tensor standard;
        fixed (long* dims = extents)
        {
            adj_status status = NativeMethods.adj_random_gamma(Tensor.HandleOf(key), Tensor.HandleOf(order), dims, extents.Length, &result);
            standard = Status.Result(status, result, key, order);
        }

        return rate is null ? standard : standard / rate;
    }

    /// <summary>Draws logarithms of gamma variables of rate 1, the same as <see cref="Gamma"/> draws, which do not underflow where alpha is small.</summary>
    /// <param name="alpha">The shape of the distribution, above zero.</param>
    /// <param name="shape">The extents; those of alpha if left out.</param>
    /// <returns>A tensor of alpha's type, the default type for a number. Its change is that of the logarithm of the gamma variable, twice at most.</returns>
    /// <exception cref="ArgumentException">Alpha does not broadcast to the shape, or a third derivative by it is asked for.</exception>
    /// <operation native="random_log_gamma" formula="ln of a gamma variable" numpy="–" jax="jax.random.loggamma" torch="–" mindspore="–"/>
    public Tensor LogGamma(Tensor alpha, Shape? shape = null)
    {
        var (extents, type) = Common(nameof(LogGamma), shape, alpha);
        adj_tensor result;
        Tensor key = ToTensor(), order = Ops.Cast(alpha, type);
        fixed (long* dims = extents)
        {
            adj_status status = NativeMethods.adj_random_log_gamma(Tensor.HandleOf(key), Tensor.HandleOf(order), dims, extents.Length, &result);
            return Status.Result(status, result, key, order);
        }
    }

    /// <summary>Draws from the beta distribution: x / (x + y) of gamma variables.</summary>
    /// <param name="alpha">The first shape of the distribution, above zero.</param>
    /// <param name="beta">The second shape, above zero.</param>
    /// <param name="shape">The extents; those that the parameters broadcast to if left out.</param>
    /// <returns>A tensor of the parameters' type, the default type for numbers. Its change is that of the gamma variables, twice at most.</returns>
    /// <exception cref="ArgumentException">The parameters do not broadcast to the shape, or a third derivative is asked for.</exception>
    /// <operation formula="g₁ / (g₁ + g₂), g gamma" numpy="Generator.beta" jax="jax.random.beta" torch="Beta.rsample" mindspore="–"/>
    public Tensor Beta(Tensor alpha, Tensor beta, Shape? shape = null)
    {
        var (extents, type) = Common(nameof(Beta), shape, alpha, beta);
        var (first, second) = Split();
        Tensor difference = first.LogGamma(Ops.Cast(alpha, type), new Shape(extents)) - second.LogGamma(Ops.Cast(beta, type), new Shape(extents));
        return Ops.Sigmoid(difference);
    }

    /// <summary>Draws from the Dirichlet distribution: probabilities that are in proportion to gamma variables.</summary>
    /// <param name="alpha">The shapes of the distribution along the last axis, above zero.</param>
    /// <param name="shape">The extents before the last; those of alpha if left out.</param>
    /// <returns>A tensor of alpha's type that sums to 1 along the last axis. Its change is that of the gamma variables, twice at most.</returns>
    /// <exception cref="ArgumentException">Alpha is a scalar or does not broadcast, or a third derivative is asked for.</exception>
    /// <operation formula="g / Σ g, g gamma" numpy="Generator.dirichlet" jax="jax.random.dirichlet" torch="Dirichlet.rsample" mindspore="–"/>
    public Tensor Dirichlet(Tensor alpha, Shape? shape = null)
    {
        Require(nameof(Dirichlet), alpha);
        if (alpha.Rank == 0) throw new ArgumentException("Dirichlet: alpha has its shapes along the last axis, and is a scalar.", nameof(alpha));
        Shape? extents = shape is { } given ? new Shape([.. given, alpha.Shape[^1]]) : null;
        return Ops.Softmax(LogGamma(alpha, extents), -1);
    }

    /// <summary>Draws from the chi-square distribution, that of a sum of squares of normal variables.</summary>
    /// <param name="freedom">How many, above zero; not only whole numbers.</param>
    /// <param name="shape">The extents; those of the parameter if left out.</param>
    /// <returns>A tensor of the parameter's type, the default type for a number. Its change is that of a gamma variable, twice at most.</returns>
    /// <exception cref="ArgumentException">The parameter does not broadcast to the shape, or a third derivative is asked for.</exception>
    /// <operation formula="2 g, g gamma of shape ν / 2" numpy="Generator.chisquare" jax="jax.random.chisquare" torch="Chi2.rsample" mindspore="–"/>
    public Tensor ChiSquare(Tensor freedom, Shape? shape = null)
    {
        var (extents, type) = Common(nameof(ChiSquare), shape, freedom);
        return Gamma(Ops.Cast(freedom, type) / 2, null, new Shape(extents)) * 2;
    }

    /// <summary>Draws from Student's t distribution: a normal variable over the root of a mean of squares.</summary>
    /// <param name="freedom">How many squares, above zero; not only whole numbers.</param>
    /// <param name="shape">The extents; those of the parameter if left out.</param>
    /// <returns>A tensor of the parameter's type, the default type for a number. Its change is that of a gamma variable, twice at most.</returns>
    /// <exception cref="ArgumentException">The parameter does not broadcast to the shape, or a third derivative is asked for.</exception>
    /// <operation formula="z / √(χ² / ν)" numpy="Generator.standard_t" jax="jax.random.t" torch="StudentT.rsample" mindspore="–"/>
    public Tensor StudentT(Tensor freedom, Shape? shape = null)
    {
        var (extents, type) = Common(nameof(StudentT), shape, freedom);
        var (first, second) = Split();
        Tensor half = Ops.Cast(freedom, type) / 2;
        return first.Normal(extents, type) * Ops.Exp((Ops.Log(half) - second.LogGamma(half, new Shape(extents))) / 2);
    }

    /// <summary>Draws from a normal distribution between two bounds, by its quantile.</summary>
    /// <param name="mean">The mean without bounds.</param>
    /// <param name="deviation">The standard deviation without bounds.</param>
    /// <param name="lower">The lower bound, of the numbers drawn; may be −∞.</param>
    /// <param name="upper">The upper bound, which may be ∞.</param>
    /// <param name="shape">The extents; those that the parameters broadcast to if left out.</param>
    /// <returns>A tensor of the parameters' type, the default type for numbers. Its change is that of the quantile.</returns>
    /// <exception cref="ArgumentException">The parameters do not broadcast to the shape.</exception>
    /// <operation formula="normal, between bounds" numpy="scipy.stats.truncnorm.rvs" jax="jax.random.truncated_normal" torch="nn.init.trunc_normal_" mindspore="–"/>
    public Tensor TruncatedNormal(Tensor mean, Tensor deviation, Tensor lower, Tensor upper, Shape? shape = null)
    {
        var (extents, type) = Common(nameof(TruncatedNormal), shape, mean, deviation, lower, upper);
        return Distributions.TruncatedNormal.Quantile(Uniform(extents, type), mean, deviation, lower, upper);
    }

    /// <summary>Draws how often something happens that does so a number of times on average (inversion; from a mean of 10 on Hörmann's PTRS).</summary>
    /// <param name="mean">How often on average, from 0 to 2⁶⁰.</param>
    /// <param name="shape">The extents; those of the mean if left out.</param>
    /// <returns>An int64 tensor. No derivative passes.</returns>
    /// <exception cref="ArgumentException">The mean does not broadcast to the shape, or lies outside its bounds.</exception>
    /// <operation native="random_poisson" formula="k with probability e^(−μ) μᵏ / k!" numpy="Generator.poisson" jax="jax.random.poisson" torch="torch.poisson" mindspore="ops.random_poisson"/>
    public Tensor Poisson(Tensor mean, Shape? shape = null)
    {
        var (extents, _) = Common(nameof(Poisson), shape, mean);
        adj_tensor result;
        Tensor key = ToTensor();
        fixed (long* dims = extents)
        {
            adj_status status = NativeMethods.adj_random_poisson(Tensor.HandleOf(key), Tensor.HandleOf(mean), dims, extents.Length, &result);
            return Status.Result(status, result, key, mean);
        }
    }

    /// <summary>Draws how many of a number of trials succeed (inversion; from a mean of 10 on Hörmann's BTRS).</summary>
    /// <param name="trials">How many, whole numbers from 0 to 2⁵³.</param>
    /// <param name="probability">How likely each succeeds, from 0 to 1.</param>
    /// <param name="shape">The extents; those that the parameters broadcast to if left out.</param>
    /// <returns>An int64 tensor. No derivative passes.</returns>
    /// <exception cref="ArgumentException">The parameters do not broadcast to the shape, or lie outside their bounds.</exception>
    /// <operation native="random_binomial" formula="k with probability (n over k) pᵏ (1 − p)ⁿ⁻ᵏ" numpy="Generator.binomial" jax="jax.random.binomial" torch="torch.binomial" mindspore="ops.random_binomial"/>
    public Tensor Binomial(Tensor trials, Tensor probability, Shape? shape = null)
    {
        var (extents, _) = Common(nameof(Binomial), shape, trials, probability);
        adj_tensor result;
        Tensor key = ToTensor();
        fixed (long* dims = extents)
        {
            adj_status status = NativeMethods.adj_random_binomial(
                Tensor.HandleOf(key), Tensor.HandleOf(trials), Tensor.HandleOf(probability), dims, extents.Length, &result);
            return Status.Result(status, result, (ReadOnlySpan<Tensor?>)[key, trials, probability]);
        }
    }

    /// <summary>Draws how many trials fail before a number of them have succeeded.</summary>
    /// <param name="successes">How many, above zero; not only whole numbers.</param>
    /// <param name="probability">How likely each succeeds, above 0 and up to 1.</param>
    /// <param name="shape">The extents; those that the parameters broadcast to if left out.</param>
    /// <returns>An int64 tensor. No derivative passes.</returns>
    /// <exception cref="ArgumentException">The parameters do not broadcast to the shape, or lie outside their bounds.</exception>
    /// <operation formula="k with probability (k + r − 1 over k) pʳ (1 − p)ᵏ" numpy="Generator.negative_binomial" jax="–" torch="NegativeBinomial.sample" mindspore="–"/>
    public Tensor NegativeBinomial(Tensor successes, Tensor probability, Shape? shape = null)
    {
        var (extents, _) = Common(nameof(NegativeBinomial), shape, successes, probability);
        var (first, second) = Split();
        Tensor p = Autodiff.StopGradient(Ops.Cast(probability, DType.Float64));
        Tensor r = Autodiff.StopGradient(Ops.Cast(successes, DType.Float64));
        // In a batch of keys the means begin with the extents of the keys already: each key draws for its own.
        return EachPoisson(second, first.Gamma(r, null, new Shape(extents)) * ((1 - p) / p));
    }

    private static Tensor EachPoisson(RandomKey key, Tensor means) =>
        key.IsBatch ? Autodiff.Vmap<RandomKey, Tensor, Tensor>(EachPoisson)(key, means) : key.Poisson(means);

    /// <summary>Draws the number of the first trial that succeeds, from 1 on.</summary>
    /// <param name="probability">How likely each succeeds, above 0 and up to 1.</param>
    /// <param name="shape">The extents; those of the probability if left out.</param>
    /// <returns>An int64 tensor. No derivative passes.</returns>
    /// <exception cref="ArgumentException">The probability does not broadcast to the shape.</exception>
    /// <operation formula="k with probability p (1 − p)ᵏ⁻¹" numpy="Generator.geometric" jax="jax.random.geometric" torch="–" mindspore="–"/>
    public Tensor Geometric(Tensor probability, Shape? shape = null)
    {
        var (extents, _) = Common(nameof(Geometric), shape, probability);
        Tensor failures = Ops.Log1p(-Uniform(extents, DType.Float64)) / Ops.Log1p(-Ops.Cast(probability, DType.Float64));
        return Ops.Cast(Ops.Floor(failures), DType.Int64) + 1;
    }

    /// <summary>Draws orthogonal matrices, each as likely (Haar's measure): Q of the QR decomposition of normal variables.</summary>
    /// <param name="n">The number of rows and columns.</param>
    /// <param name="shape">The extents before those of the matrices; none if left out.</param>
    /// <param name="dtype">A floating type; the default type if null.</param>
    /// <returns>Matrices in the last two dimensions.</returns>
    /// <exception cref="ArgumentOutOfRangeException">n is negative.</exception>
    /// <operation formula="Q of Z = Q R, Z normal, diag R > 0" numpy="scipy.stats.ortho_group.rvs" jax="jax.random.orthogonal" torch="nn.init.orthogonal_" mindspore="–"/>
    public Tensor Orthogonal(long n, Shape? shape = null, DType? dtype = null)
    {
        if (n < 0) throw new ArgumentOutOfRangeException(nameof(n), FormattableString.Invariant($"Orthogonal: a matrix has no {n} rows."));
        return Ops.QR(Normal([.. shape?.ToArray() ?? [], n, n], dtype ?? DType.Default)).Q;
    }

    /// <summary>Points of a Sobol sequence, which fill the cube [0, 1)ᵈ more evenly than random ones.</summary>
    /// <param name="count">How many points: powers of 2 are spread best.</param>
    /// <param name="dimensions">From 1 to 256.</param>
    /// <param name="first">The number of the first point, so that a sequence can be gone on with.</param>
    /// <param name="scramble">Whether the key scrambles the digits (Matoušek's linear scramble and a random shift): each point is then uniform.</param>
    /// <param name="dtype">A floating type; the default type if null.</param>
    /// <returns>The points as rows, in Gray code's order, by the direction numbers of Joe and Kuo (new-joe-kuo-6.21201).</returns>
    /// <exception cref="ArgumentOutOfRangeException">There are no such points.</exception>
    /// <operation native="random_sobol" formula="points of a Sobol sequence" numpy="scipy.stats.qmc.Sobol" jax="–" torch="quasirandom.SobolEngine" mindspore="–"/>
    public Tensor Sobol(long count, int dimensions, long first = 0, bool scramble = true, DType? dtype = null)
    {
        adj_tensor result;
        Tensor key = ToTensor();
        adj_status status = NativeMethods.adj_random_sobol(
            Tensor.HandleOf(key), count, dimensions, first, scramble ? 1 : 0, (adj_dtype)(dtype ?? DType.Default), &result);
        return Status.Result(status, result, key);
    }
}
