using static Adjoint.Ops;

using torch = TorchSharp.torch;

namespace Adjoint.Benchmarks;

/// <summary>What orders, sums along, reads and writes a million elements.</summary>
public abstract class Million : SingleOperation
{
    private protected const int Count = 1_000_000;

    private protected Tensor X { get; private set; } = 0;

    private protected Tensor Places { get; private set; } = 0;

    private protected torch.Tensor TorchX { get; private set; } = null!;

    private protected torch.Tensor TorchPlaces { get; private set; } = null!;

    public override IEnumerable<int> ThreadCounts => [1];

    protected override void Make()
    {
        X = Cast(new RandomKey(60).Permutation(Count), DType.Float32) / Count - 0.5; // no two alike, whose order would be open
        Places = new RandomKey(61).Integers(0, Count, Count);
        (TorchX, TorchPlaces) = (X.ToTorch(), Places.ToTorch());
    }
}

public class SortMillion : Million
{
    protected override object Ours() => Sort(X).Values;

    protected override torch.Tensor[] Theirs() => [TorchX.sort().Values];
}

public class ArgSortMillion : Million
{
    protected override object Ours() => ArgSort(X);

    protected override torch.Tensor[] Theirs() => [TorchX.argsort()];
}

public class TopKMillion : Million
{
    protected override object Ours() => TopK(X, 100).Values;

    protected override torch.Tensor[] Theirs() => [TorchX.topk(100).values];
}

public class CumSumMillion : Million
{
    protected override double Tolerance => 1e-3;

    protected override object Ours() => CumSum(X);

    protected override torch.Tensor[] Theirs() => [TorchX.cumsum(0)];
}

public class ScatterAddMillion : Million
{
    protected override object Ours() => ScatterAdd(X, Places, X);

    protected override torch.Tensor[] Theirs() => [TorchX.scatter_add(0, TorchPlaces, TorchX)];
}

public class GatherMillion : Million
{
    protected override object Ours() => TakeAlongAxis(X, Places);

    protected override torch.Tensor[] Theirs() => [TorchX.gather(0, TorchPlaces)];
}
