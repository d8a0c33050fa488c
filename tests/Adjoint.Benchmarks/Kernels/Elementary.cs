using static Adjoint.Ops;

using torch = TorchSharp.torch;

namespace Adjoint.Benchmarks;

/// <summary>An elementary function of as many floats as fit the nearest caches.</summary>
public abstract class Elementary(Func<Tensor, Tensor> ours, Func<torch.Tensor, torch.Tensor> theirs) : SingleOperation
{
    private const int Count = 32768;

    private Tensor _x = 0;
    private torch.Tensor _tx = null!;

    public override IEnumerable<int> ThreadCounts => [1];

    protected override void Make() => (_x, _tx) = (new RandomKey(3).Normal(Count), new RandomKey(3).Normal(Count).ToTorch());

    protected override object Ours() => ours(_x);

    protected override torch.Tensor[] Theirs() => [theirs(_tx)];
}

public class ResidentExp() : Elementary(Exp, static x => x.exp());

public class ResidentTanh() : Elementary(Tanh, static x => x.tanh());

public class ResidentSigmoid() : Elementary(Sigmoid, static x => x.sigmoid());

public class ResidentGelu() : Elementary(Gelu, static x => torch.nn.functional.gelu(x));
