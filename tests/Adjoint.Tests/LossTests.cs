using Xunit;

using static Adjoint.Autodiff;
using static Adjoint.Ops;

namespace Adjoint.Tests;

/// <summary>Losses against numbers of 40 digits, at their edges, and what they refuse.</summary>
public sealed class LossTests
{
    private static readonly Tensor s_x = Tensor.From([0.5, -1.25, 3, 0.0625]), s_t = Tensor.From([1.5, -1, -1, 1]);
    private static readonly Tensor s_sides = Tensor.From([1, -1, -1, 1]), s_w = Tensor.From([1, 2, 0.5, 3]);
    private static readonly Tensor s_p = Tensor.From([0.25, 0.5, 0.875, 0.0625]), s_q = Tensor.From([0, 1, 0.25, 0.5]);
    private static readonly Tensor s_logits = Tensor.From([1, -0.5, 2, 0.25, 3, -1, -2, 0.5, 0.125], 3, 3);
    private static readonly Tensor s_classes = Tensor.From([2, 0, 1]), s_weights = Tensor.From([1, 2, 0.5]);
    private static readonly Tensor s_soft = Tensor.From([0.5, 0.25, 0.25, 0, 1, 0, 0.125, 0.125, 0.75], 3, 3);

    public static TheoryData<string, Func<Tensor>, double> Values => new()
    {
        { "MeanAbsoluteError", static () => MeanAbsoluteError(s_x, s_t), 1.546875 },
        { "HuberLoss", static () => HuberLoss(s_x, s_t, 0.75), 0.91015625 },
        { "SmoothL1Loss", static () => SmoothL1Loss(s_x, s_t, 0.5, Reduction.Sum), 5.25 },
        { "SmoothL1Loss", static () => SmoothL1Loss(s_x, s_t, 0), 1.546875 },
        { "HingeLoss", static () => HingeLoss(s_x, s_sides), 1.359375 },
        { "SoftMarginLoss", static () => SoftMarginLoss(s_x, s_sides), 1.1092446998642493 },
        { "HingeEmbeddingLoss", static () => HingeEmbeddingLoss(s_x, s_sides, 2), 0.953125 },
        { "MarginRankingLoss", static () => MarginRankingLoss(s_x, s_t, s_sides, 0.5), 1.921875 },
        { "BinaryCrossEntropy", static () => BinaryCrossEntropy(s_p, s_q, s_w), 1.681537325211426 },
        { "PoissonNegativeLogLikelihood", static () => PoissonNegativeLogLikelihood(s_x, s_w, full: true), 6.4534113694533595 },
        { "PoissonNegativeLogLikelihood", static () => PoissonNegativeLogLikelihood(s_p, s_w, isLog: false), 3.211155004889285 },
        { "GaussianNegativeLogLikelihood", static () => GaussianNegativeLogLikelihood(s_x, s_t, s_w, full: true), 5.2217924130381865 },
        { "KLDivergence", static () => KLDivergence(s_x, s_q, reduction: Reduction.Sum), -0.22439718055994531 },
        { "KLDivergence", static () => KLDivergence(s_x, s_t, logTarget: true, Reduction.BatchMean), 1.4126325950313778 },
        { "Sum", static () => Sum(CosineSimilarity(s_x.Reshape(2, 2), s_t.Reshape(2, 2))), 0.13181674047000197 },
        { "CosineEmbeddingLoss", static () => CosineEmbeddingLoss(s_x.Reshape(2, 2), s_t.Reshape(2, 2), Tensor.From([1, -1]), -0.9), 0.1918664460356334 },
        { "TripletMarginLoss", static () => TripletMarginLoss(s_x.Reshape(2, 2), s_t.Reshape(2, 2), s_w.Reshape(2, 2), 2, reduction: Reduction.Sum), 2.2510760763338307 },
        { "MultilabelSoftMarginLoss", static () => MultilabelSoftMarginLoss(s_x.Reshape(2, 2), s_q.Reshape(2, 2)), 1.3670571998642493 },
        { "MultiMarginLoss", static () => MultiMarginLoss(s_x.Reshape(2, 2), Tensor.From([1, 0])), 0.6875 },
        { "MultiMarginLoss", static () => MultiMarginLoss(s_x, (Tensor)3, 2), 4.392578125 },
        { "CrossEntropy", static () => CrossEntropy(s_logits, s_classes), 1.2570670672521123 },
        { "CrossEntropy", static () => CrossEntropy(s_logits.T, s_classes, axis: 0), 1.2570670672521123 },
        { "NegativeLogLikelihood", static () => NegativeLogLikelihood(LogSoftmax(s_logits), s_classes), 1.2570670672521123 },
        { "CrossEntropy", static () => CrossEntropy(s_logits, s_classes, weight: s_weights), 1.187445044094157 },
        { "CrossEntropy", static () => CrossEntropy(s_logits, s_classes, weight: s_weights, reduction: Reduction.Sum), 4.156057654329549 },
        { "CrossEntropy", static () => CrossEntropy(s_logits, s_classes, 0.25, weight: s_weights), 1.2956243594074552 },
        { "CrossEntropy", static () => CrossEntropy(s_logits, s_classes, 0.25, weight: s_weights, ignoreIndex: 0), 0.7976090192520626 },
        { "CrossEntropy", static () => CrossEntropy(s_logits, s_classes, ignoreIndex: 2), 1.6998310849518268 },
        { "NegativeLogLikelihood", static () => NegativeLogLikelihood(LogSoftmax(s_logits), s_classes, weight: s_weights, ignoreIndex: 1), 2.009870478220294 },
        { "CrossEntropy", static () => CrossEntropy(s_logits, s_soft, 0.25, weight: s_weights), 1.274334411563927 },
    };

