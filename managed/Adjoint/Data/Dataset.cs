using System.Collections;

namespace Adjoint;

/// <summary>Makes data sets.</summary>
public static class Dataset
{
    /// <summary>The examples of a list.</summary>
    /// <typeparam name="T">What an example is.</typeparam>
    /// <param name="examples">The examples, which are not copied.</param>
    /// <returns>The data set.</returns>
    public static Dataset<T> From<T>(IReadOnlyList<T> examples)
    {
        ArgumentNullException.ThrowIfNull(examples);
        return new Dataset<T>(examples.Count, i => examples[(int)i]);
    }

    /// <summary>Examples that are made when they are asked for, such as images in files.</summary>
    /// <typeparam name="T">What an example is.</typeparam>
    /// <param name="count">How many there are.</param>
    /// <param name="example">Makes the example of a number. It may be called from several threads.</param>
    /// <returns>The data set.</returns>
    public static Dataset<T> From<T>(long count, Func<long, T> example)
    {
        ArgumentNullException.ThrowIfNull(example);
        return new Dataset<T>(Limits.AtLeast(0, count), example);
    }
}

/// <summary>Examples by their numbers, each made when it is asked for: changing, choosing and cutting costs nothing until then.</summary>
/// <typeparam name="T">What an example is: an image in a file, a line of text, a pair of tensors.</typeparam>
/// <example>
/// <code>
/// Dataset&lt;float> data = Dataset.From(10, i => (float)i).Map(x => 2 * x);
/// var (train, test) = data.Split(new RandomKey(0), 0.8);
/// var batches = train.Shuffle(new RandomKey(1)).Batches(4, x => Tensor.From(x));
/// Console.WriteLine(string.Join(", ", batches.Select(b => b.Shape)));   // [4], [4]
/// </code>
/// </example>
public sealed class Dataset<T> : IEnumerable<T>
{
    private readonly Func<long, T> _example;

    internal Dataset(long count, Func<long, T> example) => (Count, _example) = (count, example);

    /// <summary>How many examples there are.</summary>
    public long Count { get; }

    /// <summary>An example.</summary>
    /// <param name="index">Its number, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is none of this number.</exception>
    public T this[long index] => index >= 0 && index < Count
        ? _example(index)
        : throw new ArgumentOutOfRangeException(nameof(index), FormattableString.Invariant($"There is no example {index} among {Count}."));

    /// <summary>Changes each example when it is asked for.</summary>
    /// <typeparam name="TOut">What it becomes.</typeparam>
    /// <param name="change">What becomes of an example.</param>
    /// <returns>The changed examples.</returns>
    public Dataset<TOut> Map<TOut>(Func<T, TOut> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return new Dataset<TOut>(Count, i => change(_example(i)));
    }

    /// <summary>Keeps some of the examples. All are looked at, once and now, to know how many there are.</summary>
    /// <param name="keep">Whether to keep an example.</param>
    /// <returns>Those that are kept.</returns>
    public Dataset<T> Filter(Func<T, bool> keep)
    {
        ArgumentNullException.ThrowIfNull(keep);
        var kept = new List<long>();
        for (long i = 0; i < Count; i++)
        {
            if (keep(_example(i))) kept.Add(i);
        }

        return Choose([.. kept]);
    }

    /// <summary>The first examples.</summary>
    /// <param name="count">How many; all if there are fewer.</param>
    /// <returns>The examples.</returns>
    public Dataset<T> Take(long count) => new(Math.Min(Count, Limits.AtLeast(0, count)), _example);

    /// <summary>The examples behind the first ones.</summary>
    /// <param name="count">How many are left out; all if there are fewer.</param>
    /// <returns>The examples.</returns>
    public Dataset<T> Skip(long count)
    {
        long first = Math.Min(Count, Limits.AtLeast(0, count));
        return new Dataset<T>(Count - first, i => _example(first + i));
    }

    /// <summary>All examples several times, one round behind the other.</summary>
    /// <param name="times">How often.</param>
    /// <returns>The examples.</returns>
    /// <exception cref="OverflowException">There are more than can be counted.</exception>
    public Dataset<T> Repeat(long times) => new(checked(Count * Limits.AtLeast(0, times)), i => _example(i % Count));

    /// <summary>Pairs of an example of each data set.</summary>
    /// <typeparam name="TOther">What the other's examples are.</typeparam>
    /// <param name="other">As many examples.</param>
    /// <returns>The pairs.</returns>
    /// <exception cref="ArgumentException">The numbers differ.</exception>
    public Dataset<(T First, TOther Second)> Zip<TOther>(Dataset<TOther> other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.Count != Count) throw new ArgumentException(FormattableString.Invariant($"Zip: {Count} examples have no partners among {other.Count}; Take as many of each."), nameof(other));
        return new Dataset<(T, TOther)>(Count, i => (_example(i), other._example(i)));
    }

    /// <summary>The examples some at a time, in order.</summary>
    /// <param name="size">How many at a time.</param>
    /// <param name="dropLast">Whether a last batch that is smaller is left out.</param>
    /// <returns>The batches, a data set too: <c>data.Batch(64).Map(Collate.Pad).Prefetch()</c>.</returns>
    public Dataset<T[]> Batch(int size, bool dropLast = false)
    {
        _ = Limits.Positive(size);
        long count = (Count / size) + (dropLast || Count % size == 0 ? 0 : 1);
        return new Dataset<T[]>(count, i => Examples(i * size, Math.Min(Count, (i + 1) * size), static at => at));
    }

    /// <summary>Two parts drawn at random, without an example in both.</summary>
    /// <param name="key">Determines which.</param>
    /// <param name="fraction">How much of the whole the first has.</param>
    /// <returns>The parts.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The fraction is not from 0 to 1.</exception>
    public (Dataset<T> First, Dataset<T> Second) Split(RandomKey key, double fraction) =>
        Split(key, [fraction, 1 - fraction]) is var parts ? (parts[0], parts[1]) : default;

    /// <summary>Parts drawn at random, without an example in two of them.</summary>
    /// <param name="key">Determines which.</param>
    /// <param name="fractions">How much of the whole each has; together 1.</param>
    /// <returns>The parts.</returns>
    /// <exception cref="ArgumentException">The fractions are negative, or do not make 1.</exception>
    public Dataset<T>[] Split(RandomKey key, IReadOnlyList<double> fractions) =>
        [.. SplitOrder.Of(key, Count, fractions).Select(part => Choose(part.ToArray<long>()))];

    /// <summary>The examples in an order that is another one in every epoch.</summary>
    /// <param name="key">Determines the orders.</param>
    /// <returns>Gives batches, and counts how often one has gone through them.</returns>
    public ShuffledDataset<T> Shuffle(RandomKey key) => new(this, key);

    /// <summary>Walks through the examples, each made when it is come to.</summary>
    /// <returns>What walks through them.</returns>
    public IEnumerator<T> GetEnumerator()
    {
        for (long i = 0; i < Count; i++)
            yield return _example(i);
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The examples from a place up to another one, in an order.</summary>
    internal T[] Examples(long start, long end, Func<long, long> order)
    {
        var examples = new T[end - start];
        for (int i = 0; i < examples.Length; i++)
            examples[i] = _example(order(start + i));
        return examples;
    }

    private Dataset<T> Choose(long[] numbers) => new(numbers.Length, i => _example(numbers[i]));
}
