namespace Adjoint;

/// <summary>
/// Models of PyTorch, as <c>safetensors.torch.save_file(model.state_dict(), path)</c> writes them. Layers know what PyTorch calls their
/// tensors and how it lays them out: the weight of a <see cref="Linear"/> is transposed there.
/// </summary>
/// <example>
/// <code>
/// model.LoadTorch("resnet.safetensors");
/// model.LoadTorch("other.safetensors", rename: name => name.Replace("fc1", "hidden"));
/// </code>
/// </example>
public static class TorchFiles
{
    private const string BatchCounter = "num_batches_tracked";

    extension(Module model)
    {
        /// <summary>Takes parameters and running statistics from a file of PyTorch's state_dict.</summary>
        /// <param name="path">The file.</param>
        /// <param name="rename">
        /// What a tensor of the file is called in this module, under PyTorch's names of members (<c>layer.running_mean</c>); null where it is to
        /// be left out. The same name if left out.
        /// </param>
        /// <param name="strict">Whether file and module have to have the same names. Shapes have to agree in any case.</param>
        /// <returns>The names that only one side has; none if it was strict. A count of batches that one side lacks is no such name.</returns>
        /// <exception cref="InvalidDataException">The file is damaged, or does not fit: the message lists all that is missing, unexpected or of
        /// another shape. The module stays as it was.</exception>
        public LoadReport LoadTorch(string path, Func<string, string?>? rename = null, bool strict = true) =>
            Load(model, SafeTensors.Load(path), rename, strict);

        /// <summary>Takes parameters and running statistics from a stream.</summary>
        /// <param name="stream">The stream.</param>
        /// <param name="rename">What a tensor of the file is called in this module; null where it is to be left out.</param>
        /// <param name="strict">Whether both sides have to have the same names.</param>
        /// <returns>The names that only one side has; none if it was strict.</returns>
        /// <exception cref="InvalidDataException">The file is damaged or does not fit. The module stays as it was.</exception>
        public LoadReport LoadTorch(Stream stream, Func<string, string?>? rename = null, bool strict = true) =>
            Load(model, SafeTensors.Load(stream), rename, strict);

        /// <summary>Writes parameters and running statistics as PyTorch's state_dict has them: <c>load_state_dict(load_file(path))</c> reads it.</summary>
        /// <param name="path">The file; one that is there is replaced, whole or not at all.</param>
        /// <param name="metadata">Text that is kept beside them.</param>
        public void SaveTorch(string path, IReadOnlyDictionary<string, string>? metadata = null) => SafeTensors.Save(path, Named(model), metadata);

        /// <summary>Writes parameters and running statistics as PyTorch's state_dict has them.</summary>
        /// <param name="stream">The stream.</param>
        /// <param name="metadata">Text that is kept beside them.</param>
        public void SaveTorch(Stream stream, IReadOnlyDictionary<string, string>? metadata = null) => SafeTensors.Save(stream, Named(model), metadata);
    }

    private static IEnumerable<(string Name, Tensor Value)> Named(Module model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return model.TorchState().Select(static t => (t.Name, t.Value));
    }

    private static LoadReport Load(Module model, NamedTensors file, Func<string, string?>? rename, bool strict)
    {
        NamedTensors renamed = file.Renamed(rename ?? (static name => name));
        // What only one side counts is not missed.
        TorchTensor[] state = [.. model.TorchState().Where(t => !IsBatchCounter(t.Name) || renamed.ContainsKey(t.Name))];
        var names = state.Select(static t => t.Name).ToHashSet();
        renamed = renamed.Renamed(name => IsBatchCounter(name) && !names.Contains(name) ? null : name);
        (Tensor?[] values, LoadReport report) = Places.Match(renamed, [.. state.Select(static t => new Place(t.Name, t.Value))], strict, model.Description);
        // Split before anything is put where it belongs, so that an exception leaves the module as it was.
        (Slot Slot, Tensor Value)[] parts = [.. state.Zip(values).Where(static t => t.Second is not null).SelectMany(static t => t.First.Split(t.Second!))];
        foreach ((Slot slot, Tensor value) in parts)
            slot.Put(value.Contiguous(), isShared: true);
        return report;
    }

    // Only running means without a momentum ask for the number of batches, and older versions of PyTorch did not count them.
    private static bool IsBatchCounter(string name) => name == BatchCounter || name.EndsWith("." + BatchCounter, StringComparison.Ordinal);
}
