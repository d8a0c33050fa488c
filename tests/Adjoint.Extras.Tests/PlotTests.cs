using ScottPlot;

using Xunit;

using static Adjoint.Autodiff;

namespace Adjoint.Extras.Tests;

/// <summary>Plots hold what they are given, and can be saved.</summary>
public sealed class PlotTests
{
    [Fact]
    public void Curves_are_saved_as_png_and_svg()
    {
        using var folder = new Folder();
        Plot plot = Plots.Curves("Loss", "epoch", "cross entropy", ("training", [1.0, 0.5, 0.25]), ("held out", [1.1, 0.7, 0.6]));
        Assert.Equal(["training", "held out"], plot.Legend.GetItems().Select(static item => item.LabelText));
        _ = plot.SavePng(folder["loss.png"], 300, 200);
        _ = plot.SaveSvg(folder["loss.svg"], 300, 200);
        Assert.Equal([200, 300], Images.Load(folder["loss.png"], channels: 3).Shape.ToArray()[1..]);
        Assert.Contains("<svg", File.ReadAllText(folder["loss.svg"]));
    }

    [Fact]
    public void A_histogram_counts_every_number()
    {
        Plot plot = Plots.Histogram("weights", Tensor.From([0f, 0.1f, 0.2f, 1]), bins: 2);
        Assert.Equal([3.0, 1], plot.GetPlottables<ScottPlot.Plottables.BarPlot>().Single().Bars.Select(static bar => bar.Value));
        Assert.Equal([4.0], Plots.Histogram("same", Tensor.Ones(4), bins: 1).GetPlottables<ScottPlot.Plottables.BarPlot>().Single().Bars.Select(static bar => bar.Value));
        Assert.Contains("'bad'", Assert.Throws<ArgumentException>(() => Plots.Histogram("bad", Tensor.From([1f, float.NaN]))).Message);
        Assert.Throws<ArgumentException>(() => Plots.Histogram("none", Tensor.Zeros(0)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Plots.Histogram("x", Tensor.Ones(3), bins: 0));
    }

    [Fact]
    public void Gradients_have_a_curve_for_each_parameter()
    {
        Parameter one = new(Tensor.From([1f, 2]), "one"), two = new(Tensor.From([0f, 5]), "two"), three = new(Tensor.From([0f]), "three");
        var (_, gradients) = ValueAndGrad(
            () => Ops.Sum(Ops.Square(one.Value)) + Ops.Sum(Ops.Square(two.Value)) + Ops.Sum(Ops.Square(three.Value)), weights: [one, two, three])();
        Plot plot = Plots.Gradients(gradients, bins: 5);
        Assert.Equal(["one", "two (50 % zero)"], plot.Legend.GetItems().Select(static item => item.LabelText));
    }

    [Fact]
    public void Images_lie_side_by_side()
    {
        Tensor images = Tensor.Arange(0L, 3 * 4, dtype: DType.Float32).Reshape(3, 1, 2, 2);
        using var folder = new Folder();
        _ = Plots.Images(images, columns: 2).SavePng(folder["x.png"], 60, 60);
        Assert.True(File.Exists(folder["x.png"]));
        Assert.Single(Plots.Images(Tensor.Ones(4, 5)).GetPlottables());
        Assert.Throws<ArgumentException>(() => Plots.Images(Tensor.Ones(4)));
        Assert.Throws<ArgumentException>(() => Plots.Images(Tensor.Ones(1, 7, 4, 4)));
        Assert.Throws<ArgumentException>(() => Plots.Images(Tensor.Zeros(0, 1, 4, 4)));
    }

    [Fact]
    public void Learning_rates_show_the_suggestion()
    {
        var w = new Parameter(Tensor.From([3.0]));
        LearningRateCurve curve = LearningRateFinder.Find(
            new Model(w), (_, _) => Ops.Sum(Ops.Square(w)), [(Tensor.Ones(1), Tensor.Ones(1))], static rate => new Sgd(rate), 1e-3, 10, 30, smoothing: 0);
        Assert.Single(Plots.LearningRates(curve).Legend.GetItems());
    }

    private sealed class Model(Parameter w) : Module
    {
        public Parameter W { get; } = w;
    }
}
