using static Adjoint.Ops;

namespace Adjoint.Tests;

/// <summary>A problem of least squares: the value is the sum of the squares of its residuals.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Start">The standard starting point.</param>
/// <param name="Residuals">The residuals.</param>
/// <param name="Minima">The known minima, local ones too.</param>
internal sealed record TestProblem(string Name, double[] Start, Func<Tensor, Tensor> Residuals, params double[] Minima)
{
    public Tensor X0 => Tensor.From(Start);

    public Tensor Value(Tensor x) => Sum(Square(Residuals(x)));

    public bool IsMinimum(double value) => Minima.Any(m => Math.Abs(value - m) <= 1e-5 * m + 1e-10);
}

/// <summary>
/// The 35 problems of J. J. Moré, B. S. Garbow and K. E. Hillstrom ("Testing unconstrained optimization software", ACM TOMS 7, 1981), under their
/// numbers, with the minima that are given there.
/// </summary>
internal static class MoreGarbowHillstrom
{
    public static IReadOnlyList<TestProblem> All { get; } =
    [
        new("1 Rosenbrock", [-1.2, 1], ExtendedRosenbrock, 0),
        new("2 Freudenstein and Roth", [0.5, -2], static x => Stack(-13 + x[0] + ((5 - x[1]) * x[1] - 2) * x[1], -29 + x[0] + ((x[1] + 1) * x[1] - 14) * x[1]), 0, 48.98425),
        new("3 Powell badly scaled", [0, 1], static x => Stack(1e4 * x[0] * x[1] - 1, Exp(-x[0]) + Exp(-x[1]) - 1.0001), 0),
        new("4 Brown badly scaled", [1, 1], static x => Stack(x[0] - 1e6, x[1] - 2e-6, x[0] * x[1] - 2), 0),
        new("5 Beale", [1, 1], static x => Tensor.From([1.5, 2.25, 2.625]) - x[0] * (1 - Pow(x[1], Counting(1, 3))), 0),
        new("6 Jennrich and Sampson", [0.3, 0.4], static x => 2 + 2 * Counting(1, 10) - (Exp(Counting(1, 10) * x[0]) + Exp(Counting(1, 10) * x[1])), 124.3622),
        new("7 Helical valley", [-1, 0, 0], HelicalValley, 0),
        new("8 Bard", [1, 1, 1], Bard, 8.214877e-3, 17.42869),
        new("9 Gaussian", [0.4, 1, 0], Gaussian, 1.127932e-8),
        new("10 Meyer", [0.02, 4000, 250], Meyer, 87.94585),
        new("11 Gulf research and development", [5, 2.5, 0.15], Gulf, 0),
        new("12 Box three-dimensional", [0, 10, 20], Box, 0),
        new("13 Powell singular", [3, -1, 0, 1], ExtendedPowellSingular, 0),
        new("14 Wood", [-3, -1, -3, -1], Wood, 0),
        new("15 Kowalik and Osborne", [0.25, 0.39, 0.415, 0.39], KowalikOsborne, 3.075056e-4, 1.027347e-3),
        new("16 Brown and Dennis", [25, 5, -5, -1], BrownDennis, 85822.20),
        new("17 Osborne 1", [0.5, 1.5, -1, 0.01, 0.02], Osborne1, 5.464895e-5),
        new("18 Biggs EXP6", [1, 2, 1, 1, 1, 1], BiggsExp6, 0, 5.655650e-3),
        new("19 Osborne 2", [1.3, 0.65, 0.65, 0.7, 0.6, 3, 5, 7, 2, 4.5, 5.5], Osborne2, 4.013774e-2),
        new("20 Watson, 6", new double[6], Watson, 2.287670e-3),
        new("20 Watson, 9", new double[9], Watson, 1.399760e-6),
        new("20 Watson, 12", new double[12], Watson, 4.722381e-10),
        new("21 Extended Rosenbrock, 20", Repeated(20, -1.2, 1), ExtendedRosenbrock, 0),
        new("21 Extended Rosenbrock, 1000", Repeated(1000, -1.2, 1), ExtendedRosenbrock, 0),
        new("22 Extended Powell singular, 40", Repeated(40, 3, -1, 0, 1), ExtendedPowellSingular, 0),
        new("23 Penalty I, 4", Made(4, static j => j), PenaltyOne, 2.249977e-5),
        new("23 Penalty I, 10", Made(10, static j => j), PenaltyOne, 7.087651e-5),
        new("24 Penalty II, 4", Repeated(4, 0.5), PenaltyTwo, 9.376293e-6),
        new("24 Penalty II, 10", Repeated(10, 0.5), PenaltyTwo, 2.936605e-4),
        new("25 Variably dimensioned, 10", Made(10, static j => 1 - j / 10), VariablyDimensioned, 0),
        new("25 Variably dimensioned, 50", Made(50, static j => 1 - j / 50), VariablyDimensioned, 0),
        new("26 Trigonometric, 10", Repeated(10, 0.1), Trigonometric, 0, 2.795061e-5),
        new("27 Brown almost-linear, 10", Repeated(10, 0.5), BrownAlmostLinear, 0, 1),
        new("28 Discrete boundary value, 20", Made(20, static j => j / 21 * (j / 21 - 1)), DiscreteBoundaryValue, 0),
        new("29 Discrete integral equation, 20", Made(20, static j => j / 21 * (j / 21 - 1)), DiscreteIntegral, 0),
        new("30 Broyden tridiagonal, 10", Repeated(10, -1), BroydenTridiagonal, 0),
        new("30 Broyden tridiagonal, 500", Repeated(500, -1), BroydenTridiagonal, 0),
        new("31 Broyden banded, 10", Repeated(10, -1), BroydenBanded, 0),
        new("32 Linear, full rank, 20 of 10", Repeated(10, 1), static x => Concat(x, Tensor.Zeros([10], DType.Float64)) - 2.0 / 20 * Sum(x) - 1, 10),
        new("33 Linear, rank 1, 20 of 10", Repeated(10, 1), static x => Counting(1, 20) * Sum(Counting(1, 10) * x) - 1, 20 * 19 / (2 * 41.0)),
        new("34 Linear, rank 1 with zeros, 20 of 10", Repeated(10, 1), LinearWithZeros, (400 + 60 - 6) / (2 * 37.0)),
        new("35 Chebyquad, 7", Made(7, static j => j / 8), Chebyquad, 0),
        new("35 Chebyquad, 8", Made(8, static j => j / 9), Chebyquad, 3.516874e-3),
        new("35 Chebyquad, 9", Made(9, static j => j / 10), Chebyquad, 0),
        new("35 Chebyquad, 10", Made(10, static j => j / 11), Chebyquad, 6.503955e-3, 4.772714e-3),
    ];

