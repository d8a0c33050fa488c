using System.Collections;

namespace Adjoint;

/// <summary>What is remembered of a leaf of a tree, or of all of them: tensors under names, which do not change.</summary>
internal sealed class StateEntries : IKeptState, IEnumerable<(string Name, Tensor? Value)>
{
    private readonly string[] _names;
    private readonly Tensor?[] _values; // null where a gradient has none

    private StateEntries(string[] names, Tensor?[] values) => (_names, _values) = (names, values);

    public static StateEntries Empty { get; } = new([], []);

    public Tensor? Find(string name) => Array.IndexOf(_names, name) is >= 0 and int place ? _values[place] : null;

    public Tensor? Peek(string name, out bool isShared)
    {
        isShared = true;
        return Find(name);
    }

    // In functional form counts are tensors, which transforms follow.
    public long? Count(string name) => null;

    /// <summary>The same with what an update has made.</summary>
    public StateEntries With(StateChanges changes)
    {
        string[] names = [.. _names, .. changes.New.Keys.Where(name => Array.IndexOf(_names, name) < 0)];
        return new StateEntries(names, [.. names.Select(changes.Find)]);
    }

    /// <summary>The same names with other tensors.</summary>
    public StateEntries Map(Func<Tensor?, Tensor?> value) => new(_names, [.. _values.Select(value)]);

    public IEnumerator<(string Name, Tensor? Value)> GetEnumerator()
    {
        for (int i = 0; i < _names.Length; i++)
            yield return (_names[i], _values[i]);
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
