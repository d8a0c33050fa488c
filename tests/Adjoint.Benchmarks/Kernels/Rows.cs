using static Adjoint.Ops;

using torch = TorchSharp.torch;

namespace Adjoint.Benchmarks;

/// <summary>A function of the rows of a matrix, 256 columns wide.</summary>
public abstract class RowFunction : Comparison
{
    private protected const int Columns = 256;

    private protected Tensor X { get; private set; } = 0;

    private protected torch.Tensor TorchX { get; private set; } = null!;

    protected override void Make()
    {
        X = new RandomKey(4).Normal(1024, Columns);
        TorchX = X.ToTorch();
    }
}

public class SoftmaxRows : RowFunction
{
    protected override object Ours() => Softmax(X);

    protected override torch.Tensor[] Theirs() => [torch.nn.functional.softmax(TorchX, -1)];
}

public class LayerNormRows : RowFunction
{
    protected override object Ours() => LayerNorm(X, Tensor.Ones(Columns), Tensor.Zeros(Columns));

    protected override torch.Tensor[] Theirs() =>
        [torch.nn.functional.layer_norm(TorchX, [Columns], torch.ones(Columns), torch.zeros(Columns))];
}
