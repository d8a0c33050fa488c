using Adjoint;
using Adjoint.Extras;
using Adjoint.Samples;

using static Adjoint.Autodiff;
using static Adjoint.Ops;

// The zero curve of United States Treasury securities, from the par yields of a day.
Table quotes = Csv.Load(
    Path.Combine(AppContext.BaseDirectory, "data", "treasury.csv"), [CsvColumn.Numbers("years", DType.Float64), CsvColumn.Numbers("yield", DType.Float64)]);
Tensor years = quotes["years"], yields = quotes["yield"] / 100;
const int billCount = 4;
Tensor bills = years[..billCount], bonds = years[billCount..];

// The sum of squares has several minima (M. Gilli, S. Große and E. Schumann, "Calibrating the Nelson-Siegel-Svensson model", 2010): the best from nine starts.
LeastSquaresResult<Svensson, Tensor> Calibrate(Tensor yields) => (
    from decay in (double[])[0.5, 1, 2]
    from second in (double[])[5, 10, 15]
    select Minimize.LevenbergMarquardt(
        c => 1e4 * (c.ParYields(bills, bonds) - yields), new Svensson(0.04, 0.01, 0.0, 0.0, decay, second),
        lower: Bounds(double.NegativeInfinity, 0.05), upper: Bounds(double.PositiveInfinity, 30)))
    .MinBy(static fit => fit.Value)!;

var fit = Calibrate(yields);
Svensson curve = fit.Solution;
Console.WriteLine(fit);
foreach (((string name, Tensor value), Tensor deviation) in Tree.NamedLeaves(curve).Zip(Tree.Leaves(fit.StandardDeviations())))
    Console.WriteLine($"  {name,-12} {(double)value,9:F5} ± {(double)deviation:F5}");

// How sure the curve is follows from the covariance of its parameters: J C Jᵀ.
Tensor at = Tensor.From([0.25, 1, 2, 5, 10, 20, 30]);
var (parameters, unravel) = Tree.Ravel(curve);
Tensor jacobian = JacFwd((Tensor p) => unravel(p).Zero(at))(parameters);
Tensor deviations = Sqrt(Diagonal(MatMul(MatMul(jacobian, fit.Covariance()), Transpose(jacobian))));
Tensor forwards = Vmap(curve.Forward)(at);
for (int i = 0; i < at.Count; i++)
    Console.WriteLine($"{(double)at[i],5} years: zero rate {(double)curve.Zero(at[i]):P3} ± {(double)deviations[i]:P3}, forward {(double)forwards[i]:P3}");

// Quotes that come from a curve give that curve back.
var known = new Svensson(0.045, -0.02, -0.03, 0.025, 1.5, 8);
double recovery = (double)Max(Abs(Calibrate(known.ParYields(bills, bonds)).Solution.Zero(at) - known.Zero(at)));

double error = (double)Sqrt(Mean(Square(fit.Residuals)));
Console.WriteLine($"root mean square error of the par yields: {error:F2} basis points (at most 6); a known curve comes back to {recovery:E1} (at most 1e-8)");
return fit.Converged && error <= 6 && recovery <= 1e-8 ? 0 : 1;

static Svensson Bounds(double rates, double decays) => new(rates, rates, rates, rates, decays, decays);
