using static Adjoint.Ops;

namespace Adjoint;

/// <summary>
/// Adds up errors of predicted numbers over batches: mean absolute error, root mean squared error and R² of all examples. It computes
/// in float64, and merges the variances of batches by Chan, Golub and LeVeque, "Updating formulae and a pairwise algorithm for
/// computing sample variances", 1979.
/// </summary>
/// <param name="outputs">How many numbers are predicted for an example.</param>
/// <exception cref="ArgumentOutOfRangeException">There is less than one.</exception>
public sealed class RegressionMetrics(long outputs = 1)
{
    private readonly NumberSlot<long> _count = new(0, "count");
    private readonly Slot _mean = Sums(outputs, "mean");
    private readonly Slot _total = Sums(outputs, "total"); // of squares about the mean
    private readonly Slot _squares = Sums(outputs, "squares"); // of errors
    private readonly Slot _distances = Sums(outputs, "distances");

    /// <summary>How many examples were counted.</summary>
    public long Count => _count.Number;

    /// <summary>See <see cref="Metrics.MeanAbsoluteError"/>; NaN before the first example.</summary>
    public double MeanAbsoluteError => (double)Mean(_distances.Value) / Count;

    /// <summary>See <see cref="Metrics.RootMeanSquaredError"/>; NaN before the first example.</summary>
    public double RootMeanSquaredError => Math.Sqrt((double)Mean(_squares.Value) / Count);

    /// <summary>See <see cref="Metrics.R2"/>; NaN before the first example.</summary>
    public double R2 => Count == 0 ? double.NaN : (double)Metrics.R2OfSums(_squares.Value, _total.Value);

    /// <summary>Counts a batch.</summary>
    /// <param name="prediction">Examples along the first axis, each of as many numbers as there are outputs.</param>
    /// <param name="target">The same shape.</param>
    /// <exception cref="ArgumentException">The shapes differ, or are not those of as many outputs; then nothing is counted.</exception>
    public void Update(Tensor prediction, Tensor target)
    {
        ArgumentNullException.ThrowIfNull(prediction);
        ArgumentNullException.ThrowIfNull(target);
        if (!prediction.Shape.SequenceEqual(target.Shape) || target.Rank == 0 || target.Count != target.Shape[0] * outputs)
            throw new ArgumentException(
                $"RegressionMetrics.Update: predictions of shape {prediction.ShapeText} and targets of shape {target.ShapeText} are not both those of examples with {outputs} outputs.");
        if (target.Count == 0) return;
        using var scope = new TensorScope();
        Tensor y = Cast(Reshape(target, -1, outputs), DType.Float64), error = Cast(Reshape(prediction, -1, outputs), DType.Float64) - y;
        long before = Count, added = y.Shape[0];
        Tensor mean = Mean(y, 0), change = mean - _mean;
        _total.Value += Sum(Square(y - mean), 0) + Square(change) * ((double)before * added / (before + added));
        _mean.Value += change * ((double)added / (before + added));
        _squares.Value += Sum(Square(error), 0);
        _distances.Value += Sum(Abs(error), 0);
        _count.Number = before + added;
    }

    /// <summary>Forgets all batches.</summary>
    public void Reset()
    {
        _count.Number = 0;
        foreach (Slot slot in (Slot[])[_mean, _total, _squares, _distances])
            slot.Value = Tensor.ZerosLike(slot.Value);
    }

    /// <summary>The slots "count", "mean", "total", "squares" and "distances".</summary>
    /// <returns>Those slots.</returns>
    public Slots Slots() => new(_count, _mean, _total, _squares, _distances);

    private static Slot Sums(long outputs, string name) => new(Tensor.Zeros([Limits.Positive(outputs)], DType.Float64), name);
}
