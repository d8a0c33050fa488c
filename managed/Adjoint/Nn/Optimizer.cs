using Adjoint.Interop;
using Adjoint.Memory;
using Adjoint.Native;

namespace Adjoint;

/// <summary>Changes parameters by their gradients. What it remembers of each parameter begins with its first update.</summary>
/// <param name="learningRate">The length of a step; at least 0.</param>
public abstract class Optimizer(double learningRate)
{
    private readonly Dictionary<Parameter, State> _states = new(ReferenceEqualityComparer.Instance);

    /// <summary>The length of a step. May be changed between updates.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The length is below 0.</exception>
    public double LearningRate
    {
        get;
        set => field = AtLeastZero(value, nameof(value));
    } = AtLeastZero(learningRate, nameof(learningRate));

    /// <summary>Changes every parameter of the list. Parameters that were frozen meanwhile stay as they are.</summary>
    /// <param name="gradients">What a transform with <c>weights:</c> returned.</param>
    public void Update(Gradients gradients)
    {
        ArgumentNullException.ThrowIfNull(gradients);
        foreach ((Parameter parameter, Tensor gradient) in gradients)
        {
            if (parameter.IsFrozen) continue;
            using var scope = new TensorScope(); // gives everything back at once but the new value and state, which are in slots
            if (!_states.TryGetValue(parameter, out State? state)) _states.Add(parameter, state = new State());
            state.Steps++;
            parameter.Value = Step(parameter.Value, gradient, state);
        }
    }

    /// <summary>The new value of a parameter.</summary>
    private protected abstract Tensor Step(Tensor value, Tensor gradient, State state);

    private protected static double AtLeastZero(double value, string name)
    {
        if (!(value >= 0)) throw new ArgumentOutOfRangeException(name, value, $"{name} must not be below 0.");
        return value;
    }

    private protected static double Decay(double value, string name)
    {
        if (!(value >= 0 && value < 1)) throw new ArgumentOutOfRangeException(name, value, $"{name} lies from 0 up to, not including, 1.");
        return value;
    }

    /// <summary>What is remembered of one parameter.</summary>
    private protected sealed class State
    {
        private Slot? _first, _second;

        public long Steps { get; set; }

        public Tensor? First
        {
            get => _first?.Value;
            set => Put(ref _first, value!);
        }

        public Tensor Step(AdamRule rule, Tensor value, Tensor gradient, double learningRate)
        {
            Tensor? mean = _first?.Value, squares = _second?.Value;
            Tensor next = rule.Next(value, gradient, ref mean, ref squares, Steps, learningRate);
            Put(ref _first, mean!);
            Put(ref _second, squares!);
            return next;
        }

        private static void Put(ref Slot? slot, Tensor value)
        {
            if (slot is null) slot = new Slot(value);
            else if (slot.Value != value) slot.Value = value;
        }
    }
}

/// <summary>Stochastic gradient descent: v ← momentum v + g, p ← p − rate v.</summary>
/// <param name="learningRate">The length of a step.</param>
/// <param name="momentum">How much of the last direction is kept; 0 for none.</param>
/// <param name="weightDecay">Adds weightDecay · p to the gradient.</param>
/// <param name="nesterov">Whether to step by g + momentum v instead.</param>
public sealed class Sgd(double learningRate, double momentum = 0, double weightDecay = 0, bool nesterov = false) : Optimizer(learningRate)
{
    private readonly double _momentum = Decay(momentum, nameof(momentum));
    private readonly double _weightDecay = AtLeastZero(weightDecay, nameof(weightDecay));

    private protected override Tensor Step(Tensor value, Tensor gradient, State state)
    {
        if (_weightDecay != 0) gradient += _weightDecay * value;
        if (_momentum == 0) return value - LearningRate * gradient;
        Tensor velocity = state.First is null ? gradient : _momentum * state.First + gradient;
        state.First = velocity;
        return value - LearningRate * (nesterov ? gradient + _momentum * velocity : velocity);
    }
}

