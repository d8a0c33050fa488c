using static Adjoint.Autodiff;
using static Adjoint.Ops;

using torch = TorchSharp.torch;

namespace Adjoint.Benchmarks;

/// <summary>The gradient of the README's first program: x 5, w 5x3.</summary>
public class TutorialGradient : Comparison
{
    private readonly Func<Tensor, Tensor, Tensor, Tensor, (Tensor, Tensor)> _gradient = Grad(Loss, (2, 3));
    private Tensor _x = 0, _y = 0, _w = 0, _b = 0;
    private torch.Tensor _tx = null!, _ty = null!, _tw = null!, _tb = null!;

    public override IEnumerable<int> ThreadCounts => [1];

    protected override void Make()
    {
        (_x, _y, _w, _b) = (Tensor.Ones(5), Tensor.Zeros(3), new RandomKey(0).Normal(5, 3), new RandomKey(1).Normal(3));
        (_tx, _ty, _tw, _tb) = (_x.ToTorch(), _y.ToTorch(), _w.ToLeaf(), _b.ToLeaf());
    }

    protected override object Ours() => _gradient(_x, _y, _w, _b);

    protected override torch.Tensor[] Theirs()
    {
        var loss = torch.nn.functional.binary_cross_entropy_with_logits(_tx.matmul(_tw).add(_tb), _ty);
        return torch.autograd.grad([loss], [_tw, _tb]).ToArray();
    }

    private static Tensor Loss(Tensor x, Tensor y, Tensor w, Tensor b) => BinaryCrossEntropyWithLogits(MatMul(x, w) + b, y);
}
