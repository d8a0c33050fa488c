using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Adjoint;

public sealed partial class TreeReader
{
    /// <summary>An array anew.</summary>
    /// <typeparam name="T">The type of its elements.</typeparam>
    /// <param name="original">The array as it was.</param>
    /// <returns>The member with its new leaves.</returns>
    [return: NotNullIfNotNull(nameof(original))]
    public T[]? Next<T>(T[]? original) => TreeWalk.IsPlain(typeof(T)) ? original : Next(original, Each);

    /// <summary>An array anew.</summary>
    /// <typeparam name="T">The type of its elements.</typeparam>
    /// <param name="original">The array as it was.</param>
    /// <param name="next">Gives an element anew.</param>
    /// <returns>The member with its new leaves.</returns>
    [return: NotNullIfNotNull(nameof(original))]
    public T[]? Next<T>(T[]? original, Func<TreeReader, T, T> next)
    {
        ArgumentNullException.ThrowIfNull(next);
        if (original is null) return null;
        var copy = new T[original.Length];
        for (int i = 0; i < copy.Length; i++)
            copy[i] = next(this, original[i]);
        return copy;
    }

    /// <summary>A list anew.</summary>
    /// <typeparam name="T">The type of its elements.</typeparam>
    /// <param name="original">The list as it was.</param>
    /// <returns>The member with its new leaves.</returns>
    [return: NotNullIfNotNull(nameof(original))]
    public List<T>? Next<T>(List<T>? original) => TreeWalk.IsPlain(typeof(T)) ? original : Next(original, Each);

    /// <summary>A list anew.</summary>
    /// <typeparam name="T">The type of its elements.</typeparam>
    /// <param name="original">The list as it was.</param>
    /// <param name="next">Gives an element anew.</param>
    /// <returns>The member with its new leaves.</returns>
    [return: NotNullIfNotNull(nameof(original))]
    public List<T>? Next<T>(List<T>? original, Func<TreeReader, T, T> next) => original is null ? null : ListOf(original, next);

    /// <summary>A list anew: an array remains one, all others become a List.</summary>
    /// <typeparam name="T">The type of its elements.</typeparam>
    /// <param name="original">The list as it was.</param>
    /// <returns>The member with its new leaves.</returns>
    [return: NotNullIfNotNull(nameof(original))]
    public IList<T>? Next<T>(IList<T>? original) => Next(original, Each);

    /// <summary>A list anew: an array remains one, all others become a List.</summary>
    /// <typeparam name="T">The type of its elements.</typeparam>
    /// <param name="original">The list as it was.</param>
    /// <param name="next">Gives an element anew.</param>
    /// <returns>The member with its new leaves.</returns>
    [return: NotNullIfNotNull(nameof(original))]
    public IList<T>? Next<T>(IList<T>? original, Func<TreeReader, T, T> next) => original switch
    {
        null => null,
        T[] array => Next(array, next),
        ImmutableArray<T> array => Next(array, next),
        _ => ListOf(original, next),
    };

    /// <summary>A list anew: an array remains one, all others become a List.</summary>
    /// <typeparam name="T">The type of its elements.</typeparam>
    /// <param name="original">The list as it was.</param>
    /// <returns>The member with its new leaves.</returns>
    [return: NotNullIfNotNull(nameof(original))]
    public IReadOnlyList<T>? Next<T>(IReadOnlyList<T>? original) => Next(original, Each);

    /// <summary>A list anew: an array remains one, all others become a List.</summary>
    /// <typeparam name="T">The type of its elements.</typeparam>
    /// <param name="original">The list as it was.</param>
    /// <param name="next">Gives an element anew.</param>
    /// <returns>The member with its new leaves.</returns>
    [return: NotNullIfNotNull(nameof(original))]
    public IReadOnlyList<T>? Next<T>(IReadOnlyList<T>? original, Func<TreeReader, T, T> next) => original switch
    {
        null => null,
        T[] array => Next(array, next),
        ImmutableArray<T> array => Next(array, next),
        _ => ListOf(original, next),
    };

    /// <summary>An immutable array anew.</summary>
    /// <typeparam name="T">The type of its elements.</typeparam>
    /// <param name="original">The array as it was.</param>
    /// <returns>The member with its new leaves.</returns>
    public ImmutableArray<T> Next<T>(ImmutableArray<T> original) => Next(original, Each);

    /// <summary>An immutable array anew.</summary>
    /// <typeparam name="T">The type of its elements.</typeparam>
    /// <param name="original">The array as it was.</param>
    /// <param name="next">Gives an element anew.</param>
    /// <returns>The member with its new leaves.</returns>
    public ImmutableArray<T> Next<T>(ImmutableArray<T> original, Func<TreeReader, T, T> next)
    {
        ArgumentNullException.ThrowIfNull(next);
        if (original.IsDefault) return original;
        ImmutableArray<T>.Builder copy = ImmutableArray.CreateBuilder<T>(original.Length);
        foreach (T element in original)
            copy.Add(next(this, element));
        return copy.MoveToImmutable();
    }

