using Adjoint.Native;

using BenchmarkDotNet.Attributes;

using static Adjoint.Autodiff;
using static Adjoint.Ops;

using torch = TorchSharp.torch;

namespace Adjoint.Benchmarks;

/// <summary>What the way into the core costs by itself.</summary>
public class EmptyCall
{
    [Benchmark(Description = "Adjoint")]
    public int Call() => (int)NativeMethods.adj_nop();
}

/// <summary>Operands so small that the arithmetic is free.</summary>
public abstract class TinyOperation : SingleOperation
{
    [Params(1, 4, 64)]
    public int Size { get; set; }

    public override IEnumerable<int> ThreadCounts => [1];

    private protected (Tensor Ours, torch.Tensor Theirs) A { get; private set; }

    private protected (Tensor Ours, torch.Tensor Theirs) B { get; private set; }

    protected override void Make()
    {
        Tensor a = new RandomKey(1).Normal(Size), b = new RandomKey(2).Normal(Size);
        A = (a, a.ToTorch());
        B = (b, b.ToTorch());
    }
}

public class EagerAdd : TinyOperation
{
    protected override object Ours() => A.Ours + B.Ours;

    protected override torch.Tensor[] Theirs() => [A.Theirs.add(B.Theirs)];
}

public class EagerExp : TinyOperation
{
    protected override object Ours() => Exp(A.Ours);

    protected override torch.Tensor[] Theirs() => [A.Theirs.exp()];
}

/// <summary>A thousand additions, each recorded because an operand is followed; nothing but the last is differentiated.</summary>
public class RecordedAdd : Comparison
{
    private const int Count = 1000;

    private readonly Func<Tensor, Tensor, Tensor> _gradient = Grad(static (Tensor a, Tensor b) =>
    {
        Tensor sum = a;
        for (int i = 0; i < Count; i++) sum = a + b;
        return sum;
    });

    private Tensor _a = 0, _b = 0;
    private torch.Tensor _ta = null!, _tb = null!;

    public override IEnumerable<int> ThreadCounts => [1];

    protected override void Make()
    {
        (_a, _b) = (Tensor.From([1f, 2f, 3f, 4f]), Tensor.From([0.5f, 0.25f, 1f, 2f]));
        (_ta, _tb) = (_a.ToLeaf(), _b.ToTorch());
    }

    protected override object Ours() => _gradient(_a, _b);

    protected override torch.Tensor[] Theirs()
    {
        var sum = _ta;
        for (int i = 0; i < Count; i++) sum = _ta.add(_tb);
        return torch.autograd.grad([sum.sum()], [_ta]).ToArray();
    }
}
