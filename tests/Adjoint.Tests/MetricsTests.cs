using CsCheck;

using Xunit;

using static Adjoint.Autodiff;
using static Adjoint.Ops;

namespace Adjoint.Tests;

/// <summary>Metrics of predictions. Where no source is named, values are those of scikit-learn's documentation.</summary>
public sealed class MetricsTests
{
    private static readonly Tensor s_labels = Tensor.From([0, 1, 2, 0, 1, 2]);
    private static readonly Tensor s_predicted = Tensor.From([0, 2, 1, 0, 0, 1]);

    [Fact]
    public void Accuracy_is_the_share_of_hits()
    {
        Assert.Equal(2.0 / 6, (double)Metrics.Accuracy(s_predicted, s_labels), 1e-15);
        Assert.Equal(DType.Float64, Metrics.Accuracy(s_predicted, s_labels).DType);
        Tensor scores = Tensor.From(new[,] { { 0.1f, 0.9f }, { 0.8f, 0.2f } });
        Assert.Equal(0.5, (double)Metrics.Accuracy(scores, Tensor.From([1, 1])));
        Assert.Equal(0.75, (double)Metrics.Accuracy(Tensor.From([0.1, 0.4, 0.6, 0.9]) > 0.5, Tensor.From([false, true, true, true])));
    }

    [Fact]
    public void TopK_accuracy_looks_among_the_highest_scores()
    {
        Tensor scores = Tensor.From(new[,] { { 0.5, 0.2, 0.2 }, { 0.3, 0.4, 0.2 }, { 0.2, 0.4, 0.3 }, { 0.7, 0.2, 0.1 } });
        Tensor labels = Tensor.From([0, 1, 2, 2]);
        Assert.Equal([0.5, 0.75, 1.0], ((int[])[1, 2, 3]).Select(k => (double)Metrics.Accuracy(scores, labels, topK: k)));
    }

    [Fact]
    public void Of_equal_scores_the_first_is_the_higher_and_NaN_is_above_all()
    {
        Tensor equal = Tensor.Zeros([1, 3], DType.Float32);
        Assert.Equal([1.0, 0.0, 0.0], ((int[])[0, 1, 2]).Select(label => (double)Metrics.Accuracy(equal, Tensor.From([label]))));
        Assert.Equal([1.0, 1.0, 0.0], ((int[])[0, 1, 2]).Select(label => (double)Metrics.Accuracy(equal, Tensor.From([label]), topK: 2)));
        Tensor broken = Tensor.From(new[,] { { 1f, float.NaN, 2f } });
        Assert.Equal(0.0, (double)Metrics.Accuracy(broken, Tensor.From([2])));
        Assert.Equal([0.0, 1.0], ((int[])[0, 2]).Select(label => (double)Metrics.Accuracy(broken, Tensor.From([label]), topK: 2)));
    }

    [Fact]
    public void The_highest_score_alone_is_top_one() =>
        Gen.Select(Gen.Double[-1, 1].Array[12], Gen.Int[0, 2].Array[4]).Sample(static (scores, labels) =>
        {
            Tensor x = Tensor.From(scores, 4, 3), y = Tensor.From(labels);
            Assert.Equal((double)Metrics.Accuracy(ArgMax(x), y), (double)Metrics.Accuracy(x, y, topK: 1));
            Assert.Equal(1.0, (double)Metrics.Accuracy(x, y, topK: 3));
        });

    [Fact]
    public void A_confusion_matrix_has_labels_in_rows()
    {
        Tensor labels = Tensor.From([2, 0, 2, 2, 0, 1]), predicted = Tensor.From([0, 0, 2, 2, 0, 2]);
        Assert.Equal(new long[,] { { 2, 0, 0 }, { 0, 0, 1 }, { 1, 0, 2 } }, Metrics.ConfusionMatrix(predicted, labels).ToArray2D<long>());
        Assert.Equal([4, 4], Metrics.ConfusionMatrix(predicted, labels, classes: 4).Shape.ToArray());
        Assert.Equal(
            new long[,] { { 0, 2 }, { 1, 1 } },
            Metrics.ConfusionMatrix(Tensor.From([true, true, false, true]), Tensor.From([false, false, true, true])).ToArray2D<long>());
    }

