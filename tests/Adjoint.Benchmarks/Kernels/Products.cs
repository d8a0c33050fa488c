using BenchmarkDotNet.Attributes;

using static Adjoint.Ops;

using torch = TorchSharp.torch;

namespace Adjoint.Benchmarks;

/// <summary>One product of two matrices, each of which may lie transposed.</summary>
public abstract class MatrixProduct : SingleOperation
{
    private (Tensor Ours, torch.Tensor Theirs) _a, _b;

    protected override object Ours() => MatMul(_a.Ours, _b.Ours);

    protected override torch.Tensor[] Theirs() => [_a.Theirs.matmul(_b.Theirs)];

    private protected void Make(int m, int k, int n, bool leftTransposed = false, bool rightTransposed = false) =>
        (_a, _b) = (Operand(20, m, k, leftTransposed), Operand(21, k, n, rightTransposed));

    private static (Tensor, torch.Tensor) Operand(ulong seed, int rows, int columns, bool transposed)
    {
        Tensor x = transposed ? new RandomKey(seed).Normal(columns, rows) : new RandomKey(seed).Normal(rows, columns);
        return transposed ? (Transpose(x), x.ToTorch().transpose(0, 1)) : (x, x.ToTorch());
    }
}

public class SquareProduct : MatrixProduct
{
    [Params(512, 1024, 2048)]
    public int Size { get; set; }

    protected override void Make() => Make(Size, Size, Size);
}

/// <summary>What a layer of a network multiplies: its inputs by its weight, and the two products of its gradient.</summary>
public class LayerProduct : MatrixProduct
{
    public enum Part
    {
        Value,
        InputGradient,
        WeightGradient,
    }

    [Params("64x784x128", "128x512x2048", "32x768x3072")]
    public string Shape { get; set; } = "";

    [ParamsAllValues]
    public Part Product { get; set; }

    public override IEnumerable<int> ThreadCounts => [1];

    protected override void Make()
    {
        int[] sizes = [.. Shape.Split('x').Select(int.Parse)];
        var (m, k, n) = (sizes[0], sizes[1], sizes[2]);
        switch (Product)
        {
            case Part.Value: Make(m, k, n); break;
            case Part.InputGradient: Make(m, n, k, rightTransposed: true); break;
            case Part.WeightGradient: Make(k, m, n, leftTransposed: true); break;
        }
    }
}
