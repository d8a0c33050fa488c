namespace Adjoint;

/// <summary>What gives the very type of a module back.</summary>
public static partial class ModuleExtensions
{
    /// <summary>The module with other values in its slots; it stays as it is itself. Derivatives pass from the copy to the values.</summary>
    /// <typeparam name="T">The type of the module.</typeparam>
    /// <param name="model">The module.</param>
    /// <param name="values">Slots of the names of some of its slots, such as <c>Tree.Map(model.Slots(), x => 2 * x)</c>.</param>
    /// <returns>A copy of the module.</returns>
    /// <exception cref="ArgumentException">The module has no slot of a name, or a value has another shape or type.</exception>
    public static T With<T>(this T model, Slots values)
        where T : Module
    {
        ArgumentNullException.ThrowIfNull(values);
        return With(model, values.Names.Zip(values, static (name, slot) => (name, slot.Value)));
    }

    /// <summary>The module with other values in its slots; it stays as it is itself. Derivatives pass from the copy to the values.</summary>
    /// <typeparam name="T">The type of the module.</typeparam>
    /// <param name="model">The module.</param>
    /// <param name="values">Tensors under the names of some of its parameters and buffers.</param>
    /// <returns>A copy of the module.</returns>
    /// <exception cref="ArgumentException">The module has no slot of a name, or a value has another shape or type.</exception>
    public static T With<T>(this T model, IReadOnlyDictionary<string, Tensor> values)
        where T : Module
    {
        ArgumentNullException.ThrowIfNull(values);
        return With(model, values.Select(static v => (v.Key, v.Value)));
    }

    /// <summary>The module with other values in its slots; it stays as it is itself. Derivatives pass from the copy to the values.</summary>
    /// <typeparam name="T">The type of the module.</typeparam>
    /// <param name="model">The module.</param>
    /// <param name="values">Tensors with the names of some of its parameters and buffers, as <see cref="Tree.NamedLeaves"/> lists them.</param>
    /// <returns>A copy of the module.</returns>
    /// <exception cref="ArgumentException">The module has no slot of a name, or a value has another shape or type.</exception>
    public static T With<T>(this T model, IEnumerable<(string Path, Tensor Leaf)> values)
        where T : Module
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(values);
        Slots slots = model.Slots();
        var given = new Dictionary<Slot, Tensor>(ReferenceEqualityComparer.Instance);
        foreach ((string path, Tensor leaf) in values)
        {
            if (!slots.Names.Contains(path))
                throw new ArgumentException($"With: {model.Description} has no slot '{path}'; there are: {string.Join(", ", slots.Names)}.", nameof(values));
            given.Add(slots[path], Fitting(slots[path], leaf));
        }

        return Copy(model, given);
    }

    /// <summary>The module with other values of its parameters; it stays as it is itself. Derivatives pass from the copy to the values.</summary>
    /// <typeparam name="T">The type of the module.</typeparam>
    /// <param name="model">The module.</param>
    /// <param name="parameters">A tensor for each of its parameters, in the order of <see cref="Module.Parameters"/>.</param>
    /// <returns>A copy of the module.</returns>
    /// <exception cref="ArgumentException">There are more or fewer, or one has another shape or type.</exception>
    public static T With<T>(this T model, IReadOnlyList<Tensor> parameters)
        where T : Module
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(parameters);
        IReadOnlyList<Parameter> own = model.Parameters();
        if (own.Count != parameters.Count)
            throw new ArgumentException($"With: {model.Description} has {own.Count} parameters; {parameters.Count} tensors were given.", nameof(parameters));
        var given = new Dictionary<Slot, Tensor>(ReferenceEqualityComparer.Instance);
        for (int i = 0; i < own.Count; i++)
            given.Add(own[i].Slot, Fitting(own[i].Slot, parameters[i]));
        return Copy(model, given);
    }

    /// <summary>
    /// The model with its floating parameters as numbers of another type; it stays as it is itself. Derivatives pass from the copy to the parameters, in
    /// their own type. Buffers are those of the model itself: statistics that the copy gathers are the model's. See <see cref="MixedPrecision"/>.
    /// </summary>
    /// <typeparam name="T">The type of the module.</typeparam>
    /// <param name="model">The module.</param>
    /// <param name="dtype">A floating type, such as <see cref="DType.BFloat16"/>.</param>
    /// <returns>A copy of the module.</returns>
    /// <exception cref="ArgumentException">The type is not floating.</exception>
    public static T Cast<T>(this T model, DType dtype)
        where T : Module
    {
        ArgumentNullException.ThrowIfNull(model);
        if (!dtype.IsFloating) throw new ArgumentException($"Cast: parameters are floating numbers; {dtype} is no type of such.", nameof(dtype));
        return (T)ModuleCopy.OfParameters(model, slot => slot.DType.IsFloating ? Ops.Cast(slot.Value, dtype) : slot.Value);
    }

    /// <summary>
    /// A table of a model and the modules in it: where each is and what it is, the shape of what it gives, and how many numbers its parameters
    /// hold. For that a copy of the model runs once, on zeros and as in evaluation. Of modules of one's own inside others the shape is
    /// known where they stand in a <see cref="Sequential"/> or <see cref="Residual"/>.
    /// </summary>
    /// <typeparam name="TOut">What the model gives.</typeparam>
    /// <param name="model">The model.</param>
    /// <param name="inputShape">The shape of the input, with the batch: 64, 784.</param>
    /// <returns>Titles, a line a module, and one for the whole.</returns>
    public static string Summary<TOut>(this Module<Tensor, TOut> model, params ReadOnlySpan<long> inputShape) =>
        Summary(model, inputShape, DType.Default);

    /// <summary>A table of a model and the modules in it. See <see cref="Summary{TOut}(Module{Tensor, TOut}, ReadOnlySpan{long})"/>.</summary>
    /// <typeparam name="TOut">What the model gives.</typeparam>
    /// <param name="model">The model.</param>
    /// <param name="inputShape">The shape of the input, with the batch.</param>
    /// <param name="dtype">The type of the input, such as int64 where an embedding comes first.</param>
    /// <returns>Titles, a line a module, and one for the whole.</returns>
    public static string Summary<TOut>(this Module<Tensor, TOut> model, ReadOnlySpan<long> inputShape, DType dtype)
    {
        ArgumentNullException.ThrowIfNull(model);
        var copy = (Module<Tensor, TOut>)ModuleCopy.Of(model, static slot => slot.Value);
        using var outputs = new OutputShapes();
        OutputShapes.Note(copy, copy.Forward(Tensor.Zeros(inputShape, dtype)));
        return ModuleSummary.Of(ModuleMembers.Of(copy), outputs);
    }

    private static Tensor Fitting(Slot slot, Tensor value) => slot.Fitting(value, "With: slot");

    private static T Copy<T>(T model, Dictionary<Slot, Tensor> values)
        where T : Module
        => (T)ModuleCopy.Of(model, slot => values.TryGetValue(slot, out Tensor? value) ? value : slot.Value);
}
