using Adjoint;
using Adjoint.Samples;

using static Adjoint.Ops;

// Eight schools by Hamiltonian Monte Carlo, held against the means by quadrature.
bool isShort = args.Contains("--short");
int chains = isShort ? 16 : 64, warmUp = isShort ? 150 : 500, draws = isShort ? 250 : 2000;
var (starts, moves) = new RandomKey(7).Split();
var sampler = new Sampler(EightSchools.LogDensity, leaps: 8);
var (samples, acceptance) = sampler.Run(moves, starts.Normal([chains, EightSchools.Dimension], DType.Float64), warmUp, draws);
Console.WriteLine($"{chains} chains of {draws} draws after {warmUp} to warm up; {acceptance:P0} of the proposals taken");

var (mu, tau) = EightSchools.ExactMeans();
bool reached = true;
Console.WriteLine("        mean   exact  Monte Carlo error  R-hat  effective draws");
reached &= Check("mu", samples[.., .., 0], mu);
reached &= Check("tau", Exp(samples[.., .., 1]), tau);
Console.WriteLine($"means of mu and tau: {(reached ? "within" : "NOT within")} 4 Monte Carlo errors of {mu:F3} and {tau:F3}, R-hat below 1.02 (both asked for)");
return reached ? 0 : 1;

static bool Check(string name, Tensor draws, double exact)
{
    double mean = (double)Mean(draws), size = Diagnostics.EffectiveSampleSize(draws), rHat = Diagnostics.RHat(draws);
    double error = (double)StandardDeviation(draws) / Math.Sqrt(size);
    Console.WriteLine($"{name,-5}{mean,7:F3}{exact,8:F3}{error,19:F3}{rHat,7:F3}{size,17:F0}");
    return Math.Abs(mean - exact) < 4 * error && rHat < 1.02;
}
