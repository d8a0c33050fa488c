namespace Adjoint;

/// <summary>Why a minimiser stopped. The first three mean that it has converged.</summary>
public enum StopReason
{
    /// <summary>The gradient is as small as <see cref="MinimizeOptions.GradientTolerance"/> asks.</summary>
    GradientTolerance,

    /// <summary>The value decreases no more than <see cref="MinimizeOptions.ValueTolerance"/> asks, or than numbers of this type can show.</summary>
    ValueTolerance,

    /// <summary>The step is as small as <see cref="MinimizeOptions.StepTolerance"/> asks, or as numbers of this type can show.</summary>
    StepTolerance,

    /// <summary>There were <see cref="MinimizeOptions.MaxIterations"/> iterations.</summary>
    MaxIterations,

    /// <summary>No step along the direction, nor along the gradient, decreases the value: it is not smooth there, or not finite around.</summary>
    LineSearchFailed,

    /// <summary>
    /// The trust radius has come down to nothing: no step, however short, decreases the value, though the derivatives promise more than half of its digits
    /// would hide. The function is not smooth there, or has a derivative that is not its own.
    /// </summary>
    TrustRadiusCollapsed,

    /// <summary>The callback called <see cref="MinimizeIteration{T}.Stop"/>.</summary>
    Callback,
}
