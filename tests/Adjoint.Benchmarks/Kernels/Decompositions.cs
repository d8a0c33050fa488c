using BenchmarkDotNet.Attributes;

using static Adjoint.Autodiff;
using static Adjoint.Ops;

using torch = TorchSharp.torch;

namespace Adjoint.Benchmarks;

/// <summary>A decomposition of one matrix of float64, which is 3 n on its diagonal more than normal numbers.</summary>
public abstract class Decomposition : SingleOperation
{
    private protected Tensor A { get; private set; } = 0;

    private protected Tensor Right { get; private set; } = 0;

    private protected torch.Tensor TorchA { get; private set; } = null!;

    private protected torch.Tensor TorchRight { get; private set; } = null!;

    protected override double Tolerance => 1e-8;

    private protected void Make(int n, bool positive)
    {
        Tensor x = new RandomKey(50).Normal([n, n], DType.Float64);
        A = positive ? MatMul(x, x.T) / n + Tensor.Eye(n, DType.Float64) : x + Math.Sqrt(n) * Tensor.Eye(n, DType.Float64);
        Right = new RandomKey(51).Normal([n, 16], DType.Float64);
        (TorchA, TorchRight) = (A.ToTorch(), Right.ToTorch());
    }
}

public abstract class FactorOfMatrix(bool positive = false) : Decomposition
{
    [Params(64, 256, 1024)]
    public int Size { get; set; }

    protected override void Make() => Make(Size, positive);
}

public class CholeskyFactor() : FactorOfMatrix(positive: true)
{
    protected override object Ours() => Cholesky(A);

    protected override torch.Tensor[] Theirs() => [torch.linalg.cholesky(TorchA)];
}

public class LinearSolve : FactorOfMatrix
{
    protected override object Ours() => Solve(A, Right);

    protected override torch.Tensor[] Theirs() => [torch.linalg.solve(TorchA, TorchRight)];
}

public class TriangleSolve : FactorOfMatrix
{
    protected override object Ours() => TriangularSolve(A, Right);

    protected override torch.Tensor[] Theirs() => [torch.linalg.solve_triangular(TorchA, TorchRight, upper: false)];
}

public class OrthogonalFactor : FactorOfMatrix
{
    protected override object Ours() => Abs(QR(A).R); // signs are a matter of taste

    protected override torch.Tensor[] Theirs() => [torch.linalg.qr(TorchA).R.abs()];
}

public abstract class SpectrumOfMatrix(bool positive = false) : Decomposition
{
    [Params(64, 256, 512)]
    public int Size { get; set; }

    protected override void Make() => Make(Size, positive);
}

public class Eigenpairs() : SpectrumOfMatrix(positive: true)
{
    protected override object Ours() => Eigh(A).Values;

    protected override torch.Tensor[] Theirs() => [torch.linalg.eigh(TorchA).Item1];
}

public class SingularTriplets : SpectrumOfMatrix
{
    protected override object Ours() => Svd(A).S;

    protected override torch.Tensor[] Theirs() => [torch.linalg.svd(TorchA, fullMatrices: false).S];
}

/// <summary>10,000 systems of 6 equations by Cholesky: the sum of the solutions' squares and its gradient.</summary>
public class SmallCholesky : Comparison
{
    private const int Count = 10_000, Size = 6;

    private static readonly Func<Tensor, Tensor, (Tensor, Tensor)> s_gradient =
        ValueAndGrad((Tensor a, Tensor b) => Sum(Square(CholeskySolve(b, Cholesky(a)))));

    private Tensor _a = 0, _b = 0;
    private torch.Tensor _ta = null!, _tb = null!;

    protected override void Make()
    {
        Tensor x = new RandomKey(52).Normal([Count, Size, Size], DType.Float64);
        _a = MatMul(x, SwapAxes(x, -1, -2)) / Size + Tensor.Eye(Size, DType.Float64);
        _b = new RandomKey(53).Normal([Count, Size, 1], DType.Float64);
        (_ta, _tb) = (_a.ToTorch(), _b.ToTorch());
    }

    protected override object Ours()
    {
        var (value, gradient) = s_gradient(_a, _b);
        return (value, gradient);
    }

    protected override torch.Tensor[] Theirs()
    {
        var leaf = _ta.detach().requires_grad_();
        var value = torch.cholesky_solve(_tb, torch.linalg.cholesky(leaf)).square().sum();
        return [value, torch.autograd.grad([value], [leaf])[0]];
    }
}
