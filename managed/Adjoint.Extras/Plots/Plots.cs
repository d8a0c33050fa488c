using System.Globalization;

using ScottPlot;

using static Adjoint.Ops;

namespace Adjoint.Extras;

/// <summary>
/// Plots of what training brings forth. Each returns a ScottPlot plot, which can be changed further and is saved by
/// <c>plot.SavePng("loss.png", 900, 500)</c> or <c>plot.SaveSvg("loss.svg", 900, 500)</c>.
/// </summary>
/// <example>
/// <code>
/// Plots.Curves("Loss", "epoch", "cross entropy", ("training", losses), ("held out", heldOut)).SavePng("loss.png", 900, 500);
/// Plots.Images(test.Inputs[..32].Reshape(32, 1, 8, 8)).SavePng("digits.png", 800, 400);
/// Plots.Gradients(gradients).SaveSvg("gradients.svg", 900, 500);
/// </code>
/// </example>
public static class Plots
{
    /// <summary>Curves over their places, from 0.</summary>
    /// <param name="title">What stands above.</param>
    /// <param name="xLabel">What the places are, such as "epoch".</param>
    /// <param name="yLabel">What the values are, such as "loss".</param>
    /// <param name="curves">The curves with their names.</param>
    /// <returns>The plot.</returns>
    public static Plot Curves(string title, string xLabel, string yLabel, params IReadOnlyList<(string Name, IReadOnlyList<double> Values)> curves)
    {
        ArgumentNullException.ThrowIfNull(curves);
        Plot plot = Labelled(title, xLabel, yLabel);
        foreach ((string name, IReadOnlyList<double> values) in curves)
            plot.Add.Signal(values.ToArray()).LegendText = name;
        if (curves.Count > 1) _ = plot.ShowLegend();
        return plot;
    }

    /// <summary>The losses that <see cref="LearningRateFinder"/> found by rates, whose axis is logarithmic, and the rate that it suggests.</summary>
    /// <param name="curve">What it found.</param>
    /// <returns>The plot.</returns>
    public static Plot LearningRates(LearningRateCurve curve)
    {
        ArgumentNullException.ThrowIfNull(curve);
        Plot plot = Labelled("Learning rates", "rate", "smoothed loss");
        _ = plot.Add.ScatterLine(curve.Rates.Select(Math.Log10).ToArray(), curve.SmoothedLosses.ToArray());
        plot.Axes.Bottom.TickGenerator = new ScottPlot.TickGenerators.NumericAutomatic
        {
            IntegerTicksOnly = true,
            LabelFormatter = static exponent => string.Create(CultureInfo.InvariantCulture, $"1e{exponent:0}"),
        };
        if (curve.Suggestion is { } rate)
        {
            plot.Add.VerticalLine(Math.Log10(rate)).LegendText = string.Create(CultureInfo.InvariantCulture, $"{rate:G3}");
            _ = plot.ShowLegend();
        }

        return plot;
    }

    /// <summary>How numbers are distributed.</summary>
    /// <param name="title">What stands above.</param>
    /// <param name="values">Real, finite numbers of any shape.</param>
    /// <param name="bins">How many bars there are.</param>
    /// <returns>The plot.</returns>
    /// <exception cref="ArgumentException">There are no numbers, or one is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There are no bars.</exception>
    public static Plot Histogram(string title, Tensor values, int bins = 50)
    {
        ArgumentNullException.ThrowIfNull(values);
        (double[] centres, double[] counts) = Counted(Cast(Reshape(values, -1), DType.Float64), bins, title);
        Plot plot = Labelled(title, "value", "count");
        foreach (Bar bar in plot.Add.Bars(centres, counts).Bars)
            (bar.Size, bar.LineWidth) = (bins > 1 ? centres[1] - centres[0] : 1, 0);
        plot.Axes.Margins(bottom: 0);
        return plot;
    }

