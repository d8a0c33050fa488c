#pragma warning disable xUnit1051 // Each call ends by itself in far less than a second.
using Xunit;

namespace Adjoint.Tests;

/// <summary>
/// NIST's 27 nonlinear regressions (StRD, www.itl.nist.gov/div898/strd) from both starts, held against the certified values to six digits. The
/// files lie beside the repository.
/// </summary>
public sealed class NistRegressionTests
{
    private const string NotThere = "left out: there is no folder ../shared/nist";

    // Without the files one row says so.
    public static IEnumerable<TheoryDataRow<string, int>> Problems =>
        NistRegression.AreThere
            ? NistRegression.Names.SelectMany(static name => (TheoryDataRow<string, int>[])[(name, 1), (name, 2)])
            : [new TheoryDataRow<string, int>("", 0) { Skip = NotThere }];

    [Theory]
    [MemberData(nameof(Problems))]
    public void Levenberg_Marquardt_finds_the_certified_values(string name, int start)
    {
        NistRegression problem = NistRegression.Read(name);
        var fit = Minimize.LevenbergMarquardt(problem.Residuals, problem.Starts[start - 1]);
        Assert.True(fit.Converged, fit.ToString());
        AgreeToSixDigits("parameter", problem.Parameters, fit.Solution.ToArray<double>());
        // Residuals of 1e-13 beside values of 2.5 have no digits in float64.
        if (name == "Lanczos1") return;
        AgreeToSixDigits("sum of squares", [problem.SumOfSquares], [2 * fit.Cost]);
        AgreeToSixDigits("standard deviation", problem.Deviations, fit.StandardDeviations().ToArray<double>());
    }

    private static void AgreeToSixDigits(string what, double[] certified, double[] found)
    {
        Assert.Equal(certified.Length, found.Length);
        for (int i = 0; i < found.Length; i++)
            Assert.True(Math.Abs(found[i] - certified[i]) <= 1e-6 * Math.Abs(certified[i]), $"{what} {i + 1} is {found[i]:R}, certified {certified[i]:R}");
    }
}
