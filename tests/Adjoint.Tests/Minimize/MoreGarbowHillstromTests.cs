#pragma warning disable xUnit1051 // Each call ends by itself in far less than a second.
using Xunit;

namespace Adjoint.Tests;

/// <summary>The minimisers on the problems of Moré, Garbow and Hillstrom: each ends in a minimum that is known.</summary>
public sealed class MoreGarbowHillstromTests
{
    /// <summary>All problems but those that begin with one of these names.</summary>
    public static TheoryData<string> AllBut(string names) =>
        [.. MoreGarbowHillstrom.All.Select(static p => p.Name).Where(name => !names.Split('|').Any(n => n.Length > 0 && name.StartsWith(n, StringComparison.Ordinal)))];

    // A thousand parameters are for the matrix-free method.
    [Theory]
    [MemberData(nameof(AllBut), "21 Extended Rosenbrock, 1000")]
    public void Levenberg_Marquardt(string name)
    {
        TestProblem problem = MoreGarbowHillstrom.Named(name);
        var fit = Minimize.LevenbergMarquardt(problem.Residuals, problem.X0);
        Assert.True(problem.IsMinimum(2 * fit.Cost), fit.ToString());
    }

    // Badly scaled, and without the matrix there is no scale.
    [Theory]
    [MemberData(nameof(AllBut), "3 Powell|10 Meyer")]
    public void Matrix_free_Levenberg_Marquardt(string name)
    {
        TestProblem problem = MoreGarbowHillstrom.Named(name);
        var fit = Minimize.LevenbergMarquardt(problem.Residuals, problem.X0, new() { MatrixFree = true });
        Assert.True(problem.IsMinimum(2 * fit.Cost), fit.ToString());
    }

    // The Jacobian becomes singular on the way, where the method has no direction; a thousand parameters are many for a matrix; or where
    // steps without damping end hangs on last bits.
    [Theory]
    [MemberData(nameof(AllBut), "11 Gulf|18 Biggs|21 Extended Rosenbrock, 1000|35 Chebyquad, 10")]
    public void Gauss_Newton(string name)
    {
        TestProblem problem = MoreGarbowHillstrom.Named(name);
        var fit = Minimize.GaussNewton(problem.Residuals, problem.X0);
        Assert.True(problem.IsMinimum(2 * fit.Cost), fit.ToString());
    }

    // Too badly conditioned for a method of first order.
    [Theory]
    [MemberData(nameof(AllBut), "20 Watson, 12")]
    public void Lbfgs(string name) => EndsInMinimum(name, static p => Minimize.Lbfgs(p.Value, p.X0, new() { GradientTolerance = 1e-12 }));

    // Too badly conditioned for a method of first order.
    [Theory]
    [MemberData(nameof(AllBut), "3 Powell|10 Meyer|20 Watson, 9|20 Watson, 12")]
    public void LbfgsB(string name) => EndsInMinimum(name, static p => Minimize.LbfgsB(p.Value, p.X0, -1e30, 1e30, new() { GradientTolerance = 1e-12 }));

    // Too badly conditioned for a method of first order.
    [Theory]
    [MemberData(nameof(AllBut), "10 Meyer|20 Watson, 9|20 Watson, 12")]
    public void Conjugate_gradients(string name) => EndsInMinimum(name, static p => Minimize.ConjugateGradient(p.Value, p.X0, new() { GradientTolerance = 1e-12 }));

    // As with trust regions.
    [Theory]
    [MemberData(nameof(AllBut), "10 Meyer")]
    public void Newton_cg(string name) => EndsInMinimum(name, static p => Minimize.NewtonCg(p.Value, p.X0, new() { GradientTolerance = 1e-12 }));

    // Numbers as far apart as Meyer's ask for units of their own, which these steps do not have.
    [Theory]
    [MemberData(nameof(AllBut), "10 Meyer")]
    public void Trust_region(string name) => EndsInMinimum(name, static p => Minimize.TrustRegion(p.Value, p.X0, new() { GradientTolerance = 1e-12 }));

    private static void EndsInMinimum(string name, Func<TestProblem, MinimizeResult<Tensor>> minimize)
    {
        TestProblem problem = MoreGarbowHillstrom.Named(name);
        var result = minimize(problem);
        Assert.True(problem.IsMinimum(result.Value), result.ToString());
    }
}