/// <summary>
/// Adam (Kingma and Ba, "Adam: a method for stochastic optimization", ICLR 2015): steps by the mean of gradients over the root of
/// the mean of their squares, both corrected for starting at zero.
/// </summary>
/// <param name="learningRate">The length of a step.</param>
/// <param name="beta1">How slowly the mean of gradients moves.</param>
/// <param name="beta2">How slowly the mean of squares moves.</param>
/// <param name="epsilon">Added to the root.</param>
/// <param name="weightDecay">Adds weightDecay · p to the gradient.</param>
/// <operation native="adam" formula="p − η m̂ / (√v̂ + ε)" numpy="–" jax="optax.adam" torch="torch.optim.Adam" mindspore="nn.Adam"/>
public sealed class Adam(double learningRate = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8, double weightDecay = 0)
    : Optimizer(learningRate)
{
    private readonly AdamRule _rule = new(
        Decay(beta1, nameof(beta1)), Decay(beta2, nameof(beta2)), AtLeastZero(epsilon, nameof(epsilon)), AtLeastZero(weightDecay, nameof(weightDecay)), decoupled: false);

    private protected override Tensor Step(Tensor value, Tensor gradient, State state) => state.Step(_rule, value, gradient, LearningRate);
}

/// <summary>
/// Adam with the decay of weights apart from the gradient (Loshchilov and Hutter, "Decoupled weight decay regularization", ICLR 2019).
/// </summary>
/// <param name="learningRate">The length of a step.</param>
/// <param name="beta1">How slowly the mean of gradients moves.</param>
/// <param name="beta2">How slowly the mean of squares moves.</param>
/// <param name="epsilon">Added to the root.</param>
/// <param name="weightDecay">Takes rate · weightDecay · p off the parameter.</param>
/// <operation native="adam" formula="p − η m̂ / (√v̂ + ε) − η λ p"
///     numpy="–" jax="optax.adamw" torch="torch.optim.AdamW" mindspore="nn.AdamWeightDecay"/>
public sealed class AdamW(double learningRate = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8, double weightDecay = 1e-2)
    : Optimizer(learningRate)
{
    private readonly AdamRule _rule = new(
        Decay(beta1, nameof(beta1)), Decay(beta2, nameof(beta2)), AtLeastZero(epsilon, nameof(epsilon)), AtLeastZero(weightDecay, nameof(weightDecay)), decoupled: true);

    private protected override Tensor Step(Tensor value, Tensor gradient, State state) => state.Step(_rule, value, gradient, LearningRate);
}

/// <summary>What Adam and AdamW share: one pass of the core over the parameter, its gradient and what is remembered of it.</summary>
internal sealed unsafe class AdamRule(double beta1, double beta2, double epsilon, double weightDecay, bool decoupled)
{
    /// <summary>The new parameter; mean and squares are replaced, or written over where they lie.</summary>
    public Tensor Next(Tensor value, Tensor gradient, ref Tensor? mean, ref Tensor? squares, long step, double learningRate)
    {
        var options = new adj_adam_options
        {
            learning_rate = learningRate,
            beta1 = beta1,
            beta2 = beta2,
            epsilon = epsilon,
            weight_decay = weightDecay,
            decoupled = decoupled ? 1 : 0,
            in_place = 1,
            step = step,
        };
        adj_tensor next, nextMean, nextSquares;
        adj_status status = NativeMethods.adj_adam(
            &options, value.Handle, gradient.Handle, mean?.Handle ?? default, squares?.Handle ?? default, &next, &nextMean, &nextSquares);
        Status.Check(status, value, gradient, mean, squares);
        if (nextMean.id != mean?.Handle.id) mean = Tensor.Adopt(nextMean);
        if (nextSquares.id != squares?.Handle.id) squares = Tensor.Adopt(nextSquares);
        return Tensor.Adopt(next);
    }
}

/// <summary>What is done to gradients before an update.</summary>
public static class GradientClipping
{
    extension(Gradients gradients)
    {
        /// <summary>The root of the sum of all squares.</summary>
        public Tensor GlobalNorm() =>
            Ops.Sqrt(gradients.Tensors.Aggregate((Tensor)0.0, static (sum, g) => sum + Ops.Sum(Ops.Square(g))));

        /// <summary>Shrinks all gradients by one factor so that their norm is at most a limit.</summary>
        /// <param name="maxNorm">The limit, above 0.</param>
        public Gradients ClipByGlobalNorm(double maxNorm)
        {
            if (!(maxNorm > 0)) throw new ArgumentOutOfRangeException(nameof(maxNorm), maxNorm, "The largest norm lies above 0.");
            Tensor factor = Ops.Minimum(1.0, maxNorm / (gradients.GlobalNorm() + 1e-12));
            return gradients.Select(g => g * Ops.Cast(factor, g.DType));
        }
    }
}