    [Fact]
    public void Scores_of_classes_are_averaged_in_five_ways()
    {
        Tensor Of(Func<Tensor, Tensor, Averaging, int?, Tensor> metric, Averaging averaging) => metric(s_predicted, s_labels, averaging, null);
        Assert.Equal([2.0 / 3, 0, 0], Of(Metrics.Precision, Averaging.None).ToArray<double>());
        Assert.Equal([1.0, 0, 0], Of(Metrics.Recall, Averaging.None).ToArray<double>());
        Assert.Equal([0.8, 0, 0], Of(Metrics.F1, Averaging.None).ToArray<double>());
        Assert.Equal(2.0 / 9, (double)Of(Metrics.Precision, Averaging.Macro), 1e-15);
        Assert.Equal(1.0 / 3, (double)Of(Metrics.Recall, Averaging.Macro), 1e-15);
        Assert.Equal(0.8 / 3, (double)Of(Metrics.F1, Averaging.Macro), 1e-15);
        foreach (Func<Tensor, Tensor, Averaging, int?, Tensor> metric in (Func<Tensor, Tensor, Averaging, int?, Tensor>[])[Metrics.Precision, Metrics.Recall, Metrics.F1])
            Assert.Equal(1.0 / 3, (double)Of(metric, Averaging.Micro), 1e-15);
        Assert.Equal(0.8 / 3, (double)Of(Metrics.F1, Averaging.Weighted), 1e-15);
        // By hand: class 0 is right in 2 of 3 and class 1 in 1 of 1 examples.
        Tensor labels = Tensor.From([0, 0, 0, 1]), predicted = Tensor.From([0, 0, 1, 1]);
        Assert.Equal((3 * 2.0 / 3 + 1) / 4, (double)Metrics.Recall(predicted, labels, Averaging.Weighted), 1e-15);
        Assert.Equal(0.5, (double)Metrics.Precision(predicted, labels), 1e-15);
        Assert.Equal(1.0, (double)Metrics.Recall(predicted, labels), 1e-15);
        Assert.Equal(2.0 / 3, (double)Metrics.F1(predicted, labels), 1e-15);
    }

    [Fact]
    public void A_class_that_does_not_occur_is_not_in_the_macro_mean()
    {
        Tensor labels = Tensor.From([0, 2, 2]), predicted = Tensor.From([0, 2, 0]);
        Assert.Equal((1.0 + 0.5) / 2, (double)Metrics.Recall(predicted, labels, Averaging.Macro, classes: 5), 1e-15);
        Assert.Equal(0.0, (double)Metrics.Precision(Tensor.From([0, 0]), Tensor.From([0, 1])));
    }

    [Theory]
    [InlineData(new[] { 0.1, 0.4, 0.35, 0.8 }, new[] { 0, 0, 1, 1 }, 0.75)]
    [InlineData(new[] { 0.5, 0.5, 0.5, 0.5 }, new[] { 0, 1, 0, 1 }, 0.5)]
    [InlineData(new[] { 1.0, 2, 2, 3 }, new[] { 0, 1, 0, 1 }, 0.875)] // of four pairs three are in order, and one is a tie
    [InlineData(new[] { 3.0, 2, 1 }, new[] { 0, 0, 1 }, 0.0)]
    [InlineData(new[] { double.NegativeInfinity, 0, double.PositiveInfinity }, new[] { 0, 1, 1 }, 1.0)]
    [InlineData(new[] { 1.0, 2 }, new[] { 1, 1 }, double.NaN)]
    [InlineData(new[] { 1.0, double.NaN }, new[] { 0, 1 }, double.NaN)]
    public void The_area_under_the_curve_counts_ties_half(double[] scores, int[] labels, double expected)
    {
        Assert.Equal(expected, (double)Metrics.RocAuc(Tensor.From(scores), Tensor.From(labels)), 1e-15);
        Assert.Equal(expected, (double)Metrics.RocAuc(Tensor.From(scores), Equal(Tensor.From(labels), 1)), 1e-15);
    }

