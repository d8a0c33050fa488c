namespace Adjoint;

/// <summary>Counts predictions of classes over batches: accuracy, precision, recall, F1 and the confusion matrix of all of them.</summary>
/// <param name="classes">How many classes there are.</param>
/// <exception cref="ArgumentOutOfRangeException">There is less than one class.</exception>
/// <example>
/// <code>
/// var metrics = new ClassificationMetrics(classes: 10);
/// foreach (var (images, labels) in test.Batches(500))
///     metrics.Update(model.Forward(images), labels);
/// Console.WriteLine($"{metrics.Accuracy:P2}, F1 {(double)metrics.F1(Averaging.Macro):F3}");
/// </code>
/// </example>
public sealed class ClassificationMetrics(int classes)
{
    private readonly Slot _confusion = new(Tensor.Zeros([Limits.Positive(classes), classes], DType.Int64), "confusion");

    /// <summary>How often examples of each class (row) were predicted to be of each class (column): int64.</summary>
    public Tensor ConfusionMatrix => _confusion.Value;

    /// <summary>How many examples were counted.</summary>
    public long Count => (long)Ops.Sum(ConfusionMatrix);

    /// <summary>The share of examples whose class was predicted; NaN before the first.</summary>
    public double Accuracy => (double)Ops.Sum(Ops.Diagonal(ConfusionMatrix)) / Count;

    /// <summary>Counts a batch.</summary>
    /// <param name="prediction">Class numbers or scores, as <see cref="Metrics"/> takes them.</param>
    /// <param name="labels">Class numbers.</param>
    /// <exception cref="ArgumentException">The shapes or types do not go together, or a number is no class; then nothing is counted.</exception>
    public void Update(Tensor prediction, Tensor labels)
    {
        using var scope = new TensorScope();
        _confusion.Value += Metrics.Confusion(prediction, labels, classes, $"{nameof(ClassificationMetrics)}.{nameof(Update)}");
    }

    /// <summary>See <see cref="Metrics.Precision"/>.</summary>
    /// <param name="averaging">What becomes of the scores of the classes.</param>
    /// <returns>A float64 scalar, or a vector [classes].</returns>
    public Tensor Precision(Averaging averaging = Averaging.Binary) => Scores(nameof(Precision)).Precision(averaging);

    /// <summary>See <see cref="Metrics.Recall"/>.</summary>
    /// <param name="averaging">What becomes of the scores of the classes.</param>
    /// <returns>A float64 scalar, or a vector [classes].</returns>
    public Tensor Recall(Averaging averaging = Averaging.Binary) => Scores(nameof(Recall)).Recall(averaging);

    /// <summary>See <see cref="Metrics.F1"/>.</summary>
    /// <param name="averaging">What becomes of the scores of the classes.</param>
    /// <returns>A float64 scalar, or a vector [classes].</returns>
    public Tensor F1(Averaging averaging = Averaging.Binary) => Scores(nameof(F1)).F1(averaging);

    /// <summary>Forgets all batches.</summary>
    public void Reset() => _confusion.Value = Tensor.ZerosLike(_confusion.Value);

    /// <summary>The slot "confusion".</summary>
    /// <returns>That slot.</returns>
    public Slots Slots() => new(_confusion);

    private ClassScores Scores(string operation) => new(ConfusionMatrix, $"{nameof(ClassificationMetrics)}.{operation}");
}