    [Theory, MemberData(nameof(Values))]
    public void Values_have_their_digits(string name, Func<Tensor> loss, double expected) =>
        Assert.True(Math.Abs((double)loss() - expected) <= 1e-14 * (1 + Math.Abs(expected)), $"{name}: {expected:R}, but {(double)loss():R}");

    [Fact]
    public void Reductions_are_of_the_same_losses()
    {
        double[] each = HuberLoss(s_x, s_t, reduction: Reduction.None).ToArray<double>();
        Assert.Equal(each.Sum(), (double)HuberLoss(s_x, s_t, reduction: Reduction.Sum), 1e-15);
        Assert.Equal(each.Average(), (double)HuberLoss(s_x, s_t), 1e-15);
        Assert.Equal(each.Sum() / 2, (double)HuberLoss(s_x.Reshape(2, 2), s_t.Reshape(2, 2), reduction: Reduction.BatchMean), 1e-15);
        Assert.Equal([2, 2], CrossEntropy(Tensor.Ones(2, 3, 2), Tensor.Zeros([2, 2], DType.Int64), reduction: Reduction.None, axis: 1).Shape);
    }

    [Fact]
    public void What_is_left_out_gives_nothing_whatever_it_holds()
    {
        Tensor logits = Tensor.From([1.0, 2, double.NaN, double.NegativeInfinity], 2, 2), classes = Tensor.From([0, -7]);
        Tensor Loss(Tensor x) => CrossEntropy(x, classes, ignoreIndex: -7);
        Assert.Equal(1.3132616875182228, (double)Loss(logits), 1e-15);
        double[] slopes = Grad(Loss)(logits).ToArray<double>();
        Assert.Equal(-0.7310585786300049, slopes[0], 1e-15);
        Assert.Equal(0.7310585786300049, slopes[1], 1e-15);
        Assert.Equal([0, 0], slopes[2..]);
        Assert.True(double.IsNaN((double)CrossEntropy(logits, Tensor.From([-7, -7]), ignoreIndex: -7)));
        Assert.Equal(0, (double)CrossEntropy(logits, Tensor.From([-7, -7]), ignoreIndex: -7, reduction: Reduction.Sum));
        Assert.Throws<ArgumentOutOfRangeException>(() => CrossEntropy(logits, classes));
        Assert.Throws<ArgumentOutOfRangeException>(() => CrossEntropy(logits, classes, ignoreIndex: 1));
    }

    [Fact]
    public void A_weight_of_zero_leaves_a_class_out()
    {
        Tensor logits = Tensor.From([double.NegativeInfinity, 0.0, 1, 2], 2, 2);
        Tensor Loss(Tensor x) => CrossEntropy(x, Tensor.From([0, 1]), weight: Tensor.From([0.0, 1]));
        Assert.Equal(0.31326168751822286, (double)Loss(logits), 1e-15);
        Assert.Equal([0, 0], Grad(Loss)(logits).ToArray<double>()[..2]);
    }

    [Fact]
    public void Impossible_probabilities_are_limited_and_give_no_NaN()
    {
        Tensor p = Tensor.From([0.0, 0, 1, 1]), t = Tensor.From([0.0, 1, 0, 1]);
        Assert.Equal([0, 100, 100, 0], BinaryCrossEntropy(p, t, reduction: Reduction.None).ToArray<double>());
        Assert.Equal([1, 0, 0, -1], Grad((Tensor x) => BinaryCrossEntropy(x, t, reduction: Reduction.Sum))(p).ToArray<double>());
        Assert.Equal([0, 100, 100, 0], BinaryCrossEntropy(p.Cast(DType.Float32), t.Cast(DType.Float32), reduction: Reduction.None).ToArray<float>());
        Assert.True(double.IsNaN((double)BinaryCrossEntropy(double.NaN, 1.0)));
    }

