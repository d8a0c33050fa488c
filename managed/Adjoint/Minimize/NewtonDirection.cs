namespace Adjoint;

/// <summary>The step to the minimum of a quadratic model, or that of steepest descent where it leads nowhere.</summary>
/// <param name="step">Gives the step.</param>
internal sealed class NewtonDirection(Func<Iterate, double[]> step) : DescentDirection
{
    private bool _isSteepest;

    /// <summary>
    /// The solution of H p = −g by conjugate gradients, as exact as the gradient is small, and no further than to where the curvature is
    /// negative (J. Nocedal and S. J. Wright, "Numerical optimization", 2006, algorithm 7.1).
    /// </summary>
    public static NewtonDirection ByConjugateGradients(Objective objective) =>
        new(at => QuadraticModel.At(objective, at).Minimum(double.PositiveInfinity).Step);

    /// <summary>The solution of least squares J p = −r by the decomposition of J.</summary>
    public static NewtonDirection OfGaussNewton(SumOfSquares squares) => new(at => squares.Linearize(at.X).GaussNewtonStep());

    public override double[] At(Iterate at) => _isSteepest ? Vectors.Scaled(-1, at.Gradient) : step(at);

    public override double FirstStep(Iterate at, double[] direction, double slope) => _isSteepest ? StepAlongGradient(at) : 1;

    public override void Learn(Iterate from, Iterate to) => _isSteepest = false;

    public override bool Forget()
    {
        bool was = _isSteepest;
        _isSteepest = true;
        return !was;
    }
}
