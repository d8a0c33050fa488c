using Adjoint;
using Adjoint.Extras;
using Adjoint.Samples;

using static Adjoint.Autodiff;
using static Adjoint.Ops;

// Variances of the local level model by maximum likelihood: the filter is a loop, and its derivatives are the library's.
Table nile = Csv.Load(
    Path.Combine(AppContext.BaseDirectory, "data", "nile.csv"), [CsvColumn.Numbers("year", DType.Float64), CsvColumn.Numbers("flow", DType.Float64)]);
Tensor flow = nile["flow"];

Tensor start = Log(Variance(flow) / 2);
var fit = Minimize.Lbfgs(m => -m.LogLikelihood(flow), new LocalLevel(start, start));
LocalLevel model = fit.Solution;
double noise = (double)model.Noise, step = (double)model.Step;

// What the likelihood's curvature says of them: a variance deviates by itself times the deviation of its logarithm.
Tensor deviations = Sqrt(Diagonal(Inverse(Hessian((LocalLevel m) => -m.LogLikelihood(flow))(model))));
Console.WriteLine(fit);
Console.WriteLine($"variance of the noise:       {noise,8:F1} ± {noise * (double)deviations[0]:F0}");
Console.WriteLine($"variance of the level's step: {step,7:F1} ± {step * (double)deviations[1]:F0}");

// The smoother needs no backward pass of its own: E[ε | y] is −σ² times the gradient by the observations, and the Hessian has its variance.
Tensor score = Grad((Tensor y) => model.LogLikelihood(y))(flow), curvature = Diagonal(Hessian((Tensor y) => model.LogLikelihood(y))(flow));
Tensor level = flow + model.Noise * score, deviation = Sqrt(model.Noise * (1 + model.Noise * curvature));
foreach (int year in (int[])[1871, 1898, 1899, 1913, 1970])
    Console.WriteLine($"{year}: flow {(double)flow[year - 1871]:F0}, level {(double)level[year - 1871]:F1} ± {(double)deviation[year - 1871]:F1}");

// The same level as the solution of one linear system: that which fits the flow and changes little.
Tensor changes = Diff(Tensor.Eye(flow.Shape[0], DType.Float64), axis: 0);
Tensor precision = Tensor.Eye(flow.Shape[0], DType.Float64) / noise + MatMul(Transpose(changes), changes) / step;
double difference = (double)Max(Abs(level - Solve(precision, flow / noise)));
Console.WriteLine($"largest difference from the level by a linear system: {difference:E1}");

// J. Durbin and S. J. Koopman, section 2.10; the log-likelihood without their constant of the first observation.
bool reached = Math.Abs(noise / 15099 - 1) < 1e-3 && Math.Abs(step / 1469.1 - 1) < 1e-3 && difference < 1e-6;
Console.WriteLine($"variances: {noise:F1} and {step:F1}, log-likelihood {-fit.Value:F3} (within 0.1 % of 15099 and 1469.1)");
return reached ? 0 : 1;