    public static TestProblem Named(string name) => All.Single(p => p.Name == name);

    public static Tensor ExtendedRosenbrock(Tensor x)
    {
        Tensor pairs = x.Reshape(-1, 2), a = pairs[.., 0], b = pairs[.., 1];
        return Concat(10 * (b - Square(a)), 1 - a);
    }

    public static Tensor Wood(Tensor x) => Stack(
        10 * (x[1] - Square(x[0])), 1 - x[0], Math.Sqrt(90) * (x[3] - Square(x[2])), 1 - x[2], Math.Sqrt(10) * (x[1] + x[3] - 2), (x[1] - x[3]) / Math.Sqrt(10));

    private static double[] Repeated(int n, params double[] part) => [.. Enumerable.Range(0, n).Select(i => part[i % part.Length])];

    private static double[] Made(int n, Func<double, double> element) => [.. Enumerable.Range(1, n).Select(j => element(j))];

    private static Tensor Counting(double first, double last) => Tensor.Arange(first, last + 0.5, 1, DType.Float64);

    private static Tensor HelicalValley(Tensor x)
    {
        Tensor angle = Atan(x[1] / x[0]) / (2 * Math.PI) + ((double)x[0] < 0 ? 0.5 : 0);
        return Stack(10 * (x[2] - 10 * angle), 10 * (Sqrt(Square(x[0]) + Square(x[1])) - 1), x[2]);
    }

    private static Tensor Bard(Tensor x)
    {
        Tensor y = Tensor.From([0.14, 0.18, 0.22, 0.25, 0.29, 0.32, 0.35, 0.39, 0.37, 0.58, 0.73, 0.96, 1.34, 2.10, 4.39]);
        Tensor u = Counting(1, 15), v = 16 - u;
        return y - (x[0] + u / (v * x[1] + Minimum(u, v) * x[2]));
    }

