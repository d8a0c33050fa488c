using System.Globalization;

namespace Adjoint;

// Distributions with parameters, which may be tensors. What is a function of the parameters passes derivatives to them.
public sealed partial class RandomKey
{
    /// <summary>Draws from [low, high).</summary>
    /// <param name="low">The lower bound.</param>
    /// <param name="high">The upper bound.</param>
    /// <param name="shape">The extents; those that the parameters broadcast to if left out.</param>
    /// <returns>A tensor of the parameters' type, the default type for numbers. Its change is (1 − u) dlow + u dhigh.</returns>
    /// <exception cref="ArgumentException">The parameters do not broadcast to the shape.</exception>
    /// <operation formula="uniform in [a, b)" numpy="Generator.uniform" jax="jax.random.uniform" torch="Uniform.rsample" mindspore="ops.uniform"/>
    public Tensor Uniform(Tensor low, Tensor high, Shape? shape = null)
    {
        var (extents, type) = Common(nameof(Uniform), shape, low, high);
        return low + (high - low) * Uniform(extents, type);
    }

    /// <summary>Draws from the normal distribution of a mean and a standard deviation.</summary>
    /// <param name="mean">The mean.</param>
    /// <param name="deviation">The standard deviation.</param>
    /// <param name="shape">The extents; those that the parameters broadcast to if left out.</param>
    /// <returns>A tensor of the parameters' type, the default type for numbers. With the standard normal z its change is dmean + z ddeviation.</returns>
    /// <exception cref="ArgumentException">The parameters do not broadcast to the shape.</exception>
    /// <operation formula="normal, mean μ, deviation σ" numpy="Generator.normal" jax="jax.random.normal" torch="torch.normal" mindspore="ops.normal"/>
    public Tensor Normal(Tensor mean, Tensor deviation, Shape? shape = null)
    {
        var (extents, type) = Common(nameof(Normal), shape, mean, deviation);
        return mean + deviation * Normal(extents, type);
    }

    /// <summary>Draws vectors from the normal distribution of a mean and a covariance L Lᵀ.</summary>
    /// <param name="mean">The mean, of shape [n].</param>
    /// <param name="factor">L, such as the Cholesky factor of the covariance, of shape [n, n].</param>
    /// <param name="shape">The extents before that of the vectors; none if left out.</param>
    /// <returns>Vectors along the last axis. With the standard normal z their change is dmean + dL z.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    /// <operation formula="μ + L z" numpy="Generator.multivariate_normal" jax="jax.random.multivariate_normal" torch="MultivariateNormal.rsample" mindspore="–"/>
    public Tensor MultivariateNormal(Tensor mean, Tensor factor, Shape? shape = null)
    {
        Require(nameof(MultivariateNormal), mean, factor);
        if (mean.Rank != 1 || factor.Rank != 2 || factor.Shape[0] != mean.Shape[0] || factor.Shape[1] != mean.Shape[0])
        {
            throw new ArgumentException(
                $"MultivariateNormal: a factor of shape {factor.ShapeText} does not fit a mean of shape {mean.ShapeText}; they need shapes [n, n] and [n].");
        }

        Tensor standard = Normal([.. shape?.ToArray() ?? [], mean.Shape[0]], TypeOf(mean, factor));
        return mean + Ops.MatMul(standard, Ops.Transpose(factor));
    }

    /// <summary>Draws true with a probability.</summary>
    /// <param name="probability">From 0 to 1.</param>
    /// <param name="shape">The extents; that of the probability if left out.</param>
    /// <returns>A bool tensor. No derivative passes.</returns>
    /// <exception cref="ArgumentException">The probability does not broadcast to the shape.</exception>
    /// <operation formula="true with probability p" numpy="–" jax="jax.random.bernoulli" torch="torch.bernoulli" mindspore="ops.bernoulli"/>
    public Tensor Bernoulli(Tensor probability, Shape? shape = null)
    {
        var (extents, type) = Common(nameof(Bernoulli), shape, probability);
        return Uniform(extents, type) < probability;
    }

    /// <summary>Draws the numbers of classes with the probabilities softmax(<paramref name="logits"/>).</summary>
    /// <param name="logits">Unnormalized logarithms of probabilities, such as <c>Log(p)</c>.</param>
    /// <param name="axis">The axis of the classes; negative counts from the end.</param>
    /// <param name="shape">Extents of independent draws, before those of the logits; one draw if left out.</param>
    /// <returns>An int64 tensor, without the axis. No derivative passes.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The axis is not one of the logits.</exception>
    /// <operation formula="a class with probability softmax(x)" numpy="–" jax="jax.random.categorical" torch="Categorical.sample" mindspore="ops.multinomial"/>
    public Tensor Categorical(Tensor logits, int axis = -1, Shape? shape = null)
    {
        Require(nameof(Categorical), logits);
        int at = logits.Axis(axis, nameof(Categorical));
        // The largest of the logits, each with a Gumbel variable added, is a class with its probability.
        Tensor noise = Gumbel(0.0, 1.0, [.. shape?.ToArray() ?? [], .. logits.Shape]).Cast(TypeOf(logits));
        return Ops.ArgMax(logits + noise, at - logits.Rank);
    }

