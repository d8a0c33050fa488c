using torch = TorchSharp.torch;
using TorchParameter = TorchSharp.Modules.Parameter;

namespace Adjoint.Benchmarks;

/// <summary>The same numbers as tensors of TorchSharp.</summary>
internal static class Conversion
{
    public static torch.Tensor ToTorch(this Tensor x)
    {
        long[] shape = x.Shape.ToArray();
        return x.DType switch
        {
            DType.Float32 => torch.tensor(x.ToArray<float>(), shape),
            DType.Float64 => torch.tensor(x.ToArray<double>(), shape),
            DType.Int64 => torch.tensor(x.ToArray<long>(), shape),
            _ => throw new NotSupportedException($"{x.DType} has not been needed yet."),
        };
    }

    public static torch.Tensor ToLeaf(this Tensor x) => x.ToTorch().requires_grad_();

    public static TorchParameter ToTorchParameter(this Tensor x) => new(x.ToTorch());
}