    [Fact]
    public void The_area_is_the_share_of_ordered_pairs() =>
        Gen.Select(Gen.Int[0, 4].Array[9], Gen.Bool.Array[7]).Sample(static (scores, drawn) =>
        {
            bool[] labels = [true, false, .. drawn];
            var pairs = from i in Enumerable.Range(0, 9) from j in Enumerable.Range(0, 9) where labels[i] && !labels[j] select Math.Sign(scores[i] - scores[j]);
            double expected = pairs.Average(static sign => (sign + 1) / 2.0);
            Assert.Equal(expected, (double)Metrics.RocAuc(Cast(Tensor.From(scores), DType.Float32), Tensor.From(labels)), 1e-12);
        });

    [Fact]
    public void Errors_of_numbers()
    {
        Tensor target = Tensor.From([3, -0.5, 2, 7]), prediction = Tensor.From([2.5, 0, 2, 8]);
        Assert.Equal(0.5, (double)Metrics.MeanAbsoluteError(prediction, target), 1e-15);
        Assert.Equal(Math.Sqrt(0.375), (double)Metrics.RootMeanSquaredError(prediction, target), 1e-15);
        Assert.Equal(1 - 1.5 / 29.1875, (double)Metrics.R2(prediction, target), 1e-15);
        Assert.Equal(0.0, (double)Metrics.R2(Tensor.From([2.0, 2, 2]), Tensor.From([1.0, 2, 3])), 1e-15);
        Assert.Equal(-3.0, (double)Metrics.R2(Tensor.From([3.0, 2, 1]), Tensor.From([1.0, 2, 3])), 1e-15);
        Assert.Equal(DType.Float32, Metrics.R2(Tensor.From([3f, 2f]), Tensor.From([1f, 2f])).DType);
    }

    [Fact]
    public void R2_is_the_mean_over_columns()
    {
        Tensor target = Tensor.From(new[,] { { 0.5, 1 }, { -1, 1 }, { 7, -6 } }), prediction = Tensor.From(new[,] { { 0.0, 2 }, { -1, 2 }, { 8, -5 } });
        Assert.Equal(0.9368005266622779, (double)Metrics.R2(prediction, target), 1e-14);
        Tensor constant = Tensor.From(new[,] { { 1.0, 1 }, { 1, 1 } });
        Assert.Equal(0.5, (double)Metrics.R2(Tensor.From(new[,] { { 1.0, 1 }, { 1, 2 } }), constant)); // one column is exact
    }

    [Fact]
    public void Derivatives_pass_through_what_measures()
    {
        Tensor target = Tensor.From([1.0, 2, 4]), prediction = Tensor.From([1.5, 2.5, 3]);
        CheckGrads((Tensor x) => Metrics.R2(x, target), prediction);
        CheckGrads((Tensor x) => Metrics.RootMeanSquaredError(x, target), prediction);
        CheckGrads((Tensor x) => Metrics.Perplexity(x, Tensor.From([1])), Tensor.From(new[,] { { 0.2, -0.3, 1 } }));
    }

    [Fact]
    public void Perplexity_is_the_number_of_equally_likely_classes()
    {
        Assert.Equal(7.0, (double)Metrics.Perplexity(Tensor.Zeros([2, 3, 7], DType.Float64), Tensor.From(new[,] { { 0, 1, 2 }, { 3, 4, 6 } })), 1e-12);
        Tensor logits = Log(Tensor.From(new[,] { { 0.25, 0.75 }, { 0.5, 0.5 }, { 0.1, 0.9 } }));
        Assert.Equal(Math.Sqrt(8), (double)Metrics.Perplexity(logits, Tensor.From([0L, 1, -1]), ignoreIndex: -1), 1e-12);
    }

