using System.Globalization;

namespace Adjoint;

/// <summary>
/// Changes parameters by their gradients. What it remembers of each parameter begins with the first update of that. Derive from it and
/// write <see cref="Step"/> for a rule of one's own.
/// </summary>
/// <remarks>
/// Everything that changes lies in <see cref="Slots"/>: the rate, and of each parameter the number of its updates and what the rule
/// remembers. An update that fails leaves parameters and slots as they were.
/// </remarks>
/// <example>
/// <code>
/// sealed class SignSgd(double learningRate) : Optimizer(learningRate)
/// {
///     protected override Tensor Step(Tensor value, Tensor gradient, OptimizerState state)
///     {
///         Tensor mean = state["mean"] is { } before ? 0.9 * before + 0.1 * gradient : 0.1 * gradient;
///         state["mean"] = mean;
///         return value - LearningRate * Ops.Sign(mean);
///     }
/// }
/// </code>
/// </example>
public abstract class Optimizer
{
    private readonly OrderedDictionary<Parameter, OptimizerState> _states = new(ReferenceEqualityComparer.Instance);
    private readonly NumberSlot<double> _learningRate;

    /// <summary>Makes an optimizer that remembers nothing yet.</summary>
    /// <param name="learningRate">The length of a step; at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is below 0.</exception>
    protected Optimizer(double learningRate) => _learningRate = new(AtLeastZero(learningRate, nameof(learningRate)), "learningRate");

    /// <summary>The length of a step. May be changed between updates; it is the slot "learningRate".</summary>
    /// <exception cref="ArgumentOutOfRangeException">The length is below 0.</exception>
    public double LearningRate
    {
        get => AtLeastZero(_learningRate.Number, nameof(LearningRate));
        set => _learningRate.Number = AtLeastZero(value, nameof(value));
    }

    /// <summary>
    /// All that changes from update to update: "learningRate", and of each parameter "weight.steps", "weight.mean" and the like.
    /// </summary>
    /// <returns>The slots.</returns>
    public Slots Slots() => new([_learningRate, .. _states.SelectMany(static (s, i) => s.Value.Named(s.Key.Name is { Length: > 0 } name ? name : $"{i}"))]);

    /// <summary>
    /// Changes every parameter of the list, or none if one cannot be changed. Parameters that were frozen meanwhile stay as they are.
    /// </summary>
    /// <param name="gradients">What a transform with <c>weights:</c> returned.</param>
    /// <exception cref="ArgumentException">A gradient has another shape or type than its parameter.</exception>
    public void Update(Gradients gradients)
    {
        ArgumentNullException.ThrowIfNull(gradients);
        for (int i = 0; i < gradients.Count; i++)
        {
            (Parameter parameter, Tensor gradient) = gradients[i];
            if (!parameter.IsFrozen) Require(parameter, gradient);
        }

        var changes = new List<ParameterChange>(gradients.Count);
        try
        {
            for (int i = 0; i < gradients.Count; i++)
            {
                (Parameter parameter, Tensor gradient) = gradients[i];
                if (!parameter.IsFrozen) changes.Add(new ParameterChange(StateOf(parameter), gradient));
            }

            Apply(changes);
        }
        catch
        {
            TakeBack(changes);
            throw;
        }

        foreach (ParameterChange change in changes)
            change.State.Settle();
    }

    /// <summary>The rule, its rate and of how many parameters it remembers something.</summary>
    /// <returns>One line, such as "Adam: learningRate 0.001, state of 4 parameters".</returns>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{GetType().Name}: learningRate {_learningRate.Number}, state of {_states.Count} {(_states.Count == 1 ? "parameter" : "parameters")}");

    /// <summary>The new value of a parameter.</summary>
    /// <param name="value">The value so far.</param>
    /// <param name="gradient">Its gradient, of the same shape and type.</param>
    /// <param name="state">What is remembered of the parameter; the update that is made now is counted.</param>
    /// <returns>A tensor of the shape and type of the value.</returns>
    protected abstract Tensor Step(Tensor value, Tensor gradient, OptimizerState state);

    private protected static double AtLeastZero(double value, string name) => Limits.AtLeast(0.0, value, name);

    private protected static double Decay(double value, string name)
    {
        if (!(value >= 0 && value < 1))
            throw new ArgumentOutOfRangeException(name, FormattableString.Invariant($"{name} lies from 0 up to, not including, 1; it is not {value}."));
        return value;
    }

    /// <summary>Makes the changes, one after another.</summary>
    private protected virtual void Apply(IReadOnlyList<ParameterChange> changes)
    {
        foreach ((OptimizerState state, Tensor gradient) in changes)
        {
            using var scope = new TensorScope(); // gives everything back at once but the new value and state, which are in slots
            state.Begin();
            state.Parameter.Value = Step(state.Parameter.Value, gradient, state);
        }
    }

    private OptimizerState StateOf(Parameter parameter)
    {
        if (!_states.TryGetValue(parameter, out OptimizerState? state)) _states.Add(parameter, state = new OptimizerState(parameter));
        return state;
    }

    private void TakeBack(List<ParameterChange> changes)
    {
        for (int i = changes.Count - 1; i >= 0; i--)
        {
            OptimizerState state = changes[i].State;
            state.TakeBack();
            if (state.IsNew) _ = _states.Remove(state.Parameter);
        }
    }

    /// <summary>Whether parameters of a type have gradients that the rule can work with.</summary>
    private protected virtual bool Trains(DType dtype) => dtype.IsFloating || dtype.IsComplex;

    private void Require(Parameter parameter, Tensor gradient)
    {
        if (gradient is null) throw new ArgumentException($"Update: the gradient of parameter '{parameter.Name}' is null.");
        Tensor value = parameter.Slot.Held!;
        _ = Tensor.HandleOf(value, nameof(Update), "the value of a parameter");
        _ = Tensor.HandleOf(gradient, nameof(Update));
        if (!Trains(parameter.Slot.DType)) throw new ArgumentException($"Update: parameter '{parameter.Name}' is {value.DType}, which {GetType().Name} cannot train.");
        if (parameter.Slot.IsLike(gradient)) return;
        throw new ArgumentException(
            $"Update: the gradient of parameter '{parameter.Name}' is {gradient.DType} of shape {gradient.ShapeText}, but the parameter is {value.DType} of shape "
            + $"{value.ShapeText}. They must be alike: a gradient does not broadcast.");
    }
}