    private static Tensor Gaussian(Tensor x)
    {
        Tensor y = Tensor.From([0.0009, 0.0044, 0.0175, 0.0540, 0.1295, 0.2420, 0.3521, 0.3989, 0.3521, 0.2420, 0.1295, 0.0540, 0.0175, 0.0044, 0.0009]);
        return x[0] * Exp(-x[1] * Square((8 - Counting(1, 15)) / 2 - x[2]) / 2) - y;
    }

    private static Tensor Meyer(Tensor x)
    {
        Tensor y = Tensor.From([34780.0, 28610, 23650, 19630, 16370, 13720, 11540, 9744, 8261, 7030, 6005, 5147, 4427, 3820, 3307, 2872]);
        return x[0] * Exp(x[1] / (45 + 5 * Counting(1, 16) + x[2])) - y;
    }

    private static Tensor Gulf(Tensor x)
    {
        Tensor t = Counting(1, 99) / 100, y = 25 + Pow(-50 * Log(t), 2.0 / 3);
        return Exp(-Pow(Abs(y - x[1]), x[2]) / x[0]) - t;
    }

    private static Tensor Box(Tensor x)
    {
        Tensor t = 0.1 * Counting(1, 10);
        return Exp(-t * x[0]) - Exp(-t * x[1]) - x[2] * (Exp(-t) - Exp(-10 * t));
    }

    private static Tensor ExtendedPowellSingular(Tensor x)
    {
        Tensor q = x.Reshape(-1, 4), a = q[.., 0], b = q[.., 1], c = q[.., 2], d = q[.., 3];
        return Concat(a + 10 * b, Math.Sqrt(5) * (c - d), Square(b - 2 * c), Math.Sqrt(10) * Square(a - d));
    }

    private static Tensor KowalikOsborne(Tensor x)
    {
        Tensor y = Tensor.From([0.1957, 0.1947, 0.1735, 0.1600, 0.0844, 0.0627, 0.0456, 0.0342, 0.0323, 0.0235, 0.0246]);
        Tensor u = Tensor.From([4, 2, 1, 0.5, 0.25, 0.167, 0.125, 0.1, 0.0833, 0.0714, 0.0625]);
        return y - x[0] * (Square(u) + u * x[1]) / (Square(u) + u * x[2] + x[3]);
    }

    private static Tensor BrownDennis(Tensor x)
    {
        Tensor t = Counting(1, 20) / 5;
        return Square(x[0] + t * x[1] - Exp(t)) + Square(x[2] + x[3] * Sin(t) - Cos(t));
    }

    private static Tensor Osborne1(Tensor x)
    {
        Tensor y = Tensor.From([
            0.844, 0.908, 0.932, 0.936, 0.925, 0.908, 0.881, 0.850, 0.818, 0.784, 0.751, 0.718, 0.685, 0.658, 0.628, 0.603, 0.580, 0.558, 0.538, 0.522,
            0.506, 0.490, 0.478, 0.467, 0.457, 0.448, 0.438, 0.431, 0.424, 0.420, 0.414, 0.411, 0.406]);
        Tensor t = 10 * Counting(0, 32);
        return y - (x[0] + x[1] * Exp(-t * x[3]) + x[2] * Exp(-t * x[4]));
    }

    private static Tensor BiggsExp6(Tensor x)
    {
        Tensor t = 0.1 * Counting(1, 13), y = Exp(-t) - 5 * Exp(-10 * t) + 3 * Exp(-4 * t);
        return x[2] * Exp(-t * x[0]) - x[3] * Exp(-t * x[1]) + x[5] * Exp(-t * x[4]) - y;
    }

    private static Tensor Osborne2(Tensor x)
    {
        Tensor y = Tensor.From([
            1.366, 1.191, 1.112, 1.013, 0.991, 0.885, 0.831, 0.847, 0.786, 0.725, 0.746, 0.679, 0.608, 0.655, 0.616, 0.606, 0.602, 0.626, 0.651, 0.724,
            0.649, 0.649, 0.694, 0.644, 0.624, 0.661, 0.612, 0.558, 0.533, 0.495, 0.500, 0.423, 0.395, 0.375, 0.372, 0.391, 0.396, 0.405, 0.428, 0.429,
            0.523, 0.562, 0.607, 0.653, 0.672, 0.708, 0.633, 0.668, 0.645, 0.632, 0.591, 0.559, 0.597, 0.625, 0.739, 0.710, 0.729, 0.720, 0.636, 0.581,
            0.428, 0.292, 0.162, 0.098, 0.054]);
        Tensor t = Counting(0, 64) / 10;
        return y - (x[0] * Exp(-t * x[4]) + x[1] * Exp(-Square(t - x[8]) * x[5]) + x[2] * Exp(-Square(t - x[9]) * x[6]) + x[3] * Exp(-Square(t - x[10]) * x[7]));
    }

