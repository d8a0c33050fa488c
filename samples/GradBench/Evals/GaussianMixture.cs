using System.Text.Json;

using static Adjoint.Autodiff;
using static Adjoint.Ops;

namespace Adjoint.Samples;

/// <summary>The likelihood of points under a mixture of normal distributions, whose parameters have a Wishart prior.</summary>
[TensorTree]
internal sealed partial record GaussianMixture(Tensor Alpha, Tensor Mu, Tensor Q, Tensor L)
{
    public static Work? Prepare(string function, JsonElement input, Engine engine)
    {
        var mixture = new GaussianMixture(input.Tensor("alpha"), input.Tensor("mu"), input.Tensor("q"), input.Tensor("l"));
        Tensor x = input.Tensor("x");
        double gamma = input.Member("gamma").GetDouble();
        long m = input.Int64("m");
        Tensor Objective(GaussianMixture p, Tensor x) => p.LogLikelihood(x) + p.LogPrior(gamma, m);
        if (function == "objective")
        {
            var f = engine.Ready<GaussianMixture, Tensor, Tensor>(Objective);
            return Work.Of(() => f(mixture, x));
        }

        if (function != "jacobian") return null;
        var gradient = engine.Ready((GaussianMixture p, Tensor x) => Grad((GaussianMixture p) => Objective(p, x))(p));
        return Work.Of(() => gradient(mixture, x), static (json, g) =>
        {
            json.WriteStartObject();
            json.WriteTensor("alpha", g.Alpha);
            json.WriteTensor("mu", g.Mu);
            json.WriteTensor("q", g.Q);
            json.WriteTensor("l", g.L);
            json.WriteEndObject();
        });
    }

    public Tensor LogLikelihood(Tensor x)
    {
        long n = x.Shape[0], d = x.Shape[1], k = Alpha.Count;
        Tensor factors = Factors(), rows = factors.Reshape(k * d, d);
        Tensor centers = MatMul(factors, Mu.Reshape(k, d, 1)).Reshape(k * d);
        Tensor distances = Sum(Square((MatMul(x, rows.T) - centers).Reshape(n, k, d)), -1);
        Tensor each = Alpha + Sum(Q, -1) - 0.5 * distances;
        return Sum(LogSumExp(each, -1)) - n * LogSumExp(Alpha) - n * d * 0.5 * Math.Log(2 * Math.PI);
    }

    public Tensor LogPrior(double gamma, long m)
    {
        long d = Mu.Shape[1], k = Alpha.Count, degrees = d + m + 1;
        Tensor halves = (degrees - Tensor.Arange(0, d, 1, DType.Float64)) / 2;
        Tensor logGamma = d * (d - 1) / 4.0 * Math.Log(Math.PI) + Sum(LogGamma(halves));
        Tensor constant = degrees * d * (Math.Log(gamma) - 0.5 * Math.Log(2)) - logGamma;
        return k * constant - gamma * gamma / 2 * (Sum(Square(Exp(Q))) + Sum(Square(L))) + m * Sum(Q);
    }

    // Triangular matrices with exp(q) on the diagonal and below it the elements of l, column by column.
    private Tensor Factors()
    {
        int d = (int)Mu.Shape[1], next = d;
        long[,] places = new long[d, d];
        for (int column = 0; column < d; column++)
        {
            for (int row = 0; row < d; row++)
                places[row, column] = row == column ? row : row > column ? next++ : d * (d + 1) / 2;
        }

        return Take(Concat([Exp(Q), L, Tensor.Zeros([Alpha.Count, 1], DType.Float64)], 1), Tensor.From(places), 1);
    }
}
