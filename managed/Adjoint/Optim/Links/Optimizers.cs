using static Adjoint.Ops;

namespace Adjoint;

/// <summary>
/// The links that optimizers are made of. What the last one gives is taken off the parameters, p ← p − u: nowhere a sign has to be turned.
/// </summary>
/// <example>
/// <code>
/// using static Adjoint.Optimizers;
///
/// Optimizer optimizer = Chain(ClipByGlobalNorm(1), new AdamW(1e-3));
/// Optimizer same = Chain(ClipByGlobalNorm(1), ScaleByAdam(), AddDecayedWeights(1e-2), ScaleBySchedule(1e-3));
/// </code>
/// </example>
public static partial class Optimizers
{
    /// <summary>Links one behind the other: each takes what the one before has made of the gradients.</summary>
    /// <param name="links">The links, at least one. An <see cref="Optimizer"/> at the end steps; elsewhere its step is what the next link takes.</param>
    /// <returns>An optimizer. What link i remembers has names that begin with "i.".</returns>
    /// <exception cref="ArgumentException">There is no link.</exception>
    public static Optimizer Chain(params ReadOnlySpan<GradientTransform> links)
    {
        if (links.IsEmpty) throw new ArgumentException("Chain: there has to be a link.", nameof(links));
        foreach (GradientTransform link in links)
            ArgumentNullException.ThrowIfNull(link, nameof(links));
        return new OptimizerChain(links.ToArray());
    }

    /// <summary>Shrinks all gradients by one factor so that the norm of all of them together is at most a limit.</summary>
    /// <param name="maxNorm">The limit, above 0.</param>
    /// <returns>A link.</returns>
    public static GradientTransform ClipByGlobalNorm(double maxNorm) => new GlobalNormClip(maxNorm);

    /// <summary>Shrinks each gradient so that its own norm is at most a limit.</summary>
    /// <param name="maxNorm">The limit, above 0.</param>
    /// <returns>A link.</returns>
    public static GradientTransform ClipByNorm(double maxNorm)
    {
        _ = Limits.Positive(maxNorm);
        return new StatelessTransform((gradient, _) => Tree.ClipByNorm(gradient, maxNorm));
    }

    /// <summary>Brings each element of the gradients between −limit and limit.</summary>
    /// <param name="limit">The limit, above 0.</param>
    /// <returns>A link, for floating parameters.</returns>
    public static GradientTransform ClipByValue(double limit)
    {
        _ = Limits.Positive(limit);
        return new StatelessTransform((gradient, _) => Clip(gradient, -limit, limit));
    }

    /// <summary>Adds weightDecay · p. Before a rule it joins the gradient; behind it, and before the rate, it is decoupled.</summary>
    /// <param name="weightDecay">How much of the parameter is added; at least 0.</param>
    /// <param name="mask">Takes the name and value of a parameter and says whether it decays; all do if it is left out.</param>
    /// <returns>A link.</returns>
    public static GradientTransform AddDecayedWeights(double weightDecay, Func<string, Tensor, bool>? mask = null)
    {
        _ = Limits.AtLeast(0.0, weightDecay);
        var link = new StatelessTransform((gradient, value) => gradient + weightDecay * value);
        return mask is null ? link : Masked(link, mask);
    }

    /// <summary>A link for some of the parameters; the gradients of the others pass as they are.</summary>
    /// <param name="link">The link.</param>
    /// <param name="mask">Takes the name and value of a parameter and says whether the link is for it, the same each time.</param>
    /// <returns>A link.</returns>
    public static GradientTransform Masked(GradientTransform link, Func<string, Tensor, bool> mask)
    {
        ArgumentNullException.ThrowIfNull(link);
        ArgumentNullException.ThrowIfNull(mask);
        return new MaskedTransform(link, mask);
    }

    /// <summary>Multiplies by a number.</summary>
    /// <param name="factor">The number.</param>
    /// <returns>A link.</returns>
    public static GradientTransform Scale(double factor) => new StatelessTransform((gradient, _) => factor * gradient);

    /// <summary>Multiplies by a learning rate, which becomes that of the chain.</summary>
    /// <param name="learningRate">A number, or a schedule.</param>
    /// <returns>A link.</returns>
    public static GradientTransform ScaleBySchedule(Schedule learningRate) => new Sgd(learningRate);

    /// <summary>Multiplies what is made of a parameter by the norm of it, over its own norm, as in <see cref="Lamb"/>; by 1 where one of both is 0.</summary>
    /// <returns>A link, for floating parameters.</returns>
    public static GradientTransform ScaleByTrustRatio() => new StatelessTransform(LambRule.WithTrust);

    /// <summary>Momentum as in <see cref="Sgd"/>.</summary>
    /// <param name="momentum">How much of the last direction is kept.</param>
    /// <param name="nesterov">Whether to look ahead.</param>
    /// <param name="dampening">How much of a new gradient is left out.</param>
    /// <returns>A link.</returns>
    public static GradientTransform Momentum(double momentum = 0.9, bool nesterov = false, double dampening = 0) => new MomentumRule(momentum, dampening, nesterov);

    /// <summary>The direction of <see cref="Adam"/>.</summary>
    /// <param name="beta1">How slowly the mean of gradients moves.</param>
    /// <param name="beta2">How slowly the mean of squares moves.</param>
    /// <param name="epsilon">Added to the root.</param>
    /// <param name="amsgrad">Whether to divide by the largest mean of squares so far.</param>
    /// <returns>A link.</returns>
    public static GradientTransform ScaleByAdam(double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8, bool amsgrad = false) =>
        new AdamRule(beta1, beta2, epsilon, amsgrad);

    /// <summary>The direction of <see cref="RmsProp"/>.</summary>
    /// <param name="decay">How slowly the mean of squares moves.</param>
    /// <param name="epsilon">Added to the root.</param>
    /// <param name="centered">Whether to divide by the deviation of gradients.</param>
    /// <returns>A link.</returns>
    public static GradientTransform ScaleByRms(double decay = 0.99, double epsilon = 1e-8, bool centered = false) => new RmsPropRule(decay, epsilon, centered: centered);

    /// <summary>The direction of <see cref="Adagrad"/>.</summary>
    /// <param name="initialSum">What the sum of squares begins with.</param>
    /// <param name="epsilon">Added to the root.</param>
    /// <returns>A link.</returns>
    public static GradientTransform ScaleByAdagrad(double initialSum = 0, double epsilon = 1e-10) => new AdagradRule(0, initialSum, epsilon);

    /// <summary>The direction of <see cref="Lion"/>.</summary>
    /// <param name="beta1">How much of the mean is in the direction.</param>
    /// <param name="beta2">How slowly the mean moves.</param>
    /// <returns>A link.</returns>
    public static GradientTransform ScaleByLion(double beta1 = 0.9, double beta2 = 0.99) => new LionRule(beta1, beta2);

    /// <summary>The direction of <see cref="Muon"/>.</summary>
    /// <param name="momentum">How slowly the mean of gradients moves.</param>
    /// <param name="nesterov">Whether to look ahead.</param>
    /// <returns>A link, for matrices.</returns>
    public static GradientTransform ScaleByMuon(double momentum = 0.95, bool nesterov = true) => new MuonRule(momentum, nesterov);
}