    private static Tensor Watson(Tensor x)
    {
        Tensor powers = Pow((Counting(1, 29) / 29).Reshape(-1, 1), Counting(0, x.Count - 1));
        Tensor slope = MatMul(powers[.., ..^1], Counting(1, x.Count - 1) * x[1..]);
        return Concat(slope - Square(MatMul(powers, x)) - 1, x[..1], x[1..2] - Square(x[..1]) - 1);
    }

    private static Tensor PenaltyOne(Tensor x) => Concat(Math.Sqrt(1e-5) * (x - 1), (Sum(Square(x)) - 0.25).Reshape(1));

    private static Tensor PenaltyTwo(Tensor x)
    {
        double root = Math.Sqrt(1e-5);
        Tensor grown = Exp(x / 10), i = Counting(2, x.Count), y = Exp(i / 10) + Exp((i - 1) / 10);
        return Concat(
            x[..1] - 0.2, root * (grown[1..] + grown[..^1] - y), root * (grown[1..] - Math.Exp(-0.1)), (Sum((x.Count - Counting(0, x.Count - 1)) * Square(x)) - 1).Reshape(1));
    }

    private static Tensor VariablyDimensioned(Tensor x)
    {
        Tensor weighted = Sum(Counting(1, x.Count) * (x - 1)).Reshape(1);
        return Concat(x - 1, weighted, Square(weighted));
    }

    private static Tensor Trigonometric(Tensor x) => x.Count - Sum(Cos(x)) + Counting(1, x.Count) * (1 - Cos(x)) - Sin(x);

    private static Tensor BrownAlmostLinear(Tensor x) => Concat(x[..^1] + Sum(x) - (x.Count + 1), (Prod(x) - 1).Reshape(1));

    private static Tensor DiscreteBoundaryValue(Tensor x)
    {
        double h = 1.0 / (x.Count + 1);
        Tensor end = Tensor.Zeros([1], DType.Float64), t = h * Counting(1, x.Count);
        return 2 * x - Concat(end, x[..^1]) - Concat(x[1..], end) + h * h * Pow(x + t + 1, 3) / 2;
    }

    private static Tensor DiscreteIntegral(Tensor x)
    {
        double h = 1.0 / (x.Count + 1);
        Tensor t = h * Counting(1, x.Count), cubes = Pow(x + t + 1, 3), left = CumSum(t * cubes, 0), right = (1 - t) * cubes;
        return x + h * ((1 - t) * left + t * (Sum(right) - CumSum(right, 0))) / 2;
    }

    private static Tensor BroydenTridiagonal(Tensor x)
    {
        Tensor end = Tensor.Zeros([1], DType.Float64);
        return (3 - 2 * x) * x - Concat(end, x[..^1]) - 2 * Concat(x[1..], end) + 1;
    }

    private static Tensor BroydenBanded(Tensor x)
    {
        int n = (int)x.Count;
        double[,] band = new double[n, n];
        for (int i = 0; i < n; i++)
        {
            for (int j = Math.Max(0, i - 5); j <= Math.Min(n - 1, i + 1); j++)
                band[i, j] = i == j ? 0 : 1;
        }

        return x * (2 + 5 * Square(x)) + 1 - MatMul(Tensor.From(band), x * (1 + x));
    }

    private static Tensor LinearWithZeros(Tensor x)
    {
        Tensor middle = Counting(1, 18) * Sum(Counting(2, 9) * x[1..^1]) - 1, end = -Tensor.Ones([1], DType.Float64);
        return Concat(end, middle, end);
    }

    private static Tensor Chebyquad(Tensor x)
    {
        int n = (int)x.Count;
        Tensor before = Tensor.OnesLike(x), polynomial = 2 * x - 1, argument = polynomial;
        var residuals = new Tensor[n];
        for (int i = 1; i <= n; i++)
        {
            residuals[i - 1] = Mean(polynomial) + (i % 2 == 0 ? 1.0 / (i * i - 1) : 0);
            (before, polynomial) = (polynomial, 2 * argument * polynomial - before);
        }

        return Stack(residuals);
    }
}
