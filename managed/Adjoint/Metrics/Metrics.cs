using static Adjoint.Ops;

namespace Adjoint;

/// <summary>
/// How good predictions are. What counts (accuracy, precision, recall, F1, the area under the curve) is float64; what measures
/// (errors, R², perplexity) has the type of the predictions, and derivatives pass through it.
/// </summary>
/// <remarks>
/// <para>A prediction of classes is either class numbers, integers or truth values of the shape of the labels, or scores, floating
/// numbers with a last axis of classes behind the axes of the labels; then the first largest one counts. A binary classifier with
/// one score an example gives <c>scores > 0.5</c>.</para>
/// <para>Over batches, <see cref="ClassificationMetrics"/>, <see cref="RegressionMetrics"/> and <see cref="MeanMetric"/> add up what
/// gives the same values.</para>
/// </remarks>
/// <example>
/// <code>
/// Tensor labels = Tensor.From([0, 1, 2, 0, 1, 2]), predicted = Tensor.From([0, 2, 1, 0, 0, 1]);
/// double accuracy = (double)Metrics.Accuracy(predicted, labels);                  // 1/3
/// double f1 = (double)Metrics.F1(predicted, labels, Averaging.Macro);             // 0.8/3
/// Tensor confusion = Metrics.ConfusionMatrix(predicted, labels);                  // [[2, 0, 0], [1, 0, 1], [0, 2, 0]]
/// </code>
/// </example>
public static partial class Metrics
{
    /// <summary>The share of examples whose class is predicted.</summary>
    /// <param name="prediction">Class numbers or scores.</param>
    /// <param name="labels">Class numbers.</param>
    /// <param name="topK">Among how many of the highest scores the class may be; of equal scores the first counts as higher.</param>
    /// <returns>A float64 scalar from 0 to 1.</returns>
    /// <exception cref="ArgumentException">The shapes or types do not go together, or there are no examples.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="topK"/> is below 1 or above the number of classes.</exception>
    public static Tensor Accuracy(Tensor prediction, Tensor labels, int topK = 1)
    {
        _ = Limits.Positive(topK);
        Tensor predicted = ClassNumbers(prediction, labels, nameof(Accuracy));
        if (labels.Count == 0) throw new ArgumentException("Accuracy: there are no examples, and so no share of them.", nameof(labels));
        return Mean(Cast(topK == 1 ? Equal(predicted, Numbers(labels)) : IsAmongHighest(prediction, labels, topK), DType.Float64));
    }

    /// <summary>How often examples of each class are predicted to be of each class.</summary>
    /// <param name="prediction">Class numbers or scores.</param>
    /// <param name="labels">Class numbers.</param>
    /// <param name="classes">How many classes there are. If left out, as many as there are scores, two for truth values, or else up to
    /// the largest number that occurs.</param>
    /// <returns>An int64 matrix [classes, classes]: the row is the label, the column the prediction.</returns>
    /// <exception cref="ArgumentException">The shapes or types do not go together, or a number is no class.</exception>
    /// <exception cref="ValueDependentException">Inside Vmap or Compile: class numbers are read to be checked.</exception>
    public static Tensor ConfusionMatrix(Tensor prediction, Tensor labels, int? classes = null) =>
        Confusion(prediction, labels, classes, nameof(ConfusionMatrix));

    /// <summary>Of the examples that are predicted to be of a class, the share that is; 0 where none is predicted.</summary>
    /// <param name="prediction">Class numbers or scores.</param>
    /// <param name="labels">Class numbers.</param>
    /// <param name="averaging">What becomes of the scores of the classes.</param>
    /// <param name="classes">How many classes there are; see <see cref="ConfusionMatrix"/>.</param>
    /// <returns>A float64 scalar; with <see cref="Averaging.None"/> a vector [classes].</returns>
    /// <exception cref="ArgumentException">The shapes or types do not go together, or a number is no class.</exception>
    public static Tensor Precision(Tensor prediction, Tensor labels, Averaging averaging = Averaging.Binary, int? classes = null) =>
        new ClassScores(Confusion(prediction, labels, ClassesFor(averaging, prediction, classes), nameof(Precision)), nameof(Precision)).Precision(averaging);

