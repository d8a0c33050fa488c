using System.Diagnostics;

namespace Adjoint;

/// <summary>An optimizer made of others, which steps all parameters together.</summary>
public abstract class CompositeOptimizer : Optimizer
{
    private protected CompositeOptimizer()
    {
    }

    /// <summary>Nobody asks a composite for the step of a single parameter.</summary>
    /// <param name="value">The value.</param>
    /// <param name="gradient">The gradient.</param>
    /// <param name="state">What is remembered.</param>
    /// <returns>Nothing.</returns>
    protected sealed override Tensor Step(Tensor value, Tensor gradient, OptimizerState state) => throw new UnreachableException();

    internal abstract override void Start(UpdateLeaves leaves);

    internal abstract override Tensor[] Step(Tensor[] gradients, UpdateLeaves leaves);
}
