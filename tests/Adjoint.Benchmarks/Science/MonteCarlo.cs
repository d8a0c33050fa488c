using BenchmarkDotNet.Attributes;

using static Adjoint.Autodiff;
using static Adjoint.Ops;

namespace Adjoint.Benchmarks;

/// <summary>
/// An Asian option over a million paths of 12 steps: price, delta, vega and rho by Adjoint beside the price alone by a scalar loop.
/// </summary>
public class MonteCarloGreeks
{
    private const int Paths = 1_000_000, Steps = 12;
    private const double Strike = 100, Years = 1, StepYears = Years / Steps;

    private readonly Tensor _spot = Tensor.Scalar(100.0), _volatility = Tensor.Scalar(0.2), _rate = Tensor.Scalar(0.03);
    private Func<Tensor, Tensor, Tensor, (Tensor, (Tensor, Tensor, Tensor))> _greeks = null!;
    private Tensor _normals = 0;
    private double[] _scalarNormals = [];

    [GlobalSetup]
    public void Prepare()
    {
        _normals = new RandomKey(13).Normal([Steps, Paths], DType.Float64);
        _scalarNormals = Ops.Transpose(_normals).ToArray<double>(); // path by path, as a loop over paths reads them
        _greeks = ValueAndGrad(Price, (0, 1, 2));
        double ours = (double)Greeks().Price, theirs = ScalarPrice();
        if (Math.Abs(ours - theirs) > 1e-9 * theirs) throw new InvalidOperationException($"Prices differ: {ours} and {theirs}.");
    }

    [Benchmark(Description = "Adjoint")]
    public (Tensor Price, (Tensor Delta, Tensor Vega, Tensor Rho) Greeks) Greeks() => _greeks(_spot, _volatility, _rate);

    [Benchmark(Description = "scalar C#", Baseline = true)]
    public double ScalarPrice() => ScalarPrice(100, 0.2, 0.03);

    private Tensor Price(Tensor spot, Tensor volatility, Tensor rate)
    {
        Tensor drift = (rate - 0.5 * Square(volatility)) * StepYears, width = volatility * Math.Sqrt(StepYears);
        Tensor log = Log(spot), sum = 0.0;
        for (int i = 0; i < Steps; i++)
        {
            log = log + drift + width * _normals[i];
            sum += Exp(log);
        }

        return Exp(-rate * Years) * Mean(Maximum(sum / Steps - Strike, 0.0));
    }

    private double ScalarPrice(double spot, double volatility, double rate)
    {
        double drift = (rate - 0.5 * volatility * volatility) * StepYears, width = volatility * Math.Sqrt(StepYears);
        double total = 0, start = Math.Log(spot);
        for (int path = 0; path < Paths; path++)
        {
            double log = start, sum = 0;
            foreach (double normal in _scalarNormals.AsSpan(path * Steps, Steps))
            {
                log += drift + width * normal;
                sum += Math.Exp(log);
            }

            total += Math.Max(sum / Steps - Strike, 0);
        }

        return Math.Exp(-rate * Years) * total / Paths;
    }
}
