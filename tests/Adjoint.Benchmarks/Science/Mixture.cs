using BenchmarkDotNet.Attributes;

using static Adjoint.Autodiff;
using static Adjoint.Ops;

using torch = TorchSharp.torch;

namespace Adjoint.Benchmarks;

/// <summary>
/// The gradient of a Gaussian mixture's log-likelihood with a Wishart prior, after ADBench (Srajer, Kukelova and Fitzgibbon, 2018):
/// 64 dimensions, 25 components, 1000 points, float64.
/// </summary>
public class MixtureGradient : Comparison
{
    private const int Dimensions = 64, Components = 25, Points = 1000;
    private const int Below = Dimensions * (Dimensions - 1) / 2;
    private const double Gamma = 1;
    private const int Freedom = Dimensions + 1;

    private Func<Tensor, Tensor, Tensor, (Tensor, Tensor, Tensor)> _gradient = null!;
    private Tensor _points = 0, _places = 0, _unit = 0, _alphas = 0, _means = 0, _factors = 0;
    private torch.Tensor _torchPoints = null!, _torchPlaces = null!;
    private torch.Tensor[] _torchInputs = [];

    protected override double Tolerance => 1e-9;

    /// <summary>The log-likelihood alone.</summary>
    [Benchmark(Description = "Adjoint, value")]
    public Tensor Value() => LogLikelihood(_alphas, _means, _factors);

    protected override void Make()
    {
        var key = new RandomKey(12);
        _points = key.FoldIn(0).Normal([Dimensions, Points], DType.Float64);
        _alphas = key.FoldIn(1).Normal([Components], DType.Float64);
        _means = key.FoldIn(2).Normal([Components, Dimensions], DType.Float64);
        _factors = 0.1 * key.FoldIn(3).Normal([Components, Dimensions + Below], DType.Float64);
        _places = PlacesOfTriangle();
        _unit = Tensor.Eye(Dimensions, dtype: DType.Float64);
        _gradient = Grad(LogLikelihood, (0, 1, 2));
        (_torchPoints, _torchPlaces) = (_points.ToTorch(), _places.ToTorch());
        _torchInputs = [_alphas.ToLeaf(), _means.ToLeaf(), _factors.ToLeaf()];
    }

    protected override object Ours() => _gradient(_alphas, _means, _factors);

    protected override torch.Tensor[] Theirs() =>
        torch.autograd.grad([TorchLogLikelihood(_torchInputs[0], _torchInputs[1], _torchInputs[2])], _torchInputs).ToArray();

    /// <summary>Where each element of a matrix stands in the list of those below the diagonal, a zero behind them for all others.</summary>
    private static Tensor PlacesOfTriangle()
    {
        long[] places = new long[Dimensions * Dimensions];
        Array.Fill(places, Below);
        for (int column = 0, next = 0; column < Dimensions; column++)
        {
            for (int row = column + 1; row < Dimensions; row++) places[row * Dimensions + column] = next++;
        }

        return Tensor.From(places);
    }

    /// <param name="alphas">Logarithms of the weights, but for a constant.</param>
    /// <param name="means">The components' centres.</param>
    /// <param name="factors">Of each component's inverse covariance root: logarithms of the diagonal, and what is below it.</param>
    private Tensor LogLikelihood(Tensor alphas, Tensor means, Tensor factors)
    {
        Tensor logDiagonal = factors[.., ..Dimensions], below = factors[.., Dimensions..];
        Tensor diagonal = Exp(logDiagonal), logs = Sum(logDiagonal, 1);
        Tensor padded = Concat([below, Tensor.Zeros([Components, 1], DType.Float64)], 1);
        Tensor root = Take(padded, _places, 1).Reshape(Components, Dimensions, Dimensions) + ExpandDims(diagonal, 2) * _unit;
        Tensor whitened = MatMul(root, _points) - MatMul(root, ExpandDims(means, 2));
        Tensor terms = ExpandDims(alphas + logs, 1) - 0.5 * Sum(Square(whitened), 1);
        Tensor prior = 0.5 * Gamma * Gamma * (Sum(Square(diagonal)) + Sum(Square(below))) - Freedom * Sum(logs);
        return Sum(LogSumExp(terms, 0)) - Points * LogSumExp(alphas) - prior;
    }

    private torch.Tensor TorchLogLikelihood(torch.Tensor alphas, torch.Tensor means, torch.Tensor factors)
    {
        var logDiagonal = factors.narrow(1, 0, Dimensions);
        var below = factors.narrow(1, Dimensions, Below);
        var diagonal = logDiagonal.exp();
        var logs = logDiagonal.sum(1);
        var padded = torch.cat([below, torch.zeros(Components, 1, dtype: torch.ScalarType.Float64)], 1);
        var root = padded.index_select(1, _torchPlaces).view(Components, Dimensions, Dimensions) + diagonal.diag_embed();
        var whitened = root.matmul(_torchPoints) - root.matmul(means.unsqueeze(2));
        var terms = (alphas + logs).unsqueeze(1) - 0.5 * whitened.square().sum(1);
        var prior = 0.5 * Gamma * Gamma * (diagonal.square().sum() + below.square().sum()) - Freedom * logs.sum();
        return terms.logsumexp(0).sum() - Points * alphas.logsumexp(0) - prior;
    }
}
