using static Adjoint.Autodiff;
using static Adjoint.Ops;

using torch = TorchSharp.torch;

namespace Adjoint.Benchmarks;

/// <summary>A step of logistic regression, weights 5x3, updated by hand.</summary>
public class LogisticStep : Comparison
{
    private const double Rate = 0.01;

    private readonly Func<Tensor, Tensor, Tensor, Tensor, (Tensor, (Tensor, Tensor))> _step = ValueAndGrad(Loss, (2, 3));
    private Tensor _x = 0, _y = 0, _w = 0, _b = 0;
    private torch.Tensor _tx = null!, _ty = null!, _tw = null!, _tb = null!;

    public override IEnumerable<int> ThreadCounts => [1];

    protected override int Checks => 3;

    protected override void Make()
    {
        (_x, _y, _w, _b) = (Tensor.Ones(5), Tensor.Zeros(3), new RandomKey(6).Normal(5, 3), Tensor.Zeros(3));
        (_tx, _ty, _tw, _tb) = (_x.ToTorch(), _y.ToTorch(), _w.ToLeaf(), _b.ToLeaf());
    }

    protected override object Ours()
    {
        var (loss, (dw, db)) = _step(_x, _y, _w, _b);
        _w -= Rate * dw;
        _b -= Rate * db;
        return loss;
    }

    protected override torch.Tensor[] Theirs()
    {
        var loss = torch.nn.functional.binary_cross_entropy_with_logits(_tx.matmul(_tw).add(_tb), _ty);
        var gradients = torch.autograd.grad([loss], [_tw, _tb]).ToArray();
        using var off = torch.no_grad();
        _tw.sub_(gradients[0] * Rate);
        _tb.sub_(gradients[1] * Rate);
        return [loss];
    }

    private static Tensor Loss(Tensor x, Tensor y, Tensor w, Tensor b) => BinaryCrossEntropyWithLogits(MatMul(x, w) + b, y);
}
