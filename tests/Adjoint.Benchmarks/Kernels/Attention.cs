using BenchmarkDotNet.Attributes;

using static Adjoint.Autodiff;
using static Adjoint.Ops;

using torch = TorchSharp.torch;

namespace Adjoint.Benchmarks;

/// <summary>Scaled dot-product attention of 4 heads 64 wide.</summary>
public abstract class AttentionOfFourHeads : Comparison
{
    private const int Heads = 4, Width = 64;

    [Params(64, 256, 1024)]
    public int Length { get; set; }

    private protected Tensor[] Operands { get; private set; } = [];

    private protected torch.Tensor[] TorchOperands { get; private set; } = [];

    protected override double Tolerance => 1e-3;

    protected override void Make()
    {
        Operands = [.. Enumerable.Range(40, 3).Select(seed => new RandomKey((ulong)seed).Normal(1, Heads, Length, Width))];
        TorchOperands = [.. Operands.Select(static x => x.ToTorch())];
    }
}

public class Attention : AttentionOfFourHeads
{
    protected override object Ours() => ScaledDotProductAttention(Operands[0], Operands[1], Operands[2]);

    protected override torch.Tensor[] Theirs() =>
        [torch.nn.functional.scaled_dot_product_attention(TorchOperands[0], TorchOperands[1], TorchOperands[2])];
}

public class AttentionGradient : AttentionOfFourHeads
{
    private static readonly Func<Tensor[], Tensor[]> s_gradient =
        Grad((Tensor[] x) => Sum(Square(ScaledDotProductAttention(x[0], x[1], x[2], causal: true))));

    protected override object Ours() => s_gradient(Operands);

    protected override torch.Tensor[] Theirs()
    {
        torch.Tensor[] x = [.. TorchOperands.Select(static t => t.detach().requires_grad_())];
        var y = torch.nn.functional.scaled_dot_product_attention(x[0], x[1], x[2], is_casual: true);
        return [.. torch.autograd.grad([y.square().sum()], x)];
    }
}
