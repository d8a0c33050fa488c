namespace Adjoint;

/// <summary>
/// Brings features to mean 0 and deviation 1 by the statistics of the examples that it was fitted to: those of training, so that nothing
/// is known of those that are held out. It is a <see cref="Tree">tree</see>: <see cref="Tree.Save{T}(string, T, IReadOnlyDictionary{string, string})"/> keeps it.
/// </summary>
/// <example>
/// <code>
/// Standardizer standardizer = Standardizer.Fit(train);
/// Tensor x = standardizer.Apply(test);
/// </code>
/// </example>
public sealed class Standardizer : ITensorTree
{
    /// <summary>Takes statistics that are known.</summary>
    /// <param name="mean">The means, of a shape that broadcasts with that of examples.</param>
    /// <param name="deviation">The deviations; where one is 0, features are not scaled.</param>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public Standardizer(Tensor mean, Tensor deviation)
    {
        ArgumentNullException.ThrowIfNull(mean);
        ArgumentNullException.ThrowIfNull(deviation);
        if (mean.Shape != deviation.Shape) throw new ArgumentException($"Standardizer: means of shape {mean.ShapeText} and deviations of shape {deviation.ShapeText} do not belong together.");
        (Mean, Deviation) = (mean.Typed(), deviation.Typed());
    }

    /// <summary>The means.</summary>
    public Tensor Mean { get; }

    /// <summary>The deviations √(Σ (x − mean)² / n).</summary>
    public Tensor Deviation { get; }

    /// <summary>Takes the statistics of examples.</summary>
    /// <param name="examples">At least one, along the first axis. Whole numbers count in the default type.</param>
    /// <returns>What brings others to the same scale: each feature by its own mean and deviation.</returns>
    /// <exception cref="ArgumentException">There is no example.</exception>
    public static Standardizer Fit(Tensor examples) => Fit(examples, 0);

    /// <summary>Takes the statistics of examples.</summary>
    /// <param name="examples">At least one.</param>
    /// <param name="axes">The axes over which statistics are common: (0, 2, 3) for the channels of images [n, c, h, w].</param>
    /// <returns>What brings others to the same scale.</returns>
    /// <exception cref="ArgumentException">There is no example.</exception>
    public static Standardizer Fit(Tensor examples, Axes axes)
    {
        ArgumentNullException.ThrowIfNull(examples);
        if (examples.Count == 0) throw new ArgumentException($"Fit: a tensor of shape {examples.ShapeText} has no mean.", nameof(examples));
        Tensor x = Floating(examples, DType.Default);
        return new Standardizer(Ops.Mean(x, axes, keepDims: true), Ops.StandardDeviation(x, axes, keepDims: true));
    }

    /// <summary>Computes (x − mean) / deviation.</summary>
    /// <param name="x">Examples. Whole numbers become floating ones of the type of the means.</param>
    /// <returns>The standardised examples.</returns>
    public Tensor Apply(Tensor x) => (Floating(x, Mean.DType) - Mean) / Scale;

    /// <summary>Computes x · deviation + mean: what <see cref="Apply"/> was given.</summary>
    /// <param name="x">Standardised examples.</param>
    /// <returns>The examples.</returns>
    public Tensor Undo(Tensor x) => Floating(x, Mean.DType) * Scale + Mean;

    // Features that never change stay as they are, at 0.
    private Tensor Scale => Ops.Where(Ops.Equal(Deviation, 0), 1, Deviation);

    private static Tensor Floating(Tensor x, DType type)
    {
        ArgumentNullException.ThrowIfNull(x);
        return x.DType.IsFloating ? x : x.Cast(type);
    }

    /// <inheritdoc/>
    void ITensorTree.Flatten(TreeWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Add(nameof(Mean), Mean);
        writer.Add(nameof(Deviation), Deviation);
    }

    /// <inheritdoc/>
    object ITensorTree.Unflatten(TreeReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return new Standardizer(reader.Next(Mean), reader.Next(Deviation));
    }
}
