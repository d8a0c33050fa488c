namespace Adjoint;

// Losses of sequences whose alignment with their targets is not known.
public static unsafe partial class Ops
{
    /// <summary>The negative logarithm of the probability of a sequence of labels, summed over all its alignments with the steps of the input
    /// (connectionist temporal classification, Graves et al., 2006).</summary>
    /// <param name="logProbabilities">Logarithms of the classes' probabilities, [T, N, C] for T steps and N examples.</param>
    /// <param name="targets">Labels, [N, S]: integers, none of them the blank. What lies beyond an example's length does not matter.</param>
    /// <param name="inputLengths">How many steps an example has, [N]: integers from 0 to T.</param>
    /// <param name="targetLengths">How many labels an example has, [N]: integers from 0 to S.</param>
    /// <param name="blank">The class that stands between labels.</param>
    /// <param name="reduction">What becomes of the examples' losses. For the mean each is divided by the number of its labels (at least 1)
    /// first, as in PyTorch.</param>
    /// <param name="zeroInfinity">Whether an example of more labels than its steps hold has a loss of 0 instead of +∞.</param>
    /// <returns>A scalar, or one loss an example. The change of an example's loss is −Σ γ dx, with γ for the probability, given the labels, that
    /// a class is met at a step; none where the loss is +∞. (PyTorch's gradient is eˣ − γ: it takes x for the result of a LogSoftmax.)</returns>
    /// <exception cref="ArgumentException">The shapes do not fit, or targets or lengths are not whole.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The blank or a label is no class, or there are more labels than the targets hold.</exception>
    /// <operation formula="−ln Σ over alignments of Π p" numpy="–" jax="optax.ctc_loss" torch="F.ctc_loss" mindspore="ops.ctc_loss"/>
    public static Tensor CtcLoss(
        Tensor logProbabilities, Tensor targets, Tensor inputLengths, Tensor targetLengths, long blank = 0, Reduction reduction = Reduction.Mean,
        bool zeroInfinity = false)
    {
        _ = (Handle(logProbabilities), Handle(targets), Handle(inputLengths), Handle(targetLengths));
        RequireSequences(logProbabilities, targets, inputLengths, targetLengths, blank);
        if (logProbabilities.DType.IsRoundedLater)
            return Cast(CtcLoss(Wide(logProbabilities), targets, inputLengths, targetLengths, blank, reduction, zeroInfinity), logProbabilities.DType);
        Tensor losses = -AlignmentSum(logProbabilities, new Alignment(targets, targetLengths, blank), inputLengths);
        if (zeroInfinity) losses = Where(Equal(losses, double.PositiveInfinity), 0.0, losses);
        if (reduction is Reduction.Mean) losses = losses / Maximum(targetLengths, 1);
        return Reduced(losses, reduction, nameof(CtcLoss));
    }

    // The logarithm of the sum over alignments: of the places between which a step may choose, the sums of those that lead there.
    private static Tensor AlignmentSum(Tensor x, Alignment alignment, Tensor inputLengths)
    {
        long steps = x.Shape[0], examples = x.Shape[1], places = alignment.Classes.Shape[^1];
        Tensor emissions = TakeAlongAxis(x, BroadcastTo(alignment.Classes, [steps, examples, places]));
        Tensor isFirst = Equal(Tensor.Arange(places), 0);
        Tensor sums = BroadcastTo(Where(isFirst, Cast(0.0, emissions.DType), double.NegativeInfinity), [examples, places]);
        for (long t = 0; t < steps; t++)
        {
            Tensor next = sums;
            if (places > 1) next = LogAddExp(LogAddExp(sums, Behind(sums, 1)), Behind(sums, 2) + alignment.Leaps);
            sums = Where(ExpandDims(inputLengths > t, -1), next + emissions[t], sums);
        }

        Tensor end = 2 * ExpandDims(alignment.Lengths, -1);
        Tensor before = Where(end > 0, TakeAlongAxis(sums, Maximum(end - 1, 0)), double.NegativeInfinity);
        return Squeeze(LogAddExp(TakeAlongAxis(sums, end), before), -1);
    }

    // What stood some places before; nothing did before the first ones.
    private static Tensor Behind(Tensor sums, int by)
    {
        Tensor none = Tensor.Full([sums.Shape[0], by], double.NegativeInfinity, sums.DType);
        return Concat([none, sums[.., ..^by]], -1);
    }

    private static void RequireSequences(Tensor x, Tensor targets, Tensor inputLengths, Tensor targetLengths, long blank)
    {
        const string name = nameof(CtcLoss);
        if (x.Rank != 3) throw new ArgumentException($"{name}: logarithms of probabilities need shape [steps, examples, classes], not {x.ShapeText}.");
        long examples = x.Shape[1], classes = x.Shape[2];
        if (targets.Rank != 2 || targets.Shape[0] != examples)
            throw new ArgumentException($"{name}: targets of shape {targets.ShapeText} do not fit {examples} examples; they need shape [{examples}, labels].");
        foreach (Tensor lengths in (ReadOnlySpan<Tensor>)[inputLengths, targetLengths])
        {
            if (lengths.Rank != 1 || lengths.Shape[0] != examples)
                throw new ArgumentException($"{name}: lengths of shape {lengths.ShapeText} do not fit {examples} examples; they need shape [{examples}].");
        }

        foreach (Tensor whole in (ReadOnlySpan<Tensor>)[targets, inputLengths, targetLengths])
        {
            if (whole.DType.IsFloating || whole.DType.IsComplex)
                throw new ArgumentException($"{name}: targets and lengths are integers, not {whole.DType}.");
        }

        if (blank < 0 || blank >= classes)
            throw new ArgumentOutOfRangeException(nameof(blank), $"{name}: the blank {blank} is none of {classes} classes.");
    }

    // The classes that an alignment goes through, [N, 2S + 1]: a blank before, between and behind all labels. From a label one may leap over the
    // blank to the next one unless both are the same: 0 there, else -infinity.
    private readonly struct Alignment
    {
        public Alignment(Tensor targets, Tensor lengths, long blank)
        {
            long examples = targets.Shape[0], labels = targets.Shape[1];
            Lengths = Cast(lengths, DType.Int64);
            Tensor isInside = Tensor.Arange(labels) < ExpandDims(Lengths, -1);
            Tensor blanks = Tensor.Full([examples, labels + 1], blank, DType.Int64);
            Tensor known = Where(isInside, Cast(targets, DType.Int64), blank);
            Tensor pairs = Reshape(Stack([blanks[.., ..^1], known], -1), examples, 2 * labels);
            Classes = Concat([pairs, blanks[.., ..1]], -1);
            Leaps = Where(LeapsFrom(Classes), 0.0, double.NegativeInfinity);
        }

        public Tensor Classes { get; }

        public Tensor Leaps { get; }

        public Tensor Lengths { get; }

        private static Tensor LeapsFrom(Tensor classes)
        {
            Tensor nowhere = Tensor.Full([classes.Shape[0], Math.Min(2, classes.Shape[1])], false);
            return classes.Shape[1] < 3 ? nowhere : Concat([nowhere, NotEqual(classes[.., 2..], classes[.., ..^2])], -1);
        }
    }
}