    /// <summary>Of the examples of a class, the share that is predicted to be of it; 0 where there is none.</summary>
    /// <param name="prediction">Class numbers or scores.</param>
    /// <param name="labels">Class numbers.</param>
    /// <param name="averaging">What becomes of the scores of the classes.</param>
    /// <param name="classes">How many classes there are; see <see cref="ConfusionMatrix"/>.</param>
    /// <returns>A float64 scalar; with <see cref="Averaging.None"/> a vector [classes].</returns>
    /// <exception cref="ArgumentException">The shapes or types do not go together, or a number is no class.</exception>
    public static Tensor Recall(Tensor prediction, Tensor labels, Averaging averaging = Averaging.Binary, int? classes = null) =>
        new ClassScores(Confusion(prediction, labels, ClassesFor(averaging, prediction, classes), nameof(Recall)), nameof(Recall)).Recall(averaging);

    /// <summary>The harmonic mean of precision and recall of each class, 2 tp / (2 tp + fp + fn); 0 where the class does not occur.</summary>
    /// <param name="prediction">Class numbers or scores.</param>
    /// <param name="labels">Class numbers.</param>
    /// <param name="averaging">What becomes of the scores of the classes.</param>
    /// <param name="classes">How many classes there are; see <see cref="ConfusionMatrix"/>.</param>
    /// <returns>A float64 scalar; with <see cref="Averaging.None"/> a vector [classes].</returns>
    /// <exception cref="ArgumentException">The shapes or types do not go together, or a number is no class.</exception>
    public static Tensor F1(Tensor prediction, Tensor labels, Averaging averaging = Averaging.Binary, int? classes = null) =>
        new ClassScores(Confusion(prediction, labels, ClassesFor(averaging, prediction, classes), nameof(F1)), nameof(F1)).F1(averaging);

    /// <summary>
    /// The area under the receiver operating characteristic: the probability that a positive example has a higher score than a
    /// negative one, where equal scores count half (Mann and Whitney's U over its largest value).
    /// </summary>
    /// <param name="scores">Floating numbers of any shape.</param>
    /// <param name="labels">Truth values, or the numbers 0 and 1, of the same shape.</param>
    /// <returns>A float64 scalar from 0 to 1; NaN where a score is NaN, or where all labels are alike.</returns>
    /// <exception cref="ArgumentException">The shapes or types do not go together, or a label is neither 0 nor 1.</exception>
    /// <exception cref="ValueDependentException">Inside Vmap or Compile: labels are read to be checked.</exception>
    public static Tensor RocAuc(Tensor scores, Tensor labels)
    {
        RequireClassNumbers(labels, nameof(RocAuc), nameof(labels));
        RequireSameShape(scores, labels, nameof(RocAuc));
        if (!scores.DType.IsFloating) throw new ArgumentException($"RocAuc: scores are floating numbers, not {scores.DType}; cast them first.", nameof(scores));
        _ = RequireBelow(2, labels, nameof(RocAuc), nameof(labels));
        Tensor flat = Reshape(scores, -1), positive = Cast(Reshape(labels, -1), DType.Float64);
        Tensor ordered = Sort(flat).Values;
        // Equal scores share the mean of the places they take.
        Tensor ranks = Cast(SearchSorted(ordered, flat) + SearchSorted(ordered, flat, right: true) + 1, DType.Float64) / 2;
        Tensor positives = Sum(positive), negatives = positive.Count - positives;
        Tensor area = (Sum(ranks * positive) - positives * (positives + 1) / 2) / (positives * negatives);
        return Where(Any(IsNaN(flat)), double.NaN, area);
    }

    internal static Tensor Confusion(Tensor prediction, Tensor labels, int? classes, string operation)
    {
        Tensor predicted = ClassNumbers(prediction, labels, operation), actual = Numbers(labels);
        long count = classes is { } given ? Limits.Positive(given, nameof(classes)) : ClassCount(prediction, labels);
        if (prediction.DType.IsFloating && prediction.Shape[^1] != count)
            throw new ArgumentException($"{operation}: scores of shape {prediction.ShapeText} are of {prediction.Shape[^1]} classes, not {count}.", nameof(prediction));
        _ = RequireBelow(count, labels, operation, nameof(labels));
        if (!prediction.DType.IsFloating) _ = RequireBelow(count, prediction, operation, nameof(prediction));
        return Reshape(BinCount(actual * count + predicted, count * count), count, count);
    }

