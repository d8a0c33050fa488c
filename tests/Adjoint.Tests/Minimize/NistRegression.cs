using System.Globalization;
using System.Text.RegularExpressions;

using static Adjoint.Ops;

namespace Adjoint.Tests;

/// <summary>One of NIST's reference problems of nonlinear regression (StRD): model, data, starts and certified values.</summary>
internal sealed partial class NistRegression
{
    private static readonly string s_folder = Path.Combine(Repository.Root, "..", "shared", "nist");

    // The models, as the files' headers have them; b1 is b[0], x1 is x[0].
    private static readonly Dictionary<string, Func<Tensor, Tensor[], Tensor>> s_models = new()
    {
        ["Bennett5"] = static (b, x) => b[0] * Pow(b[1] + x[0], -1 / b[2]),
        ["BoxBOD"] = Saturating,
        ["Chwirut1"] = static (b, x) => Exp(-b[0] * x[0]) / (b[1] + b[2] * x[0]),
        ["Chwirut2"] = static (b, x) => Exp(-b[0] * x[0]) / (b[1] + b[2] * x[0]),
        ["DanWood"] = static (b, x) => b[0] * Pow(x[0], b[1]),
        ["ENSO"] = static (b, x) => b[0] + Wave(x[0], 12, b[1], b[2]) + Wave(x[0], b[3], b[4], b[5]) + Wave(x[0], b[6], b[7], b[8]),
        ["Eckerle4"] = static (b, x) => b[0] / b[1] * Exp(-0.5 * Square((x[0] - b[2]) / b[1])),
        ["Gauss1"] = TwoPeaks,
        ["Gauss2"] = TwoPeaks,
        ["Gauss3"] = TwoPeaks,
        ["Hahn1"] = CubicOverCubic,
        ["Kirby2"] = static (b, x) => (b[0] + x[0] * (b[1] + x[0] * b[2])) / (1 + x[0] * (b[3] + x[0] * b[4])),
        ["Lanczos1"] = ThreeExponentials,
        ["Lanczos2"] = ThreeExponentials,
        ["Lanczos3"] = ThreeExponentials,
        ["MGH09"] = static (b, x) => b[0] * (Square(x[0]) + x[0] * b[1]) / (Square(x[0]) + x[0] * b[2] + b[3]),
        ["MGH10"] = static (b, x) => b[0] * Exp(b[1] / (x[0] + b[2])),
        ["MGH17"] = static (b, x) => b[0] + b[1] * Exp(-x[0] * b[3]) + b[2] * Exp(-x[0] * b[4]),
        ["Misra1a"] = Saturating,
        ["Misra1b"] = static (b, x) => b[0] * (1 - Pow(1 + b[1] * x[0] / 2, -2)),
        ["Misra1c"] = static (b, x) => b[0] * (1 - Pow(1 + 2 * b[1] * x[0], -0.5)),
        ["Misra1d"] = static (b, x) => b[0] * b[1] * x[0] / (1 + b[1] * x[0]),
        ["Nelson"] = static (b, x) => b[0] - b[1] * x[0] * Exp(-b[2] * x[1]), // of log y
        ["Rat42"] = static (b, x) => b[0] / (1 + Exp(b[1] - b[2] * x[0])),
        ["Rat43"] = static (b, x) => b[0] / Pow(1 + Exp(b[1] - b[2] * x[0]), 1 / b[3]),
        ["Roszman1"] = static (b, x) => b[0] - b[1] * x[0] - Atan(b[2] / (x[0] - b[3])) / Math.PI,
        ["Thurber"] = CubicOverCubic,
    };

    private readonly Func<Tensor, Tensor[], Tensor> _model;
    private readonly Tensor _y;
    private readonly Tensor[] _x;

    private NistRegression(string name)
    {
        string[] lines = File.ReadAllLines(Path.Combine(s_folder, name + ".dat"));
        _model = s_models[name];
        double[][] parameters = [.. lines.Where(static l => Parameter().IsMatch(l)).Select(static l => Numbers(l[(l.IndexOf('=', StringComparison.Ordinal) + 1)..]))];
        Starts = [Tensor.From([.. parameters.Select(static p => p[0])]), Tensor.From([.. parameters.Select(static p => p[1])])];
        Parameters = [.. parameters.Select(static p => p[2])];
        Deviations = [.. parameters.Select(static p => p[3])];
        SumOfSquares = Numbers(lines.Single(static l => l.StartsWith("Residual Sum of Squares:", StringComparison.Ordinal)).Split(':')[1])[0];
        double[][] data = [.. lines.Skip(60).Where(static l => l.Trim().Length > 0).Select(Numbers)];
        Tensor y = Column(data, 0);
        _y = name == "Nelson" ? Log(y) : y;
        _x = [.. Enumerable.Range(1, data[0].Length - 1).Select(i => Column(data, i))];
    }

    /// <summary>Whether the files are there: they are no part of a clone.</summary>
    public static bool AreThere => Directory.Exists(s_folder);

    public static IEnumerable<string> Names => s_models.Keys;

    public Tensor[] Starts { get; }

    public double[] Parameters { get; }

    public double[] Deviations { get; }

    public double SumOfSquares { get; }

    public static NistRegression Read(string name) => new(name);

    public Tensor Residuals(Tensor b) => _model(b, _x) - _y;

    private static Tensor Saturating(Tensor b, Tensor[] x) => b[0] * (1 - Exp(-b[1] * x[0]));

    private static Tensor Wave(Tensor x, Tensor period, Tensor cosine, Tensor sine) =>
        cosine * Cos(2 * Math.PI * x / period) + sine * Sin(2 * Math.PI * x / period);

    private static Tensor TwoPeaks(Tensor b, Tensor[] x) =>
        b[0] * Exp(-b[1] * x[0]) + b[2] * Exp(-Square((x[0] - b[3]) / b[4])) + b[5] * Exp(-Square((x[0] - b[6]) / b[7]));

    private static Tensor CubicOverCubic(Tensor b, Tensor[] x) =>
        (b[0] + x[0] * (b[1] + x[0] * (b[2] + x[0] * b[3]))) / (1 + x[0] * (b[4] + x[0] * (b[5] + x[0] * b[6])));

    private static Tensor ThreeExponentials(Tensor b, Tensor[] x) =>
        b[0] * Exp(-b[1] * x[0]) + b[2] * Exp(-b[3] * x[0]) + b[4] * Exp(-b[5] * x[0]);

    private static Tensor Column(double[][] rows, int i) => Tensor.From([.. rows.Select(r => r[i])]);

    private static double[] Numbers(string line) =>
        [.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(static n => double.Parse(n, NumberStyles.Float, CultureInfo.InvariantCulture))];

    [GeneratedRegex(@"^\s+b\d\s+=")]
    private static partial Regex Parameter();
}
