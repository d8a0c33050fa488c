namespace Adjoint;

/// <summary>The mean of a value over batches, such as a loss. The perplexity of an epoch is <c>Math.Exp(mean.Value)</c> of its cross entropies.</summary>
/// <example>
/// <code>
/// var mean = new MeanMetric();
/// foreach (var (x, labels) in test.Batches(64))
///     mean.Update(Losses.CrossEntropy(model.Forward(x), labels), x.Shape[0]);   // the last batch may be smaller
/// Console.WriteLine($"loss {mean.Value:F4}, perplexity {Math.Exp(mean.Value):F1}");
/// </code>
/// </example>
public sealed class MeanMetric
{
    private readonly NumberSlot<double> _sum = new(0, "sum");
    private readonly NumberSlot<double> _weight = new(0, "weight");

    /// <summary>The mean; NaN before the first value.</summary>
    public double Value => _sum.Number / _weight.Number;

    /// <summary>Adds a value.</summary>
    /// <param name="value">One element.</param>
    /// <param name="weight">How much it counts, such as the number of examples that it is the mean of; at least 0.</param>
    /// <exception cref="ArgumentException">There is not exactly one element.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The weight is below 0.</exception>
    public void Update(Tensor value, double weight = 1)
    {
        ArgumentNullException.ThrowIfNull(value);
        _ = Limits.AtLeast(0, weight);
        _sum.Number += weight * value.ToDouble();
        _weight.Number += weight;
    }

    /// <summary>Forgets all values.</summary>
    public void Reset() => (_sum.Number, _weight.Number) = (0, 0);

    /// <summary>The slots "sum" and "weight".</summary>
    /// <returns>Those slots.</returns>
    public Slots Slots() => new(_sum, _weight);
}
