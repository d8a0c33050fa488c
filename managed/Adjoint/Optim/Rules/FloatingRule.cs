using static Adjoint.Ops;

namespace Adjoint;

/// <summary>What the rules for floating parameters have in common.</summary>
internal abstract class FloatingRule : LeafTransform
{
    internal override bool Trains(DType dtype) => dtype.IsFloating;

    /// <summary>Remembers zeros like the value under each name.</summary>
    protected static void StartAtZero(Tensor value, OptimizerState state, params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
            state[name] = Tensor.ZerosLike(value).Typed();
    }

    /// <summary>Moves a mean that is remembered: mean ← kept · mean + (1 − kept) · next.</summary>
    protected static Tensor Average(OptimizerState state, string name, double kept, Tensor next)
    {
        Tensor mean = kept * state.Get(name) + (1 - kept) * next;
        state[name] = mean;
        return mean;
    }

    /// <summary>How much of a mean that began at zero has been seen: 1 − keptᵗ.</summary>
    protected static Tensor Seen(OptimizerState state, double kept) => 1 - Pow((Tensor)kept, state.Count);

    /// <summary>The root. Its derivative at 0, where that of squares of gradients meets it, is 0.</summary>
    protected static Tensor Root(Tensor squares)
    {
        if (squares.IsPlain) return Sqrt(squares);
        Tensor isZero = Equal(squares, 0);
        return Where(isZero, 0, Sqrt(Where(isZero, 1, squares)));
    }
}
