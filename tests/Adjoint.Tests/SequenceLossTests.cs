using Xunit;

using static Adjoint.Autodiff;
using static Adjoint.Ops;

namespace Adjoint.Tests;

/// <summary>The loss of sequences against all of their alignments, one by one; losses of regions.</summary>
public sealed class SequenceLossTests
{
    private static readonly Tensor s_none = Tensor.From(Array.Empty<long>(), 1, 0);

    public static TheoryData<int, int, long[]> Sequences => new()
    {
        { 1, 0, [] }, { 1, 0, [1] }, { 3, 0, [1] }, { 4, 0, [1, 2] }, { 4, 0, [2, 2] }, { 5, 2, [0, 1, 0] }, { 5, 1, [0, 0, 2] }, { 6, 0, [1, 1, 1] },
    };

    [Theory, MemberData(nameof(Sequences))]
    public void It_is_the_sum_over_all_alignments(int steps, int blank, long[] labels)
    {
        Tensor x = LogSoftmax(Drawn(steps, 1, 3)), lengths = Tensor.From([(long)labels.Length]), input = Tensor.From([(long)steps]);
        Tensor targets = labels.Length == 0 ? s_none : Tensor.From(labels, 1, labels.Length);
        double[] p = Exp(x).ToArray<double>();
        double expected = 0;
        double[] met = new double[p.Length];
        foreach (int[] path in Paths(steps))
        {
            if (!Spelled(path, blank).SequenceEqual(labels)) continue;
            double product = path.Select((c, t) => p[t * 3 + c]).Aggregate(1.0, static (a, b) => a * b);
            expected += product;
            for (int t = 0; t < steps; t++) met[t * 3 + path[t]] += product;
        }

        Tensor Loss(Tensor a) => CtcLoss(a, targets, input, lengths, blank, Reduction.Sum);
        Assert.Equal(-Math.Log(expected), (double)Loss(x), 1e-13);
        double[] gradient = Grad(Loss)(x).ToArray<double>();
        for (int i = 0; i < met.Length; i++) Assert.Equal(-met[i] / expected, gradient[i], 1e-13);
    }

    [Fact]
    public void Examples_of_different_lengths_are_those_alone()
    {
        Tensor x = LogSoftmax(Drawn(6, 3, 4)), targets = Tensor.From([1, 2, 3, 3, -100, 99, 2, 2, 0], 3, 3), input = Tensor.From([6, 4, 5]), lengths = Tensor.From([3, 1, 2]);
        double[] all = CtcLoss(x, targets, input, lengths, reduction: Reduction.None).ToArray<double>();
        double[] alone =
        [
            (double)CtcLoss(x[.., ..1], Tensor.From([1, 2, 3], 1, 3), Tensor.From([6]), Tensor.From([3]), reduction: Reduction.Sum),
            (double)CtcLoss(x[..4, 1..2], Tensor.From([3], 1, 1), Tensor.From([4]), Tensor.From([1]), reduction: Reduction.Sum),
            (double)CtcLoss(x[..5, 2..], Tensor.From([2, 2], 1, 2), Tensor.From([5]), Tensor.From([2]), reduction: Reduction.Sum),
        ];
        for (int i = 0; i < 3; i++) Assert.Equal(alone[i], all[i], 1e-13);
        Assert.Equal((all[0] / 3 + all[1] + all[2] / 2) / 3, (double)CtcLoss(x, targets, input, lengths), 1e-13);
        double[] gradient = Grad((Tensor a) => CtcLoss(a, targets, input, lengths))(x)[4.., 1].ToArray<double>();
        Assert.All(gradient, static g => Assert.Equal(0, g)); // behind the example's end
    }

    [Fact]
    public void More_labels_than_steps_hold_are_impossible()
    {
        Tensor x = LogSoftmax(Drawn(2, 2, 3)), targets = Tensor.From([1, 1, 1, 2], 2, 2), input = Tensor.From([2, 2]), lengths = Tensor.From([2, 2]);
        double[] losses = CtcLoss(x, targets, input, lengths, reduction: Reduction.None).ToArray<double>();
        Assert.Equal(double.PositiveInfinity, losses[0]); // a blank would have to stand between
        Assert.True(double.IsFinite(losses[1]));
        Assert.Equal([0, losses[1]], CtcLoss(x, targets, input, lengths, reduction: Reduction.None, zeroInfinity: true).ToArray<double>());
        double[] gradient = Grad((Tensor a) => CtcLoss(a, targets, input, lengths, zeroInfinity: true))(x).ToArray<double>();
        Assert.All(gradient, static g => Assert.True(double.IsFinite(g)));
        Assert.All(Enumerable.Range(0, 3), i => Assert.Equal(0, gradient[i]));
    }

