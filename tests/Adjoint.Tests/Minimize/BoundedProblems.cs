using static Adjoint.Ops;

namespace Adjoint.Tests;

/// <summary>A problem with bounds.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Start">The standard starting point.</param>
/// <param name="Lower">Lower bounds.</param>
/// <param name="Upper">Upper bounds.</param>
/// <param name="Function">What is minimised.</param>
/// <param name="Minima">The known minima, local ones too.</param>
internal sealed record BoundedProblem(string Name, double[] Start, double[] Lower, double[] Upper, Func<Tensor, Tensor> Function, params double[] Minima)
{
    private const double None = double.PositiveInfinity;

    /// <summary>
    /// Those of W. Hock and K. Schittkowski ("Test examples for nonlinear programming codes", 1981) with bounds alone, under their numbers, as in CUTE,
    /// with the minima that are given there.
    /// </summary>
    public static IReadOnlyList<BoundedProblem> All { get; } =
    [
        new("HS1", [-2, 1], [-None, -1.5], [None, None], Rosenbrock, 0),
        new("HS2", [-2, 1], [-None, 1.5], [None, None], Rosenbrock, 0.0504261879, 4.9412293180),
        new("HS3", [10, 1], [-None, 0], [None, None], static x => x[1] + 1e-5 * Square(x[1] - x[0]), 0),
        new("HS4", [1.125, 0.125], [1, 0], [None, None], static x => Pow(x[0] + 1, 3) / 3 + x[1], 8 / 3.0),
        new("HS5", [0, 0], [-1.5, -3], [4, 3], static x => Sin(x[0] + x[1]) + Square(x[0] - x[1]) - 1.5 * x[0] + 2.5 * x[1] + 1, -Math.Sqrt(3) / 2 - Math.PI / 3),
        new("HS38", [-3, -1, -3, -1], [-10, -10, -10, -10], [10, 10, 10, 10], static x => Sum(Square(MoreGarbowHillstrom.Wood(x))), 0),
        new("HS45", [2, 2, 2, 2, 2], [0, 0, 0, 0, 0], [1, 2, 3, 4, 5], static x => 2 - Prod(x) / 120, 1),
        new("HS110", [.. Enumerable.Repeat(9.0, 10)], [.. Enumerable.Repeat(2.001, 10)], [.. Enumerable.Repeat(9.999, 10)],
            static x => Sum(Square(Log(x - 2)) + Square(Log(10 - x))) - Pow(Prod(x), 0.2), -45.77846971),
    ];

    private static Tensor Rosenbrock(Tensor x) => Sum(Square(MoreGarbowHillstrom.ExtendedRosenbrock(x)));
}
