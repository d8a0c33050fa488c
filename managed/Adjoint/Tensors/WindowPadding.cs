namespace Adjoint;

/// <summary>
/// How many elements an image is continued by at each end of its axes: one number for all, <c>1</c>, one for each axis,
/// <c>(1, 0)</c>, different ones before and after, <see cref="Of"/>, or <see cref="Same"/>. The default is none.
/// </summary>
public readonly struct WindowPadding
{
    private readonly PerAxis _before, _after;

    private WindowPadding(PerAxis before, PerAxis after, bool same) => (_before, _after, IsSame) = (before, after, same);

    /// <summary>None: windows lie within the image.</summary>
    public static WindowPadding Valid => default;

    /// <summary>
    /// As much as gives one result for every stride: ⌈n / stride⌉ of n elements. Where that is an odd number, one more stands behind
    /// the image than before it.
    /// </summary>
    public static WindowPadding Same { get; } = new(default, default, true);

    /// <summary>Whether this is <see cref="Same"/>.</summary>
    public bool IsSame { get; }

    /// <summary>Different numbers before and after.</summary>
    /// <param name="before">How many before the first element of an axis.</param>
    /// <param name="after">How many behind the last.</param>
    /// <returns>The padding.</returns>
    public static WindowPadding Of(PerAxis before, PerAxis after) => new(before, after, false);

    /// <summary>One number for both ends of all axes.</summary>
    /// <param name="value">The number.</param>
    /// <returns>The padding.</returns>
    public static implicit operator WindowPadding(long value) => Of(value, value);

    /// <summary>A number for both ends of each of two axes.</summary>
    /// <param name="values">The numbers.</param>
    /// <returns>The padding.</returns>
    public static implicit operator WindowPadding((long First, long Second) values) => Of(values, values);

    /// <summary>A number for both ends of each of three axes.</summary>
    /// <param name="values">The numbers.</param>
    /// <returns>The padding.</returns>
    public static implicit operator WindowPadding((long First, long Second, long Third) values) => Of(values, values);

    /// <summary>A number for both ends of each axis.</summary>
    /// <param name="values">The numbers.</param>
    /// <returns>The padding.</returns>
    public static implicit operator WindowPadding(PerAxis values) => Of(values, values);

    /// <summary>Writes pairs, before and after, where the core reads them; null for <see cref="Same"/>.</summary>
    internal unsafe long* Pairs(long* room, int axes, string operation)
    {
        if (IsSame) return null;
        long* before = stackalloc long[PerAxis.Most], after = stackalloc long[PerAxis.Most];
        _before.List(before, axes, 0, operation, "padding");
        _after.List(after, axes, 0, operation, "padding");
        for (int i = 0; i < axes; i++)
            (room[2 * i], room[2 * i + 1]) = (before[i], after[i]);
        return room;
    }
}
