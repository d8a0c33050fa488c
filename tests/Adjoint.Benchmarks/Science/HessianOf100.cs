using static Adjoint.Autodiff;
using static Adjoint.Ops;

using torch = TorchSharp.torch;

namespace Adjoint.Benchmarks;

/// <summary>The Hessian of a logistic regression's loss in 100 parameters over 200 examples. TorchSharp does it row by row.</summary>
public class HessianOf100 : Comparison
{
    private const int Parameters = 100, Examples = 200;

    private Func<Tensor, Tensor> _hessian = null!;
    private Tensor _x = 0;
    private torch.Tensor _torchFeatures = null!, _torchX = null!;

    protected override void Make()
    {
        Tensor features = new RandomKey(10).Normal(Examples, Parameters);
        _hessian = Hessian(x => Sum(Softplus(MatMul(features, x))));
        _x = 0.1 * new RandomKey(11).Normal(Parameters);
        (_torchFeatures, _torchX) = (features.ToTorch(), _x.ToLeaf());
    }

    protected override object Ours() => _hessian(_x);

    protected override torch.Tensor[] Theirs()
    {
        var loss = torch.nn.functional.softplus(_torchFeatures.matmul(_torchX)).sum();
        var gradient = torch.autograd.grad([loss], [_torchX], retain_graph: true, create_graph: true).Single();
        var rows = Enumerable.Range(0, Parameters).Select(i => torch.autograd.grad([gradient[i]], [_torchX], retain_graph: true).Single());
        return [torch.stack(rows)];
    }
}