    [Fact]
    public void Sequences_that_do_not_fit_are_refused()
    {
        Tensor x = Drawn(4, 2, 3), targets = Tensor.From([1, 2, 2, 1], 2, 2), two = Tensor.From([2, 2]);
        Refused("CtcLoss: logarithms of probabilities need shape", () => CtcLoss(x[0], targets, two, two));
        Refused("CtcLoss: targets of shape [2] do not fit 2 examples", () => CtcLoss(x, two, two, two));
        Refused("CtcLoss: lengths of shape [2, 2] do not fit", () => CtcLoss(x, targets, targets, two));
        Refused("CtcLoss: targets and lengths are integers", () => CtcLoss(x, targets * 1.0, two, two));
        Assert.Throws<ArgumentOutOfRangeException>(() => CtcLoss(x, targets, two, two, blank: 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => CtcLoss(x, targets + 7, two, two));
        Refused("CtcLoss: example 0 cannot have 3 labels; it has from 0 to 2", () => CtcLoss(x, targets, two, two + 1));
        Refused("CtcLoss: example 0 cannot have 5 steps; it has from 0 to 4", () => CtcLoss(x, targets, two + 3, two));
        Assert.Throws<ArgumentOutOfRangeException>(() => CtcLoss(x, targets - 3, two, two)); // negative classes do not count from the end
    }

    [Fact]
    public void Focal_losses_count_good_predictions_less()
    {
        // x = ln 3: the probability is 3/4.
        Tensor x = Tensor.From([Math.Log(3), Math.Log(3)]), t = Tensor.From([1.0, 0]);
        double[] expected = [0.25 * Math.Pow(0.25, 2) * -Math.Log(0.75), 0.75 * Math.Pow(0.75, 2) * -Math.Log(0.25)];
        double[] losses = SigmoidFocalLoss(x, t, reduction: Reduction.None).ToArray<double>();
        for (int i = 0; i < 2; i++) Assert.Equal(expected[i], losses[i], 1e-15);
        double plain = (double)SigmoidFocalLoss(x, t, null, 0);
        Assert.Equal((double)BinaryCrossEntropyWithLogits(x, t), plain, 1e-15);
        double sure = (double)SigmoidFocalLoss(Tensor.From([40.0]), 1.0, null, 1);
        Assert.Equal(Math.Exp(-80), sure, 1e-13 * sure); // neither 1 − p nor its logarithm is a difference
        Assert.Throws<ArgumentOutOfRangeException>(() => SigmoidFocalLoss(x, t, gamma: -1));
    }

    [Fact]
    public void Dice_losses_are_of_each_example()
    {
        Tensor p = Tensor.From([1.0, 0, 1, 0, 0, 0, 0, 0], 2, 2, 2), t = Tensor.From([1.0, 1, 0, 0, 0, 0, 0, 0], 2, 2, 2);
        double[] losses = DiceLoss(p, t, 0.5, Reduction.None).ToArray<double>();
        Assert.Equal(1 - 2.5 / 4.5, losses[0], 1e-15);
        Assert.Equal(0, losses[1]); // both are empty
        Refused("DiceLoss: a region has shape", () => DiceLoss(p[0, 0], t[0, 0]));
        Refused("DiceLoss: a prediction of shape [2, 2, 2] needs a target of the same shape", () => DiceLoss(p, t[0]));
        Assert.Throws<ArgumentOutOfRangeException>(() => DiceLoss(p, t, -1));
    }

    private static Tensor Drawn(params long[] shape) => new RandomKey(5).Normal(shape, DType.Float64);

    private static IEnumerable<int[]> Paths(int steps) =>
        Enumerable.Range(0, (int)Math.Pow(3, steps)).Select(n => Enumerable.Range(0, steps).Select(t => n / (int)Math.Pow(3, t) % 3).ToArray());

    // Repeated classes are one label, and blanks none.
    private static IEnumerable<long> Spelled(int[] path, int blank) =>
        path.Where((c, t) => c != blank && (t == 0 || path[t - 1] != c)).Select(static c => (long)c);

    private static void Refused(string message, Action action) =>
        Assert.StartsWith(message, Assert.ThrowsAny<ArgumentException>(action).Message, StringComparison.Ordinal);
}
