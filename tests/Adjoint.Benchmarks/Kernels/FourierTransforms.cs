using BenchmarkDotNet.Attributes;

using static Adjoint.Ops;

using torch = TorchSharp.torch;

namespace Adjoint.Benchmarks;

/// <summary>The transform of a million real numbers in rows.</summary>
public class FourierRows : SingleOperation
{
    private Tensor _x = 0;
    private torch.Tensor _tx = null!;

    [Params(1 << 10, 1 << 14, 1 << 20)]
    public int Length { get; set; }

    protected override void Make()
    {
        _x = new RandomKey(80).Normal((1 << 20) / Length, Length);
        _tx = _x.ToTorch();
    }

    protected override object Ours() => Real(Rfft(_x));

    protected override torch.Tensor[] Theirs() => [torch.fft.rfft(_tx).real];
}
