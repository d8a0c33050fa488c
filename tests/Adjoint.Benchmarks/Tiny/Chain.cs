using static Adjoint.Autodiff;

using torch = TorchSharp.torch;

namespace Adjoint.Benchmarks;

/// <summary>A hundred products of four floats, one on the other, and their gradient.</summary>
public class Chain : Comparison
{
    private const int Length = 100;

    private readonly Func<Tensor, Tensor, Tensor> _gradient = Grad(static (Tensor x, Tensor b) =>
    {
        for (int i = 0; i < Length; i++) x = x * b;
        return x;
    });

    private Tensor _x = 0, _b = 0;
    private torch.Tensor _tx = null!, _tb = null!;

    public override IEnumerable<int> ThreadCounts => [1];

    protected override void Make()
    {
        (_x, _b) = (Tensor.From([1f, 2f, 3f, 4f]), Tensor.From([0.99f, 1.01f, 1f, 0.98f]));
        (_tx, _tb) = (_x.ToLeaf(), _b.ToTorch());
    }

    protected override object Ours() => _gradient(_x, _b);

    protected override torch.Tensor[] Theirs()
    {
        var x = _tx;
        for (int i = 0; i < Length; i++) x = x.mul(_tb);
        return torch.autograd.grad([x.sum()], [_tx]).ToArray();
    }
}
