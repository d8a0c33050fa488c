using static Adjoint.Ops;

namespace Adjoint.Samples;

/// <summary>A call: the right to buy at the strike at maturity.</summary>
internal sealed record Call(double Strike, double Maturity);

/// <summary>The market of F. Black and M. Scholes, "The pricing of options and corporate liabilities", 1973.</summary>
[TensorTree]
internal sealed partial record BlackScholes(Tensor Spot, Tensor Volatility, Tensor Rate)
{
    /// <summary>The price of a call.</summary>
    public Tensor Price(Call call) => Price(Spot * Exp(Rate * call.Maturity), call.Strike, Volatility * Math.Sqrt(call.Maturity)) * Exp(-Rate * call.Maturity);

    /// <summary>The price at maturity, for the deviation of the logarithm until then.</summary>
    public static Tensor Price(Tensor forward, Tensor strike, Tensor deviation)
    {
        Tensor d = Log(forward / strike) / deviation + 0.5 * deviation;
        return forward * NormalCdf(d) - strike * NormalCdf(d - deviation);
    }

    /// <summary>The discounted payoff along one random path, and along its mirror image.</summary>
    public Tensor Payoff(Call call, RandomKey key)
    {
        Tensor normal = key.Normal([], DType.Float64), z = Stack(normal, -normal);
        Tensor drift = (Rate - 0.5 * Square(Volatility)) * call.Maturity;
        Tensor end = Spot * Exp(drift + Volatility * Math.Sqrt(call.Maturity) * z);
        return Exp(-Rate * call.Maturity) * Mean(Relu(end - call.Strike));
    }
}
