namespace Adjoint;

// The form for parameters, which are changed where they are.
public abstract partial class Optimizer
{
    private readonly OrderedDictionary<Parameter, StateSlots> _states = new(ReferenceEqualityComparer.Instance);
    private readonly Lazy<StateSlots> _kept; // of all parameters together

    /// <summary>
    /// All that changes from update to update: "learningRate", and of each parameter "weight.steps", "weight.mean" and the like.
    /// </summary>
    /// <returns>The slots.</returns>
    public Slots Slots() => SlotsOf(_kept.Value, _states);

    /// <summary>
    /// The same; what is remembered of these parameters is there, too, if they have had no update yet: so that what was saved can be put into
    /// a new optimizer.
    /// </summary>
    /// <param name="parameters">The parameters. Those that are frozen are left out.</param>
    /// <returns>The slots.</returns>
    /// <exception cref="ArgumentException">A parameter has a type that the rule cannot train.</exception>
    /// <example>
    /// <code>
    /// var optimizer = new Adam(1e-3);
    /// optimizer.Slots(model.TrainableParameters()).Set(saved);
    /// </code>
    /// </example>
    public Slots Slots(IEnumerable<Parameter> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var update = new ParameterUpdate(_kept.Value, _states);
        foreach (Parameter parameter in parameters)
        {
            ArgumentNullException.ThrowIfNull(parameter, nameof(parameters));
            if (parameter.IsFrozen) continue;
            if (!Trains(parameter.Slot.DType))
                throw new ArgumentException($"Slots: parameter '{parameter.Name}' is {parameter.Slot.DType}, which {GetType().Name} cannot train.", nameof(parameters));
            update.Add(parameter);
        }

        using var scope = new TensorScope();
        update.Start(this);
        update.Keep();
        return Slots();
    }

    /// <summary>
    /// Changes every parameter of the list, or none if one cannot be changed. Parameters that were frozen meanwhile stay as they are.
    /// </summary>
    /// <param name="gradients">What a transform with <c>weights:</c> returned.</param>
    /// <exception cref="ArgumentException">A gradient has another shape or type than its parameter.</exception>
    public void Update(Gradients gradients)
    {
        ArgumentNullException.ThrowIfNull(gradients);
        (Parameter Parameter, Tensor Gradient)[] changes = [.. gradients.Where(static g => !g.Parameter.IsFrozen)];
        foreach ((Parameter parameter, Tensor gradient) in changes)
            Require(parameter.Name, parameter.Slot.Held!, gradient);

        using var scope = new TensorScope(); // gives everything back at once but the new values and states, which are in slots
        var update = new ParameterUpdate(_kept.Value, _states);
        (Parameter Parameter, Tensor Gradient)[][] rounds = Rounds(changes);
        foreach ((Parameter Parameter, Tensor Gradient)[] round in rounds)
        {
            foreach ((Parameter parameter, _) in round)
                update.Add(parameter);
            update.Start(this);
            update.Step(this, [.. round.Select(static r => r.Parameter)], [.. round.Select(static r => r.Gradient)], mayOverwrite: rounds.Length == 1);
        }

        update.Keep();
    }

    private static Slots SlotsOf(StateSlots kept, OrderedDictionary<Parameter, StateSlots> states) =>
        new([.. kept.Named(""), .. states.SelectMany(static (s, i) => s.Value.Named(NameOf(s.Key, i) + "."))]);

    // What the slots of a parameter are named after.
    private static string NameOf(Parameter parameter, int number) => parameter.Name is { Length: > 0 } name ? name : FormattableString.Invariant($"{number}");

    // A parameter that stands in the list again is changed again, from what the first time has made of it.
    private static (Parameter Parameter, Tensor Gradient)[][] Rounds((Parameter Parameter, Tensor Gradient)[] changes)
    {
        if (changes.DistinctBy(static c => c.Parameter).Count() == changes.Length) return changes.Length == 0 ? [] : [changes];
        var met = new Dictionary<Parameter, int>(ReferenceEqualityComparer.Instance);
        return [.. changes.GroupBy(c => met[c.Parameter] = met.GetValueOrDefault(c.Parameter) + 1).Select(static g => g.ToArray())];
    }
}
