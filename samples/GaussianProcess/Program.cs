using Adjoint;
using Adjoint.Extras;
using Adjoint.Samples;

using static Adjoint.Autodiff;
using static Adjoint.Ops;

using MultivariateNormal = Adjoint.Distributions.MultivariateNormal;

// Carbon dioxide at Mauna Loa: hyperparameters by the marginal likelihood up to 1992, and a forecast of the five years behind.
Table co2 = Csv.Load(
    Path.Combine(AppContext.BaseDirectory, "data", "co2.csv"),
    [CsvColumn.Numbers("year", DType.Float64), CsvColumn.Numbers("month", DType.Float64), CsvColumn.Numbers("ppm", DType.Float64)]);
const int first = 1959, last = 1992, count = (last + 1 - first) * 12;
Tensor time = co2["year"] + (co2["month"] - 0.5) / 12 - first, offset = Mean(co2["ppm"][..count]), ppm = co2["ppm"] - offset;
Tensor t = time[..count], y = ppm[..count], later = time[count..], truth = ppm[count..];

Tensor LogMarginal(Kernel kernel, Tensor t, Tensor y) => MultivariateNormal.LogProb(y, 0.0, Cholesky(kernel.Of(t)));

var fit = Minimize.Lbfgs(
    k => -LogMarginal(k, t, y) / y.Count, Kernel.Start, new() { GradientTolerance = 1e-4 },
    i => { if (i.Number % 20 == 0) Console.WriteLine($"iteration {i.Number}: log marginal likelihood {-i.Value:F4} a month"); });
Console.WriteLine(fit);
foreach (var (name, value) in Tree.NamedLeaves(Tree.Map(fit.Solution, Exp)))
    Console.WriteLine($"  {name,-18} {(double)value:G4}");

// The forecast: mean and covariance of later measurements given those seen.
Tensor factor = Cholesky(fit.Solution.Of(t)), cross = fit.Solution.Between(later, t);
Tensor mean = MatMul(cross, CholeskySolve(y, factor)), part = TriangularSolve(factor, Transpose(cross));
Tensor covariance = fit.Solution.Of(later) - MatMul(Transpose(part), part), deviation = Sqrt(Diagonal(covariance));
for (int month = 5; month < later.Count; month += 12)
    Console.WriteLine($"June {last + 1 + month / 12}: {(double)(mean[month] + offset):F2} ± {(double)deviation[month]:F2} ppm, measured {(double)(truth[month] + offset):F2}");

// The density of what came by the forecast is the quotient of two marginal likelihoods.
double joint = (double)MultivariateNormal.LogProb(truth, mean, Cholesky(covariance));
double quotient = (double)(LogMarginal(fit.Solution, Concat(t, later), Concat(y, truth)) - LogMarginal(fit.Solution, t, y));
double density = (double)Mean(Distributions.Normal.LogProb(truth, mean, deviation)), error = (double)Metrics.RootMeanSquaredError(mean, truth);
double within = (double)Mean(Cast(Abs(truth - mean) < 1.96 * deviation, DType.Float64));
Console.WriteLine($"log density of all {later.Count} months together: {joint:F6}, by the marginal likelihoods {quotient:F6}");
Console.WriteLine($"months within the 95 % band: {within:P0}, root mean square error {error:F3} ppm");

const double bound = -1;
Console.WriteLine($"held-out log density a month: {density:F3} (at least {bound})");
return density >= bound && Math.Abs(joint - quotient) < 1e-5 ? 0 : 1;
