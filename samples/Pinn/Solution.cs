using static Adjoint.Ops;

namespace Adjoint.Samples;

/// <summary>
/// A network of t and x around which the conditions are built in, as I. E. Lagaris, A. Likas and D. I. Fotiadis do ("Artificial neural networks for solving
/// ordinary and partial differential equations", 1998): −sin πx at t = 0, 0 at x = ±1.
/// </summary>
internal sealed class Solution : Module
{
    private readonly Sequential _network = new();

    public Solution(int layers, int width, RandomKey key)
    {
        for (int i = 0; i < layers; i++)
        {
            _network.Add(new Linear(i == 0 ? 2 : width, width, key.FoldIn(i), dtype: DType.Float64, weightInitializer: Initializers.GlorotNormal));
            _network.Add(Tanh);
        }

        _network.Add(new Linear(width, 1, key.FoldIn(layers), dtype: DType.Float64, weightInitializer: Initializers.GlorotNormal));
    }

    public Tensor At(Tensor t, Tensor x)
    {
        Tensor network = _network.Forward(Stack([2 * t - 1, x], 1))[.., 0];
        return -Sin(Math.PI * x) + t * (1 - Square(x)) * network;
    }
}
