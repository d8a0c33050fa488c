using static Adjoint.Ops;

namespace Adjoint.Benchmarks;

/// <summary>What networks need and Adjoint has no operation for, of the operations that there are.</summary>
internal static class Composed
{
    public static Tensor LayerNorm(Tensor x, Tensor scale, Tensor shift)
    {
        Tensor centered = x - Mean(x, -1, keepDims: true);
        return centered * Rsqrt(Mean(Square(centered), -1, keepDims: true) + 1e-5) * scale + shift;
    }

    public static Tensor Gelu(Tensor x) => 0.5 * x * (1 + Erf(x * (1 / Math.Sqrt(2))));
}
