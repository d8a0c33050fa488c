using Adjoint;
using Adjoint.Samples;

using static Adjoint.Autodiff;
using static Adjoint.Ops;

// SVI smiles by Levenberg-Marquardt, without butterfly arbitrage.
Tensor wide = Tensor.Linspace(-1.5, 1.5, 301, DType.Float64);

// A market that has no arbitrage: calls under Heston's model, whose volatilities are found by Newton's method, all strikes at once.
const double maturity = 1;
var heston = new Heston(1.0, 0.0, 0.04, 1.5, 0.05, 0.6, -0.7);
Tensor k = Tensor.Linspace(-0.4, 0.3, 29, DType.Float64);
Tensor quoted = Vmap((Tensor x) => ImpliedVolatility(heston.Price(Exp(x), maturity), x, maturity))(k);

var fit = Minimize.LevenbergMarquardt(
    s => s.Volatility(k, maturity) - quoted, new Smile(0.01, 0.1, -0.5, 0.0, 0.2), lower: Smile.Lower, upper: Smile.Upper);
foreach (((string name, Tensor value), Tensor deviation) in Tree.NamedLeaves(fit.Solution).Zip(Tree.Leaves(fit.StandardDeviations())))
    Console.WriteLine($"  {name,-6} {(double)value,8:F4} ± {(double)deviation:F4}");
double error = (double)Max(Abs(fit.Residuals)), lowest = (double)Min(fit.Solution.Durrleman(wide));
Console.WriteLine($"Heston's smile: largest error {error * 1e4:F1} basis points of volatility, smallest g {lowest:F3}");

// Vogt's smile looks harmless, and has a negative density (Gatheral and Jacquier, "Arbitrage-free SVI volatility surfaces", 2014, example 3.1).
var vogt = new Smile(-0.0410, 0.1331, 0.3060, 0.3586, 0.4153);
Tensor g = vogt.Durrleman(wide);
Console.WriteLine($"Vogt's smile: smallest g {(double)Min(g):F4} at k = {(double)wide[ArgMin(g)]:F2}: butterfly arbitrage");

// The nearest smile without: g below a margin counts as a residual, too.
Tensor near = Tensor.Linspace(-1.0, 1.0, 41, DType.Float64), target = vogt.Volatility(near, maturity);
var repaired = Minimize.LevenbergMarquardt(
    s => (Fit: s.Volatility(near, maturity) - target, Arbitrage: 10 * Relu(0.001 - s.Durrleman(wide))), vogt, lower: Smile.Lower, upper: Smile.Upper);
double moved = (double)Max(Abs(repaired.Residuals.Fit)), left = (double)Min(repaired.Solution.Durrleman(wide));
Console.WriteLine($"repaired: smallest g {left:F4}, volatilities moved by at most {moved * 1e4:F1} basis points");

bool reached = error < 10e-4 && lowest > 0 && Math.Abs((double)Min(g) + 0.0329) < 5e-4 && left >= 0 && moved < 150e-4;
Console.WriteLine($"Heston's smile within {error * 1e4:F1} basis points (at most 10) without arbitrage, Vogt's repaired by {moved * 1e4:F1} (at most 150)");
return reached ? 0 : 1;

// From the turning point of the price (Manaster and Koehler, 1982) every step of Newton's goes towards the solution.
static Tensor ImpliedVolatility(Tensor price, Tensor k, double maturity)
{
    var value = ValueAndGrad((Tensor deviation) => BlackScholes.Price(1.0, Exp(k), deviation));
    Tensor deviation = Maximum(Sqrt(2 * Abs(k)), 0.1);
    for (int i = 0; i < 12; i++)
    {
        var (modelPrice, vega) = value(deviation);
        deviation += (price - modelPrice) / vega;
    }

    return deviation / Math.Sqrt(maturity);
}
