using System.Diagnostics.CodeAnalysis;

namespace Adjoint;

/// <summary>Files of what lies in <see cref="Slots"/>: of modules, optimizers and whatever else has them, in the safetensors format.</summary>
/// <remarks>
/// Tensors stand under the names of their slots. Loading changes all slots or, if something does not fit, none. Floating numbers take the
/// floating type of their slot; everything else has to have its type.
/// </remarks>
/// <example>
/// <code>
/// model.Save("digits.safetensors");
/// other.Load("digits.safetensors");
/// </code>
/// </example>
[SuppressMessage("Naming", "CA1708", Justification = "The names that differ in nothing are those of the extension blocks, which have none.")]
public static class StateFiles
{
    extension(Module model)
    {
        /// <summary>Writes parameters and other state, such as running means, to a file.</summary>
        /// <param name="path">The file; one that is there is replaced, whole or not at all.</param>
        /// <param name="metadata">Text that is kept beside them.</param>
        public void Save(string path, IReadOnlyDictionary<string, string>? metadata = null) => model.Slots().Save(path, metadata);

        /// <summary>Writes parameters and other state to a stream.</summary>
        /// <param name="stream">The stream.</param>
        /// <param name="metadata">Text that is kept beside them.</param>
        public void Save(Stream stream, IReadOnlyDictionary<string, string>? metadata = null) => model.Slots().Save(stream, metadata);

        /// <summary>Takes parameters and other state from a file.</summary>
        /// <param name="path">The file.</param>
        /// <param name="strict">Whether file and module have to have the same names. Shapes and types have to agree in any case.</param>
        /// <returns>The names that only one side has; none if it was strict.</returns>
        /// <exception cref="InvalidDataException">The file is damaged, or does not fit: the message lists all that is missing, unexpected or of
        /// another shape. The module stays as it was.</exception>
        public LoadReport Load(string path, bool strict = true) => Load(model.Slots(), SafeTensors.Load(path), strict, Name(model));

        /// <summary>Takes parameters and other state from a stream.</summary>
        /// <param name="stream">The stream.</param>
        /// <param name="strict">Whether both sides have to have the same names.</param>
        /// <returns>The names that only one side has; none if it was strict.</returns>
        /// <exception cref="InvalidDataException">The file is damaged or does not fit. The module stays as it was.</exception>
        public LoadReport Load(Stream stream, bool strict = true) => Load(model.Slots(), SafeTensors.Load(stream), strict, Name(model));
    }

    extension(Optimizer optimizer)
    {
        /// <summary>Writes the learning rate and all that is remembered of parameters to a file.</summary>
        /// <param name="path">The file; one that is there is replaced, whole or not at all.</param>
        public void Save(string path) => optimizer.Slots().Save(path);

        /// <summary>Writes the learning rate and all that is remembered of parameters to a stream.</summary>
        /// <param name="stream">The stream.</param>
        public void Save(Stream stream) => optimizer.Slots().Save(stream);

        /// <summary>Becomes what was saved: with the learning rate and all that was remembered, and nothing else.</summary>
        /// <param name="path">The file.</param>
        /// <param name="parameters">Those that the names in the file mean, such as <c>model.Parameters()</c>.</param>
        /// <exception cref="InvalidDataException">The file is damaged, or names other parameters. The optimizer stays as it was.</exception>
        public void Load(string path, IEnumerable<Parameter> parameters) => optimizer.Read(SafeTensors.Load(path), parameters)();

        /// <summary>Becomes what was saved: with the learning rate and all that was remembered, and nothing else.</summary>
        /// <param name="stream">The stream.</param>
        /// <param name="parameters">Those that the names mean.</param>
        /// <exception cref="InvalidDataException">The file is damaged, or names other parameters. The optimizer stays as it was.</exception>
        public void Load(Stream stream, IEnumerable<Parameter> parameters) => optimizer.Read(SafeTensors.Load(stream), parameters)();
    }

    extension(Slots slots)
    {
        /// <summary>Writes what lies in slots to a file.</summary>
        /// <param name="path">The file; one that is there is replaced, whole or not at all.</param>
        /// <param name="metadata">Text that is kept beside them.</param>
        public void Save(string path, IReadOnlyDictionary<string, string>? metadata = null) => SafeTensors.Save(path, Named(slots), metadata);

        /// <summary>Writes what lies in slots to a stream.</summary>
        /// <param name="stream">The stream.</param>
        /// <param name="metadata">Text that is kept beside them.</param>
        public void Save(Stream stream, IReadOnlyDictionary<string, string>? metadata = null) => SafeTensors.Save(stream, Named(slots), metadata);

        /// <summary>Puts what a file holds into slots: all of them, or none if something does not fit.</summary>
        /// <param name="path">The file.</param>
        /// <param name="strict">Whether both sides have to have the same names.</param>
        /// <returns>The names that only one side has; none if it was strict.</returns>
        /// <exception cref="InvalidDataException">The file is damaged or does not fit.</exception>
        public LoadReport Load(string path, bool strict = true) => Load(slots, SafeTensors.Load(path), strict, "these slots");

        /// <summary>Puts what a stream holds into slots.</summary>
        /// <param name="stream">The stream.</param>
        /// <param name="strict">Whether both sides have to have the same names.</param>
        /// <returns>The names that only one side has; none if it was strict.</returns>
        /// <exception cref="InvalidDataException">The file is damaged or does not fit.</exception>
        public LoadReport Load(Stream stream, bool strict = true) => Load(slots, SafeTensors.Load(stream), strict, "these slots");
    }

    /// <summary>What lies in slots, under their names.</summary>
    internal static IEnumerable<(string Name, Tensor Value)> Named(Slots slots)
    {
        ArgumentNullException.ThrowIfNull(slots);
        return slots.Select((slot, i) =>
            (slots.Names[i], slot.Held ?? throw new ArgumentException($"Save: there is no tensor in slot '{slots.Names[i]}'.", nameof(slots))));
    }

    /// <summary>The places in slots.</summary>
    internal static Place[] PlacesOf(Slots slots) => [.. Named(slots).Select(static s => new Place(s.Name, s.Value))];

    private static LoadReport Load(Slots slots, NamedTensors file, bool strict, string owner)
    {
        (Tensor?[] values, LoadReport report) = Places.Match(file, PlacesOf(slots), strict, owner);
        Put(slots, values);
        return report;
    }

    /// <summary>Puts values where there are some.</summary>
    internal static void Put(Slots slots, ReadOnlySpan<Tensor?> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (values[i] is { } value) slots[i].Put(value, isShared: true);
        }
    }

    private static string Name(Module model) => model.Description;
}
