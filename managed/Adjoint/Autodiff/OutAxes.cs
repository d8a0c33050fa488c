using System.Runtime.CompilerServices;

namespace Adjoint;

/// <summary>
/// Along which axes the results of <c>Vmap</c> hold the members of the batch: one number for all, or one for each item of a result that
/// is a tuple or a list, null where all members share the item. Left out, it is the first axis of all.
/// </summary>
/// <example><code>Vmap((Tensor x) => (Sin(x), Cos(x)), outAxes: (0, 1))</code></example>
public readonly struct OutAxes
{
    private readonly int _all;
    private readonly int?[]? _each;

    private OutAxes(int all) => _all = all;

    private OutAxes(int?[] each) => _each = each;

    /// <summary>One axis for all results.</summary>
    /// <param name="axis">The axis; negative from the end.</param>
    /// <returns>Where the batch goes in the results.</returns>
    public static implicit operator OutAxes(int axis) => new(axis);

    /// <summary>An axis for each of two results.</summary>
    /// <param name="axes">The axes.</param>
    /// <returns>Where the batch goes in the results.</returns>
    public static implicit operator OutAxes((int? First, int? Second) axes) =>
        new([axes.First, axes.Second]);

    /// <summary>An axis for each of three results.</summary>
    /// <param name="axes">The axes.</param>
    /// <returns>Where the batch goes in the results.</returns>
    public static implicit operator OutAxes((int? First, int? Second, int? Third) axes) =>
        new([axes.First, axes.Second, axes.Third]);

    /// <summary>An axis for each of four results.</summary>
    /// <param name="axes">The axes.</param>
    /// <returns>Where the batch goes in the results.</returns>
    public static implicit operator OutAxes((int? First, int? Second, int? Third, int? Fourth) axes) =>
        new([axes.First, axes.Second, axes.Third, axes.Fourth]);

    /// <summary>An axis for each of five results.</summary>
    /// <param name="axes">The axes.</param>
    /// <returns>Where the batch goes in the results.</returns>
    public static implicit operator OutAxes((int? First, int? Second, int? Third, int? Fourth, int? Fifth) axes) =>
        new([axes.First, axes.Second, axes.Third, axes.Fourth, axes.Fifth]);

    /// <summary>An axis for each of six results.</summary>
    /// <param name="axes">The axes.</param>
    /// <returns>Where the batch goes in the results.</returns>
    public static implicit operator OutAxes((int? First, int? Second, int? Third, int? Fourth, int? Fifth, int? Sixth) axes) =>
        new([axes.First, axes.Second, axes.Third, axes.Fourth, axes.Fifth, axes.Sixth]);

    /// <summary>An axis for each of seven results.</summary>
    /// <param name="axes">The axes.</param>
    /// <returns>Where the batch goes in the results.</returns>
    public static implicit operator OutAxes((int? First, int? Second, int? Third, int? Fourth, int? Fifth, int? Sixth, int? Seventh) axes) =>
        new([axes.First, axes.Second, axes.Third, axes.Fourth, axes.Fifth, axes.Sixth, axes.Seventh]);

    /// <summary>An axis for each of eight results.</summary>
    /// <param name="axes">The axes.</param>
    /// <returns>Where the batch goes in the results.</returns>
    public static implicit operator OutAxes((int? First, int? Second, int? Third, int? Fourth, int? Fifth, int? Sixth, int? Seventh, int? Eighth) axes) =>
        new([axes.First, axes.Second, axes.Third, axes.Fourth, axes.Fifth, axes.Sixth, axes.Seventh, axes.Eighth]);

    /// <summary>An axis for each result.</summary>
    /// <param name="axes">The axes.</param>
    /// <returns>Where the batch goes in the results.</returns>
    public static implicit operator OutAxes(int?[] axes)
    {
        ArgumentNullException.ThrowIfNull(axes);
        return new([.. axes]);
    }

    /// <summary>The axis of each leaf of a result.</summary>
    internal int?[] Of<TOut>(string name, TOut result)
    {
        if (_each is null)
        {
            int?[] same = new int?[result is Tensor ? 1 : Tree.Leaves(result).Count];
            Array.Fill(same, _all);
            return same;
        }

        object?[] items = result switch
        {
            ITuple tuple => [.. Enumerable.Range(0, tuple.Length).Select(i => tuple[i])],
            System.Collections.IList list => [.. list.Cast<object?>()],
            _ => [result],
        };
        if (items.Length != _each.Length)
            throw new ArgumentException($"{name}: {_each.Length} axes were given for a result of {items.Length} items; give one axis for all, or one for each.");
        int?[] each = _each;
        return [.. items.SelectMany((item, i) => Enumerable.Repeat(each[i], Tree.Leaves(item).Count))];
    }
}
