namespace Adjoint;

/// <summary>
/// All that changes while something is trained: parameters and running means, what optimizers remember, the order of examples, the key
/// of random numbers, and the numbers of the step and the epoch. It goes into one file, and training goes on from there as if it had
/// never stopped, bit for bit.
/// </summary>
/// <example>
/// <code>
/// var state = new TrainingState(model, optimizer, data.Slots());
/// var checkpoints = new TrainingCheckpoints("runs/digits");
/// checkpoints.Resume(state);
/// for (; state.Epoch &lt; 10; state.Epoch++)
/// {
///     foreach (var (images, labels) in data.Batches(64))
///     {
///         Train(images, labels);
///         if (++state.Step % 100 == 0) checkpoints.Save(state);
///     }
/// }
/// </code>
/// </example>
public sealed class TrainingState
{
    private const string Own = "training";

    private readonly List<Part> _parts = [];

    /// <summary>A state of nothing but step, epoch and key; <see cref="Add(string, Module)"/> adds what else there is.</summary>
    public TrainingState()
    {
    }

    /// <summary>The state of a model and its optimizer.</summary>
    /// <param name="model">The model; its part is named "model".</param>
    /// <param name="optimizer">What trains its parameters; its part is named "optimizer".</param>
    /// <param name="data">The order of the examples, <see cref="ShuffledDataset.Slots"/>; its part is named "data".</param>
    public TrainingState(Module model, Optimizer optimizer, Slots? data = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        _ = Add("model", model).Add("optimizer", optimizer, model.Parameters());
        if (data is not null) _ = Add("data", data);
    }

    /// <summary>How many steps have been made; counted by whoever makes them.</summary>
    public long Step { get; set; }

    /// <summary>How many epochs are over; counted by whoever makes them.</summary>
    public long Epoch { get; set; }

    /// <summary>Where the random numbers of the next step come from.</summary>
    public RandomKey Key
    {
        get;
        set => field = value ?? throw new ArgumentNullException(nameof(value));
    } = new(0);

    /// <summary>Adds a model.</summary>
    /// <param name="name">The name of its part.</param>
    /// <param name="model">The model.</param>
    /// <returns>This state.</returns>
    /// <exception cref="ArgumentException">There is a part of this name.</exception>
    public TrainingState Add(string name, Module model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return Add(new Part(
            name,
            () => StateFiles.Named(model.Slots()),
            file =>
            {
                Slots slots = model.Slots();
                (Tensor?[] values, _) = Places.Match(file, StateFiles.PlacesOf(slots), strict: true, $"{name}, {model.Description}");
                return () => StateFiles.Put(slots, values);
            }));
    }

    /// <summary>Adds an optimizer.</summary>
    /// <param name="name">The name of its part.</param>
    /// <param name="optimizer">The optimizer.</param>
    /// <param name="parameters">What it trains, such as <c>model.Parameters()</c>.</param>
    /// <returns>This state.</returns>
    /// <exception cref="ArgumentException">There is a part of this name.</exception>
    public TrainingState Add(string name, Optimizer optimizer, IEnumerable<Parameter> parameters)
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        ArgumentNullException.ThrowIfNull(parameters);
        Parameter[] all = [.. parameters];
        return Add(new Part(name, () => StateFiles.Named(optimizer.Slots()), file => optimizer.Read(file, all)));
    }

    /// <summary>Adds slots: the order of examples, a schedule, averages of weights, the best loss so far.</summary>
    /// <param name="name">The name of their part.</param>
    /// <param name="slots">The slots.</param>
    /// <returns>This state.</returns>
    /// <exception cref="ArgumentException">There is a part of this name.</exception>
    public TrainingState Add(string name, Slots slots)
    {
        ArgumentNullException.ThrowIfNull(slots);
        return Add(new Part(
            name,
            () => StateFiles.Named(slots),
            file =>
            {
                (Tensor?[] values, _) = Places.Match(file, StateFiles.PlacesOf(slots), strict: true, name);
                return () => StateFiles.Put(slots, values);
            }));
    }

    /// <summary>Writes all of it to a safetensors file, under names such as "model.hidden.weight" and "training.step".</summary>
    /// <param name="path">The file; one that is there is replaced, whole or not at all.</param>
    public void Save(string path) => SafeTensors.Save(path, Tensors());

    /// <summary>Takes all of it from a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">The file is damaged, or does not fit one of the parts. Everything stays as it was.</exception>
    public void Load(string path) => Take(SafeTensors.Load(path));

    internal (string Name, Tensor Value)[] Tensors() =>
    [
        .. OwnPlaces().Select(static p => ($"{Own}.{p.Name}", p.Present)),
        .. _parts.SelectMany(static part => part.Write().Select(t => ($"{part.Name}.{t.Name}", t.Value))),
    ];

    internal void Take(NamedTensors file)
    {
        string[] unexpected = [.. file.Keys.Where(name => !_parts.Select(static p => p.Name).Append(Own).Any(part => name.StartsWith(part + ".", StringComparison.Ordinal)))];
        if (unexpected.Length > 0)
            throw new InvalidDataException($"{file.Source} is no checkpoint of this training:\n  of no part: {string.Join(", ", unexpected)}");
        (Tensor?[] own, _) = Places.Match(file.Part(Own + "."), OwnPlaces(), strict: true, Own);
        Action[] changes = [.. _parts.Select(part => part.Read(file.Part(part.Name + ".")))];
        foreach (Action change in changes)
            change();
        (Step, Epoch, Key) = ((long)own[0]!, (long)own[1]!, Tree.Rebuild(Key, [own[2]]));
    }

    private Place[] OwnPlaces() => [new("step", Tensor.Scalar(Step)), new("epoch", Tensor.Scalar(Epoch)), new("key", Tree.Leaves(Key)[0])];

    private TrainingState Add(Part part)
    {
        ArgumentException.ThrowIfNullOrEmpty(part.Name);
        string? alike = _parts.Select(static p => p.Name).Append(Own).FirstOrDefault(other => IsWithin(part.Name, other) || IsWithin(other, part.Name));
        if (alike is not null) throw new ArgumentException($"Add: there is a part '{alike}'; '{part.Name}' would not be told from it.");
        _parts.Add(part);
        return this;
    }

    // Whether the names of one part's tensors may begin as those of another part do.
    private static bool IsWithin(string name, string other) => $"{name}.".StartsWith($"{other}.", StringComparison.Ordinal);

    /// <summary>A part of the state.</summary>
    /// <param name="Name">What the names of its tensors begin with.</param>
    /// <param name="Write">Its tensors.</param>
    /// <param name="Read">Looks whether it can become what was saved, and gives what has it do so.</param>
    private sealed record Part(string Name, Func<IEnumerable<(string Name, Tensor Value)>> Write, Func<NamedTensors, Action> Read);
}