    /// <summary>How large gradients are: for each parameter the distribution of log10 |g|. Its name says how many are zero.</summary>
    /// <param name="gradients">The gradients.</param>
    /// <param name="bins">How many places each curve has.</param>
    /// <returns>The plot.</returns>
    /// <exception cref="ArgumentException">A gradient is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There are no places.</exception>
    public static Plot Gradients(Gradients gradients, int bins = 50)
    {
        ArgumentNullException.ThrowIfNull(gradients);
        Plot plot = Labelled("Gradients", "log10 |gradient|", "share of the elements");
        foreach ((Parameter parameter, Tensor gradient) in gradients)
        {
            double[] sizes = Cast(Abs(gradient), DType.Float64).ToArray<double>();
            double[] exponents = [.. sizes.Where(static g => g != 0).Select(Math.Log10)];
            if (exponents.Length == 0) continue;
            (double[] centres, double[] counts) = Counted(Tensor.From(exponents), bins, parameter.Name);
            double zeros = 1 - (double)exponents.Length / sizes.Length;
            plot.Add.ScatterLine(centres, Array.ConvertAll(counts, c => c / sizes.Length)).LegendText =
                zeros == 0 ? parameter.Name : string.Create(CultureInfo.InvariantCulture, $"{parameter.Name} ({zeros:P0} zero)");
        }

        _ = plot.ShowLegend();
        return plot;
    }

    /// <summary>Images side by side. Bytes are shown as they are; other numbers from the smallest, black, to the largest, white.</summary>
    /// <param name="images">[height, width], [channels, height, width] or [count, channels, height, width], with 1 to 4 channels.</param>
    /// <param name="columns">How many stand in a row.</param>
    /// <returns>The plot.</returns>
    /// <exception cref="ArgumentException">The tensor has another shape, is empty or complex, or holds a number that is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There are no columns.</exception>
    public static Plot Images(Tensor images, int columns = 8)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(columns);
        Tensor all = images.Rank switch
        {
            2 => ExpandDims(images, (0, 1)),
            3 => ExpandDims(images, 0),
            4 => images,
            _ => throw new ArgumentException($"Plots.Images: a tensor of shape {images.Shape} holds no images [count, channels, height, width].", nameof(images)),
        };
        if (all.Count == 0 || all.DType.IsComplex) throw new ArgumentException($"Plots.Images: there is no image in {all.DType} of shape {images.Shape}.", nameof(images));
        Tensor tiles = Tiled(all.DType == DType.UInt8 ? all : Bytes(all), (int)Math.Min(columns, all.Shape[0]));
        var plot = new Plot();
        var picture = new Image(Extras.Images.EncodePng(tiles));
        _ = plot.Add.ImageRect(picture, new CoordinateRect(0, picture.Width, 0, picture.Height));
        plot.Axes.SquareUnits();
        plot.Axes.Frameless();
        plot.HideGrid();
        return plot;
    }

    private static Plot Labelled(string title, string xLabel, string yLabel)
    {
        var plot = new Plot();
        plot.Title(title);
        plot.XLabel(xLabel);
        plot.YLabel(yLabel);
        return plot;
    }

    private static (double[] Centres, double[] Counts) Counted(Tensor values, int bins, string name)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bins);
        (double low, double high) = Range(values, name);
        if (low == high) (low, high) = (low - 0.5, high + 0.5);
        double width = (high - low) / bins;
        double[] centres = [.. Enumerable.Range(0, bins).Select(i => low + (i + 0.5) * width)];
        return (centres, Cast(Ops.Histogram(values, low, high, bins), DType.Float64).ToArray<double>());
    }

    private static (double Low, double High) Range(Tensor values, string name)
    {
        if (values.Count == 0) throw new ArgumentException($"There are no numbers in '{name}' to plot.", nameof(values));
        (double low, double high) = ((double)Min(values), (double)Max(values));
        return double.IsFinite(low) && double.IsFinite(high)
            ? (low, high)
            : throw new ArgumentException($"There is a number in '{name}' that is not finite.", nameof(values));
    }

    private static Tensor Bytes(Tensor images)
    {
        Tensor x = Cast(images, DType.Float64);
        (double low, double high) = Range(x, "images");
        return Cast(Round((x - low) * (255 / Math.Max(high - low, double.Epsilon))), DType.UInt8);
    }

    // [count, channels, height, width] to [channels, rows of height and a gap, columns of width and a gap].
    private static Tensor Tiled(Tensor images, int columns)
    {
        long count = images.Shape[0], channels = images.Shape[1], rows = (count + columns - 1) / columns;
        long height = images.Shape[2] + 1, width = images.Shape[3] + 1;
        Tensor padded = Pad(images, [(0, rows * columns - count), (0, 0), (0, 1), (0, 1)]);
        return Reshape(Permute(Reshape(padded, rows, columns, channels, height, width), 2, 0, 3, 1, 4), channels, rows * height, columns * width);
    }
}
