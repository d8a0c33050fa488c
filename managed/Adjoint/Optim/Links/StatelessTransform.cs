namespace Adjoint;

/// <summary>A link that remembers nothing and looks at each parameter by itself.</summary>
internal sealed class StatelessTransform(Func<Tensor, Tensor, Tensor> change) : GradientTransform
{
    internal override void Start(UpdateLeaves leaves)
    {
    }

    internal override Tensor[] Change(Tensor[] gradients, UpdateLeaves leaves) =>
        leaves.Each(gradients, (leaf, gradient) => change(gradient, leaf.Value));
}

/// <summary>Shrinks all gradients by one factor.</summary>
internal sealed class GlobalNormClip(double maxNorm) : GradientTransform
{
    private readonly double _maxNorm = Limits.Positive(maxNorm);

    internal override void Start(UpdateLeaves leaves)
    {
    }

    internal override Tensor[] Change(Tensor[] gradients, UpdateLeaves leaves) => Tree.ClipByNorm(gradients, _maxNorm);
}
