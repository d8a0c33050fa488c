namespace Adjoint;

// What is remembered, in files.
public abstract partial class Optimizer
{
    /// <summary>Reads what was saved of an optimizer of this kind. Nothing is changed yet.</summary>
    /// <param name="file">Its slots.</param>
    /// <param name="parameters">Those that the names mean.</param>
    /// <returns>What has this become what was saved: with the memory of the parameters that the file knows, and of no others.</returns>
    /// <exception cref="InvalidDataException">The file does not fit.</exception>
    internal Action Read(NamedTensors file, IEnumerable<Parameter> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var byName = parameters.Select(static (p, i) => KeyValuePair.Create(NameOf(p, i), p)).ToDictionary();
        var states = new OrderedDictionary<Parameter, StateSlots>(ReferenceEqualityComparer.Instance);
        var kept = new StateSlots(OwnSlots);
        Begin(kept, states, file.Keys.Select(name => Owner(name, byName)).OfType<string>().Distinct().Select(name => byName[name]));
        foreach (string name in file.Keys)
        {
            // A rule of one's own may begin to remember in its first update, of which nothing is known before.
            if (Owner(name, byName) is { } owner && states[byName[owner]] is { HasCountAlone: true } state) state.Add(name[(owner.Length + 1)..], file[name]);
        }

        Slots slots = SlotsOf(kept, states);
        (Tensor?[] values, _) = Places.Match(file, StateFiles.PlacesOf(slots), strict: true, GetType().Name);
        for (int i = 0; i < values.Length; i++)
        {
            if (slots.Names[i].EndsWith(RateName, StringComparison.Ordinal) && values[i]!.ToDouble() is var rate && !(rate >= 0))
                throw new InvalidDataException(FormattableString.Invariant($"{file.Source} does not fit {GetType().Name}: '{slots.Names[i]}' is {rate}, not at least 0."));
        }

        return () =>
        {
            StateFiles.Put(slots, values);
            _kept.Value.Become(kept);
            _states.Clear();
            foreach ((Parameter parameter, StateSlots state) in states)
                _states.Add(parameter, state);
        };
    }

    private void Begin(StateSlots kept, OrderedDictionary<Parameter, StateSlots> states, IEnumerable<Parameter> parameters)
    {
        var update = new ParameterUpdate(kept, states);
        foreach (Parameter parameter in parameters)
            update.Add(parameter);
        using var scope = new TensorScope();
        update.Start(this);
        update.Keep();
    }

    // The parameter whose memory "layers.0.weight.mean" is part of: that of the longest name that fits.
    private static string? Owner(string name, Dictionary<string, Parameter> parameters)
    {
        for (int dot = name.LastIndexOf('.'); dot > 0; dot = name.LastIndexOf('.', dot - 1))
        {
            if (parameters.ContainsKey(name[..dot])) return name[..dot];
        }

        return null;
    }
}
