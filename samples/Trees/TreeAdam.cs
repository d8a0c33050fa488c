using static Adjoint.Ops;

namespace Adjoint.Samples;

/// <summary>What Adam remembers of parameters: the means of the gradients and of their squares, and how many there were.</summary>
[TensorTree]
internal sealed partial record AdamState<T>(T M, T V, Tensor Step);

/// <summary>Adam as a function of parameters, gradients and state, of whatever tree they are.</summary>
internal sealed record TreeAdam(double LearningRate, double Beta1 = 0.9, double Beta2 = 0.999, double Epsilon = 1e-8)
{
    public static AdamState<T> Start<T>(T parameters) => new(Tree.ZerosLike(parameters), Tree.ZerosLike(parameters), 0.0);

    public (T Next, AdamState<T> State) Update<T>(T parameters, T gradients, AdamState<T> state)
    {
        Tensor step = state.Step + 1;
        T mean = Tree.Map(state.M, gradients, (m, g) => Beta1 * m + (1 - Beta1) * g);
        T square = Tree.Map(state.V, gradients, (v, g) => Beta2 * v + (1 - Beta2) * Square(g));
        Tensor rate = LearningRate * Sqrt(1 - Pow(Beta2, step)) / (1 - Pow(Beta1, step));
        T next = Tree.Map(parameters, mean, square, (p, m, v) => p - Cast(rate, p.DType) * m / (Sqrt(v) + Epsilon));
        return (next, new AdamState<T>(mean, square, step));
    }
}
