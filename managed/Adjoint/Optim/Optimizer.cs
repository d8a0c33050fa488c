using System.Globalization;

namespace Adjoint;

/// <summary>
/// Changes parameters by their gradients: those of modules where they are (<see cref="Update(Gradients)"/>), or trees of tensors as a pure
/// function (<see cref="Update{T}(T, T, OptimizerState{T})"/>). Derive from it and write <see cref="Step(Tensor, Tensor, OptimizerState)"/>
/// for a rule of one's own; both forms come from it.
/// </summary>
/// <remarks>
/// <para>Everything that changes lies in <see cref="Slots()"/>: the rate, and of each parameter the number of its updates and what the rule
/// remembers. An update that fails leaves parameters and slots as they were.</para>
/// <para>In functional form all of that is in the state, which is a tree: the update can be differentiated, batched and compiled.</para>
/// </remarks>
/// <example>
/// <code>
/// sealed class SignSgd(Schedule learningRate) : Optimizer(learningRate)
/// {
///     protected override void Start(Tensor value, OptimizerState state) => state["mean"] = Tensor.ZerosLike(value);
///
///     protected override Tensor Step(Tensor value, Tensor gradient, OptimizerState state)
///     {
///         Tensor mean = 0.9 * state.Get("mean") + 0.1 * gradient;
///         state["mean"] = mean;
///         return value - state.LearningRate * Ops.Sign(mean);
///     }
/// }
/// </code>
/// </example>
public abstract partial class Optimizer : GradientTransform
{
    private const string RateName = "learningRate", UpdatesName = "updates";

    private readonly Schedule? _schedule; // null where the rate is a number that may be set
    private readonly NumberSlot<double>? _learningRate;
    private readonly NumberSlot<long>? _updates; // of which the schedule makes the rate

    /// <summary>Makes an optimizer that remembers nothing yet.</summary>
    /// <param name="learningRate">The length of a step: a number, at least 0, or a schedule.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is below 0.</exception>
    protected Optimizer(Schedule learningRate)
        : this()
    {
        ArgumentNullException.ThrowIfNull(learningRate);
        if (learningRate.Number is { } rate)
        {
            _learningRate = new(AtLeastZero(rate, nameof(learningRate)), RateName);
            return;
        }

        (_schedule, _updates) = (learningRate, new(0, UpdatesName));
    }

    /// <summary>Makes one without a rate of its own.</summary>
    private protected Optimizer() => _kept = new(() => new StateSlots(OwnSlots));

    /// <summary>
    /// The length of the next step of <see cref="Update(Gradients)"/>. A number may be changed between updates; it is the slot "learningRate".
    /// A schedule makes it of the number of updates, the slot "updates". A rule uses <see cref="OptimizerState.LearningRate"/>, which is right in
    /// both forms.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The length is below 0.</exception>
    /// <exception cref="InvalidOperationException">It is set where a schedule makes it, or there is no single one.</exception>
    public double LearningRate
    {
        get => RateOwner.OwnRate;
        set => RateOwner.OwnRate = value;
    }

    /// <summary>Whose rate counts as that of this.</summary>
    /// <exception cref="InvalidOperationException">There is none, or more than one.</exception>
    internal virtual Optimizer RateOwner => this;

    internal override IEnumerable<(string Name, Slot Slot)> OwnSlots =>
        _learningRate is not null ? [(RateName, _learningRate)] : _updates is not null ? [(UpdatesName, _updates)] : [];

    /// <summary>What is said of it in a line, such as "learningRate 0.001".</summary>
    internal virtual string Settings => string.Create(CultureInfo.InvariantCulture, $"learningRate {LearningRate}");

    private double OwnRate
    {
        get => _schedule is null ? AtLeastZero(_learningRate!.Number, nameof(LearningRate)) : _schedule.At(_updates!.Number);
        set
        {
            if (_learningRate is null)
                throw new InvalidOperationException("LearningRate: a schedule makes the rate, so it cannot be set. Make the optimizer with a number to set it from outside.");
            _learningRate.Number = AtLeastZero(value, nameof(value));
        }
    }

