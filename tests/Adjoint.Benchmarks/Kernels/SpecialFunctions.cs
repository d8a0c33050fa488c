using static Adjoint.Ops;

using torch = TorchSharp.torch;

namespace Adjoint.Benchmarks;

/// <summary>A special function of 100,000 floats between 0 and 1, times a factor.</summary>
public abstract class SpecialFunction(Func<Tensor, Tensor> ours, Func<torch.Tensor, torch.Tensor> theirs, double factor = 1) : SingleOperation
{
    private const int Count = 100_000;

    private Tensor _x = 0;
    private torch.Tensor _tx = null!;

    public override IEnumerable<int> ThreadCounts => [1];

    protected override void Make()
    {
        _x = (new RandomKey(70).Uniform(Count) * 0.998 + 0.001) * factor;
        _tx = _x.ToTorch();
    }

    protected override object Ours() => ours(_x);

    protected override torch.Tensor[] Theirs() => [theirs(_tx)];
}

public class SpecialLogGamma() : SpecialFunction(LogGamma, static x => x.lgamma(), 50);

public class SpecialDigamma() : SpecialFunction(Digamma, static x => x.digamma(), 50);

public class SpecialErfInv() : SpecialFunction(ErfInv, static x => x.erfinv());

public class SpecialNormalQuantile() : SpecialFunction(NormalQuantile, static x => torch.special.ndtri(x));

public class SpecialGammaInc() : SpecialFunction(static x => GammaInc(x, 2.5f - x), static x => torch.special.gammainc(x, 2.5f - x));
