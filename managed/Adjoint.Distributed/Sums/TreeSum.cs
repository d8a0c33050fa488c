namespace Adjoint.Distributed;

/// <summary>
/// A sum whose additions follow one binary tree, whoever makes them and wherever the sum was interrupted: over n leaves the left half has
/// as many as the largest power of two below n. Parts of the tree come in order.
/// </summary>
/// <typeparam name="T">What is added.</typeparam>
/// <param name="add">Adds a right part to a left one.</param>
internal sealed class TreeSum<T>(Func<T, T, T> add)
{
    private readonly List<(int Start, int Size, T Sum)> _parts = [];

    /// <summary>What could not be added up for want of what lies before, between or behind.</summary>
    public IReadOnlyList<(int Start, int Size, T Sum)> Parts => _parts;

    /// <summary>Takes the part behind those before.</summary>
    /// <param name="start">Its first leaf.</param>
    /// <param name="size">How many leaves it has: a power of two, of which the start is a multiple.</param>
    /// <param name="sum">Their sum.</param>
    public void Add(int start, int size, T sum)
    {
        while (_parts is [.., var left] && left.Size == size && left.Start + size == start && left.Start % (2 * size) == 0)
        {
            _parts.RemoveAt(_parts.Count - 1);
            (start, size, sum) = (left.Start, 2 * size, add(left.Sum, sum));
        }

        _parts.Add((start, size, sum));
    }

    /// <summary>The sum of all leaves.</summary>
    public T Total()
    {
        T total = _parts[^1].Sum;
        for (int i = _parts.Count - 2; i >= 0; i--)
            total = add(_parts[i].Sum, total);
        return total;
    }
}
