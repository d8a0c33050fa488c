using Adjoint.Native;

using static Adjoint.Interop.Status;
using static Adjoint.Native.NativeMethods;

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
    /// <operation native="ctc" formula="−ln Σ over alignments of Π p" numpy="–" jax="optax.ctc_loss" torch="F.ctc_loss" mindspore="ops.ctc_loss"/>
    public static Tensor CtcLoss(
        Tensor logProbabilities, Tensor targets, Tensor inputLengths, Tensor targetLengths, long blank = 0, Reduction reduction = Reduction.Mean,
        bool zeroInfinity = false)
    {
        _ = Handle(logProbabilities);
        if (logProbabilities.DType.IsRoundedLater)
            return Cast(CtcLoss(Wide(logProbabilities), targets, inputLengths, targetLengths, blank, reduction, zeroInfinity), logProbabilities.DType);
        adj_tensor y;
        adj_status status = adj_ctc(
            Handle(logProbabilities), Handle(targets), Handle(inputLengths), Handle(targetLengths), blank, &y);
        Tensor losses = Result(status, y, (ReadOnlySpan<Tensor?>)[logProbabilities, targets, inputLengths, targetLengths]);
        if (zeroInfinity) losses = Where(Equal(losses, double.PositiveInfinity), 0.0, losses);
        if (reduction is Reduction.Mean) losses = losses / Maximum(targetLengths, 1);
        return Reduced(losses, reduction, nameof(CtcLoss));
    }
}