    [Fact]
    public void A_target_of_zero_adds_nothing_to_a_divergence()
    {
        Tensor x = Tensor.From([double.NegativeInfinity, -1.0]), t = Tensor.From([0.0, 1.0]);
        Assert.Equal([0, 1], KLDivergence(x, t, reduction: Reduction.None).ToArray<double>());
        Assert.Equal([0, -1], Grad((Tensor y) => KLDivergence(y, t, reduction: Reduction.Sum))(x).ToArray<double>());
        Assert.Equal([0, 2], Grad((Tensor q) => KLDivergence(x, q, reduction: Reduction.Sum))(t).ToArray<double>());
    }

    [Fact]
    public void Kinks_and_far_distances_have_finite_slopes()
    {
        Assert.Equal([1.0, 0.5, -1.0], Slopes(x => HuberLoss(x, 0.0, 1, Reduction.Sum), 1, 0.5, -1));
        Assert.Equal([1.0, -1.0], Slopes(x => HuberLoss(x, 0.0, 1, Reduction.Sum), double.PositiveInfinity, double.NegativeInfinity));
        Assert.Equal([0.0, 1], Slopes(x => MeanAbsoluteError(x, 0.0, Reduction.Sum), 0, 2));
        Assert.Equal([0.0, -1], Slopes(x => HingeLoss(x, 1.0, Reduction.Sum), 1, 0.5));
        Tensor zero = Tensor.Zeros([2], DType.Float64);
        Assert.Equal(0, (double)CosineSimilarity(zero, Tensor.From([1.0, 2])));
        Assert.All(Grad((Tensor a) => TripletMarginLoss(a, a, zero))(zero).ToArray<double>(), static g => Assert.Equal(0, g));
    }

    [Fact]
    public void Sixteen_bits_are_rounded_once()
    {
        Tensor x = s_x.Cast(DType.BFloat16), t = s_t.Cast(DType.BFloat16);
        Assert.True(HuberLoss(x, t).ElementwiseEquals(HuberLoss(x.Cast(DType.Float32), t.Cast(DType.Float32)).Cast(DType.BFloat16)));
        Assert.True(CosineSimilarity(x, t).ElementwiseEquals(CosineSimilarity(x.Cast(DType.Float32), t.Cast(DType.Float32)).Cast(DType.BFloat16)));
        Assert.Equal(DType.Float16, CrossEntropy(s_logits.Cast(DType.Float16), s_classes, weight: s_weights.Cast(DType.Float16), ignoreIndex: 0).DType);
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        Refused("HuberLoss: a prediction of shape [4] needs a target of the same shape", () => HuberLoss(s_x, s_weights));
        Refused("HuberLoss: delta must be above 0, not 0", () => HuberLoss(s_x, s_t, 0));
        Refused("CrossEntropy: a weight of shape [4] does not fit 3 classes", () => CrossEntropy(s_logits, s_classes, weight: s_x));
        Refused("CrossEntropy: ignoreIndex is for class indices", () => CrossEntropy(s_logits, s_soft, ignoreIndex: 0));
        Refused("CrossEntropy: axis 2 ", () => CrossEntropy(s_logits, s_classes, axis: 2));
        Refused("CrossEntropy: class indices of shape [3] do not fit", () => CrossEntropy(Tensor.Ones(2, 3), s_classes));
        Refused("NegativeLogLikelihood: class 3 is not one of the 3 classes", () => NegativeLogLikelihood(s_logits, Tensor.From([0, 3, 1])));
        Refused("NegativeLogLikelihood: targets are class indices", () => NegativeLogLikelihood(s_logits, s_x));
        Refused("KLDivergence: a log probability of shape [4]", () => KLDivergence(s_x, s_weights));
        Refused("MultiMarginLoss: the power is 1 or 2, not 3", () => MultiMarginLoss(s_logits, s_classes, 3));
        Refused("MeanAbsoluteError: 9 is no reduction", () => MeanAbsoluteError(s_x, s_t, (Reduction)9));
    }

    private static double[] Slopes(Func<Tensor, Tensor> loss, params double[] at) => Grad(loss)(Tensor.From(at)).ToArray<double>();

    private static void Refused(string message, Action action) =>
        Assert.StartsWith(message, Assert.ThrowsAny<ArgumentException>(action).Message, StringComparison.Ordinal);
}