    /// <summary>A dictionary anew.</summary>
    /// <typeparam name="TKey">The type of its keys.</typeparam>
    /// <typeparam name="TValue">The type of its values.</typeparam>
    /// <param name="original">The dictionary as it was.</param>
    /// <returns>The member with its new leaves.</returns>
    [return: NotNullIfNotNull(nameof(original))]
    public Dictionary<TKey, TValue>? Next<TKey, TValue>(Dictionary<TKey, TValue>? original)
        where TKey : notnull
        => Next(original, Each);

    /// <summary>A dictionary anew.</summary>
    /// <typeparam name="TKey">The type of its keys.</typeparam>
    /// <typeparam name="TValue">The type of its values.</typeparam>
    /// <param name="original">The dictionary as it was.</param>
    /// <param name="next">Gives a value anew.</param>
    /// <returns>The member with its new leaves.</returns>
    [return: NotNullIfNotNull(nameof(original))]
    public Dictionary<TKey, TValue>? Next<TKey, TValue>(Dictionary<TKey, TValue>? original, Func<TreeReader, TValue, TValue> next)
        where TKey : notnull
        => original is null ? null : ReadInto(new Dictionary<TKey, TValue>(original, original.Comparer), next);

    /// <summary>A dictionary anew: a Dictionary.</summary>
    /// <typeparam name="TKey">The type of its keys.</typeparam>
    /// <typeparam name="TValue">The type of its values.</typeparam>
    /// <param name="original">The dictionary as it was.</param>
    /// <returns>The member with its new leaves.</returns>
    [return: NotNullIfNotNull(nameof(original))]
    public IDictionary<TKey, TValue>? Next<TKey, TValue>(IDictionary<TKey, TValue>? original)
        where TKey : notnull
        => Next(original, Each);

    /// <summary>A dictionary anew: a Dictionary.</summary>
    /// <typeparam name="TKey">The type of its keys.</typeparam>
    /// <typeparam name="TValue">The type of its values.</typeparam>
    /// <param name="original">The dictionary as it was.</param>
    /// <param name="next">Gives a value anew.</param>
    /// <returns>The member with its new leaves.</returns>
    [return: NotNullIfNotNull(nameof(original))]
    public IDictionary<TKey, TValue>? Next<TKey, TValue>(IDictionary<TKey, TValue>? original, Func<TreeReader, TValue, TValue> next)
        where TKey : notnull
        => original is null ? null : ReadInto(new Dictionary<TKey, TValue>(original, ComparerOf<TKey, TValue>(original)), next);

    /// <summary>A dictionary anew: a Dictionary.</summary>
    /// <typeparam name="TKey">The type of its keys.</typeparam>
    /// <typeparam name="TValue">The type of its values.</typeparam>
    /// <param name="original">The dictionary as it was.</param>
    /// <returns>The member with its new leaves.</returns>
    [return: NotNullIfNotNull(nameof(original))]
    public IReadOnlyDictionary<TKey, TValue>? Next<TKey, TValue>(IReadOnlyDictionary<TKey, TValue>? original)
        where TKey : notnull
        => Next(original, Each);

    /// <summary>A dictionary anew: a Dictionary.</summary>
    /// <typeparam name="TKey">The type of its keys.</typeparam>
    /// <typeparam name="TValue">The type of its values.</typeparam>
    /// <param name="original">The dictionary as it was.</param>
    /// <param name="next">Gives a value anew.</param>
    /// <returns>The member with its new leaves.</returns>
    [return: NotNullIfNotNull(nameof(original))]
    public IReadOnlyDictionary<TKey, TValue>? Next<TKey, TValue>(
        IReadOnlyDictionary<TKey, TValue>? original, Func<TreeReader, TValue, TValue> next)
        where TKey : notnull
        => original is null ? null : ReadInto(new Dictionary<TKey, TValue>(original, ComparerOf<TKey, TValue>(original)), next);

    private static T Each<T>(TreeReader reader, T element) => reader.Element(element);

    private static IEqualityComparer<TKey>? ComparerOf<TKey, TValue>(object dictionary)
        where TKey : notnull
        => (dictionary as Dictionary<TKey, TValue>)?.Comparer;

    private List<T> ListOf<T>(IEnumerable<T> original, Func<TreeReader, T, T> next)
    {
        ArgumentNullException.ThrowIfNull(next);
        var copy = new List<T>();
        foreach (T element in original)
            copy.Add(next(this, element));
        return copy;
    }

    // The copy begins with the values of the original, so that the keys keep their order there.
    private Dictionary<TKey, TValue> ReadInto<TKey, TValue>(Dictionary<TKey, TValue> copy, Func<TreeReader, TValue, TValue> next)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(next);
        foreach (object key in TreeWalk.SortedKeys(copy))
            copy[(TKey)key] = next(this, copy[(TKey)key]);
        return copy;
    }
}
