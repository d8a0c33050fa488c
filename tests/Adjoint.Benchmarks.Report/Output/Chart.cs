using System.Globalization;
using System.Net;
using System.Text;

namespace Adjoint.Benchmarks.Report;

/// <summary>The ratios as a picture: bars on a logarithmic scale that begin where Adjoint and its best peer are equal.</summary>
internal static class Chart
{
    private const int LabelWidth = 470, PlotWidth = 480, RowHeight = 16, Top = 50, Margin = 12;
    private const double Smallest = 1.0 / 8, Largest = 1024;
    private const string Met = "#2a7f4f", Missed = "#c0562f", Undecided = "#7a7a7a";

    public static string Write(IReadOnlyList<Line> lines)
    {
        Line[] shown = [.. lines.Where(static l => l.Contest is not null)];
        int bottom = Top + shown.Length * RowHeight, width = LabelWidth + PlotWidth + 6 * Margin, height = bottom + 2 * Margin;
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" font-family=\"sans-serif\" font-size=\"11\">\n");
        svg.Append(CultureInfo.InvariantCulture, $"<rect width=\"{width}\" height=\"{height}\" fill=\"#ffffff\"/>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Margin}\" y=\"20\" font-size=\"14\">How many times better than the best peer; the dot is the goal</text>\n");
        for (double tick = Smallest; tick <= Largest; tick *= 2) Grid(svg, tick, bottom);
        for (int i = 0; i < shown.Length; i++) Bar(svg, shown[i], Top + i * RowHeight);
        return svg.Append("</svg>\n").ToString();
    }

    private static void Grid(StringBuilder svg, double tick, int bottom)
    {
        string x = Text(Place(tick)), color = tick == 1 ? "#000000" : "#dddddd";
        svg.Append(CultureInfo.InvariantCulture, $"<line x1=\"{x}\" y1=\"{Top - 4}\" x2=\"{x}\" y2=\"{bottom}\" stroke=\"{color}\"/>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{x}\" y=\"{Top - 8}\" text-anchor=\"middle\">{(tick < 1 ? $"1/{1 / tick}" : tick)}</text>\n");
    }

    private static void Bar(StringBuilder svg, Line line, int y)
    {
        double ratio = line.Contest!.Ratio, from = Place(Math.Min(1, ratio)), to = Place(Math.Max(1, ratio));
        string color = line.IsMet switch { true => Met, false => Missed, null => Undecided };
        string label = WebUtility.HtmlEncode(line.Goal.Work + (line.Threads is > 1 and var threads ? $", {threads} threads" : ""));
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{LabelWidth - 8}\" y=\"{y + 12}\" text-anchor=\"end\">{label}</text>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{Text(from)}\" y=\"{y + 3}\" width=\"{Text(Math.Max(1, to - from))}\" height=\"{RowHeight - 5}\" fill=\"{color}\"/>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Text(to + 5)}\" y=\"{y + 12}\" fill=\"{color}\">{Figures.Digits(ratio)}</text>\n");
        if (line.Goal.Ratio is { } goal) svg.Append(CultureInfo.InvariantCulture, $"<circle cx=\"{Text(Place(goal))}\" cy=\"{y + 8}\" r=\"2.5\" fill=\"#000000\"/>\n");
    }

    private static double Place(double ratio) =>
        LabelWidth + PlotWidth * Math.Log(Math.Clamp(ratio, Smallest, Largest) / Smallest) / Math.Log(Largest / Smallest);

    private static string Text(double place) => place.ToString("F1", CultureInfo.InvariantCulture);
}
