using Adjoint;
using Adjoint.Samples;

using static Adjoint.Autodiff;
using static Adjoint.Ops;

// Prices of a call and their derivatives by all parameters, path by path, against closed forms.
bool isShort = args.Contains("--short");
var (first, second) = new RandomKey(11).Split();
var call = new Call(Strike: 105, Maturity: 1);

Console.WriteLine("Black-Scholes");
var blackScholes = new BlackScholes(Spot: 100.0, Volatility: 0.2, Rate: 0.03);
double largest = Compare(blackScholes, m => m.Price(call), (m, key) => m.Payoff(call, key), first, paths: isShort ? 100_000 : 1_000_000);

// A price from the literature first (F. Fang and C. W. Oosterlee, "A novel pricing method for European options", 2008, table 4).
var literature = new Heston(100.0, 0.0, 0.0175, 1.5768, 0.0398, 0.5751, -0.5711);
double difference = Math.Abs((double)literature.Price(100, maturity: 1) - 5.785155450);
Console.WriteLine($"\nHeston: closed form and the price 5.785155450 of Fang and Oosterlee differ by {difference:E1}");

var heston = new Heston(Spot: 100.0, Rate: 0.03, Variance: 0.04, Reversion: 2.0, LongVariance: 0.06, VolatilityOfVariance: 0.3, Correlation: -0.7);
int steps = isShort ? 50 : 200;
largest = Math.Max(largest, Compare(
    heston, m => m.Price(call.Strike, call.Maturity), (m, key) => HestonPaths.Payoff(m, call, steps, key), second, paths: isShort ? 20_000 : 200_000));

Console.WriteLine($"\nlargest difference from a closed form: {largest:F1} standard errors (at most 4), {difference:E1} from the literature (at most 1e-7)");
return largest <= 4 && difference <= 1e-7 ? 0 : 1;

// The gradient of every path by itself gives not only the mean but its error.
static double Compare<T>(T model, Func<T, Tensor> price, Func<T, RandomKey, Tensor> payoff, RandomKey key, int paths)
{
    var exact = Tree.Leaves(ValueAndGrad(price)(model));
    var sampled = Tree.Leaves(Vmap(ValueAndGrad(payoff), inAxes: (null, 0), chunkSize: 4096)(model, key.Batch(paths)));
    string[] names = ["price", .. Tree.NamedLeaves(model).Select(static leaf => "by " + leaf.Path)];
    Console.WriteLine($"{"",-24}{"closed form",12}{"Monte Carlo",13}{"error",9}");
    double largest = 0;
    foreach ((string name, Tensor truth, Tensor samples) in names.Zip(exact, sampled))
    {
        double mean = (double)Mean(samples), error = (double)StandardDeviation(samples, correction: 1) / Math.Sqrt(paths);
        Console.WriteLine($"{name,-24}{(double)truth,12:F4}{mean,13:F4}{error,9:F4}");
        largest = Math.Max(largest, Math.Abs(mean - (double)truth) / error);
    }

    return largest;
}