    // What is averaged over two classes is of two, whatever occurs; scores say themselves how many there are.
    private static int? ClassesFor(Averaging averaging, Tensor prediction, int? classes)
    {
        ArgumentNullException.ThrowIfNull(prediction);
        return classes ?? (averaging == Averaging.Binary && !prediction.DType.IsFloating ? 2 : null);
    }

    private static long ClassCount(Tensor prediction, Tensor labels)
    {
        if (prediction.DType.IsFloating) return prediction.Shape[^1];
        if (labels.Count == 0 || (prediction.DType == DType.Bool && labels.DType == DType.Bool)) return 2;
        return Math.Max((long)Max(Numbers(prediction)), (long)Max(Numbers(labels))) + 1;
    }

    /// <summary>The predicted class numbers, as int64.</summary>
    private static Tensor ClassNumbers(Tensor prediction, Tensor labels, string operation)
    {
        ArgumentNullException.ThrowIfNull(prediction);
        RequireClassNumbers(labels, operation, nameof(labels));
        if (prediction.DType.IsFloating)
        {
            if (prediction.Rank == labels.Rank + 1 && prediction.Shape.ToArray().AsSpan(..^1).SequenceEqual(labels.Shape.ToArray())) return ArgMax(prediction);
            throw new ArgumentException(
                $"{operation}: scores of shape {prediction.ShapeText} do not go with labels of shape {labels.ShapeText}: scores have the labels' axes and "
                + "one of classes behind. One score an example is compared first: scores > 0.5.",
                nameof(prediction));
        }

        RequireClassNumbers(prediction, operation, nameof(prediction));
        RequireSameShape(prediction, labels, operation);
        return Numbers(prediction);
    }

    // Whether fewer than k classes come before that of the label. A NaN comes before every number, as ArgMax has it.
    private static Tensor IsAmongHighest(Tensor scores, Tensor labels, int k)
    {
        if (!scores.DType.IsFloating) throw new ArgumentException($"Accuracy: the {k} highest need scores; class numbers of type {scores.DType} have none.", nameof(scores));
        _ = Limits.AtMost(scores.Shape[^1], (long)k, "topK");
        Tensor own = ExpandDims(Numbers(labels), -1), score = TakeAlongAxis(scores, own);
        Tensor before = Equal(scores, score) & (Tensor.Arange(scores.Shape[^1]) < own);
        return Sum(Cast(!(scores <= score) | before, DType.Int64), -1) < k;
    }

    private static Tensor Numbers(Tensor classes) => Cast(classes, DType.Int64);

    private static Tensor RequireBelow(long classes, Tensor numbers, string operation, string name)
    {
        if (numbers.DType == DType.Bool && classes >= 2) return numbers;
        if (numbers.Count == 0) return numbers;
        Tensor all = Numbers(numbers);
        long low = (long)Min(all), high = (long)Max(all);
        if (low >= 0 && high < classes) return numbers;
        throw new ArgumentException(
            $"{operation}: {(low < 0 ? low : high)} is no class of {classes}, which are numbered from 0 to {classes - 1}. "
            + "Say how many classes there are, and for more than two how their scores are averaged.",
            name);
    }

    private static void RequireClassNumbers(Tensor numbers, string operation, string name)
    {
        ArgumentNullException.ThrowIfNull(numbers, name);
        if (!numbers.DType.IsInteger && numbers.DType != DType.Bool)
            throw new ArgumentException($"{operation}: {name} are class numbers, integers or truth values, not {numbers.DType}.", name);
    }

    private static void RequireSameShape(Tensor prediction, Tensor target, string operation)
    {
        ArgumentNullException.ThrowIfNull(prediction);
        ArgumentNullException.ThrowIfNull(target);
        if (!prediction.Shape.SequenceEqual(target.Shape))
            throw new ArgumentException(
                $"{operation}: predictions of shape {prediction.ShapeText} and targets of shape {target.ShapeText} differ. They do not broadcast: reshape one of them.");
    }
}