    /// <summary>Draws slices of a tensor along an axis.</summary>
    /// <param name="x">Any shape but a scalar.</param>
    /// <param name="count">How many.</param>
    /// <param name="replace">Whether a slice may come more than once.</param>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <param name="probabilities">How likely each slice is, up to a common factor; each alike if null. Only with replacement.</param>
    /// <returns>The slices. Their change is that of the slices taken.</returns>
    /// <exception cref="ArgumentException">There are not so many different slices, or the probabilities do not fit.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The axis is not one of x, or the count is negative.</exception>
    /// <operation formula="some of x" numpy="Generator.choice" jax="jax.random.choice" torch="torch.multinomial" mindspore="–"/>
    public Tensor Choice(Tensor x, long count, bool replace = true, int axis = 0, Tensor? probabilities = null)
    {
        Require(nameof(Choice), x);
        int at = x.Axis(axis, nameof(Choice));
        long extent = x.Shape[at];
        if (count < 0) throw new ArgumentOutOfRangeException(nameof(count), FormattableString.Invariant($"Choice: the count is {count}; it must not be negative."));
        if (count > 0 && (extent == 0 || (!replace && count > extent)))
            throw new ArgumentException(FormattableString.Invariant($"Choice: an extent of {extent} has no {count} slices to draw."));
        if (probabilities is null) return Ops.Take(x, replace ? Integers(0, Math.Max(extent, 1), count) : Permutation(extent)[..(int)count], at);
        if (!replace) throw new ArgumentException("Choice: probabilities are for draws with replacement.");
        if (probabilities.Rank != 1 || probabilities.Shape[0] != extent)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"Choice: probabilities of shape {probabilities.ShapeText} do not fit an extent of {extent}."));
        }

        return Ops.Take(x, Categorical(Ops.Log(probabilities), 0, [count]), at);
    }

    /// <summary>The slices of a tensor along an axis in a random order.</summary>
    /// <param name="x">Any shape but a scalar.</param>
    /// <param name="axis">The axis; negative counts from the end.</param>
    /// <returns>A tensor of the same shape. Its change is that of the slices.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The axis is not one of x.</exception>
    /// <operation formula="x in random order" numpy="Generator.permutation" jax="jax.random.permutation" torch="–" mindspore="ops.shuffle"/>
    public Tensor Permutation(Tensor x, int axis = 0)
    {
        Require(nameof(Permutation), x);
        int at = x.Axis(axis, nameof(Permutation));
        return Ops.Take(x, Permutation(x.Shape[at]), at);
    }

    /// <summary>Draws from the Gumbel distribution, that of the largest of many: m − s log(−log u).</summary>
    /// <param name="location">Where its peak is.</param>
    /// <param name="scale">How wide it is.</param>
    /// <param name="shape">The extents; those that the parameters broadcast to if left out.</param>
    /// <returns>A tensor of the parameters' type, the default type for numbers. Its change is that of the formula.</returns>
    /// <exception cref="ArgumentException">The parameters do not broadcast to the shape.</exception>
    /// <operation formula="m − s ln(−ln u)" numpy="Generator.gumbel" jax="jax.random.gumbel" torch="Gumbel.rsample" mindspore="–"/>
    public Tensor Gumbel(Tensor location, Tensor scale, Shape? shape = null)
    {
        var (extents, type) = Common(nameof(Gumbel), shape, location, scale);
        return location - scale * Ops.Log(Standard(extents, type));
    }

    /// <summary>Draws from the exponential distribution of a rate: −log(1 − u) / rate.</summary>
    /// <param name="rate">How often something happens in a unit of time; its inverse is the mean.</param>
    /// <param name="shape">The extents; that of the rate if left out.</param>
    /// <returns>A tensor of the rate's type, the default type for a number. Its change is −y drate / rate.</returns>
    /// <exception cref="ArgumentException">The rate does not broadcast to the shape.</exception>
    /// <operation formula="−ln(1 − u) / λ" numpy="Generator.exponential" jax="jax.random.exponential" torch="Exponential.rsample" mindspore="–"/>
    public Tensor Exponential(Tensor rate, Shape? shape = null)
    {
        var (extents, type) = Common(nameof(Exponential), shape, rate);
        return -Ops.Log1p(-Uniform(extents, type)) / rate;
    }

    /// <summary>Draws from the Laplace distribution: the difference of two exponential variables, scaled.</summary>
    /// <param name="location">The mean.</param>
    /// <param name="scale">The mean distance from it.</param>
    /// <param name="shape">The extents; those that the parameters broadcast to if left out.</param>
    /// <returns>A tensor of the parameters' type, the default type for numbers. With the standard variable z its change is dlocation + z dscale.</returns>
    /// <exception cref="ArgumentException">The parameters do not broadcast to the shape.</exception>
    /// <operation formula="m + s (e₁ − e₂), e exponential" numpy="Generator.laplace" jax="jax.random.laplace" torch="Laplace.rsample" mindspore="ops.laplace"/>
    public Tensor Laplace(Tensor location, Tensor scale, Shape? shape = null)
    {
        var (extents, type) = Common(nameof(Laplace), shape, location, scale);
        var (first, second) = Split();
        return location + scale * (first.Standard(extents, type) - second.Standard(extents, type));
    }

    /// <summary>Draws from the Cauchy distribution: m + s tan(π (u − 1/2)).</summary>
    /// <param name="location">The median.</param>
    /// <param name="scale">Half the distance between the quartiles.</param>
    /// <param name="shape">The extents; those that the parameters broadcast to if left out.</param>
    /// <returns>A tensor of the parameters' type, the default type for numbers. With the standard variable z its change is dlocation + z dscale.</returns>
    /// <exception cref="ArgumentException">The parameters do not broadcast to the shape.</exception>
    /// <operation formula="m + s tan(π (u − 1/2))" numpy="Generator.standard_cauchy" jax="jax.random.cauchy" torch="Cauchy.rsample" mindspore="–"/>
    public Tensor Cauchy(Tensor location, Tensor scale, Shape? shape = null)
    {
        var (extents, type) = Common(nameof(Cauchy), shape, location, scale);
        return location + scale * Ops.Tan((Uniform(extents, type) - 0.5) * Math.PI);
    }

    /// <summary>Draws from the logistic distribution: m + s log(u / (1 − u)).</summary>
    /// <param name="location">The mean.</param>
    /// <param name="scale">How wide it is.</param>
    /// <param name="shape">The extents; those that the parameters broadcast to if left out.</param>
    /// <returns>A tensor of the parameters' type, the default type for numbers. With the standard variable z its change is dlocation + z dscale.</returns>
    /// <exception cref="ArgumentException">The parameters do not broadcast to the shape.</exception>
    /// <operation formula="m + s ln(u / (1 − u))" numpy="Generator.logistic" jax="jax.random.logistic" torch="–" mindspore="–"/>
    public Tensor Logistic(Tensor location, Tensor scale, Shape? shape = null)
    {
        var (extents, type) = Common(nameof(Logistic), shape, location, scale);
        Tensor u = Ops.Maximum(Uniform(extents, type), LeastUniform);
        return location + scale * (Ops.Log(u) - Ops.Log1p(-u));
    }

    // Half the distance of float32's uniform numbers: in the place of 0 where a logarithm is taken.
    private const double LeastUniform = 1.0 / (1 << 25);

    // Exponential variables of rate 1, none of them 0.
    private Tensor Standard(long[] extents, DType type) => -Ops.Log1p(-Ops.Maximum(Uniform(extents, type), LeastUniform));

    private static void Require(string operation, params ReadOnlySpan<Tensor> parameters)
    {
        foreach (Tensor parameter in parameters) _ = Tensor.HandleOf(parameter, operation, "parameter");
    }

    // The shape of a draw and the type of its numbers: that of the parameters that have one of their own, else the default type.
    private static (long[] Shape, DType Type) Common(string operation, Shape? shape, params ReadOnlySpan<Tensor> parameters)
    {
        Require(operation, parameters);
        long[] extents = shape?.ToArray() ?? [];
        foreach (Tensor parameter in parameters) extents = Broadcast(operation, extents, parameter, isGiven: shape is not null);
        return (extents, TypeOf(parameters));
    }

    private static DType TypeOf(params ReadOnlySpan<Tensor> parameters)
    {
        DType? common = null;
        foreach (Tensor parameter in parameters)
        {
            if (parameter.IsWeak || !parameter.DType.IsFloating) continue;
            common = common is { } other ? DTypes.Promote(other, parameter.DType) : parameter.DType;
        }

        return common ?? DType.Default;
    }

    private static long[] Broadcast(string operation, long[] extents, Tensor parameter, bool isGiven)
    {
        long[] other = parameter.Shape.ToArray();
        long[] result = new long[Math.Max(extents.Length, other.Length)];
        for (int i = 1; i <= result.Length; i++)
        {
            long a = i <= extents.Length ? extents[^i] : 1, b = i <= other.Length ? other[^i] : 1;
            if ((isGiven && (i > extents.Length || (b != 1 && b != a))) || (a != b && a != 1 && b != 1))
            {
                throw new ArgumentException(
                    $"{operation}: a parameter of shape {parameter.ShapeText} does not broadcast to [{string.Join(", ", extents.Select(static e => e.ToString(CultureInfo.InvariantCulture)))}].");
            }

            result[^i] = a == 1 ? b : a;
        }

        return isGiven ? extents : result;
    }
}
