namespace Adjoint;

/// <summary>A parameter, by what an optimizer remembers of it, and the gradient to change it by.</summary>
internal readonly record struct ParameterChange(OptimizerState State, Tensor Gradient);
