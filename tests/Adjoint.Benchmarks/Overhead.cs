using Adjoint.Native;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using static Adjoint.Autodiff;
using static Adjoint.Ops;
using torch = TorchSharp.torch;

namespace Adjoint.Benchmarks;

/// <summary>What one operation costs on tensors so small that the arithmetic is free, beside TorchSharp.</summary>
[MemoryDiagnoser]
[GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory)]
[CategoriesColumn]
public class Overhead
{
    private const int ChainLength = 100;

    private static readonly float[] Weights =
    [
        0.49671414f, -0.1382643f, 0.64768857f, 1.5230298f, -0.23415338f, -0.23413695f, 1.5792128f, 0.7674347f,
        -0.46947438f, 0.54256004f, -0.46341768f, -0.46572974f, 0.24196227f, -1.9132802f, -1.7249179f,
    ];

    private static readonly float[] Bias = [-0.5622875f, -1.0128311f, 0.31424734f];

    private readonly Tensor _a = Tensor.From([1f, 2f, 3f, 4f]), _b = Tensor.From([0.5f, 0.25f, 1f, 2f]);
    private readonly Tensor _x = Tensor.Ones(5), _y = Tensor.Zeros(3);
    private readonly Tensor _w = Tensor.From(Weights, 5, 3), _bias = Tensor.From(Bias);
    private readonly torch.Tensor _ta = torch.tensor(new[] { 1f, 2f, 3f, 4f });
    private readonly torch.Tensor _tb = torch.tensor(new[] { 0.5f, 0.25f, 1f, 2f });
    private readonly torch.Tensor _tx = torch.ones(5), _ty = torch.zeros(3);
    private readonly torch.Tensor _tw = torch.tensor(Weights, 5, 3).requires_grad_();
    private readonly torch.Tensor _tbias = torch.tensor(Bias).requires_grad_();

    private readonly Func<Tensor, Tensor, Tensor> _chain = Grad(Chain);
    private readonly Func<Tensor, Tensor, Tensor, Tensor, (Tensor, Tensor)> _tutorial = Grad(Loss, (2, 3));

    private static Tensor Chain(Tensor x, Tensor b)
    {
        for (var i = 0; i < ChainLength; i++) x = x * b;
        return x;
    }

    private static Tensor Loss(Tensor x, Tensor y, Tensor w, Tensor b) =>
        BinaryCrossEntropyWithLogits(MatMul(x, w) + b, y);

    [BenchmarkCategory("empty call"), Benchmark(Description = "Adjoint")]
    public int EmptyCall() => (int)NativeMethods.adj_nop();

    [BenchmarkCategory("eager a + b, 4 floats"), Benchmark(Description = "Adjoint")]
    public Tensor EagerAdd() => _a + _b;

    [BenchmarkCategory("eager a + b, 4 floats"), Benchmark(Description = "TorchSharp", Baseline = true)]
    public void TorchEagerAdd() => _ta.add(_tb).Dispose();

    [BenchmarkCategory("eager exp(a), 4 floats"), Benchmark(Description = "Adjoint")]
    public Tensor EagerExp() => Exp(_a);

    [BenchmarkCategory("eager exp(a), 4 floats"), Benchmark(Description = "TorchSharp", Baseline = true)]
    public void TorchEagerExp() => _ta.exp().Dispose();

    [BenchmarkCategory("chain of 100, forward and backward"), Benchmark(Description = "Adjoint")]
    public Tensor ChainGradient() => _chain(_a, _b);

    [BenchmarkCategory("chain of 100, forward and backward"), Benchmark(Description = "TorchSharp", Baseline = true)]
    public void TorchChainGradient()
    {
        using var scope = torch.NewDisposeScope();
        var leaf = _ta.detach().requires_grad_();
        var x = leaf;
        for (var i = 0; i < ChainLength; i++) x = x.mul(_tb);
        _ = torch.autograd.grad([x.sum()], [leaf]);
    }

    [BenchmarkCategory("tutorial gradient, x 5, w 5x3"), Benchmark(Description = "Adjoint")]
    public (Tensor, Tensor) TutorialGradient() => _tutorial(_x, _y, _w, _bias);

    [BenchmarkCategory("tutorial gradient, x 5, w 5x3"), Benchmark(Description = "TorchSharp", Baseline = true)]
    public void TorchTutorialGradient()
    {
        using var scope = torch.NewDisposeScope();
        var loss = torch.nn.functional.binary_cross_entropy_with_logits(_tx.matmul(_tw).add(_tbias), _ty);
        _ = torch.autograd.grad([loss], [_tw, _tbias]);
    }
}