    /// <summary>The rule, its rate and of how many parameters it remembers something.</summary>
    /// <returns>One line, such as "Adam: learningRate 0.001, state of 4 parameters".</returns>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{GetType().Name}: {Settings}, state of {_states.Count} {(_states.Count == 1 ? "parameter" : "parameters")}");

    /// <summary>
    /// Sets what is remembered of a parameter before its first update: zeros, say. Nothing, if it is not overridden; then a rule finds null in
    /// the first update and may set it there.
    /// </summary>
    /// <param name="value">The value of the parameter.</param>
    /// <param name="state">What is remembered.</param>
    protected virtual void Start(Tensor value, OptimizerState state)
    {
    }

    /// <summary>The new value of a parameter.</summary>
    /// <param name="value">The value so far.</param>
    /// <param name="gradient">Its gradient, of the same shape and type.</param>
    /// <param name="state">What is remembered of the parameter; the update that is made now is counted.</param>
    /// <returns>A tensor of the shape and type of the value.</returns>
    protected abstract Tensor Step(Tensor value, Tensor gradient, OptimizerState state);

    private protected static double AtLeastZero(double value, string name) => Limits.AtLeast(0.0, value, name);

    internal override void Start(UpdateLeaves leaves)
    {
        foreach ((string name, Slot slot) in OwnSlots)
            leaves.Shared.SetFirst(name, () => name == UpdatesName ? Tensor.Scalar(0L) : slot.Held!);
        foreach (UpdateLeaf leaf in leaves)
        {
            leaf.State.StartCount();
            Start(leaf.Value, leaf.State);
        }
    }

    /// <summary>The new values of parameters.</summary>
    internal virtual Tensor[] Step(Tensor[] gradients, UpdateLeaves leaves)
    {
        Begin(leaves);
        return StepEach(gradients, leaves);
    }

    /// <summary>What the optimizer would take off the parameters.</summary>
    internal override Tensor[] Change(Tensor[] gradients, UpdateLeaves leaves)
    {
        Tensor[] next = Step(gradients, leaves.Guarded());
        return leaves.Each(next, static (leaf, value) => leaf.Value - value);
    }

    private protected Tensor[] StepEach(Tensor[] gradients, UpdateLeaves leaves) =>
        leaves.Each(gradients, (leaf, gradient) => Step(leaf.Value, gradient, leaf.State));

    /// <summary>Counts an update and tells everybody the rate of it, which is returned.</summary>
    private protected Tensor Begin(UpdateLeaves leaves)
    {
        Tensor rate = Rate(leaves.Shared);
        if (rate.IsPlain) _ = AtLeastZero((double)rate, nameof(LearningRate));
        foreach (UpdateLeaf leaf in leaves)
            leaf.State.CountStep(rate);
        return rate;
    }

    private Tensor Rate(OptimizerState shared)
    {
        if (_schedule is null) return shared.Number(RateName);
        Tensor updates = shared.Get(UpdatesName);
        shared[UpdatesName] = updates + 1;
        return _schedule.At(updates);
    }

    /// <exception cref="ArgumentException">A gradient does not belong to a value, or the rule cannot train it.</exception>
    private void Require(string name, Tensor value, Tensor gradient)
    {
        if (gradient is null) throw new ArgumentException($"Update: the gradient of parameter '{name}' is null.");
        _ = Tensor.HandleOf(value, nameof(Update), "the value of a parameter");
        _ = Tensor.HandleOf(gradient, nameof(Update));
        if (!Trains(value.DType)) throw new ArgumentException($"Update: parameter '{name}' is {value.DType}, which {GetType().Name} cannot train.");
        if (gradient.DType == value.DType && gradient.Shape == value.Shape && (value.IsWeak || !gradient.IsWeak)) return;
        throw new ArgumentException(
            $"Update: the gradient of parameter '{name}' is {gradient.DType} of shape {gradient.ShapeText}, but the parameter is {value.DType} of shape "
            + $"{value.ShapeText}. They must be alike: a gradient does not broadcast.");
    }
}
