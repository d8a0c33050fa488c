using static Adjoint.Ops;

namespace Adjoint;

/// <summary>Precision, recall and F1 of what a confusion matrix has counted.</summary>
internal sealed class ClassScores
{
    private readonly Tensor _hits;
    private readonly Tensor _predicted;
    private readonly Tensor _actual;
    private readonly string _operation;

    /// <summary>Adds up the counts of each class.</summary>
    /// <param name="confusion">Labels in rows, predictions in columns.</param>
    /// <param name="operation">For messages.</param>
    public ClassScores(Tensor confusion, string operation)
    {
        confusion = Cast(confusion, DType.Float64);
        _hits = Diagonal(confusion);
        _predicted = Sum(confusion, 0);
        _actual = Sum(confusion, 1);
        _operation = operation;
    }

    public Tensor Precision(Averaging averaging) => Averaged(_hits, _predicted, averaging);

    public Tensor Recall(Averaging averaging) => Averaged(_hits, _actual, averaging);

    public Tensor F1(Averaging averaging) => Averaged(2 * _hits, _predicted + _actual, averaging);

    private Tensor Averaged(Tensor numerator, Tensor denominator, Averaging averaging) => averaging switch
    {
        Averaging.None => Ratio(numerator, denominator),
        Averaging.Micro => Ratio(Sum(numerator), Sum(denominator)),
        Averaging.Macro => Weighted(Ratio(numerator, denominator), Cast(_predicted + _actual > 0, DType.Float64)),
        Averaging.Weighted => Weighted(Ratio(numerator, denominator), _actual),
        Averaging.Binary when _hits.Count == 2 => Ratio(numerator, denominator)[1],
        Averaging.Binary => throw new ArgumentException(
            $"{_operation}: Averaging.Binary is for two classes; there are {_hits.Count}. Choose Macro, Micro, Weighted or None.", nameof(averaging)),
        _ => throw new ArgumentOutOfRangeException(nameof(averaging), $"{_operation}: {averaging} is no averaging."),
    };

    private static Tensor Weighted(Tensor scores, Tensor weights) => Ratio(Sum(scores * weights), Sum(weights));

    // Counts: a denominator of 0 has a numerator of 0.
    private static Tensor Ratio(Tensor numerator, Tensor denominator) => numerator / Maximum(denominator, 1);
}
