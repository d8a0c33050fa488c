#if !NET9_0_OR_GREATER
using System.Diagnostics.CodeAnalysis;

namespace System.Collections.Generic;

/// <summary>A dictionary in the order in which keys were added, which .NET has since 9: as much of it as is used here.</summary>
internal sealed class OrderedDictionary<TKey, TValue>(IEqualityComparer<TKey>? comparer) : IReadOnlyDictionary<TKey, TValue>
    where TKey : notnull
{
    private readonly Dictionary<TKey, TValue> _values = new(comparer);
    private readonly List<TKey> _keys = [];

    public OrderedDictionary()
        : this((IEqualityComparer<TKey>?)null)
    {
    }

    public OrderedDictionary(IEnumerable<KeyValuePair<TKey, TValue>> first)
        : this()
    {
        foreach ((TKey key, TValue value) in first)
            Add(key, value);
    }

    public int Count => _keys.Count;

    public IEnumerable<TKey> Keys => _keys;

    public IEnumerable<TValue> Values => _keys.Select(k => _values[k]);

    public TValue this[TKey key]
    {
        get => _values[key];
        set
        {
            if (!TryAdd(key, value)) _values[key] = value;
        }
    }

    public bool ContainsKey(TKey key) => _values.ContainsKey(key);

    public bool TryGetValue(TKey key, [MaybeNullWhen(false)] out TValue value) => _values.TryGetValue(key, out value);

    public KeyValuePair<TKey, TValue> GetAt(int index) => KeyValuePair.Create(_keys[index], _values[_keys[index]]);

    public void Add(TKey key, TValue value)
    {
        _values.Add(key, value);
        _keys.Add(key);
    }

    public bool TryAdd(TKey key, TValue value)
    {
        bool isNew = _values.TryAdd(key, value);
        if (isNew) _keys.Add(key);
        return isNew;
    }

    public void Clear()
    {
        _values.Clear();
        _keys.Clear();
    }

    public IEnumerator<KeyValuePair<TKey, TValue>> GetEnumerator() => _keys.Select(k => KeyValuePair.Create(k, _values[k])).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
#endif