    [Fact]
    public void What_does_not_go_together_is_refused()
    {
        Tensor labels = Tensor.From([0, 1]);
        Assert.Contains("scores > 0.5", Assert.Throws<ArgumentException>(() => Metrics.Accuracy(Tensor.From([0.1, 0.9]), labels)).Message);
        Assert.Contains("[2, 1]", Assert.Throws<ArgumentException>(() => Metrics.R2(Tensor.Ones(2, 1), Tensor.Ones(2))).Message);
        Assert.Contains("[2, 1]", Assert.Throws<ArgumentException>(() => Metrics.MeanAbsoluteError(Tensor.Ones(2, 1), Tensor.Ones(2))).Message);
        Assert.Throws<ArgumentException>(() => Metrics.RootMeanSquaredError(Tensor.Ones(2, 1), Tensor.Ones(2)));
        Assert.Contains("Float32", Assert.Throws<ArgumentException>(() => Metrics.F1(labels, Tensor.Ones(2))).Message);
        Assert.Contains("3 is no class of 2", Assert.Throws<ArgumentException>(() => Metrics.F1(labels, Tensor.From([0, 3]))).Message);
        Assert.Contains("-1 is no class", Assert.Throws<ArgumentException>(() => Metrics.ConfusionMatrix(labels, Tensor.From([0, -1]))).Message);
        Assert.Contains("3 classes, not 2", Assert.Throws<ArgumentException>(() => Metrics.ConfusionMatrix(Tensor.Ones(2, 3), labels, classes: 2)).Message);
        Assert.Contains("Macro", Assert.Throws<ArgumentException>(() => Metrics.Recall(Tensor.Ones(2, 3), labels)).Message);
        Assert.Contains("2 is no class of 2", Assert.Throws<ArgumentException>(() => Metrics.RocAuc(Tensor.Ones(2), Tensor.From([0, 2]))).Message);
        Assert.Throws<ArgumentException>(() => Metrics.RocAuc(labels, labels));
        Assert.Throws<ArgumentException>(() => Metrics.Accuracy(labels, labels, topK: 2));
        Assert.Throws<ArgumentException>(() => Metrics.Accuracy(Tensor.Zeros(0, DType.Int64), Tensor.Zeros(0, DType.Int64)));
        Assert.Throws<ArgumentException>(() => Metrics.R2(Tensor.Zeros(0), Tensor.Zeros(0)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Metrics.Accuracy(Tensor.Ones(2, 3), labels, topK: 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => Metrics.Accuracy(Tensor.Ones(2, 3), labels, topK: 0));
        Assert.Throws<ArgumentNullException>(() => Metrics.Accuracy(null!, labels));
        Assert.Throws<ArgumentNullException>(() => Metrics.RocAuc(Tensor.Ones(2), null!));
    }

    [Fact]
    public void Classes_over_batches_are_those_of_all_examples()
    {
        var metrics = new ClassificationMetrics(3);
        Assert.True(double.IsNaN(metrics.Accuracy));
        for (int i = 0; i < 6; i += 4)
            metrics.Update(s_predicted[i..Math.Min(6, i + 4)], s_labels[i..Math.Min(6, i + 4)]);
        Assert.Equal(6, metrics.Count);
        Assert.Equal(2.0 / 6, metrics.Accuracy);
        Assert.Equal(Metrics.ConfusionMatrix(s_predicted, s_labels).ToArray<long>(), metrics.ConfusionMatrix.ToArray<long>());
        foreach (Averaging averaging in (Averaging[])[Averaging.Macro, Averaging.Micro, Averaging.Weighted, Averaging.None])
        {
            Assert.Equal(Metrics.Precision(s_predicted, s_labels, averaging).ToArray<double>(), metrics.Precision(averaging).ToArray<double>());
            Assert.Equal(Metrics.Recall(s_predicted, s_labels, averaging).ToArray<double>(), metrics.Recall(averaging).ToArray<double>());
            Assert.Equal(Metrics.F1(s_predicted, s_labels, averaging).ToArray<double>(), metrics.F1(averaging).ToArray<double>());
        }

        Assert.Throws<ArgumentException>(() => metrics.Update(Tensor.From([0, 1]), Tensor.From([0, 3])));
        Assert.Throws<ArgumentException>(() => metrics.F1());
        Assert.Equal(6, metrics.Count);
        metrics.Reset();
        Assert.Equal(0, metrics.Count);
    }

    [Fact]
    public void Errors_over_batches_are_those_of_all_examples() =>
        Gen.Select(Gen.Int[-40, 40].Select(static i => i * 0.25).Array[24], Gen.Int[1, 6]).Sample(static (numbers, size) =>
        {
            // Far from zero, where sums of squares would lose everything; quarters stay what they are there.
            Tensor target = Tensor.From(numbers.AsSpan(..12), 6, 2) + 1e6, prediction = Tensor.From(numbers.AsSpan(12..), 6, 2) + 1e6;
            var metrics = new RegressionMetrics(outputs: 2);
            foreach (var (x, y) in new TensorDataset(prediction, target).Batches(size))
                metrics.Update(x, y);
            Assert.Equal(6, metrics.Count);
            Assert.Equal((double)Metrics.MeanAbsoluteError(prediction, target), metrics.MeanAbsoluteError, 1e-8);
            Assert.Equal((double)Metrics.RootMeanSquaredError(prediction, target), metrics.RootMeanSquaredError, 1e-8);
            double r2 = (double)Metrics.R2(prediction, target);
            Assert.Equal(r2, metrics.R2, 1e-6 * (1 + Math.Abs(r2)));
        });

    [Fact]
    public void Errors_of_one_output_are_those_of_vectors()
    {
        var metrics = new RegressionMetrics();
        Assert.True(double.IsNaN(metrics.R2) && double.IsNaN(metrics.MeanAbsoluteError) && double.IsNaN(metrics.RootMeanSquaredError));
        metrics.Update(Tensor.From([2.5f, 0]), Tensor.From([3f, -0.5f]));
        metrics.Update(Tensor.From([2f, 8]), Tensor.From([2f, 7]));
        Assert.Equal(1 - 1.5 / 29.1875, metrics.R2, 1e-15);
        Assert.Throws<ArgumentException>(() => metrics.Update(Tensor.Ones(2, 1), Tensor.Ones(2)));
        Assert.Contains("1 outputs", Assert.Throws<ArgumentException>(() => metrics.Update(Tensor.Ones(2, 3), Tensor.Ones(2, 3))).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new RegressionMetrics(0));
        metrics.Reset();
        Assert.True(metrics.Count == 0 && double.IsNaN(metrics.R2));
    }

    [Fact]
    public void A_mean_weighs_batches_by_their_size()
    {
        var mean = new MeanMetric();
        Assert.True(double.IsNaN(mean.Value));
        mean.Update(2f, weight: 3);
        mean.Update(Tensor.From([6.0]));
        Assert.Equal(3.0, mean.Value);
        Assert.Throws<ArgumentException>(() => mean.Update(Tensor.Ones(2)));
        Assert.Throws<ArgumentOutOfRangeException>(() => mean.Update(1, weight: -1));
        mean.Reset();
        Assert.True(double.IsNaN(mean.Value));
    }

    [Fact]
    public void What_was_counted_lies_in_slots()
    {
        var one = new ClassificationMetrics(3);
        one.Update(s_predicted, s_labels);
        var other = new ClassificationMetrics(3);
        other.Slots().Set(one.Slots());
        Assert.Equal(one.Accuracy, other.Accuracy);
        Assert.Equal(["count", "mean", "total", "squares", "distances"], new RegressionMetrics().Slots().Names);
        Assert.Equal(["sum", "weight"], new MeanMetric().Slots().Names);
    }
}
