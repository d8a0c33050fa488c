using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Adjoint;

/// <summary>The tensors of a file under their names, in the order of the file, and what else it says of them.</summary>
/// <remarks>
/// A file may hold tensors of types that there are no tensors of, such as 8-bit floating numbers. They have their place among
/// <see cref="Keys"/>; only who asks for one gets a <see cref="NotSupportedException"/>.
/// </remarks>
[SuppressMessage("Naming", "CA1710", Justification = "As Parameters and Slots, it is named after what it holds.")]
public sealed class NamedTensors : IReadOnlyDictionary<string, Tensor>
{
    private readonly OrderedDictionary<string, (Tensor? Value, string? Fault)> _tensors = new(StringComparer.Ordinal);

    internal NamedTensors(string source, IReadOnlyDictionary<string, string>? metadata = null)
    {
        Source = source;
        Metadata = metadata ?? new Dictionary<string, string>();
    }

    /// <summary>What the file says beside its tensors; empty where it says nothing.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>How many tensors there are.</summary>
    public int Count => _tensors.Count;

    /// <summary>The names, in the order of the file.</summary>
    public IEnumerable<string> Keys => _tensors.Keys;

    /// <summary>The tensors, in the order of the file.</summary>
    /// <exception cref="NotSupportedException">There is no element type for one of them.</exception>
    public IEnumerable<Tensor> Values => Keys.Select(name => this[name]);

    /// <summary>What messages call the file.</summary>
    internal string Source { get; }

    /// <summary>The tensor of a name.</summary>
    /// <param name="key">The name.</param>
    /// <exception cref="KeyNotFoundException">None has this name.</exception>
    /// <exception cref="NotSupportedException">There is no element type for it.</exception>
    public Tensor this[string key] => TryGetValue(key, out Tensor? value)
        ? value
        : throw new KeyNotFoundException($"{Source} has no tensor '{key}'; it has: {string.Join(", ", Keys)}.");

    /// <summary>Whether there is a tensor of a name.</summary>
    /// <param name="key">The name.</param>
    /// <returns>True if there is.</returns>
    public bool ContainsKey(string key) => _tensors.ContainsKey(key);

    /// <summary>The tensor of a name, if there is one.</summary>
    /// <param name="key">The name.</param>
    /// <param name="value">The tensor.</param>
    /// <returns>Whether there is one.</returns>
    /// <exception cref="NotSupportedException">There is one, but no element type for it.</exception>
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out Tensor value)
    {
        bool isThere = _tensors.TryGetValue(key, out (Tensor? Value, string? Fault) found);
        if (found.Fault is not null) throw new NotSupportedException($"{Source}: {found.Fault}");
        value = found.Value;
        return isThere;
    }

    /// <summary>Walks through names and tensors, in the order of the file.</summary>
    /// <returns>What walks through them.</returns>
    /// <exception cref="NotSupportedException">There is no element type for one of them.</exception>
    public IEnumerator<KeyValuePair<string, Tensor>> GetEnumerator() =>
        Keys.Select(name => KeyValuePair.Create(name, this[name])).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The names.</summary>
    /// <returns>One line.</returns>
    public override string ToString() => $"{Count} tensors: {string.Join(", ", Keys)}";

    /// <summary>The tensors whose names begin with a prefix, under the rest of their names.</summary>
    internal NamedTensors Part(string prefix) => Renamed(name => name.StartsWith(prefix, StringComparison.Ordinal) ? name[prefix.Length..] : null);

    /// <summary>The tensors under other names, without those that have none.</summary>
    /// <exception cref="InvalidDataException">Two have the same name then.</exception>
    internal NamedTensors Renamed(Func<string, string?> rename)
    {
        var renamed = new NamedTensors(Source);
        foreach ((string name, (Tensor?, string?) found) in _tensors)
        {
            if (rename(name) is { } other && !renamed._tensors.TryAdd(other, found))
                throw new InvalidDataException($"{Source}: '{name}' and another tensor would both be '{other}'.");
        }

        return renamed;
    }

    internal bool TryAdd(string name, Tensor value) => _tensors.TryAdd(name, (value, null));

    /// <summary>Keeps the place of a tensor that cannot be read.</summary>
    internal bool TryAddFault(string name, string fault) => _tensors.TryAdd(name, (null, fault));
}
