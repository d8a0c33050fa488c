using static Adjoint.Ops;

namespace Adjoint;

/// <summary>
/// The mean of parameters over the course of training, which is often better than the last of them: with a decay an exponential moving average,
/// without one the mean of all, stochastic weight averaging (Izmailov et al., "Averaging weights leads to wider optima and better
/// generalization", UAI 2018).
/// </summary>
/// <param name="decay">How slowly the mean moves, below 1; null for equal shares.</param>
/// <example>
/// <code>
/// var average = new ParameterAverage(decay: 0.999);
/// average.Update(model.Parameters());     // after each step
/// average.Exchange();                     // the model has the means, to be looked at
/// average.Exchange();                     // and what it had before again
/// </code>
/// </example>
public sealed class ParameterAverage(double? decay = null)
{
    private readonly double? _decay = decay is { } kept ? Limits.BelowOne(kept, nameof(decay)) : null;
    private readonly OrderedDictionary<Parameter, Slot> _means = new(ReferenceEqualityComparer.Instance);
    private readonly Slot _count = Slot.Of(Tensor.Scalar(0L), "count");

    /// <summary>What is remembered: "count", the number of updates, and the mean of each parameter under its name.</summary>
    /// <returns>The slots.</returns>
    public Slots Slots()
    {
        foreach ((Parameter parameter, Slot mean) in _means)
            mean.Name = parameter.Name;
        return new([_count, .. _means.Values]);
    }

    /// <summary>Takes the present values of parameters into the mean. The first ones are the mean.</summary>
    /// <param name="parameters">The parameters, the same each time.</param>
    /// <exception cref="ArgumentException">They are others than those before.</exception>
    public void Update(IEnumerable<Parameter> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        Parameter[] all = [.. parameters];
        if (_means.Count > 0 && !all.SequenceEqual(_means.Keys, ReferenceEqualityComparer.Instance))
            throw new ArgumentException($"ParameterAverage: the mean is of {_means.Count} parameters, and these are others. Give the same ones each time.", nameof(parameters));
        using var scope = new TensorScope();
        Tensor[] values = [.. all.Select(static p => p.Value)];
        var (means, count) = Update(values, (_means.Count == 0 ? values : [.. _means.Values.Select(static m => m.Value)], _count.Value));
        _count.Value = count;
        for (int i = 0; i < all.Length; i++)
        {
            if (_means.TryGetValue(all[i], out Slot? mean)) mean.Value = means[i];
            else _means.Add(all[i], new Slot(means[i], all[i].Name));
        }
    }

    /// <summary>Gives the parameters their means, and keeps their values in place of those; doing so again gives them back.</summary>
    public void Exchange()
    {
        foreach ((Parameter parameter, Slot mean) in _means)
            (parameter.Value, mean.Value) = (mean.Value, parameter.Value);
    }

    /// <summary>The state of the functional form before the first update.</summary>
    /// <typeparam name="T">A tree.</typeparam>
    /// <param name="parameters">The parameters, of which only the structure counts.</param>
    /// <returns>The mean, and of how many updates.</returns>
    public static (T Mean, Tensor Count) Init<T>(T parameters) => (parameters, Tensor.Scalar(0L));

    /// <summary>The same as a pure function.</summary>
    /// <typeparam name="T">A tree.</typeparam>
    /// <param name="parameters">The parameters.</param>
    /// <param name="state">The mean, and of how many updates.</param>
    /// <returns>The new mean and number.</returns>
    public (T Mean, Tensor Count) Update<T>(T parameters, (T Mean, Tensor Count) state)
    {
        Tensor count = state.Count + 1, number = Cast(count, DType.Float64).Weakened();
        Tensor share = _decay is { } kept ? Where(Equal(number, 1), 1, 1 - kept) : 1 / number;
        return (Tree.Map(state.Mean, parameters, (mean, value) => value.DType.IsDifferentiable ? (1 - share) * mean + share * value : value), count);
    }
}
